package official

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"github.com/careduty/careduty/internal/area"
)

// Report says what was made of the files: every cell of each is served or left under a reason.
type Report struct {
	Tables   []TableReport
	Editions []EditionReport
	Overlaps []Overlap
	Unknown  []UnknownTable
	Unread   []string // files of a folder that are neither CSV nor a workbook
}

// UnknownTable is a table of no family that is known, and how many figures it holds.
type UnknownTable struct {
	Name  string
	Cells int
}

// TableReport is one table of a file.
type TableReport struct {
	Name, Family         string
	Rows, Cells, Served  int
	Left                 map[string]int // cells by the reason they are not served
	Unasked              []string       // measures of the publisher that no series here asks for
	Brackets             int            // served cells with a second figure in brackets, which is not
	Differences          int            // shares that differ from their counts by more than rounding
	Farthest             string         // the one that does most
	FarthestBy           float64
	SeriesCount, YearsIn int
	FirstYear, LastYear  string
}

// EditionReport is one edition.
type EditionReport struct {
	ID, Dir, Title, Publisher string
	Rows                      int
	Unchanged                 bool // it stood there before, with all of this in it
	Series                    []SeriesReport
}

// SeriesReport is one series of an edition.
type SeriesReport struct {
	ID                       string
	Years                    []string
	Councils                 int // most councils with a figure in a year
	Abolished                int // of the councils with a figure in any year, those abolished since
	England, Regions         bool
	Counts, Margins, Outcome int // rows with counts, with a margin of error, with the outcome alone
	Breakdowns               []string
}

// Overlap is a series that two editions give for a year.
type Overlap struct {
	Series, Year, First, Second string
	Rows, Differing             int
}

func (r *Report) add(p *parsed) {
	t := TableReport{
		Name: base(p.name), Family: p.family.title, Rows: p.rowsIn, Cells: p.cells, Served: p.served, Left: maps.Clone(p.left), Brackets: p.bracket,
		Unasked: slices.Sorted(maps.Keys(p.unasked)),
	}
	maps.DeleteFunc(t.Left, func(_ string, n int) bool { return n == 0 })
	series, years := map[string]bool{}, map[string]bool{}
	for _, k := range p.sorted() {
		series[k.series.ID], years[k.year.String()] = true, true
		if d := k.difference(p.figures[k]); d > 0 {
			t.Differences++
			if d > t.FarthestBy {
				t.Farthest, t.FarthestBy = k.String(), d
			}
		}
	}
	t.SeriesCount, t.YearsIn = len(series), len(years)
	if all := slices.Sorted(maps.Keys(years)); len(all) > 0 {
		t.FirstYear, t.LastYear = all[0], all[len(all)-1]
	}
	r.Tables = append(r.Tables, t)
}

func (e *edition) report(id, parent string, unchanged bool) EditionReport {
	out := EditionReport{ID: id, Dir: filepath.Join(parent, id), Title: e.Title, Publisher: e.Publisher, Rows: len(e.cells), Unchanged: unchanged}
	type per struct {
		SeriesReport
		councils map[string]map[string]bool
		gone     map[string]bool
	}
	by := map[string]*per{}
	for i := range e.cells {
		c := &e.cells[i]
		s := by[c.Measure]
		if s == nil {
			s = &per{SeriesReport: SeriesReport{ID: c.Measure}, councils: map[string]map[string]bool{}, gone: map[string]bool{}}
			by[c.Measure] = s
		}
		if c.Dimension != "" {
			if !slices.Contains(s.Breakdowns, c.Dimension) {
				s.Breakdowns = append(s.Breakdowns, c.Dimension)
			}
			continue
		}
		if s.councils[c.Period] == nil {
			s.councils[c.Period] = map[string]bool{}
		}
		if c.Value == nil {
			continue
		}
		switch area.Level(c.AreaLevel) {
		case area.Country:
			s.England = true
		case area.Region:
			s.Regions = true
		case area.Council:
			s.councils[c.Period][c.AreaCode] = true
			if _, gone := area.AbolishedByCode(c.AreaCode); gone {
				s.gone[c.AreaCode] = true
			}
		}
		switch {
		case c.Numerator != nil:
			s.Counts++
		case c.Lower95 != nil:
			s.Margins++
		default:
			s.Outcome++
		}
	}
	for _, x := range all {
		if s := by[x.ID]; s != nil {
			s.Years, s.Abolished = slices.Sorted(maps.Keys(s.councils)), len(s.gone)
			for _, councils := range s.councils {
				s.Councils = max(s.Councils, len(councils))
			}
			out.Series = append(out.Series, s.SeriesReport)
		}
	}
	return out
}

// overlaps compares the totals that two editions give for one series and year, those that stand already included.
func overlaps(editions []*edition, stands []standing, reports []EditionReport) []Overlap {
	lists := slices.Clone(stands)
	for i, e := range editions {
		if reports[i].Unchanged {
			continue
		}
		s := standing{id: reports[i].ID, facts: map[cellKey]facts{}}
		for j := range e.cells {
			s.facts[keyOf(&e.cells[j])] = factsOf(&e.cells[j])
		}
		lists = append(lists, s)
	}
	found := map[[4]string]*Overlap{}
	for i, a := range lists {
		for _, b := range lists[i+1:] {
			for k, f := range a.facts {
				g, both := b.facts[k]
				if !both || k.dimension != "" || f.value == unknownNumber || g.value == unknownNumber {
					continue
				}
				at := [4]string{k.measure, k.period, a.id, b.id}
				if found[at] == nil {
					found[at] = &Overlap{Series: k.measure, Year: k.period, First: a.id, Second: b.id}
				}
				found[at].Rows++
				if math.Abs(f.value-g.value) > rounding {
					found[at].Differing++
				}
			}
		}
	}
	out := make([]Overlap, 0, len(found))
	for _, o := range found {
		out = append(out, *o)
	}
	slices.SortFunc(out, func(a, b Overlap) int {
		return cmp.Or(cmp.Compare(a.Series, b.Series), cmp.Compare(a.Year, b.Year), cmp.Compare(a.First, b.First), cmp.Compare(a.Second, b.Second))
	})
	return out
}

// rounding is how far two figures with one decimal may lie apart and be the same.
const rounding = 0.051

// Write tells the report to people.
func (r Report) Write(w io.Writer) {
	for _, t := range r.Tables {
		fmt.Fprintf(w, "%s\n  %s: %d rows, %d cells", t.Name, t.Family, t.Rows, t.Cells)
		if t.SeriesCount > 0 {
			fmt.Fprintf(w, ", of which %d are served: %d series, %d years (%s to %s)", t.Served, t.SeriesCount, t.YearsIn, t.FirstYear, t.LastYear)
		}
		fmt.Fprintln(w, ".")
		for _, reason := range slices.Sorted(maps.Keys(t.Left)) {
			fmt.Fprintf(w, "  left out: %d, %s", t.Left[reason], reason)
			if reason == leftNoSeries && len(t.Unasked) > 0 {
				fmt.Fprintf(w, " (%s)", strings.Join(t.Unasked, "; "))
			}
			fmt.Fprintln(w, ".")
		}
		if t.Brackets > 0 {
			fmt.Fprintf(w, "  %d cells hold a second figure in brackets, which the publisher worked out in the older way; the official one is served.\n", t.Brackets)
		}
		if t.Differences > 0 {
			fmt.Fprintf(w, "  %d outcomes differ from their counts by more than rounding, most by %.2g (%s); the outcome is served as published.\n", t.Differences, t.FarthestBy, t.Farthest)
		}
	}
	for _, t := range r.Unknown {
		fmt.Fprintf(w, "%s\n  left out whole: %d cells, under no header of a publication that is known here.\n", t.Name, t.Cells)
	}
	for _, name := range r.Unread {
		fmt.Fprintf(w, "%s\n  not read: neither CSV nor a workbook.\n", name)
	}
	for _, e := range r.Editions {
		e.write(w)
	}
	r.writeOverlaps(w)
}

func (e EditionReport) write(w io.Writer) {
	what := "Wrote"
	if e.Unchanged {
		what = "Already there:"
	}
	fmt.Fprintf(w, "%s edition %s, %s (%s): %d series, %d rows in %s.\n", what, e.ID, e.Title, e.Publisher, len(e.Series), e.Rows, e.Dir)
	for _, s := range e.Series {
		fmt.Fprintf(w, "  %s: %s; %d councils", s.ID, span(s.Years), s.Councils)
		if s.Abolished > 0 {
			fmt.Fprintf(w, ", %d of those in all years abolished since", s.Abolished)
		}
		if s.Regions {
			fmt.Fprint(w, ", regions")
		}
		if s.England {
			fmt.Fprint(w, ", England")
		}
		fmt.Fprintf(w, "; %d figures with counts, %d with a margin of error, %d alone", s.Counts, s.Margins, s.Outcome)
		if len(s.Breakdowns) > 0 {
			fmt.Fprintf(w, "; by %s", strings.Join(s.Breakdowns, ", "))
		}
		fmt.Fprintln(w, ".")
	}
}

func (r Report) writeOverlaps(w io.Writer) {
	both, differing := 0, 0
	for _, o := range r.Overlaps {
		both++
		if o.Differing > 0 {
			differing++
			fmt.Fprintf(w, "%s %s stands in %s and in %s: %d of %d figures differ by more than rounding.\n", o.Series, o.Year, o.First, o.Second, o.Differing, o.Rows)
		}
	}
	if both > 0 {
		fmt.Fprintf(w, "%d series and years stand in two editions, %d of them with differences. The one with counts is served, among those alike the later.\n", both, differing)
	}
}

// span lists years, with runs as first to last.
func span(years []string) string {
	var out []string
	for i := 0; i < len(years); {
		j := i
		for j+1 < len(years) && years[j+1][:4] == next(years[j]) {
			j++
		}
		if j > i+1 {
			out = append(out, years[i]+" to "+years[j])
		} else {
			out = append(out, years[i:j+1]...)
		}
		i = j + 1
	}
	return strings.Join(out, ", ")
}

// next is the calendar year in which the financial year after begins.
func next(year string) string {
	p, _ := yearOf(year)
	return itoa(p.Start + 1)
}
