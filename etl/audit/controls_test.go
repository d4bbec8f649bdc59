package audit_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/careduty/careduty/etl/audit"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/printed"
	"github.com/careduty/careduty/internal/release"
	"github.com/careduty/careduty/queries"
)

// person is one made-up person: council, a category in each breakdown, and an answer to each measure.
type person struct {
	key     uint64
	council int
	at      []int // category by breakdown
	met     []bool
	unknown []bool
}

// people is made-up people in every council, some councils with few.
type people struct {
	list     []person
	measures []measure.Definition
	random   *rand.Rand
	places   []int // position of each council among all areas
	regions  []int
}

const controlMeasures = 3

func newCountry(t *testing.T, seed uint64, most int) *people {
	t.Helper()
	all, err := measure.Load(queries.Files)
	if err != nil {
		t.Fatal(err)
	}
	n := &people{random: rand.New(rand.NewPCG(seed, 1))}
	for _, m := range all {
		if m.ID == "overdue_reviews" {
			for i := range controlMeasures {
				d := m.Definition
				d.ID = measure.ID(fmt.Sprintf("measure_%d", i))
				d.Numerator.ID, d.Unknown.ID = fmt.Sprintf("met_%d", i), fmt.Sprintf("unknown_%d", i)
				n.measures = append(n.measures, d)
			}
		}
	}
	places := map[string]int{}
	for i, a := range area.All() {
		places[a.Code] = i
	}
	for c, a := range area.Of(area.Council) {
		n.places, n.regions = append(n.places, places[a.Code]), append(n.regions, places[a.Parent])
		for range 20 + n.random.IntN(most) {
			n.list = append(n.list, n.born(c))
		}
	}
	return n
}

func (n *people) born(council int) person {
	p := person{key: n.random.Uint64(), council: council}
	for _, id := range measure.PeopleDimensions {
		d, _ := measure.DimensionOf(id)
		leaves := 0
		for _, c := range d.Categories {
			if !c.Band {
				leaves++
			}
		}
		// Some categories are common and some are rare.
		p.at = append(p.at, int(float64(leaves)*n.random.Float64()*n.random.Float64()))
	}
	for i := range controlMeasures {
		p.met = append(p.met, n.random.IntN(3+3*i) == 0)
		p.unknown = append(p.unknown, !p.met[i] && n.random.IntN(20) == 0)
	}
	return p
}

// change replaces some people and some answers.
func (n *people) change(share int) {
	for i := range n.list {
		if n.random.IntN(share) == 0 {
			n.list[i] = n.born(n.list[i].council)
		}
	}
}

type set struct{ n, s uint64 }

func (s *set) add(key uint64) { s.n, s.s = s.n+1, s.s+key }

// exact counts by area and category: population, unknown, numerator.
type exact [][][3]set

func (n *people) count(m, breakdown int) exact {
	cats := []measure.Category{{}}
	if breakdown > 0 {
		d, _ := measure.DimensionOf(measure.PeopleDimensions[breakdown-1])
		cats = d.Categories
	}
	out := make(exact, len(area.All()))
	for i := range out {
		out[i] = make([][3]set, len(cats))
	}
	for _, p := range n.list {
		in := []int{0}
		if breakdown > 0 {
			in[0] = p.at[breakdown-1]
			for i, c := range cats {
				if c.Band && cats[in[0]].Parent == c.Slug {
					in = append(in, i)
				}
			}
		}
		for _, a := range []int{0, n.regions[p.council], n.places[p.council]} {
			for _, c := range in {
				x := &out[a][c]
				x[0].add(p.key)
				if p.unknown[m] {
					x[1].add(p.key)
				}
				if p.met[m] {
					x[2].add(p.key)
				}
			}
		}
	}
	return out
}

// method is a way to protect counts.
type method struct {
	draw     func(noise *disclosure.Noise, s disclosure.Set, x set) (y uint64, hidden bool)
	open     bool // no gate
	releases int  // of the same periods, people changing in between

	plant func(c *release.Cell)     // puts something into a row that should not be there; may be nil
	say   func(m *release.Manifest) // into the manifest
	file  string                    // into a file of its own
	rows  bool                      // only the attacks on rows are run
	few   bool                      // there are few people and one measure, since it is not they that are looked at
}

func keyed(noise *disclosure.Noise, s disclosure.Set, x set) (uint64, bool) {
	return noise.Draw(s, x.n, x.s), false
}

func nearestFive(n uint64) uint64 { return (n + 2) / 5 * 5 }

var methods = map[string]method{
	"suppress_1_to_4": {draw: func(_ *disclosure.Noise, _ disclosure.Set, x set) (uint64, bool) { return x.n, x.n > 0 && x.n < 5 }, open: true},
	"hes_rule": {draw: func(_ *disclosure.Noise, _ disclosure.Set, x set) (uint64, bool) {
		return nearestFive(x.n), x.n > 0 && x.n < 8
	}, open: true},
	"nearest_5": {draw: func(_ *disclosure.Noise, _ disclosure.Set, x set) (uint64, bool) { return nearestFive(x.n), false }, open: true},
	"cell_key_2_1": {draw: func(noise *disclosure.Noise, s disclosure.Set, x set) (uint64, bool) {
		if x.n == 0 {
			return 0, false
		}
		_, mark := noise.Stream(s).Lot(x.n, x.s)
		off := []int{-2, -1, -1, 0, 0, 0, 0, 1, 1, 2}[mark%10]
		return uint64(max(0, int(x.n)+off)), false
	}, open: true},
	"twelve_vintages_cell_by_cell": {draw: keyed, releases: 12},
	"gate_off":                     {draw: keyed, open: true},
}

// truths is the insider of a control.
type truths struct {
	counts map[string][]audit.Truth
	draws  []audit.Draw
	sets   map[disclosure.Set]uint32
	placed []audit.Placed
}

func (x *truths) Counts(m measure.ID, dimension string) []audit.Truth {
	return x.counts[string(m)+dimension]
}
func (x *truths) Medians(measure.ID, string) []disclosure.Median { return nil }
func (x *truths) Draws() []audit.Draw                            { return x.draws }
func (x *truths) Placed() []audit.Placed                         { return x.placed }
func (x *truths) Lot() float64                                   { return 0 }
func (x *truths) Secrets() []string                              { return []string{"a secret of the controls"} }
func (x *truths) Hashes() []uint64                               { return []uint64{planted} }

// control publishes a nation by a method and attacks the last release.
func control(t *testing.T, how method, seed uint64, periods ...period.Period) audit.Report {
	t.Helper()
	most := 500 // people beyond 20 in a council
	if how.few {
		most = 10
	}
	n, dir := newCountry(t, seed, most), t.TempDir()
	if how.few {
		n.measures = n.measures[:1]
	}
	noise, err := disclosure.NewNoise(disclosure.Standard(), []byte("a key for controls, 32 bytes ok!"))
	if err != nil {
		t.Fatal(err)
	}
	var x *truths
	for r := range max(1, how.releases) {
		x = &truths{counts: map[string][]audit.Truth{}, sets: map[disclosure.Set]uint32{}}
		id := fmt.Sprintf("synthetic-2026-%02d-01", r+1)
		b, err := release.NewBuilder(dir, id)
		if err != nil {
			t.Fatal(err)
		}
		m := release.Manifest{
			Kind: release.KindRelease, Synthetic: true, PublishedOn: strings.TrimPrefix(id, release.SyntheticPrefix), Measures: n.measures,
			Disclosure: &release.Disclosure{Table: string(noise.Table().File())},
		}
		n.write(t, b, how, noise, x, periods)
		if how.say != nil {
			how.say(&m)
		}
		if _, err := b.Seal(m); err != nil {
			t.Fatal(err)
		}
		if err := b.Commit(t.Context()); err != nil {
			t.Fatal(err)
		}
		if how.file != "" {
			if err := os.WriteFile(filepath.Join(dir, id, "more.txt"), []byte(how.file), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		n.change(200)
	}
	run := audit.Run
	if how.rows {
		run = audit.RowsForTest
	}
	report, err := run(t.Context(), audit.Options{Releases: dir, Insider: x})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// write adds the cells of one release. Each period has people of its own, some of them new.
func (n *people) write(t *testing.T, b *release.Builder, how method, noise *disclosure.Noise, x *truths, periods []period.Period) {
	t.Helper()
	was := append([]person(nil), n.list...)
	states := make([][]person, len(periods))
	for i := range periods {
		states[i] = append([]person(nil), n.list...)
		n.change(20)
	}
	for m := range n.measures {
		totals := map[string]disclosure.Counts{}
		for breakdown := range 1 + len(measure.PeopleDimensions) {
			var cells []release.Cell
			for i, p := range periods {
				n.list = states[i]
				cells = append(cells, n.cells(m, breakdown, p, how, noise, x, totals)...)
			}
			if err := b.Add(cells); err != nil {
				t.Fatal(err)
			}
		}
	}
	n.list = was
}

func (n *people) cells(m, breakdown int, p period.Period, how method, noise *disclosure.Noise, x *truths, totals map[string]disclosure.Counts) []release.Cell {
	d := n.measures[m]
	dimension, cats := "", []measure.Category{{}}
	if breakdown > 0 {
		dimension = measure.PeopleDimensions[breakdown-1]
		dim, _ := measure.DimensionOf(dimension)
		cats = dim.Categories
	}
	var out []release.Cell
	counts := n.count(m, breakdown)
	for a, at := range area.All() {
		tier := map[area.Level]disclosure.Tier{area.Council: disclosure.Council, area.Region: disclosure.Region, area.Country: disclosure.Country}[at.Level]
		councils := int32(len(area.Within(at.Code)))
		drawn, hidden := make([]disclosure.Counts, len(cats)), make([]bool, len(cats))
		for c := range cats {
			drawn[c], hidden[c] = x.draw(d, dimension, at, p, how, noise, tier, counts[a][c])
			x.counts[string(d.ID)+dimension] = append(x.counts[string(d.ID)+dimension], audit.Truth{
				Population: int32(counts[a][c][0].n), Unknown: int32(counts[a][c][1].n), Numerator: int32(counts[a][c][2].n),
			})
		}
		if breakdown == 0 {
			totals[at.Code+p.String()] = drawn[0]
		}
		for c, cat := range cats {
			cell := release.Cell{
				Measure: string(d.ID), Source: "records", AreaCode: at.Code, AreaName: at.Name, AreaLevel: string(at.Level), ParentCode: at.Parent,
				Councils: &councils, Period: p.String(), Grain: string(p.Grain()), PeriodLabel: p.Label(true), PeriodStart: p.First(), PeriodEnd: p.Last(),
				Dimension: dimension, Category: cat.Slug, CategoryLabel: cat.Label, CategoryOrder: int32(cat.Order), Band: cat.Band, Unit: d.Unit, Vintage: "p",
			}
			gate := disclosure.Gate{Tier: tier}
			shown := gate.Total(drawn[c])
			if breakdown > 0 {
				gate, shown = part(gate, drawn, totals[at.Code+p.String()], cats, c)
			}
			if how.open {
				gate, shown = disclosure.Gate{Tier: tier}, disclosure.Value
			}
			if hidden[c] {
				shown = disclosure.Nothing
			}
			fill(&cell, gate, gate.Figures(disclosure.Share, drawn[c], shown))
			cell.Notes = printed.Notes(&d, p, printed.Row{
				Status: cell.Status, Zero: cell.Numerator != nil && *cell.Numerator == 0, Level: at.Level, Tier: tier, In: int(councils), Whole: int(councils),
			})
			out = append(out, cell)
		}
	}
	if breakdown == 0 {
		printed.Rank(&d, out)
	}
	for i := range out {
		if how.plant != nil {
			how.plant(&out[i])
		}
	}
	return out
}

// part is the gate of a part and what it shows of it.
func part(gate disclosure.Gate, drawn []disclosure.Counts, total disclosure.Counts, cats []measure.Category, c int) (disclosure.Gate, disclosure.Shown) {
	for band, x := range cats {
		if x.Band && x.Slug == cats[c].Parent {
			return gate.Within(total).Within(drawn[band]), gate.Leaf(drawn[c], drawn[band], total)
		}
	}
	return gate.Within(total), gate.Part(drawn[c], total)
}

// draw protects the three counts of a cell and notes how.
func (x *truths) draw(d measure.Definition, dimension string, at area.Area, p period.Period, how method, noise *disclosure.Noise, tier disclosure.Tier, of [3]set) (disclosure.Counts, bool) {
	var y [3]uint64
	hidden := false
	for i, id := range []string{d.Population.ID, d.Unknown.ID, d.Numerator.ID} {
		id = "snapshot/" + id
		s := disclosure.Set{Population: id, Dimensions: dimension, Tier: tier, Vintage: disclosure.Provisional}
		v, hide := how.draw(noise, s, of[i])
		y[i], hidden = v, hidden || hide
		x.drew(s, of[i], v)
		if role := []string{"population", "", "numerator"}[i]; dimension == "" && tier == disclosure.Council && role != "" {
			x.placed = append(x.placed, audit.Placed{
				ID: id, Role: role, Grain: "snapshot", Council: at.Code, Period: p.String(), N: uint32(of[i].n), Sum: of[i].s,
			})
		}
	}
	return disclosure.Counts{Population: y[0], Unknown: y[1], Numerator: y[2]}, hidden
}

func (x *truths) drew(s disclosure.Set, e set, y uint64) {
	if _, ok := x.sets[s]; !ok {
		x.sets[s] = uint32(len(x.sets))
	}
	if e.n > 0 {
		x.draws = append(x.draws, audit.Draw{Sum: e.s, N: uint32(e.n), Y: uint32(y), Set: x.sets[s], Tier: s.Tier, Table: true})
	}
}

func fill(c *release.Cell, gate disclosure.Gate, f disclosure.Figures) {
	whole := func(n uint64) *int64 { v := int64(n); return &v }
	c.Status = string(f.Status)
	if f.Shown >= disclosure.Sizes {
		c.Denominator = whole(f.Denominator)
		if !gate.UnknownHidden {
			c.Unknown = whole(f.Unknown)
		}
	}
	if f.Shown >= disclosure.Value {
		c.Numerator, c.Value, c.Lower95, c.Upper95, c.NoiseSD = whole(f.Numerator), &f.Value, &f.Lower95, &f.Upper95, &f.NoiseSD
	}
}

func quarters(n int) []period.Period {
	var out []period.Period
	for i := range n {
		out = append(out, period.Period{Start: 2025, Q: 1}.Add(i))
	}
	return out
}

// The method in force withstands every attack on several made-up nations.
func TestTheMethodWithstandsTheAudit(t *testing.T) {
	for seed := range uint64(2) {
		report := control(t, method{draw: keyed}, seed, quarters(3)...)
		if err := report.Fault(); err != nil {
			t.Error(err)
		}
		for _, r := range report.Results {
			t.Log(r.Attack, r.Title, r.Figures)
		}
	}
}

// Ways to protect counts that do not: each must fall to the attack that is meant for it.
func TestNegativeControlsFail(t *testing.T) {
	must := map[string]string{
		"suppress_1_to_4": "A3", "hes_rule": "A3", "nearest_5": "A3", "cell_key_2_1": "A3",
		"twelve_vintages_cell_by_cell": "A5", "gate_off": "A8",
	}
	for name, how := range methods {
		t.Run(name, func(t *testing.T) {
			of := quarters(2)
			if how.releases > 1 {
				of = of[:1]
			}
			report := control(t, how, 1, of...)
			t.Log("fell to ", report.Failed())
			for _, r := range report.Results {
				if r.Attack == "A3" || r.Attack == "A6" || r.Attack == "A7" {
					t.Log(r.Attack, r.Title, r.Figures)
				}
			}
			if !strings.Contains(report.Failed()+",", must[name]+",") {
				t.Errorf("%s fell to %q and not to %s", name, report.Failed(), must[name])
			}
		})
	}
}
