package evaluate

import (
	"slices"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// Classification stands in every row that evaluate gives out.
const Classification = "private-not-for-publication"

// Question says which figures of a table to give.
type Question struct {
	Periods   []period.Period // empty: all
	Dimension string          // empty: the total
	Areas     []string        // empty: every council
}

// Figure is one exact figure. Without coverage only the names are set.
type Figure struct {
	Measure     measure.ID
	Area        string
	Period      period.Period
	Category    string
	Covered     bool
	Numerator   int64
	Denominator int64
	Unknown     int64
	Value       float64
	HasValue    bool
	Unfinished  bool // what is counted may still be done after the records end
	Median      bool // the value is a median and has no numerator
}

// Figures answers a question in order of period, area and category; bands come after the leaves.
func (t *Table) Figures(q Question) []Figure {
	areas := t.areas(q)
	b := slices.IndexFunc(t.Breakdowns, func(b Breakdown) bool { return b.Dimension == q.Dimension })
	if b < 0 {
		return nil
	}
	var out []Figure
	for _, asked := range t.asked(q.Periods) {
		p, per := asked.at, asked.name
		for _, code := range areas {
			in := t.In(p, code)
			for c, category := range t.Breakdowns[b].Categories {
				f := Figure{Measure: t.Measure.ID, Area: code, Period: per, Category: category.Slug, Covered: len(in) > 0, Unfinished: t.Unfinished(p, in), Median: t.Measure.Kind.Median()}
				t.fill(&f, p, in, b, c)
				out = append(out, f)
			}
		}
	}
	return out
}

// areas are the codes of the areas a question asks for.
func (t *Table) areas(q Question) []string {
	if len(q.Areas) > 0 {
		return q.Areas
	}
	var out []string
	for _, c := range t.Councils {
		out = append(out, c.Code)
	}
	return out
}

// asked is a period of the table, by position, and the name it is asked for by.
type asked struct {
	at   int
	name period.Period
}

// asked lists the periods of a question that the table has, all of them where none is named. A snapshot's year is its fourth quarter, under
// either name.
func (t *Table) asked(list []period.Period) []asked {
	var out []asked
	for i, per := range t.Periods {
		if len(list) == 0 || slices.Contains(list, per) {
			out = append(out, asked{i, per})
		}
		if t.Measure.Grain == measure.Snapshot && per.Q == 4 && slices.Contains(list, per.Year()) {
			out = append(out, asked{i, per.Year()})
		}
	}
	return out
}

func (t *Table) fill(f *Figure, p int, in []int, b, c int) {
	count := t.At(p, in, b, c)
	f.Unknown = count.Unknown.N
	f.Denominator = count.Population.N - count.Unknown.N
	if t.Measure.UnknownRule == measure.InDenominator {
		f.Denominator = count.Population.N
	}
	f.Numerator = count.Numerator.N
	switch {
	case f.Denominator == 0:
	case t.Measure.Kind.Median():
		f.Value, f.HasValue = Median(t.Amounts(p, in, b, c), t.Measure.Kind)
	case t.Measure.Kind == measure.Rate:
		f.Value, f.HasValue = 1000*float64(f.Numerator)/float64(f.Denominator), true
	default:
		f.Value, f.HasValue = 100*float64(f.Numerator)/float64(f.Denominator), true
	}
}

// Median is the middle of a histogram in the measure's unit, or the mean of the two in the middle.
func Median(amounts map[int64]int64, kind measure.Kind) (float64, bool) {
	values := make([]int64, 0, len(amounts))
	var n int64
	for v, people := range amounts {
		values = append(values, v)
		n += people
	}
	if n == 0 {
		return 0, false
	}
	slices.Sort(values)
	at := func(rank int64) float64 {
		for _, v := range values {
			if rank -= amounts[v]; rank < 0 {
				return float64(v)
			}
		}
		return 0
	}
	m := (at((n-1)/2) + at(n/2)) / 2
	if kind == measure.Money {
		m /= 100
	}
	return m, true
}

// Name is what the area is called.
func (f Figure) Name() string {
	a, _ := area.ByCode(f.Area)
	return a.Name
}
