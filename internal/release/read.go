package release

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/careduty/careduty/internal/fault"
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
	if err := checkSum(dir, manifestName); err != nil {
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
		return m, damaged(dir, manifestName+" is not readable.").Because(err)
	}
	return m, nil
}

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

// verify compares every file with SHA256SUMS.
func verify(dir string) error {
	sums, err := readSums(dir)
	if err != nil {
		return err
	}
	for name := range sums {
		if err := checkSum(dir, name); err != nil {
			return err
		}
	}
	return nil
}

func checkSum(dir, name string) error {
	sums, err := readSums(dir)
	if err != nil {
		return err
	}
	want, ok := sums[name]
	if !ok {
		return damaged(dir, name+" is not in "+sumsName+".")
	}
	got, err := describe(dir, name)
	if errors.Is(err, fs.ErrNotExist) {
		return damaged(dir, name+" is missing.").Because(err)
	}
	if err != nil {
		return damaged(dir, name+" cannot be read.").Because(err)
	}
	if got.SHA256 != want {
		return damaged(dir, name+" has changed since it was published: its checksum differs.")
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
