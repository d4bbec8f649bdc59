// Package area knows the places figures are for: England, its nine regions and the 153 councils with adult social services
// responsibilities, by ONS (GSS) code, with the codes that went before them.
//
// A council that was recoded has one successor and is the same council; one that was split or merged away is not, and its
// figures are no one else's. Sources: data/SOURCES.md.
package area

import (
	"cmp"
	"slices"
	"strings"
)

// Level is how large an area is.
type Level string

// The levels, from small to large.
const (
	Council Level = "council"
	Region  Level = "region"
	Country Level = "country"
)

// England is the code of the whole country.
const England = "E92000001"

// Area is one place with a current code.
type Area struct {
	Code   string // GSS, for example E08000035
	Name   string // Leeds
	Level  Level
	Parent string // code of the area it lies in; empty for England
	CASSR  string // code in social care returns, text; councils only
	Type   string // county, unitary, metropolitan district, london borough, city corporation; councils only
	Until  string // last day of an abolished council, as an ISO date; empty for all others
}

// Change is one step from an old code to a new one.
type Change struct {
	Old, OldCASSR, New string
	From               string // ISO date
	Note               string
	Whole              bool // the same council under another code: neither split, merged nor reduced
}

// All lists every area: England, regions, councils, each in order of code.
func All() []Area { return slices.Clone(registry.all) }

// Of lists the areas of a level in order of code.
func Of(level Level) []Area {
	return slices.Collect(func(yield func(Area) bool) {
		for _, a := range registry.all {
			if a.Level == level && !yield(a) {
				return
			}
		}
	})
}

// ByCode is the area with a current GSS code, compared without regard to case.
func ByCode(code string) (Area, bool) {
	a, ok := registry.byCode[strings.ToUpper(strings.TrimSpace(code))]
	return a, ok
}

// Ever is the area of a current code or of one that was given up; a council that was split or merged away has the name it had.
func Ever(code string) (Area, bool) {
	if a, ok := ByCode(code); ok {
		return a, ok
	}
	a, ok := registry.former[strings.ToUpper(strings.TrimSpace(code))]
	return a, ok
}

// AllEver is All, and after them the councils whose codes were given up.
func AllEver() []Area {
	out := All()
	for _, a := range registry.former {
		out = append(out, a)
	}
	slices.SortFunc(out[len(registry.all):], compare)
	return out
}

// Within lists the councils in an area: all in England, those of a region, or the council itself.
func Within(code string) []Area {
	return slices.DeleteFunc(Of(Council), func(a Area) bool {
		return code != England && a.Parent != code && a.Code != code
	})
}

// Children are the areas whose parent is the code.
func Children(code string) []Area {
	return slices.DeleteFunc(All(), func(a Area) bool { return a.Parent != code })
}

// Resolution is what became of a code or name someone gave.
type Resolution struct {
	Area    Area
	Known   bool     // Area is set
	Recoded bool     // the code given is an old one of the same council
	Changes []Change // for a council that was split or merged away: what followed it
}

// Resolve finds the council a GSS or CASSR code stands for, old codes included. A code that was split or merged away is not
// Known and carries its Changes; a code nobody had is not Known and has none.
func Resolve(code string) Resolution {
	code = strings.ToUpper(strings.TrimSpace(code))
	if a, ok := registry.byCode[code]; ok {
		return Resolution{Area: a, Known: true}
	}
	if a, ok := registry.byCASSR[code]; ok {
		return Resolution{Area: a, Known: true}
	}
	changes := Successors(code)
	if len(changes) == 1 && changes[0].Whole {
		return Resolution{Area: registry.byCode[changes[0].New], Known: true, Recoded: true}
	}
	return Resolution{Changes: changes}
}

// Successors are the changes that ended an old GSS or CASSR code.
func Successors(code string) []Change {
	return pick(func(c Change) bool { return c.Old == code || c.OldCASSR == code })
}

// Predecessors are the changes that led to a current code.
func Predecessors(code string) []Change {
	return pick(func(c Change) bool { return c.New == code })
}

func pick(keep func(Change) bool) []Change {
	var out []Change
	for _, c := range registry.changes {
		if keep(c) {
			out = append(out, c)
		}
	}
	return out
}

// Named is the area whose name or known other spelling is given, without regard to case.
func Named(name string) (Area, bool) {
	a, ok := registry.byName[strings.ToLower(strings.TrimSpace(name))]
	return a, ok
}

// Population is the mid-2024 number of residents of a council in an age band (18-64, 65+ or 18+); not known for a few.
func Population(code, band string) (int, bool) {
	n, ok := registry.population[code+" "+band]
	return n, ok
}

// compare puts areas in order of level (country first), then code.
func compare(a, b Area) int {
	return cmp.Or(cmp.Compare(rank(a.Level), rank(b.Level)), cmp.Compare(a.Code, b.Code))
}

func rank(l Level) int {
	return slices.Index([]Level{Country, Region, Council}, l)
}
