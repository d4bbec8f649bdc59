package release

import (
	"context"
	_ "embed"
	"fmt"
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

// Release is one open release with the official editions its manifest names. Totals lie in memory, since every league table
// and trend reads them; breakdowns are read from the Parquet file, which is laid out for it. It is safe for concurrent use.
type Release struct {
	Listed
	Editions []Manifest // official editions served beside it

	subjects []*Subject
	byID     map[string]*Subject
	dims     map[string]measure.Dimension
	db       *duck.DB

	mu    sync.Mutex
	stmts map[string]*duck.Stmt
	above map[string]map[aboveKey]*Cell // by subject
}

//go:embed sql/open.sql
var openSQL string

// open checks a release and the editions it names byte for byte and makes them ready to be asked.
func open(ctx context.Context, dir string, l Listed, o Options) (*Release, error) {
	r := &Release{
		Listed: l, byID: map[string]*Subject{}, dims: map[string]measure.Dimension{},
		stmts: map[string]*duck.Stmt{}, above: map[string]map[aboveKey]*Cell{},
	}
	if err := verify(l.Dir); err != nil {
		return nil, err
	}
	files := []string{filepath.Join(l.Dir, CellsFile(l.Manifest.ID))}
	for i := range l.Manifest.Measures {
		r.add(ofMeasure(&l.Manifest.Measures[i], l.Manifest.ID))
	}
	for _, id := range l.Manifest.Official {
		at := filepath.Join(dir, OfficialDir, filepath.Base(id))
		m, err := readManifest(at, KindOfficial)
		if err != nil {
			return nil, err
		}
		if err := verify(at); err != nil {
			return nil, err
		}
		r.Editions = append(r.Editions, m)
		files = append(files, filepath.Join(at, CellsFile(id)))
	}
	for i := range slices.Backward(r.Editions) { // a series in several editions is served from the newest
		for j := range r.Editions[i].Series {
			r.add(ofSeries(&r.Editions[i].Series[j], r.Editions[i].ID))
		}
	}
	return r, r.load(ctx, files, o)
}

func (r *Release) add(s *Subject) {
	if r.byID[s.ID] == nil {
		r.byID[s.ID] = s
		r.subjects = append(r.subjects, s)
	}
}

func (r *Release) load(ctx context.Context, files []string, o Options) (err error) {
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
	for _, step := range []func() error{
		func() error { return r.db.Exec(ctx, script(files)) },
		func() error { return r.readSpans(ctx) },
		func() error { return r.readCategories(ctx) },
		func() error { return r.fillLists(ctx) },
		func() error { return r.db.Exec(ctx, lock(files, max(1, o.Threads))) },
	} {
		if err := step(); err != nil {
			return unreadable(r.Dir, err)
		}
	}
	return nil
}

// script is sql/open.sql with the files' names, which no statement can take as a bound value.
func script(files []string) string {
	quoted := make([]string, len(files))
	for i, f := range files {
		quoted[i] = duck.Quote(f)
	}
	official := "[]"
	if len(files) > 1 {
		official = "[" + strings.Join(quoted[1:], ", ") + "]"
	}
	text := openSQL
	if official == "[]" {
		text = strings.ReplaceAll(text, "FROM read_parquet({official})", "FROM read_parquet({cells}) WHERE false")
	}
	return strings.NewReplacer("{cells}", quoted[0], "{official}", official).Replace(text)
}

// lock leaves the database nothing but the release's own file to read. Several queries run at once, so each has one thread unless more
// are asked for: threads that wait for each other cost more than they save on questions this small.
func lock(files []string, threads int) string {
	return fmt.Sprintf("SET threads = %d; SET allowed_paths = [%s]; SET enable_external_access = false; SET lock_configuration = true", threads, duck.Quote(files[0]))
}

func unreadable(dir string, err error) error {
	if k := fault.Of(err); k == fault.Canceled || k == fault.Timeout {
		return err
	}
	return damaged(dir, "Its data file does not have the columns of a release.").Because(err)
}

func (r *Release) readSpans(ctx context.Context) error {
	rows, err := r.db.Query(ctx, `SELECT measure, period, any_value("release"), any_value(source), count(value) > 0
		FROM totals GROUP BY measure, period ORDER BY measure, period`)
	if err != nil {
		return err
	}
	var id, name, edition, source string
	var figures bool
	return rows.Each(func() error {
		if err := rows.Scan(&id, &name, &edition, &source, &figures); err != nil {
			return err
		}
		p, err := period.Parse(name)
		s := r.byID[id]
		if err != nil || s == nil {
			return err
		}
		s.Source = source
		s.addSpan(p, figures)
		return nil
	})
}

// readCategories learns the dimensions: ours are known; those of official series are what their cells hold.
func (r *Release) readCategories(ctx context.Context) error {
	for _, s := range r.subjects {
		for _, id := range s.Dimensions {
			if d, ok := measure.DimensionOf(id); ok {
				r.dims[id] = d
			}
		}
	}
	rows, err := r.db.Query(ctx, "SELECT DISTINCT dimension, category, category_label, category_order, band FROM official_parts ORDER BY ALL")
	if err != nil {
		return err
	}
	var id string
	var c measure.Category
	return rows.Each(func() error {
		if err := rows.Scan(&id, &c.Slug, &c.Label, &c.Order, &c.Band); err != nil {
			return err
		}
		d, ok := r.dims[id]
		if !ok {
			d = measure.Dimension{ID: id, Label: id, Words: "As in the official series."}
		}
		if _, known := d.Category(c.Slug); !known {
			d.Categories = append(slices.Clip(d.Categories), c)
		}
		r.dims[id] = d
		return nil
	})
}

// fillLists makes the small tables from which rows are made for what is asked for and not there.
func (r *Release) fillLists(ctx context.Context) error {
	c, err := r.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer c.Close() //nolint:errcheck // nothing is pending on it
	if err := c.Append("", "areas", func(row func(...any) error) error {
		for _, a := range area.All() {
			if err := row(a.Code, a.Name, string(a.Level), a.Parent); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		return err
	}
	return c.Append("", "categories", func(row func(...any) error) error {
		for _, s := range r.subjects {
			if s.Series != nil {
				continue // filled by sql/open.sql from what the series has
			}
			for _, id := range s.Dimensions {
				for _, k := range r.dims[id].Categories {
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

// Subjects are the measures, in the manifest's order, and after them the official series.
func (r *Release) Subjects() []*Subject { return r.subjects }

// Subject is the measure or series of an id.
func (r *Release) Subject(id string) (*Subject, bool) {
	s, ok := r.byID[id]
	return s, ok
}

// Dimension is a dimension that some subject has.
func (r *Release) Dimension(id string) (measure.Dimension, bool) {
	d, ok := r.dims[id]
	return d, ok
}

// Dimensions are all of them, in order of id.
func (r *Release) Dimensions() []measure.Dimension {
	out := make([]measure.Dimension, 0, len(r.dims))
	for _, d := range r.dims {
		out = append(out, d)
	}
	slices.SortFunc(out, func(a, b measure.Dimension) int { return strings.Compare(a.ID, b.ID) })
	return out
}

func (r *Release) close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range r.stmts {
		_ = s.Close()
	}
	return r.db.Close()
}
