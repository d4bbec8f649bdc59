package publish

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/careduty/careduty/etl/audit"
	"github.com/careduty/careduty/etl/evaluate"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/warehouse"
)

// insider is the truth behind a candidate, kept while it is made so that the audit can be scored. It never leaves memory.
type insider struct {
	counts  map[breakdownKey][]audit.Truth
	medians map[breakdownKey][]disclosure.Median
	draws   []audit.Draw
	sets    map[disclosure.Set]uint32
	placed  []audit.Placed
	secrets []string
	hashes  []uint64
	lot     float64
}

type breakdownKey struct {
	measure   measure.ID
	dimension string
}

func newInsider(keys warehouse.Keys) *insider {
	x := &insider{counts: map[breakdownKey][]audit.Truth{}, medians: map[breakdownKey][]disclosure.Median{}, sets: map[disclosure.Set]uint32{}}
	for _, k := range []warehouse.Key{keys.Reference, keys.Record, keys.Noise} {
		text := hex.EncodeToString(k[:])
		x.secrets = append(x.secrets, string(k[:]), text, strings.ToUpper(text), base64.StdEncoding.EncodeToString(k[:]))
	}
	return x
}

// Counts are the true counts of a measure's breakdown, row by row.
func (x *insider) Counts(m measure.ID, dimension string) []audit.Truth {
	return x.counts[breakdownKey{m, dimension}]
}

// repeat notes rows that stand as they were published before, of which the truth is not looked up again.
func (x *insider) repeat(m measure.ID, dimension string, rows int) {
	key := breakdownKey{m, dimension}
	for range rows {
		x.counts[key] = append(x.counts[key], audit.Truth{Stale: true})
	}
}

// Medians are those drawn for the same rows.
func (x *insider) Medians(m measure.ID, dimension string) []disclosure.Median {
	return x.medians[breakdownKey{m, dimension}]
}

// Draws are all counts drawn.
func (x *insider) Draws() []audit.Draw { return x.draws }

// Placed are the people of every population and numerator.
func (x *insider) Placed() []audit.Placed { return x.placed }

// Lot is how many of all people are taken by lot.
func (x *insider) Lot() float64 { return x.lot }

// Secrets are the keys in every form they might be written in.
func (x *insider) Secrets() []string { return x.secrets }

// Hashes are the set hashes of all councils' totals, and the references and record keys of some people.
func (x *insider) Hashes() []uint64 {
	out := slices.Clone(x.hashes)
	for _, p := range x.placed {
		if p.N > 0 {
			out = append(out, p.Sum)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// traced is how many people of each group of councils are looked for.
const traced = 500

// trace notes a person of whom there must be no trace.
func (x *insider) trace(reference string, key uint64) {
	x.hashes = append(x.hashes, key)
	if first, err := hex.DecodeString(strings.ReplaceAll(reference, "-", "")); err == nil && len(first) >= 8 {
		x.hashes = append(x.hashes, binary.BigEndian.Uint64(first))
	}
}

// place notes the people of a measure's population and numerator in each council and period.
func (x *insider) place(t *evaluate.Table) {
	d := t.Measure
	for p, per := range t.Periods {
		for c, council := range t.Councils {
			if !t.Covered(p, c) || !t.Counted(p) {
				continue
			}
			total := t.At(p, []int{c}, 0, 0)
			at := audit.Placed{Grain: string(d.Grain), Council: council.Code, Period: per.String()}
			for _, s := range []struct {
				role, id string
				set      evaluate.Set
			}{{"population", d.Population.ID, total.Population}, {"numerator", d.Numerator.ID, total.Numerator}} {
				if s.role == "numerator" && d.Kind.Median() {
					continue // a median publishes no numerator: no second draw of it can be seen
				}
				at.Role, at.ID = s.role, string(d.Grain)+"/"+s.id
				at.N, at.Sum = uint32(s.set.N), s.set.S //nolint:gosec // a count of people
				x.placed = append(x.placed, at)
			}
		}
	}
}

// set numbers a kind of set of people.
func (x *insider) set(s disclosure.Set) uint32 {
	n, ok := x.sets[s]
	if !ok {
		n = uint32(len(x.sets)) //nolint:gosec // a few thousand
		x.sets[s] = n
	}
	return n
}

// drew notes one draw; table says that it is the table in force that it was drawn by.
func (x *insider) drew(set uint32, tier disclosure.Tier, s evaluate.Set, y uint64, table bool) {
	x.draws = append(x.draws, audit.Draw{Sum: s.S, N: uint32(s.N), Y: uint32(y), Set: set, Tier: tier, Table: table}) //nolint:gosec // counts of people
}
