package area

import (
	"regexp"
	"strings"
	"sync"
)

// shortNames are what people who work there call some councils.
var shortNames = map[string]string{
	"banes": "E06000022", "b and nes": "E06000022", "bcp": "E06000058", "rbkc": "E09000020", "rbwm": "E06000040", "lbhf": "E09000013",
}

// kinds are the words that say what kind of council one is; nobody needs them to say which.
var kinds = regexp.MustCompile(`\b(london borough of|london borough|royal borough of|royal borough|metropolitan borough|metropolitan district|city of|county of|city|county|borough|council|mbc|mdc|lb|rb|the)\b`)

// spoken is a name without its kind, its marks and its capitals.
func spoken(name string) string {
	text := strings.NewReplacer("&", " and ", ".", "", ",", " ", "-", " ", "’", "", "'", "").Replace(strings.ToLower(name))
	return strings.Join(strings.Fields(kinds.ReplaceAllString(text, " ")), " ")
}

// bySpoken are the areas by that; what several share means none of them.
var bySpoken = sync.OnceValue(func() map[string]string {
	out := map[string]string{}
	add := func(name, code string) {
		key := spoken(name)
		if other, ok := out[key]; ok && other != code {
			code = ""
		}
		out[key] = code
	}
	for _, a := range registry.all {
		add(a.Name, a.Code)
	}
	for name, a := range registry.byName {
		add(name, a.Code)
	}
	delete(out, "")
	for name, code := range shortNames {
		out[name] = code
	}
	return out
})

// Spoken is the area somebody names in their own way: its kind left out or put in, "&" for "and", a short name. No spelling is mended.
func Spoken(name string) (Area, bool) {
	if a, ok := Named(name); ok {
		return a, true
	}
	return ByCode(bySpoken()[spoken(name)])
}
