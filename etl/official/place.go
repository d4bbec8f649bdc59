package official

import (
	"regexp"
	"slices"
	"strings"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/period"
)

var (
	gss   = regexp.MustCompile(`^[EKNSW]\d{8}$`)
	types = []string{"S", "U", "M", "I", "O", "D"}
)

// council types are the publishers' groups of councils; they are no areas and have no code.
var councilTypes = []string{
	"shire counties", "shire county", "unitary authorities", "unitary authority", "metropolitan districts", "metropolitan district",
	"inner london", "outer london", "district", "districts", "london boroughs",
}

// isCouncilType says whether a row is of a group of councils: by its level, its code in returns, or its name where it has no area code.
func isCouncilType(level, local, name, code string) bool {
	if level != "" {
		return plain(level) == "council type"
	}
	return !gss.MatchString(strings.TrimSpace(code)) && (slices.Contains(types, strings.TrimSpace(local)) || slices.Contains(councilTypes, plain(name)))
}

// names of regions and councils that a publisher spells in a way of its own.
var spelled = map[string]string{
	"eastern": "E12000006", "east": "E12000006", "yorkshire and the humber": "E12000003", "england": area.England,
	"medway towns": "E06000035", "durham": "E06000047", "dorset county council": "E10000009",
}

// found is where a figure belongs: the area as it is served, and whether it was published under another code of the same council.
type found struct {
	area.Area
	recoded string // the code it was published under; empty where that is the present one
}

// locate finds the area of a row by its code, else by its name, else by its code in returns. A council that was only recoded is shown under its
// present code; one that was split or merged away keeps its own.
func locate(code, name, local string) (found, bool) {
	code = strings.ToUpper(strings.TrimSpace(code))
	if gss.MatchString(code) {
		return byCode(code)
	}
	if a, ok := byName(name); ok {
		return found{Area: a}, true
	}
	if local = strings.ToUpper(strings.TrimSpace(local)); local != "" {
		return byCode(local)
	}
	return found{}, false
}

func byCode(code string) (found, bool) {
	if a, ok := area.AbolishedByCode(code); ok {
		return found{Area: a}, true
	}
	r := area.Resolve(code)
	if !r.Known {
		return found{}, false
	}
	f := found{Area: r.Area}
	if r.Recoded && gss.MatchString(code) {
		f.recoded = code
	}
	return f, true
}

func byName(name string) (area.Area, bool) {
	if code, ok := spelled[plain(name)]; ok {
		f, ok := byCode(code)
		return f.Area, ok
	}
	if a, ok := area.Named(name); ok {
		return a, true
	}
	if a, ok := area.AbolishedNamed(name); ok {
		return a, true
	}
	for _, a := range area.All() { // "St. Helens", "Bristol, City of": as plain words, or without what follows a comma
		if plain(a.Name) == plain(name) {
			return a, true
		}
	}
	if before, _, ok := strings.Cut(name, ","); ok {
		return area.Named(before)
	}
	if short := shortName(name); short != plain(name) {
		return byName(short)
	}
	return area.Area{}, false
}

// shortName is a council's name without what kind of council it is.
func shortName(name string) string {
	short := plain(strings.ReplaceAll(name, "&", " and "))
	for _, end := range []string{" metropolitan borough council", " borough council", " city council", " county council", " district council", " council", " mbc"} {
		short = strings.TrimSuffix(short, end)
	}
	for _, start := range []string{"london borough of ", "royal borough of ", "city of "} {
		short = strings.TrimPrefix(short, start)
	}
	return short
}

// existed says whether an area was there in a year: a council is not before it was made nor after it was abolished.
func existed(a area.Area, p period.Period) bool {
	first, last := p.First().Format("2006-01-02"), p.Last().Format("2006-01-02")
	return (a.Until == "" || a.Until >= first) && area.Began(a.Code) <= last
}
