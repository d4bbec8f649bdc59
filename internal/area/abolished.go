package area

import (
	"slices"
	"strings"
)

// Abolished are the councils that were split or merged away since April 2014, in order of code. They are no part of All: their figures stay
// under their own codes, for the years in which they existed, and are nobody else's.
func Abolished() []Area { return slices.Clone(registry.abolished) }

// AbolishedByCode is the abolished council with a GSS code, compared without regard to case.
func AbolishedByCode(code string) (Area, bool) {
	code = strings.ToUpper(strings.TrimSpace(code))
	return abolishedWhere(func(a Area) bool { return a.Code == code })
}

// AbolishedNamed is the abolished council of a name, compared without regard to case. Dorset is a present council; the county before it is
// Dorset County.
func AbolishedNamed(name string) (Area, bool) {
	name = strings.TrimSpace(name)
	return abolishedWhere(func(a Area) bool { return strings.EqualFold(a.Name, name) })
}

func abolishedWhere(fits func(Area) bool) (Area, bool) {
	i := slices.IndexFunc(registry.abolished, fits)
	if i < 0 {
		return Area{}, false
	}
	return registry.abolished[i], true
}

// Began is the first day of a council made since April 2014, as an ISO date; empty for all others, councils that were only recoded among them.
func Began(code string) string {
	for _, c := range Predecessors(code) {
		if !c.Whole && c.New != c.Old {
			return c.From
		}
	}
	return ""
}
