package secondopinion

import (
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/careduty/careduty/etl/evaluate"
	"github.com/careduty/careduty/etl/evaluate/evaluatetest"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/warehouse"
)

// bench is the one warehouse file that all cases are counted in.
type bench struct {
	t *testing.T
	w *warehouse.Warehouse
}

// filled is a warehouse with worlds in it and an engine over them.
type filled struct {
	worlds []*world
	people [][]*person
	engine *evaluate.Engine
	close  func() error
}

func newBench(t *testing.T) *bench {
	return &bench{t: t, w: evaluatetest.Open(t)}
}

// fill puts worlds into the warehouse in place of what it held.
func (b *bench) fill(worlds []*world, changed map[string]string) *filled {
	b.t.Helper()
	extracts := make([]evaluatetest.Extract, len(worlds))
	f := &filled{worlds: worlds, people: make([][]*person, len(worlds))}
	for i, w := range worlds {
		extracts[i] = w.extract()
		list, err := people(extracts[i].Records)
		if err != nil {
			b.t.Fatal(err)
		}
		f.people[i] = list
	}
	evaluatetest.Fill(b.t, b.w, extracts...)
	f.start(b, changed)
	return f
}

// start makes an engine, with its own settings, over the records that are there.
func (f *filled) start(b *bench, changed map[string]string) {
	b.t.Helper()
	r, err := b.w.AsOf(b.t.Context(), time.Time{})
	if err != nil {
		b.t.Fatal(err)
	}
	f.close = r.Close
	f.engine, err = evaluate.New(b.t.Context(), r, evaluate.Options{Settings: changed})
	if err != nil {
		b.t.Fatal(err)
	}
}

func (f *filled) done(b *bench) {
	if err := f.close(); err != nil {
		b.t.Fatal(err)
	}
}

// difference is a figure on which the two counts disagree, or an error of the first.
type difference struct {
	area, where, first, second string
	err                        error
}

func (d *difference) String() string {
	if d.err != nil {
		return "the measure fails: " + d.err.Error()
	}
	return fmt.Sprintf("%s: measure says %s, second opinion %s", d.where, d.first, d.second)
}

// compare counts a measure both ways and gives the first difference of each area; none means that every figure agrees.
func (f *filled) compare(b *bench, m measure.Measure, changed map[string]string) []*difference {
	table, err := f.engine.Count(b.t.Context(), m)
	if err != nil {
		return []*difference{{err: err}}
	}
	s := settingsOf(m.Definition, changed)
	periods := periodsOf(m, f.worlds)
	if !slices.Equal(periods, table.Periods) {
		return []*difference{{where: "periods", first: fmt.Sprint(table.Periods), second: fmt.Sprint(periods)}}
	}
	counted := make([]tallies, len(f.worlds))
	for i, list := range f.people {
		counted[i] = count(list, m, periods, s)
	}
	second := addUp(f.worlds, counted, m, periods)
	codes := f.areas()
	found := map[string]*difference{}
	for _, dimension := range append([]string{""}, m.Breakdowns()...) {
		for _, figure := range table.Figures(evaluate.Question{Dimension: dimension, Areas: codes}) {
			if d := hold(m, second, dimension, figure); d != nil && found[d.area] == nil {
				found[d.area] = d
			}
		}
	}
	var out []*difference
	for _, code := range codes {
		if found[code] != nil {
			out = append(out, found[code])
		}
	}
	return out
}

// areas are the councils of the worlds, then all regions and England.
func (f *filled) areas() []string {
	var out []string
	for _, w := range f.worlds {
		out = append(out, w.council)
	}
	for _, level := range []area.Level{area.Region, area.Country} {
		for _, a := range area.Of(level) {
			out = append(out, a.Code)
		}
	}
	return out
}

// hold compares one figure.
func hold(m measure.Measure, second areas, dimension string, got evaluate.Figure) *difference {
	covered := second.covered[got.Area][got.Period]
	want := second.cells[got.Area][place{got.Period, dimension, got.Category}]
	if !covered && !got.Covered || covered && got.Covered && want == nil && got.Denominator == 0 && got.Unknown == 0 && got.Numerator == 0 && !got.HasValue {
		return nil
	}
	if want == nil {
		want = &tally{}
	}
	value, has := want.value(m.Definition)
	one := words(m, got.Covered, int(got.Numerator), int(got.Denominator), int(got.Unknown), got.HasValue, got.Value)
	two := words(m, covered, want.numerator, want.denominator(m.Definition), want.unknown, has, value)
	if one == two {
		return nil
	}
	return &difference{
		area: got.Area, first: one, second: two,
		where: fmt.Sprintf("%s in %s, %s %s", got.Area, got.Period, dimension, got.Category),
	}
}

// words is a figure as it is compared and shown. A median measure has no numerator.
func words(m measure.Measure, covered bool, numerator, denominator, notKnown int, has bool, value float64) string {
	if !covered {
		return "not covered"
	}
	if m.Kind.Median() {
		numerator = 0
	}
	text := "no value"
	if has {
		text = fmt.Sprint(math.Round(value*1e6) / 1e6)
	}
	return fmt.Sprintf("%d of %d (%d unknown) = %s", numerator, denominator, notKnown, text)
}
