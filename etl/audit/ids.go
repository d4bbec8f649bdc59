package audit

import (
	"cmp"
	"slices"
)

// Placed is one population or numerator in one council and period: the people behind one count, by the id it is declared under.
type Placed struct {
	ID      string // population id, qualified by grain
	Role    string // population or numerator
	Grain   string
	Council string
	Period  string
	N       uint32
	Sum     uint64
}

// sameOften is the share of council-periods from which two ids are held to name one set; fewer people than leastAlike are too often
// the same by chance.
const (
	sameOften  = 0.5
	leastAlike = 10
)

// place is where ids are compared: only there can two of them name the same people.
type place struct{ role, grain, council, period string }

// agreement counts, for two ids, the council-periods in which both were counted and in which they named the same people.
type agreement struct{ together, equal float64 }

// ScoreIDs is the second half of A11: no two ids of one role and grain name the same people in more than half of the council-periods
// where either has 10 or more; they would be one set drawn twice. Pairs that do are named in Examples.
func ScoreIDs(placed []Placed) Result {
	at := map[place][]Placed{}
	for _, p := range placed {
		k := place{p.Role, p.Grain, p.Council, p.Period}
		at[k] = append(at[k], p)
	}
	pairs := map[[2]string]*agreement{}
	for _, here := range at {
		agree(pairs, here)
	}
	var same exceptions
	most := 0.0
	for ids, a := range pairs {
		most = max(most, a.equal/a.together)
		same.note(a.equal/a.together > sameOften, ids[0]+" and "+ids[1])
	}
	r := result("A11", "One id for one set of people",
		atMost("pairs of ids that name the same people", float64(same.count), 0),
		confided("largest share of council-periods in which two ids agree", most),
		confided("pairs of ids compared", float64(len(pairs))))
	slices.Sort(same.names)
	r.Examples = same.names
	return r
}

// agree adds what the ids of one place say of each other. Several measures may count the same id there: it is looked at once.
func agree(pairs map[[2]string]*agreement, here []Placed) {
	slices.SortFunc(here, func(a, b Placed) int { return cmp.Compare(a.ID, b.ID) })
	here = slices.CompactFunc(here, func(a, b Placed) bool { return a.ID == b.ID })
	for i, a := range here {
		for _, b := range here[i+1:] {
			if max(a.N, b.N) < leastAlike {
				continue
			}
			ids := [2]string{a.ID, b.ID}
			if pairs[ids] == nil {
				pairs[ids] = &agreement{}
			}
			pairs[ids].together++
			if a.N == b.N && a.Sum == b.Sum {
				pairs[ids].equal++
			}
		}
	}
}
