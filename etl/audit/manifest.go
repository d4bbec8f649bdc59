package audit

import (
	"bytes"
	"encoding/json"
	"regexp"
	"slices"

	"github.com/careduty/careduty/internal/release"
)

// hashlike is the form of a key, a hash, a reference or a sum of keys. What is published has no such thing but checksums.
var hashlike = regexp.MustCompile(`[0-9A-Fa-f]{16}|[0-9]{15}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}`)

// longWhole is a whole number as long as a hash.
var longWhole = regexp.MustCompile(`^-?[0-9]{15,}$`)

// manifest looks at every text and number of the manifest: it has no field but those of the format, and nothing in it has the form of a hash but
// the checksums that belong there. This asks for no secret, so that the public can do it too.
func (l *leaks) manifest(text []byte) {
	strict := json.NewDecoder(bytes.NewReader(text))
	strict.DisallowUnknownFields()
	var m release.Manifest
	l.note(strict.Decode(&m) == nil, "file manifest.json, a field of no name")
	known := []string{m.Inputs, m.Content}
	if m.Disclosure != nil {
		known = append(known, m.Disclosure.TableHash)
	}
	for _, f := range m.Files {
		known = append(known, f.SHA256)
	}
	loose := json.NewDecoder(bytes.NewReader(text))
	loose.UseNumber()
	for {
		token, err := loose.Token()
		if err != nil {
			return // what cannot be read has been refused already
		}
		switch x := token.(type) {
		case string:
			l.note(!hashlike.MatchString(x) || slices.Contains(known, x), "file manifest.json, a text")
		case json.Number:
			l.note(!longWhole.MatchString(x.String()), "file manifest.json, a number")
		}
	}
}
