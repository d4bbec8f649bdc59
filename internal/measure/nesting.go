package measure

import (
	"fmt"
	"slices"
	"strings"
)

// Nesting says of sets of people, each by its grain and id ("snapshot/signed_plan_in_force"), which others they lie in, person by person and in
// every period: those that headers name, and those around these. Where placing may differ between events it holds for what stays with
// a person (Lasting) alone.
type Nesting map[string][]string

// Nest gathers what the headers of measures say of each other's sets.
func Nest(list []*Definition) Nesting {
	direct := map[string][]string{}
	for _, d := range list {
		for _, p := range d.parts() {
			for _, id := range p.Within {
				direct[d.Set(p.ID)] = append(direct[d.Set(p.ID)], d.Set(id))
			}
			for _, id := range p.Around {
				direct[d.Set(id)] = append(direct[d.Set(id)], d.Set(p.ID))
			}
		}
	}
	n := Nesting{}
	for set := range direct {
		n[set] = reached(direct, set)
	}
	return n
}

// reached lists all sets around a set, nearest first; itself too if the headers contradict themselves.
func reached(direct map[string][]string, set string) []string {
	var out []string
	next := slices.Clone(direct[set])
	for len(next) > 0 {
		at := next[0]
		next = next[1:]
		if slices.Contains(out, at) {
			continue
		}
		out = append(out, at)
		next = append(next, direct[at]...)
	}
	return out
}

// Set is a set of people by its grain and id.
func (d *Definition) Set(id string) string { return string(d.Grain) + "/" + id }

// Nests says whether what headers say of sets lying in each other holds of a breakdown of the measure.
func (d *Definition) Nests(dimension string) bool { return d.Grain == Snapshot || Lasting(dimension) }

// parts are the measure's sets of people, in the order they are drawn.
func (d *Definition) parts() []Part { return []Part{d.Population, d.Unknown, d.Numerator} }

// checkNesting refuses a set that is said to lie in, or around, one that no measure of its grain names, and sets that lie in themselves.
func checkNesting(list []Measure) error {
	named := map[string]bool{}
	var all []*Definition
	for i := range list {
		d := &list[i].Definition
		all = append(all, d)
		for _, p := range d.parts() {
			named[d.Set(p.ID)] = true
		}
	}
	nesting := Nest(all)
	for _, m := range list {
		for _, p := range m.parts() {
			for _, id := range append(slices.Clone(p.Within), p.Around...) {
				if !named[m.Set(id)] {
					return bad(m.File, 2, fmt.Sprintf("The set %q is said to lie in or around %q, which no %s names.", p.ID, id, m.Grain), "Name a set of another measure of this grain.")
				}
			}
			if around := nesting[m.Set(p.ID)]; slices.Contains(around, m.Set(p.ID)) {
				return bad(m.File, 2, fmt.Sprintf("The set %q is said to lie in itself, by way of %s.", p.ID, strings.Join(around, ", ")), "Take out what is not so.")
			}
		}
	}
	return nil
}
