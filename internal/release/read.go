package release

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/period"
)

// readManifest reads the manifest of a release or edition and holds it to what its place says of it: id, kind and label. The
// files' sizes are compared; their bytes are not read. Anything else is a refused fault.
func readManifest(dir, kind string) (Manifest, error) {
	m, err := readSealed(dir)
	if err != nil {
		return m, err
	}
	return m, fits(dir, kind, m)
}

// readSealed reads a manifest wherever it lies.
func readSealed(dir string) (Manifest, error) {
	var m Manifest
	sums, err := readSums(dir)
	if err != nil {
		return m, err
	}
	if err := unread.check(dir, sums, manifestName); err != nil {
		return m, err
	}
	text, err := os.ReadFile(filepath.Join(dir, manifestName))
	if err != nil {
		return m, damaged(dir, manifestName+" cannot be read.").Because(err)
	}
	var version struct{ Format int }
	if err := json.Unmarshal(text, &version); err != nil {
		return m, damaged(dir, manifestName+" is not readable.").Because(err)
	}
	if version.Format > Format {
		return m, fault.New(fault.Refused, fmt.Sprintf("The release has format %d; this program reads up to %d.", version.Format, Format),
			"Upgrade careduty.").At(dir)
	}
	if err := json.Unmarshal(text, &m); err != nil {
		return Manifest{}, damaged(dir, manifestName+" is not readable.").Because(err)
	}
	if how := m.wrong(sums); how != "" {
		return Manifest{}, damaged(dir, "Its manifest is not one: "+how)
	}
	return m, nil
}

// unread are the checksums of one who remembers none.
var unread *checksums

// wrong says what in a manifest is not of the form that everything which reads one relies on; empty where nothing is.
func (m Manifest) wrong(sums map[string]string) string {
	for name, day := range map[string]string{"published_on": m.PublishedOn, "as_of": m.AsOf} {
		if _, err := time.Parse(time.DateOnly, day); err != nil && (day != "" || name == "published_on" && m.Kind != KindOfficial) { // of an official edition it may be unknown
			return name + " is not a day."
		}
	}
	for _, p := range m.Periods {
		if _, err := period.Parse(p); err != nil {
			return "a period is not one."
		}
	}
	for _, id := range m.Official {
		if id == "" || filepath.Base(id) != id || id == ".." || id == "." {
			return "an official edition is not named."
		}
	}
	for _, f := range m.Files {
		if filepath.Base(f.Name) != f.Name || f.Bytes < 0 || f.Rows < 0 {
			return "a file is not named."
		}
		if sums[f.Name] != f.SHA256 {
			return "a file's checksum is not that of " + sumsName + "."
		}
	}
	for _, d := range m.Measures {
		if !plainID.MatchString(string(d.ID)) {
			return "a measure is not named."
		}
	}
	for _, s := range m.Series {
		if !plainID.MatchString(s.ID) {
			return "a series is not named."
		}
	}
	return ""
}

// plainID is what a measure or series may be called: it is a part of addresses.
var plainID = regexp.MustCompile(`^[a-z0-9_-]{1,100}$`)

func fits(dir, kind string, m Manifest) error {
	id := filepath.Base(dir)
	switch {
	case m.ID != id:
		return damaged(dir, "Its manifest names another release.")
	case m.Kind != kind:
		return damaged(dir, fmt.Sprintf("Its manifest says it is of kind %q, not %q.", m.Kind, kind))
	case kind == KindRelease && m.Synthetic != strings.HasPrefix(id, SyntheticPrefix):
		return damaged(dir, "Its id and its manifest disagree on whether it is made up.")
	}
	for _, f := range m.Files {
		info, err := os.Stat(filepath.Join(dir, filepath.Base(f.Name)))
		if err != nil {
			return damaged(dir, f.Name+" is missing.").Because(err)
		}
		if info.Size() != f.Bytes {
			return damaged(dir, f.Name+" is not of the size the manifest says.")
		}
	}
	return nil
}

func readSums(dir string) (map[string]string, error) {
	text, err := os.ReadFile(filepath.Join(dir, sumsName))
	if err != nil {
		return nil, damaged(dir, sumsName+" is missing.").Because(err)
	}
	out := map[string]string{}
	for line := range strings.Lines(string(text)) {
		sum, name, ok := strings.Cut(strings.TrimSpace(line), "  ")
		if !ok || filepath.Base(name) != name {
			return nil, damaged(dir, sumsName+" is not readable.")
		}
		out[name] = sum
	}
	return out, nil
}

func damaged(dir, how string) *fault.Error {
	return fault.New(fault.Refused, "The release is damaged: "+how, "Copy it again from where it was published, or move it out of the directory.").At(dir)
}
