package release

import (
	"context"
	_ "embed"
	"fmt"
	"maps"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/duck"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// Release is one open release with the official editions its manifest names. Totals lie in memory, since nearly every question is about
// them; breakdowns are read from the Parquet file, which is laid out for it. It is safe for concurrent use.
type Release struct {
	Listed
	Editions []Manifest // official editions served beside it, the later the further back

	measure.Catalogue
	totals *totals
	open   unfinished
	db     *duck.DB

	dispersions sync.Map // of dispersion by dispersionKey

	mu    sync.Mutex
	stmts map[string]*duck.Stmt
}

//go:embed sql/open.sql
var openSQL string

//go:embed sql/corrected.sql
var correctedSQL string

// open checks a release and the editions it names byte for byte and makes them ready to be asked.
func open(ctx context.Context, dir string, l Listed, o Options, sums *checksums) (*Release, error) {
	r := &Release{Listed: l, Editions: l.Official, open: newUnfinished(l.Manifest), stmts: map[string]*duck.Stmt{}}
	var files []dataFile // ours first, if there is one
	if !l.officialOnly() {
		if err := sums.verify(l.Dir); err != nil {
			return nil, err
		}
		files = append(files, dataFile{l.Dir, l.Manifest.ID})
	}
	var subjects []*measure.Subject
	for i := range l.Manifest.Measures {
		subjects = append(subjects, measure.SubjectOf(&l.Manifest.Measures[i], l.Manifest.ID))
	}
	for _, m := range l.Official {
		files = append(files, dataFile{filepath.Join(dir, OfficialDir, filepath.Base(m.ID)), m.ID})
	}
	return r, r.load(ctx, files, append(subjects, seriesOf(l.Official)...), o)
}

// seriesOf are the series of some editions as the latest of them defines each, with the breakdowns that any of them has.
func seriesOf(editions []Manifest) []*measure.Subject {
	var out []*measure.Subject
	at := map[string]*measure.Series{}
	for _, m := range slices.Backward(editions) {
		for _, s := range m.Series {
			if known := at[s.ID]; known != nil {
				for _, d := range s.Dimensions {
					if !slices.Contains(known.Dimensions, d) {
						known.Dimensions = append(slices.Clip(known.Dimensions), d)
					}
				}
				continue
			}
			at[s.ID] = &s
			out = append(out, measure.SubjectOfSeries(&s, m.ID))
		}
	}
	for _, s := range out {
		s.Dimensions = s.Series.Dimensions
	}
	return out
}

func (r *Release) load(ctx context.Context, files []dataFile, subjects []*measure.Subject, o Options) (err error) {
	threads := o.Threads
	if threads == 0 {
		threads = runtime.GOMAXPROCS(0)
	}
	if r.db, err = duck.Open(ctx, duck.Options{Public: true, Threads: threads, MemoryMB: o.MemoryMB}); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = r.db.Close()
		}
	}()
	editions := EditionsID(r.Editions)
	known := measure.NewCatalogue(r.Manifest.ID, r.Manifest.Synthetic, editions, subjects, nil)
	byID := map[string]*measure.Subject{}
	for _, s := range known.Subjects() {
		byID[s.ID] = s
	}
	var dimensions []measure.Dimension
	for _, step := range []func() error{
		func() error { return r.db.Exec(ctx, r.script(files)) },
		func() error { return r.fillWithdrawn(ctx) },
		func() error { return r.readTotals(ctx, files, byID) },
		func() error { return r.readGroups(ctx, byID) },
		func() (err error) { dimensions, err = r.readDimensions(ctx, known.Subjects()); return err },
		func() error {
			r.Catalogue = measure.NewCatalogue(r.Manifest.ID, r.Manifest.Synthetic, editions, known.Subjects(), dimensions)
			return r.fillLists(ctx)
		},
		func() error { return r.db.Exec(ctx, lock(files, max(1, o.Threads))) },
	} {
		if err := step(); err != nil {
			return unreadable(r.Dir, err)
		}
	}
	return nil
}

// script is sql/open.sql with the files' names, which no statement can take as a bound value, and the editions with their place in time.
func (r *Release) script(files []dataFile) string {
	var official []string
	cells, editions := "SELECT * FROM official", []string{"('', 0)"}
	if !r.officialOnly() {
		ours := "SELECT * FROM read_parquet({file})"
		if len(r.Corrections) > 0 {
			ours = correctedSQL
		}
		cells = strings.ReplaceAll(ours, "{file}", duck.Quote(files[0].path())) + " UNION ALL " + cells
		files = files[1:]
	}
	for i, f := range files {
		official = append(official, duck.Quote(f.path()))
		editions = append(editions, fmt.Sprintf("(%s, %d)", duck.Quote(f.id), i+1))
	}
	from := "empty_cells"
	if len(official) > 0 {
		from = "read_parquet([" + strings.Join(official, ", ") + "])"
	}
	return strings.NewReplacer("{empty}", emptyCells(), "{official}", from, "{cells}", cells, "{editions}", strings.Join(editions, ", ")).Replace(openSQL)
}

// emptyCells are the columns of a release's data file, with their types and no row.
func emptyCells() string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = fmt.Sprintf("CAST(NULL AS %s) AS %q", c.Type, c.Name)
	}
	return "SELECT " + strings.Join(names, ", ") + " WHERE false"
}

// readTotals reads the totals into memory: of ours all, of official series those of the edition that was chosen for each year.
func (r *Release) readTotals(ctx context.Context, files []dataFile, byID map[string]*measure.Subject) (err error) {
	rows, err := r.db.Query(ctx, `SELECT DISTINCT measure, "period", "release" FROM official WHERE dimension = ''`)
	if err != nil {
		return err
	}
	served := map[servedYear]string{}
	var id, year, edition string
	if err := rows.Each(func() error {
		if err := rows.Scan(&id, &year, &edition); err != nil {
			return err
		}
		served[servedYear{id, year}] = edition
		return nil
	}); err != nil {
		return err
	}
	if r.totals, err = readTotals(ctx, files, byID, served); err != nil {
		return err
	}
	r.totals.open = r.open
	r.totals.withdraw(r.Corrections, r.ID(), byID)
	r.totals.spans(byID)
	return nil
}

// lock leaves the database nothing but the release's own file to read. Several queries run at once, so each has one thread unless more
// are asked for: threads that wait for each other cost more than they save on questions this small.
func lock(files []dataFile, threads int) string {
	allowed := ""
	if len(files) > 0 {
		allowed = duck.Quote(files[0].path())
	}
	return fmt.Sprintf("SET threads = %d; SET allowed_paths = [%s]; SET enable_external_access = false; SET lock_configuration = true", threads, allowed)
}

func unreadable(dir string, err error) error {
	switch fault.Of(err) {
	case fault.Canceled, fault.Timeout:
		return err
	case fault.Unavailable: // too little memory, or a disk that fails: nothing is wrong with the release
		return fault.New(fault.Unavailable, "The release cannot be opened with the memory and files the service has.",
			"Give it more memory (serve --memory), and check the disk.").At(dir).Because(err)
	default:
	}
	return damaged(dir, "Its data file does not have the columns of a release.").Because(err)
}

func (f dataFile) path() string { return filepath.Join(f.dir, CellsFile(f.id)) }

// readGroups learns which breakdowns there are: those of which any cell is more than not applicable. The fourth quarters of a snapshot are its
// years; a level that has these alone has years only.
func (r *Release) readGroups(ctx context.Context, byID map[string]*measure.Subject) error {
	for _, s := range byID {
		for _, g := range []period.Grain{period.Quarter, period.Year} {
			for _, l := range []area.Level{area.Country, area.Region, area.Council} {
				if len(s.Periods(g)) > 0 {
					s.AddGroup(measure.Group{Level: l, Grain: g})
				}
			}
		}
	}
	rows, err := r.db.Query(ctx, `SELECT DISTINCT measure, dimension, area_level, grain, period LIKE '%Q4' FROM cells WHERE dimension <> '' AND status IS DISTINCT FROM 'z'`)
	if err != nil {
		return err
	}
	var id, dimension, level, grain string
	var fourth bool
	return rows.Each(func() error {
		if err := rows.Scan(&id, &dimension, &level, &grain, &fourth); err != nil {
			return err
		}
		s := byID[id]
		if s == nil {
			return nil
		}
		if s.Snapshot && fourth {
			s.AddGroup(measure.Group{Dimension: dimension, Level: area.Level(level), Grain: period.Year})
			return nil
		}
		s.AddGroup(measure.Group{Dimension: dimension, Level: area.Level(level), Grain: period.Grain(grain)})
		return nil
	})
}

// readDimensions learns the dimensions: ours are known; those of official series are what their cells hold.
func (r *Release) readDimensions(ctx context.Context, subjects []*measure.Subject) ([]measure.Dimension, error) {
	dims := map[string]measure.Dimension{}
	for _, s := range subjects {
		for _, id := range s.Dimensions {
			if d, ok := measure.DimensionOf(id); ok {
				dims[id] = d
			}
		}
	}
	rows, err := r.db.Query(ctx, "SELECT DISTINCT dimension, category, category_label, category_order, band FROM official WHERE dimension <> '' ORDER BY ALL")
	if err != nil {
		return nil, err
	}
	var id string
	var c measure.Category
	err = rows.Each(func() error {
		if err := rows.Scan(&id, &c.Slug, &c.Label, &c.Order, &c.Band); err != nil {
			return err
		}
		d, ok := dims[id]
		if !ok {
			d = measure.Dimension{ID: id, Label: id, Words: "As in the official series."}
		}
		if _, known := d.Category(c.Slug); !known {
			d.Categories = append(slices.Clip(d.Categories), c)
		}
		dims[id] = d
		return nil
	})
	return slices.Collect(maps.Values(dims)), err
}

// fillLists makes the small tables from which rows are made for what is asked for and not there.
func (r *Release) fillLists(ctx context.Context) error {
	c, err := r.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer c.Close() //nolint:errcheck // nothing is pending on it
	if err := c.Append("", "areas", func(row func(...any) error) error {
		for _, a := range area.AllEver() {
			if err := row(a.Code, a.Name, string(a.Level), a.Parent); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return err
	}
	return c.Append("", "categories", func(row func(...any) error) error {
		for _, s := range r.Subjects() {
			if s.Series != nil {
				continue // filled by sql/open.sql from what the series has
			}
			for _, id := range s.Dimensions {
				for _, k := range r.dimension(id).Categories {
					if err := row(s.ID, id, k.Slug, k.Label, int32(k.Order), k.Band); err != nil {
						return err
					}
				}
			}
		}
		return nil
	})
}

// ID is the release's id.
func (r *Release) ID() string { return r.Manifest.ID }

func (r *Release) dimension(id string) measure.Dimension {
	d, _ := r.Dimension(id)
	return d
}

func (r *Release) close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range r.stmts {
		_ = s.Close()
	}
	return r.db.Close()
}
