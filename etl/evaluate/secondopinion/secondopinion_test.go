package secondopinion

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/queries"
)

var (
	warehouses = flag.Int("warehouses", 3, "how many warehouses of 153 random councils to count twice")
	seed       = flag.Int("seed", 1, "where the random warehouses begin")
	only       = flag.String("only", "", "measures to count, separated by commas; empty is all")
)

// few people in a council keep a disagreement easy to read.
const few = 5

// TestEveryMeasureHasASecondOpinion names the measures that are counted once only.
func TestEveryMeasureHasASecondOpinion(t *testing.T) {
	all := load(t)
	for _, m := range all {
		if _, ok := opinions[m.ID]; !ok {
			t.Errorf("%s has no second opinion: write one in this package", m.ID)
		}
	}
	for id := range opinions {
		if !slices.ContainsFunc(all, func(m measure.Measure) bool { return m.ID == id }) {
			t.Logf("%s has a second opinion and no first", id)
		}
	}
}

// TestSecondOpinion compares the two counts of every measure on random warehouses.
func TestSecondOpinion(t *testing.T) {
	b := newBench(t)
	failed := map[measure.ID]bool{}
	for n := range *warehouses {
		worlds := draw(*seed+n, few)
		f := b.fill(worlds, nil)
		var wrong []disagreement
		for _, m := range asked(t) {
			if failed[m.ID] {
				continue
			}
			if d := f.compare(b, m, nil); len(d) > 0 {
				failed[m.ID] = true
				wrong = append(wrong, disagreement{m, nil, d})
			}
		}
		f.done(b)
		wrong = append(wrong, b.varied(worlds, *seed+n, failed, asked(t))...)
		for _, c := range wrong {
			b.tell(worlds, c, *seed+n)
		}
	}
}

// disagreement is a measure with the settings under which the counts disagree.
type disagreement struct {
	measure measure.Measure
	changed map[string]string
	found   []*difference
}

// varied compares a few measures with parameters other than their defaults.
func (b *bench) varied(worlds []*world, seed int, failed map[measure.ID]bool, list []measure.Measure) []disagreement {
	var wrong []disagreement
	list = slices.DeleteFunc(list, func(m measure.Measure) bool { return len(m.Parameters) == 0 || failed[m.ID] })
	f := &filled{worlds: worlds}
	for _, w := range worlds {
		p, err := people(w.text())
		if err != nil {
			b.t.Fatal(err)
		}
		f.people = append(f.people, p)
	}
	for i := range min(4, len(list)) {
		m := list[(seed*4+i)%len(list)]
		changed := other(m.Definition, rand.New(rand.NewPCG(uint64(seed), uint64(i))))
		f.start(b, changed)
		if d := f.compare(b, m, changed); len(d) > 0 && !failed[m.ID] {
			failed[m.ID] = true
			wrong = append(wrong, disagreement{m, changed, d})
		}
		f.done(b)
	}
	return wrong
}

// other draws settings of a measure near their defaults.
func other(d measure.Definition, random *rand.Rand) map[string]string {
	out := map[string]string{}
	names := make([]string, 0, len(d.Parameters))
	for name := range d.Parameters {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		p := d.Parameters[name]
		if p.Type == "choice" {
			out[name] = p.Choices[random.IntN(len(p.Choices))]
			continue
		}
		base := settings{name: p.Default}.hundredths(name, 0) / 100
		steps := []int64{-14, -1, 0, 1, 14, -base / 2, base}
		n := base + steps[random.IntN(len(steps))]
		low := settings{name: p.Min}.hundredths(name, 0) / 100
		high := settings{name: p.Max}.hundredths(name, 0) / 100
		out[name] = fmt.Sprint(min(max(n, low), high))
	}
	return out
}

// tell shrinks a disagreement and prints it.
func (b *bench) tell(worlds []*world, c disagreement, seed int) {
	i := -1
	if c.found[0].err != nil {
		if list := b.erring(worlds, c.measure, c.changed); len(list) > 0 {
			i = list[0]
		}
	} else {
		i = slices.IndexFunc(worlds, func(w *world) bool { return w.council == c.found[0].area })
	}
	if i < 0 {
		b.t.Errorf("%s %v (seed %d), only with all councils together: %s", c.measure.ID, c.changed, seed, c.found[0])
		return
	}
	w := b.smallest(worlds[i], c.measure, c.changed)
	f := b.fill([]*world{w}, c.changed)
	defer f.done(b)
	found := f.compare(b, c.measure, c.changed)
	if len(found) == 0 {
		b.t.Errorf("%s %v (seed %d), not in a council alone: %s\n%s", c.measure.ID, c.changed, seed, c.found[0], w)
		return
	}
	b.t.Errorf("%s %v (seed %d): %s\n%s", c.measure.ID, c.changed, seed, found[0], w)
}

// draw makes one world for each council, all in one window, of so many people at most.
func draw(seed, most int) []*world {
	window := windows[seed%len(windows)]
	var out []*world
	for i, a := range area.Of(area.Council) {
		out = append(out, worldIn(a.Code, fmt.Sprintf("c%d", i), window, most, rand.New(rand.NewPCG(uint64(seed), uint64(i)))))
	}
	return out
}

func load(t *testing.T) []measure.Measure {
	t.Helper()
	all, err := measure.Load(queries.Files)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// asked are the measures to compare: those that have an opinion, and of these the ones named.
func asked(t *testing.T) []measure.Measure {
	return slices.DeleteFunc(load(t), func(m measure.Measure) bool {
		_, ok := opinions[m.ID]
		return !ok || *only != "" && !slices.Contains(strings.Split(*only, ","), string(m.ID))
	})
}

// TestWorldsAskEveryQuestion holds the generator to its purpose: each measure meets people who count and people who do not.
func TestWorldsAskEveryQuestion(t *testing.T) {
	worlds := draw(*seed, few)
	var lists [][]*person
	for _, w := range worlds {
		list, err := people(w.text())
		if err != nil {
			t.Fatal(err)
		}
		lists = append(lists, list)
	}
	for _, m := range asked(t) {
		var all tally
		for i, w := range worlds {
			for at, cell := range count(lists[i], m, periodsOf(m, worlds), settingsOf(m.Definition, nil)) {
				if at.dimension == "" && w.covers(m, at.period) {
					all.join(cell)
				}
			}
		}
		if all.numerator == 0 || all.numerator == all.denominator(m.Definition) && !m.Kind.Median() {
			t.Errorf("%s: of %d people %d count; draw records that give both answers", m.ID, all.population, all.numerator)
		}
	}
}
