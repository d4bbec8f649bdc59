package query

import (
	"regexp"
	"strings"

	"github.com/careduty/careduty/api/problem"
	"github.com/careduty/careduty/internal/area"
)

// everArea is the code of an area there is or was. One that was given up is asked for as it is, and a warning says what became of it.
func (r *reader) everArea(parameter, code string) (string, bool) {
	if a, ok := area.ByCode(code); ok {
		return a.Code, true
	}
	if text, ok := FormerArea(code); ok {
		r.asked.warn(FormerCode, text)
		a, _ := area.Ever(code)
		return a.Code, true
	}
	r.items = append(r.items, strangeArea(parameter, code))
	return "", false
}

// presentArea is the present code for one given: a council that was recoded is the same council.
func (r *reader) presentArea(parameter, code string) (string, bool) {
	if a, ok := area.ByCode(code); ok {
		return a.Code, true
	}
	if text, ok := FormerArea(code); ok {
		found := area.Resolve(code)
		if found.Known {
			r.asked.warn(FormerCode, text)
			return found.Area.Code, true
		}
		item := problem.Item{Parameter: parameter, Code: problem.UnknownValue, Detail: text}
		for _, s := range found.Changes {
			item.Allowed = append(item.Allowed, s.New)
		}
		r.items = append(r.items, item)
		return "", false
	}
	r.items = append(r.items, strangeArea(parameter, code))
	return "", false
}

// FormerArea says what became of a code that was given up, if it is one.
func FormerArea(code string) (text string, ok bool) {
	code = strings.ToUpper(strings.TrimSpace(code))
	a, was := area.Ever(code)
	if _, still := area.ByCode(code); !was || still {
		return "", false
	}
	found := area.Resolve(code)
	if found.Recoded {
		return code + " is the former code of " + a.Name + "; its present code is " + found.Area.Code + ".", true
	}
	var next []string
	for _, s := range found.Changes {
		next = append(next, s.New)
	}
	return code + " was given up on " + found.Changes[0].From + ". Its place was taken by " + strings.Join(next, ", ") + ", which do not cover the same people.", true
}

// gss is the form of an ONS code.
var gss = regexp.MustCompile(`^[A-Z]\d{8}$`)

// kinds are what codes that are no code of ours stand for, by how they begin.
var kinds = []struct{ begins, what string }{
	{"W", "the code of a place in Wales"},
	{"S", "the code of a place in Scotland"},
	{"N", "the code of a place in Northern Ireland"},
	{"K", "the code of a part of the United Kingdom; figures here are for England, E92000001"},
	{"E05", "the code of a ward"},
	{"E07", "the code of a district council, which has no duty for adult social care; its county council has"},
	{"E38", "the code of an NHS body"},
	{"E40", "the code of an NHS region"},
	{"E47", "the code of a combined authority, which has no duty for adult social care; its councils have"},
	{"E54", "the code of an integrated care board"},
	{"E06", "not the code of a unitary council of today or before"},
	{"E08", "not the code of a metropolitan district of today or before"},
	{"E09", "not the code of a London borough of today or before"},
	{"E10", "not the code of a county council of today or before"},
	{"E12", "not the code of a region"},
}

// strangeArea is the problem of a code or name that is none of ours. What another kind of code stands for is said; no council is ever guessed by
// spelling, since a program that followed the guess would publish another council's figures.
func strangeArea(parameter, code string) problem.Item {
	item := problem.Item{
		Parameter: parameter, Code: problem.UnknownValue,
		Detail: Quote(code) + " is not the code of an area. Areas go by their ONS codes; GET /v1/areas?q= finds them.",
	}
	upper := strings.ToUpper(strings.TrimSpace(code))
	if d, ok := area.District(upper); ok {
		return inDistrict(item, d)
	}
	if a, ok := area.Named(code); ok {
		item.DidYouMean = a.Code
		return item
	}
	if d, ok := area.DistrictNamed(code); ok {
		return inDistrict(item, d)
	}
	if a := area.Resolve(upper); a.Known {
		item.DidYouMean = a.Area.Code
		return item
	}
	if !gss.MatchString(upper) {
		return item
	}
	for _, k := range kinds {
		if strings.HasPrefix(upper, k.begins) {
			item.Detail = Quote(code) + " is " + k.what + ". Areas here are England, its regions and the councils with the duty; GET /v1/areas lists them."
			break
		}
	}
	return item
}

// inDistrict tells of a district which council has the duty there.
func inDistrict(item problem.Item, d area.DistrictCouncil) problem.Item {
	a, _ := area.ByCode(d.Council)
	item.Detail = d.Name + " (" + d.Code + ") is a district, which has no duty for adult social care. The council that has it there is " + a.Name + " (" + a.Code + ")."
	return item
}

// pathArea is the area named in the path. One that was given up for several is not found, and the problem says what followed it.
func (r *reader) pathArea() (area.Area, error) {
	code := r.Path["area"]
	before := len(r.items)
	if now, ok := r.presentArea("area", code); ok {
		a, _ := area.ByCode(now)
		return a, nil
	}
	return area.Area{}, problem.Invalid(problem.NotFound, r.items[before])
}
