package release

import (
	"path/filepath"
	"slices"

	"github.com/careduty/careduty/internal/fault"
)

// Field is one column of a release's data file.
type Field struct{ Name, Type string }

// Fields are the data file's columns in order, each with its type in DuckDB.
func Fields() []Field {
	out := make([]Field, len(columns))
	for i, c := range columns {
		out[i] = Field{c.Name, c.Type}
	}
	return out
}

// Names are the files of a release that anyone may have: its data, its manifest and their checksums.
func (l Listed) Names() []string {
	if l.officialOnly() {
		return nil
	}
	var out []string
	for _, f := range l.Manifest.Files {
		out = append(out, f.Name)
	}
	return append(out, manifestName, sumsName)
}

// File is where a file of the release lies, with its SHA-256, and its media type. A name that is not one of Names is not found.
func (l Listed) File(name string) (path string, f File, err error) { return l.file(name, unread) }

// File is Listed.File with the file's bytes held against its checksum, once until the file looks changed: what is sent under a digest is what
// the digest is of. A file that is not what was published is refused.
func (s *Set) File(l Listed, name string) (path string, f File, err error) {
	path, f, err = l.file(name, &s.sums)
	if err != nil {
		return "", File{}, err
	}
	sums, err := readSums(l.Dir)
	if err != nil {
		return "", File{}, err
	}
	if name == sumsName {
		return path, f, nil
	}
	return path, f, s.sums.check(l.Dir, sums, name)
}

func (l Listed) file(name string, sums *checksums) (path string, f File, err error) {
	if !slices.Contains(l.Names(), name) {
		return "", File{}, fault.New(fault.NotFound, "The release has no such file.", "Its manifest lists its files.")
	}
	path = filepath.Join(l.Dir, filepath.Base(name))
	for _, f := range l.Manifest.Files {
		if f.Name == name {
			return path, f, nil
		}
	}
	if f, err = sums.describe(l.Dir, name); err != nil {
		return "", File{}, damaged(l.Dir, name+" cannot be read.").Because(err)
	}
	if f.MediaType = "text/plain; charset=utf-8"; name == manifestName {
		f.MediaType = "application/json"
	}
	return path, f, nil
}

// Edition is the official edition of an id that the release is served with.
func (r *Release) Edition(id string) (Listed, bool) {
	for _, m := range r.Editions {
		if m.ID == id {
			return Listed{Manifest: m, Dir: filepath.Join(filepath.Dir(r.Dir), OfficialDir, id)}, true
		}
	}
	return Listed{}, false
}
