package release

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/period"
)

// Correction withdraws one council's figures of a release: it sent a wrong file. A marker beside the release says so; the release stays as it is.
// Until the next release the figures are not given; the next one opens the council's next vintage early.
type Correction struct {
	Council string   `json:"council"` // code
	Periods []string `json:"periods,omitempty"`
	Reason  string   `json:"reason"` // a sentence readers are shown
	On      string   `json:"on"`     // ISO date
}

// Covers says whether a figure is withdrawn: one of the council's own, of a period named or of the same end, of a year that holds a period named, or
// of that year's fourth quarter, which stands for it. Where no period is named, all are meant.
func (c Correction) Covers(areaCode, periodName string) bool {
	if areaCode != c.Council {
		return false
	}
	if len(c.Periods) == 0 {
		return true
	}
	asked, err := period.Parse(periodName)
	if err != nil {
		return false
	}
	return slices.ContainsFunc(c.Periods, func(name string) bool {
		named, err := period.Parse(name)
		switch {
		case err != nil:
			return true // a period that cannot be read might be any
		case asked.Last().Equal(named.Last()):
			return true
		}
		year := named.Year()
		return asked.Last().Equal(year.Last()) || named.Grain() == period.Year && asked.Year() == named
	})
}

// largestMarker is the size beyond which a marker is not read.
const largestMarker = 64 << 10

// noReason is the reason of a marker that cannot be read: all that it might mean is withdrawn.
const noReason = "The council's figures were withdrawn; why cannot be read."

var markerName = regexp.MustCompile(`^(.+)\.corrected-([A-Z]\d{8})(?:\.([1-9]\d*))?\.json$`)

// ParseCorrection reads a marker. One that cannot be read withdraws all of the council's figures of the release: the file's name tells whose. False
// where the name is no marker's of that release.
func ParseCorrection(release, name string, text []byte) (Correction, bool) {
	m := markerName.FindStringSubmatch(name)
	if m == nil || m[1] != release {
		return Correction{}, false
	}
	var c Correction
	if len(text) > largestMarker || json.Unmarshal(text, &c) != nil || c.Council != m[2] || strings.TrimSpace(c.Reason) == "" {
		return Correction{Council: m[2], Reason: noReason}, true
	}
	return c, true
}

// Corrections are those of a release of a directory, in order of their markers' names.
func Corrections(dir, id string) ([]Correction, error) {
	names, err := filepath.Glob(filepath.Join(escaped(dir), escaped(id)+".corrected-*.json"))
	if err != nil {
		return nil, fault.New(fault.Internal, "The markers of a release cannot be listed.", "").At(dir).Because(err)
	}
	var out []Correction
	for _, path := range names {
		text, err := readMarker(path)
		if err != nil {
			text = nil // which withdraws all of the council's figures
		}
		if c, ok := ParseCorrection(id, filepath.Base(path), text); ok {
			out = append(out, c)
		}
	}
	return out, nil
}

func escaped(path string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(path)
}

func readMarker(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil || info.Size() > largestMarker {
		return nil, fault.New(fault.Refused, "The marker cannot be read.", "").At(path)
	}
	return os.ReadFile(path)
}

// Correct puts a marker beside a release that withdraws one council's figures. An unknown release is not found; a council, period, reason or day that
// is none is a usage fault.
func Correct(dir, id string, c Correction) error {
	if _, err := os.Stat(filepath.Join(dir, id, manifestName)); !ValidID(id) || err != nil {
		return fault.New(fault.NotFound, "There is no such release.", "The directory's folders are named by the releases' ids.").At(id)
	}
	a, ok := area.ByCode(c.Council)
	_, day := time.Parse(time.DateOnly, c.On)
	switch {
	case !ok || a.Level != area.Council:
		return fault.New(fault.Usage, fmt.Sprintf("%q is not the code of a council.", c.Council), "Write its GSS code, as E08000035.")
	case strings.TrimSpace(c.Reason) == "":
		return fault.New(fault.Usage, "Figures are not withdrawn without a reason.", "Say it in a sentence: readers are shown it.")
	case len(c.Reason) > largestReason || strings.ContainsAny(c.Reason, "\r\n"):
		return fault.New(fault.Usage, fmt.Sprintf("The reason is longer than %d characters, or of several lines.", largestReason), "Say it in a sentence.")
	case day != nil:
		return fault.New(fault.Usage, "The day of the withdrawal is not a day.", "Write it as 2026-03-31.")
	}
	for _, name := range c.Periods {
		if _, err := period.Parse(name); err != nil {
			return err
		}
	}
	c.Council = a.Code
	text, err := json.MarshalIndent(c, "", " ")
	if err != nil {
		return fault.New(fault.Internal, "The marker cannot be written.", "").Because(err)
	}
	for n := 1; ; n++ {
		path := filepath.Join(dir, id) + ".corrected-" + c.Council
		if n > 1 {
			path += "." + strconv.Itoa(n)
		}
		if err := mark(path+".json", append(text, '\n')); !fault.Is(err, fault.Conflict) {
			return err
		}
	}
}

// largestReason is how long a reason may be.
const largestReason = 500
