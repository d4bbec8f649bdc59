package evaluate

import (
	"slices"
	"time"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// Set is a set of people: how many, and the sum of their record keys modulo 2^64. Both are private.
type Set struct {
	N int64
	S uint64
}

// Add is the union of two sets that share nobody.
func (s Set) Add(o Set) Set { return Set{N: s.N + o.N, S: s.S + o.S} }

// Count is what a measure counts in one cell.
type Count struct {
	Population, Unknown, Numerator Set
}

// Add is the count of two cells that share nobody.
func (c Count) Add(o Count) Count {
	return Count{c.Population.Add(o.Population), c.Unknown.Add(o.Unknown), c.Numerator.Add(o.Numerator)}
}

// Breakdown is the total (no dimension, one empty category) or a dimension with its categories.
type Breakdown struct {
	Dimension  string
	Categories []measure.Category
	Leaves     map[string][]int // a band's leaves, by position
	bands      []int            // of each category, by position
	offset     int
}

// Band is the position of the band a category is a part of; -1 where it is none.
func (b Breakdown) Band(category int) int { return b.bands[category] }

// bandsOf finds the band of each category, once for all cells.
func bandsOf(categories []measure.Category) []int {
	out := make([]int, len(categories))
	for i, c := range categories {
		out[i] = slices.IndexFunc(categories, func(band measure.Category) bool { return band.Band && band.Slug == c.Parent })
	}
	return out
}

// Table holds the exact counts of one measure for councils, periods and breakdowns; regions and England are sums of them.
type Table struct {
	Measure    measure.Definition
	Periods    []period.Period
	Councils   []area.Area
	Breakdowns []Breakdown
	width      int // categories in all
	counts     []Count
	amounts    [][]portion // period × council; median measures only
	reasons    map[councilPeriod]map[string]int64
	covered    [][]bool                                     // period, council
	unfinished [][]bool                                     // period, council
	lacks      func(council string, p period.Period) string // why a council has no figure in a period
	counted    []bool                                       // period
	positions  map[string]int                               // dimension and category → position in a row
}

func newTable(d measure.Definition, councils []area.Area, periods []period.Period) *Table {
	t := &Table{Measure: d, Periods: periods, Councils: councils, positions: map[string]int{}, reasons: map[councilPeriod]map[string]int64{}}
	t.add(Breakdown{Categories: []measure.Category{{}}})
	for _, id := range d.Breakdowns() {
		dim, _ := measure.DimensionOf(id)
		b := Breakdown{Dimension: id, Categories: dim.Categories, Leaves: map[string][]int{}}
		for i, c := range dim.Categories {
			if c.Parent != "" {
				b.Leaves[c.Parent] = append(b.Leaves[c.Parent], i)
			}
		}
		t.add(b)
	}
	t.covered, t.unfinished = make([][]bool, len(periods)), make([][]bool, len(periods))
	for i := range t.covered {
		t.covered[i], t.unfinished[i] = make([]bool, len(councils)), make([]bool, len(councils))
	}
	return t
}

// room makes room for counts.
func (t *Table) room() {
	t.counts = make([]Count, len(t.Periods)*len(t.Councils)*t.width)
	if t.Measure.Kind.Median() {
		t.amounts = make([][]portion, len(t.Periods)*len(t.Councils))
	}
}

// want settles which periods are counted: of each grain, all from the first one wanted to the last. False if none is.
func (t *Table) want(wanted func(*Table, int) bool) bool {
	t.counted = make([]bool, len(t.Periods))
	some := false
	for _, g := range []period.Grain{period.Quarter, period.Year} {
		at, n, _ := stretch(t.Periods, g)
		first, last := n, -1
		for i := range n {
			if wanted == nil || wanted(t, at+i) {
				first, last = min(first, i), i
			}
		}
		for i := first; i <= last; i++ {
			t.counted[at+i], some = true, true
		}
	}
	return some
}

// span is the first and the last period counted of a grain; false if there is none.
func (t *Table) span(g period.Grain) (first, last period.Period, ok bool) {
	for i, p := range t.Periods {
		if p.Grain() == g && t.counted[i] {
			if !ok {
				first, ok = p, true
			}
			last = p
		}
	}
	return first, last, ok
}

// days is the span of days of the periods counted; false where all are.
func (t *Table) days() (first, last time.Time, some bool) {
	for i, p := range t.Periods {
		if !t.counted[i] {
			some = true
			continue
		}
		if first.IsZero() || p.First().Before(first) {
			first = p.First()
		}
		if p.Last().After(last) {
			last = p.Last()
		}
	}
	return first, last, some
}

// Counted says whether a period, by position, was counted; of one that was not, there are no counts.
func (t *Table) Counted(p int) bool { return t.counted[p] }

func (t *Table) add(b Breakdown) {
	b.offset, b.bands = t.width, bandsOf(b.Categories)
	for i, c := range b.Categories {
		t.positions[b.Dimension+" "+c.Slug] = t.width + i
	}
	t.width += len(b.Categories)
	t.Breakdowns = append(t.Breakdowns, b)
}

// position is that of a category in a row; one that is not listed stands with the unknown.
func (t *Table) position(breakdown int, category string) int {
	dimension := t.Breakdowns[breakdown].Dimension
	if position, ok := t.positions[dimension+" "+category]; ok {
		return position
	}
	return t.positions[dimension+" "+measure.Unknown]
}

func (t *Table) cell(p, council, position int) int {
	return (p*len(t.Councils)+council)*t.width + position
}

// Covered says whether a council has a figure in a period, both by position.
func (t *Table) Covered(p, council int) bool { return t.covered[p][council] }

// fewOpen is of how many councils one whose follow-up is not over leaves the figure of them all finished: it moves that less than chance does.
const fewOpen = 20

// Unfinished says whether a figure of some councils, by position, may still change by what is done after their records end: the follow-up of
// more than one in twenty of them is not over.
func (t *Table) Unfinished(p int, councils []int) bool {
	open := 0
	for _, c := range councils {
		if t.unfinished[p][c] {
			open++
		}
	}
	return fewOpen*open > len(councils)
}

// At is the count of a set of councils in a period, breakdown and category, all by position. A band is the sum of its leaves.
func (t *Table) At(p int, councils []int, breakdown, category int) Count {
	b := t.Breakdowns[breakdown]
	var sum Count
	for _, leaf := range t.leaves(b, category) {
		for _, c := range councils {
			sum = sum.Add(t.counts[t.cell(p, c, b.offset+leaf)])
		}
	}
	return sum
}

func (t *Table) leaves(b Breakdown, category int) []int {
	if c := b.Categories[category]; c.Band {
		return b.Leaves[c.Slug]
	}
	return []int{category}
}

// In lists the covered councils of an area in a period, by position; empty means the area has no figure.
func (t *Table) In(p int, code string) []int {
	var out []int
	for i, c := range t.Councils {
		if t.covered[p][i] && (code == area.England || c.Code == code || c.Parent == code) {
			out = append(out, i)
		}
	}
	return out
}
