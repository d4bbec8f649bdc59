package audit

import (
	"cmp"
	"iter"
	"maps"
	"slices"
	"time"

	"github.com/careduty/careduty/internal/measure"
)

// SetName names one kind of set: whom a measure counts in a role, in its totals or in one breakdown.
type SetName struct {
	Group
	Role Role
}

// SetAt is a set of people counted in one council at one period's end.
type SetAt struct {
	S        uint64
	N        uint32
	Name     uint16 // its place among the names
	Category uint8  // among the breakdown's categories
}

// EqualSets are two kinds of set, of different measures, that are often the same people.
type EqualSets struct {
	A, B     SetName
	Category int     // of B's breakdown, where A's is another
	Share    float64 // of A's sets, how many equal one of B's in the same council and at the same period's end
	Cells    int     // A's sets
}

// leastCompared is the size from which sets are compared: smaller ones are too often the same people by chance.
const leastCompared = 5

// FindEqualSets looks, place by place, for sets of the same people under different names; each place is handed over once, with all its sets.
// Pairs are told from a share up, in a fixed order.
func FindEqualSets(names []SetName, places iter.Seq[[]SetAt], share float64) []EqualSets {
	cells := make([]int, len(names))
	found := map[[2]uint16]map[uint8]int{}
	for sets := range places {
		sets = slices.DeleteFunc(sets, func(s SetAt) bool { return s.N < leastCompared })
		slices.SortFunc(sets, func(a, b SetAt) int { return cmp.Or(cmp.Compare(a.S, b.S), cmp.Compare(a.N, b.N)) })
		for i, j := 0, 0; i < len(sets); i = j {
			for j = i + 1; j < len(sets) && sets[j].S == sets[i].S && sets[j].N == sets[i].N; j++ {
			}
			compareSets(names, sets[i:j], cells, found)
		}
	}
	var out []EqualSets
	for pair, categories := range found {
		e := EqualSets{A: names[pair[0]], B: names[pair[1]], Cells: cells[pair[0]]}
		equal := 0
		for category, n := range categories {
			if most := categories[uint8(e.Category)]; n > most || n == most && int(category) < e.Category { //nolint:gosec // few categories
				e.Category = int(category)
			}
			equal += n
		}
		if e.Share = float64(equal) / float64(e.Cells); e.Share >= share {
			out = append(out, e)
		}
	}
	slices.SortFunc(out, func(x, y EqualSets) int { return cmp.Or(x.A.compare(y.A), x.B.compare(y.B)) })
	return out
}

// compareSets notes which names of one set go together, each pair once a set. Where everybody of a measure is in one part, the part is its own
// total, and so the total of whatever counts the same people: that is not noted of the part.
func compareSets(names []SetName, same []SetAt, cells []int, found map[[2]uint16]map[uint8]int) {
	has := func(m measure.ID, dimension string) bool {
		return slices.ContainsFunc(same, func(x SetAt) bool { return names[x.Name].Measure == m && names[x.Name].Dimension == dimension })
	}
	for i, x := range same {
		cells[x.Name]++
		for k, y := range same {
			a, b := names[x.Name], names[y.Name]
			once := slices.IndexFunc(same, func(z SetAt) bool { return z.Name == y.Name }) == k
			switch {
			case i == k, !once, a.Measure == b.Measure:
			case a.Dimension != b.Dimension && (has(a.Measure, b.Dimension) || has(b.Measure, a.Dimension)):
			default:
				pair := [2]uint16{x.Name, y.Name}
				if found[pair] == nil {
					found[pair] = map[uint8]int{}
				}
				found[pair][y.Category]++
			}
		}
	}
}

func (n SetName) compare(o SetName) int {
	return cmp.Or(cmp.Compare(n.Measure, o.Measure), cmp.Compare(n.Dimension, o.Dimension), cmp.Compare(n.Role, o.Role))
}

// byDefinition is the share of a kind of set's cells from which it is taken to be another's by definition.
const byDefinition = 0.95

// equalSets finds them in the truth behind a release.
func equalSets(all []*series, truth *Truth) []EqualSets {
	if truth == nil {
		return nil
	}
	var names []SetName
	at := map[placeAndEnd][]SetAt{}
	for _, s := range all {
		cells, first := truth.Cells[s.Group], uint16(len(names)) //nolint:gosec // a few thousand
		for r := range roles {
			names = append(names, SetName{s.Group, r})
		}
		s.each(func(p, a int, d *draw) {
			if !d.current() || !council(a) {
				return
			}
			where := placeAndEnd{a, s.periods[p].Last()}
			for c := range d.cells {
				for r, t := range cells[d.row+c] {
					if t.Drawn && t.Fresh && t.N >= leastCompared {
						at[where] = append(at[where], SetAt{t.S, t.N, first + uint16(r), uint8(c)}) //nolint:gosec // few roles and categories
					}
				}
			}
		})
	}
	return FindEqualSets(names, maps.Values(at), byDefinition)
}

type placeAndEnd struct {
	area int
	end  time.Time
}

// components puts series together that a model must hold at once: those of one measure, and of measures that count the same people somewhere.
func components(all []*series, same []EqualSets) [][]*series {
	group := map[string]int{}
	var out [][]*series
	for _, s := range all {
		id := string(s.Measure)
		if _, ok := group[id]; !ok {
			group[id] = len(out)
			out = append(out, nil)
		}
		out[group[id]] = append(out[group[id]], s)
	}
	for _, e := range same {
		a, b := group[string(e.A.Measure)], group[string(e.B.Measure)]
		if a == b {
			continue
		}
		out[min(a, b)], out[max(a, b)] = append(out[min(a, b)], out[max(a, b)]...), nil
		for id, at := range group {
			if at == max(a, b) {
				group[id] = min(a, b)
			}
		}
	}
	return slices.DeleteFunc(out, func(list []*series) bool { return len(list) == 0 })
}
