package page

import (
	"net/url"
	"slices"
	"strings"

	"github.com/careduty/careduty/internal/area"
)

// Found is the page that a search or an address in words means, where it can mean one only: an exact name or another name of an area comes
// before all that merely contain the words; one area or one measure that does is enough. No other area is ever guessed.
func Found(route string, names map[string]string, values url.Values, titles map[string]string) (target string, ok bool) {
	switch {
	case route == "/areas" && values.Get("q") != "" && !values.Has("level") && !values.Has("within"):
		return hit(strings.TrimSpace(values.Get("q")), titles)
	case names["area"] != "":
		code := names["area"]
		if _, known := area.Ever(strings.ToUpper(code)); known {
			return "", false
		}
		a, known := area.Spoken(strings.ReplaceAll(code, "-", " "))
		if !known {
			return "", false
		}
		if route == "/areas/:area" {
			return "/areas/" + a.Code + "/profile", true
		}
		named := map[string]string{}
		for k, v := range names {
			named[k] = v
		}
		named["area"] = a.Code
		return WithQuery(Filled(route, named), values), true
	}
	return "", false
}

// hit is the one page that words mean.
func hit(words string, titles map[string]string) (string, bool) {
	profile := func(a area.Area) string { return "/areas/" + a.Code + "/profile" }
	if a, ok := area.Spoken(words); ok {
		return profile(a), true
	}
	if r := area.Resolve(strings.ToUpper(words)); r.Known {
		return profile(r.Area), true
	}
	text := strings.ToLower(words)
	var found []string
	for _, a := range area.All() {
		if strings.Contains(strings.ToLower(a.Name), text) {
			found = append(found, profile(a))
		}
	}
	for id, title := range titles {
		if strings.EqualFold(title, words) {
			return "/reports/" + id, true
		}
		if contains(title+" "+id, text) {
			found = append(found, "/reports/"+id)
		}
	}
	slices.Sort(found)
	if len(found) == 1 {
		return found[0], true
	}
	return "", false
}

// contains tells whether every word of some words begins a word of a text.
func contains(text, words string) bool {
	all := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return r == ' ' || r == '_' || r == ',' || r == '-' })
	for _, w := range strings.Fields(words) {
		if !slices.ContainsFunc(all, func(t string) bool { return strings.HasPrefix(t, strings.TrimSuffix(w, "s")) }) {
			return false
		}
	}
	return words != ""
}
