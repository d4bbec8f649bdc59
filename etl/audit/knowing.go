package audit

import (
	"math"
	"math/rand/v2"

	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// knowing is what B5 and B6 share: an attacker who knows everybody but one person, and what the release attacked shows of the sets that person
// may be in. It is asked by people of the sample, one by one.
type knowing struct {
	table  *disclosure.Table
	series map[Group]*series
	defs   map[measure.ID]*measure.Definition
	truth  *Truth
	r      *releases
	ratios map[ratioKey]*ratios
}

func newKnowing(r *releases, table *disclosure.Table, all []*series, truth *Truth) *knowing {
	k := &knowing{table, map[Group]*series{}, map[measure.ID]*measure.Definition{}, truth, r, map[ratioKey]*ratios{}}
	for _, s := range all {
		k.series[s.Group], k.defs[s.Measure] = s, s.def
	}
	return k
}

// set is one published count that a person is in or out of.
type set struct {
	*Count
	role      Role
	dimension string
	wide      bool // of a region or of England
	measure   measure.ID
	category  int
	area      int
}

// drawOf is what two counts share that are one draw.
type drawOf struct {
	role      Role
	dimension string
	tier      disclosure.Tier
	vintage   uint8
	salt      uint8
	n         uint32
	s         uint64
}

func (x *set) draw() drawOf {
	return drawOf{x.role, x.dimension, x.Tier, x.Vintage, x.Salt, x.N, x.S}
}

// sets visits every published count, of whom the place is of a person, in one period: in each area and breakdown, in its leaf and in its band.
func (k *knowing) sets(code string, p *Place, per period.Period, visit func(set)) {
	d := k.defs[p.Measure]
	if d == nil {
		return
	}
	at := k.r.place[code]
	areas := [...]int{at, k.r.place[k.r.areas[at].Parent], 0}
	for b, g := range groupsOf(d) {
		s := k.series[g]
		if s == nil {
			continue
		}
		leaf := 0
		if b > 0 {
			leaf = int(p.Leaf[b-1])
		}
		if leaf >= len(s.categories) {
			continue
		}
		for i, a := range areas {
			last := s.lastOf(per, a)
			if last == nil {
				continue
			}
			k.cell(s, last, leaf, p, i > 0, a, visit)
			if band := s.bands[leaf]; band != leaf {
				k.cell(s, last, band, p, i > 0, a, visit)
			}
		}
	}
}

// cell visits the published counts of one cell that the place is in.
func (k *knowing) cell(s *series, d *draw, c int, p *Place, wide bool, a int, visit func(set)) {
	y := drawnBy(s.def, &d.cells[c])
	cell := &k.truth.Cells[s.Group][d.row+c]
	for r := range roles {
		if t := &cell[r]; has(y[r]) && t.Drawn && t.Fresh && p.is(s.def, r) {
			visit(set{t, r, s.Dimension, wide, s.Measure, c, a})
		}
	}
}

// ratioKey names how a published count tells two truths apart: n people against one more or one fewer.
type ratioKey struct {
	tier  disclosure.Tier
	n     uint32
	other int8
}

// ratios are, by published value, how likely it is and the logarithm of how much likelier it is under n than under the other.
type ratios struct{ chance, log []float64 }

// ratio gives them. They are the same for all large counts with the same remainder.
func (k *knowing) ratio(tier disclosure.Tier, n uint32, other int8) *ratios {
	if last := uint32(k.table.Parameters(tier).D + 2*disclosure.Step); n > last { //nolint:gosec // a small number
		n -= (n - last + disclosure.Step - 1) / disclosure.Step * disclosure.Step
	}
	key := ratioKey{tier, n, other}
	if x := k.ratios[key]; x != nil {
		return x
	}
	row, against := k.table.Row(tier, uint64(n)), k.table.Row(tier, uint64(int64(n)+int64(other))) //nolint:gosec // n is above 0 where other is below
	x := &ratios{}
	for i := range row.Weights {
		y := row.First + uint64(i)*disclosure.Step //nolint:gosec // a small number
		p, q := row.P(y), against.P(y)
		x.chance = append(x.chance, p)
		x.log = append(x.log, math.Log(p)-math.Log(q))
	}
	k.ratios[key] = x
	return x
}

// pick is one value, drawn by the table: how much likelier it is under the truth.
func (x *ratios) pick(random *rand.Rand) float64 {
	left := random.Float64()
	for i, p := range x.chance {
		if left -= p; left < 0 {
			return x.log[i]
		}
	}
	return 0
}

// surely is how many times as likely an answer is of which an attacker is sure: 95 of 100, after even odds.
const surely = 19

// sure is the chance that a draw makes sure of the truth.
func (x *ratios) sure() float64 {
	sum := 0.0
	for i, p := range x.chance {
		if x.log[i] > math.Log(surely) {
			sum += p
		}
	}
	return sum
}
