package release

import (
	"cmp"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/careduty/careduty/internal/fault"
)

// Listed is one release of a directory, withdrawn or not.
type Listed struct {
	Manifest  Manifest
	Withdrawn *Withdrawal // nil while it stands
	Dir       string
}

// Withdrawal is why a release is no longer served, and which one takes its place.
type Withdrawal struct {
	Reason      string `json:"reason"`
	Replacement string `json:"replacement,omitempty"` // id of a release
	On          string `json:"on"`                    // ISO date
}

const withdrawnSuffix = ".withdrawn.json"

// List reads the manifests of a directory's releases, newest first: by date of publication, then by id with its number counted. A
// directory that is not there yet has none; one whose releases are damaged or of a newer format is refused.
func List(dir string) ([]Listed, error) {
	if _, err := os.Stat(dir); os.IsNotExist(err) {
		return nil, nil
	}
	return each(dir)
}

// list is List for serving: there must be a release, and made-up and real ones do not mix.
func list(dir string) ([]Listed, error) {
	all, err := each(dir)
	if err != nil {
		return nil, err
	}
	return all, unmixed(dir, all)
}

func each(dir string) ([]Listed, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fault.New(fault.Refused, "The releases directory cannot be read.", "Check the path; careduty publish makes releases.").At(dir).Because(err)
	}
	var out []Listed
	for _, e := range entries {
		if !e.IsDir() || !ValidID(e.Name()) {
			continue
		}
		l := Listed{Dir: filepath.Join(dir, e.Name())}
		if l.Manifest, err = readManifest(l.Dir, KindRelease); err != nil {
			return nil, err
		}
		if l.Withdrawn, err = readWithdrawal(l.Dir + withdrawnSuffix); err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	slices.SortFunc(out, func(a, b Listed) int { return newest(a.Manifest, b.Manifest) })
	return out, nil
}

func unmixed(dir string, all []Listed) error {
	if len(all) == 0 {
		return fault.New(fault.Refused, "There is no release in the directory.", "Run careduty publish, or give the directory that holds releases.").At(dir)
	}
	for _, l := range all {
		if l.Manifest.Synthetic != all[0].Manifest.Synthetic {
			return fault.New(fault.Refused, "The directory holds made-up and real releases side by side.",
				"Keep releases whose id starts with "+SyntheticPrefix+" in a directory of their own.").At(dir)
		}
	}
	return nil
}

func readWithdrawal(path string) (*Withdrawal, error) {
	text, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		return nil, nil //nolint:nilnil // no marker, no withdrawal
	}
	var w Withdrawal
	if err == nil {
		err = json.Unmarshal(text, &w)
	}
	if err != nil {
		return nil, fault.New(fault.Refused, "The marker of a withdrawn release is not readable.", `Write {"reason": "…", "on": "2026-01-31"}.`).At(path).Because(err)
	}
	return &w, nil
}

// newest orders manifests from the last published to the first.
func newest(a, b Manifest) int {
	idA, nA := numbered(a.ID)
	idB, nB := numbered(b.ID)
	return cmp.Or(cmp.Compare(b.PublishedOn, a.PublishedOn), cmp.Compare(idB, idA), cmp.Compare(nB, nA))
}

// numbered splits an id into its date and its number, which is 1 where none is written.
func numbered(id string) (string, int) {
	base, n, ok := strings.Cut(id, ".")
	if !ok {
		return base, 1
	}
	i, _ := strconv.Atoi(n)
	return base, i
}

// current is the newest release that stands and was published on or before a date; an empty date is no limit.
func current(all []Listed, on string) (Listed, bool) {
	i := slices.IndexFunc(all, func(l Listed) bool {
		return l.Withdrawn == nil && (on == "" || l.Manifest.PublishedOn <= on)
	})
	if i < 0 {
		return Listed{}, false
	}
	return all[i], true
}
