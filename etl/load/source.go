package load

import (
	"archive/zip"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/careduty/careduty/internal/fault"
)

// source is an extract as it lies: a folder, or a .zip with the same inside.
type source struct {
	name    string // for reports
	members []member
	archive *zip.ReadCloser
}

// member is one file of a source.
type member struct {
	name string // in lower case
	size int64
	path string // empty inside an archive
	open func() (io.ReadCloser, error)
}

// maxBytes is more than the records of one council can take, for a kind with one row a person and for the others.
func maxBytes(kind string) int64 {
	if kind == "people" {
		return 2 << 30
	}
	return 16 << 30
}

// maxRatio is how many times its packed size a large member may be: tables of codes pack to about a twentieth.
const maxRatio = 400

// find turns paths into sources' paths: an extract folder, a .zip, or a folder of them.
func find(paths []string) ([]string, error) {
	var out []string
	for _, p := range paths {
		info, err := os.Stat(p)
		switch {
		case err != nil:
			return nil, fault.New(fault.NotFound, "There is nothing to load.", "Check the path and its permissions.").At(p)
		case !info.IsDir() && !isArchive(p):
			return nil, fault.New(fault.Usage, "The path is neither a folder nor a .zip.", "Name the folder that holds "+declarationName+".").At(p)
		case !info.IsDir():
			out = append(out, p)
			continue
		}
		inside, err := findInside(p)
		if err != nil {
			return nil, err
		}
		out = append(out, inside...)
	}
	if len(out) == 0 {
		return nil, fault.New(fault.Usage, "No path is given.", "Name extract folders, .zip files, or a folder of them.")
	}
	return out, nil
}

// findInside lists the extracts in a folder, or the folder itself if it is one or has none inside.
func findInside(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fault.New(fault.NotFound, "The folder cannot be read.", "Check its permissions.").At(dir)
	}
	var out []string
	for _, e := range entries {
		switch {
		case strings.HasPrefix(e.Name(), "."):
		case strings.EqualFold(e.Name(), declarationName):
			return []string{dir}, nil
		case isArchive(e.Name()) || isFolder(filepath.Join(dir, e.Name())):
			out = append(out, filepath.Join(dir, e.Name()))
		}
	}
	if len(out) == 0 {
		// Opening it says what is missing.
		return []string{dir}, nil
	}
	return out, nil
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

func isArchive(name string) bool { return strings.EqualFold(filepath.Ext(name), ".zip") }

// openSource lists what an extract holds. The caller closes it.
func openSource(at string) (*source, error) {
	if isArchive(at) {
		return openArchive(at)
	}
	entries, err := os.ReadDir(at)
	if err != nil {
		return nil, fault.New(fault.Refused, "The folder cannot be read.", "Check its permissions.").At(filepath.Base(at))
	}
	s := &source{name: filepath.Base(at)}
	for _, e := range entries {
		full := filepath.Join(at, e.Name())
		info, err := os.Stat(full)
		if strings.HasPrefix(e.Name(), ".") || err == nil && info.IsDir() {
			continue
		}
		m := member{name: strings.ToLower(e.Name()), path: full, open: func() (io.ReadCloser, error) { return os.Open(full) }}
		if err == nil && info.Mode().IsRegular() {
			m.size = info.Size()
		} else {
			// A pipe or device would be read for ever.
			m.open = func() (io.ReadCloser, error) { return nil, fs.ErrInvalid }
		}
		s.members = append(s.members, m)
	}
	return s, nil
}

func openArchive(at string) (*source, error) {
	name := filepath.Base(at)
	r, err := zip.OpenReader(at)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, fault.New(fault.Refused, "The archive cannot be read.", "Check it, or pack it again.").At(name)
	}
	s := &source{name: name, archive: r}
	for _, f := range r.File {
		if !filepath.IsLocal(f.Name) || strings.Contains(f.Name, `\`) || f.Mode().Type() != 0 && !f.Mode().IsDir() {
			s.close()
			return nil, fault.New(fault.Refused, "The archive has a member that points outside it.", "Pack the files of the extract and nothing else.").At(name)
		}
		if base := path.Base(f.Name); f.Mode().IsDir() || strings.HasPrefix(base, ".") || strings.HasPrefix(f.Name, "__MACOSX/") {
			continue
		}
		s.members = append(s.members, member{name: strings.ToLower(f.Name), size: int64(min(f.UncompressedSize64, 1<<62)), open: f.Open}) //nolint:gosec // bounded
		if absurd(f) {
			s.close()
			return nil, fault.New(fault.Refused, "The archive has a member whose size is absurd.", "Pack the files of the extract and nothing else.").At(name)
		}
	}
	s.unwrap()
	return s, nil
}

func absurd(f *zip.File) bool {
	kind := strings.TrimSuffix(strings.ToLower(path.Base(f.Name)), path.Ext(f.Name))
	size := f.UncompressedSize64
	return size > uint64(maxBytes(kind)) || size > 16<<20 && size/maxRatio > f.CompressedSize64 //nolint:gosec // maxBytes is positive
}

// unwrap forgets one folder around all files: the one with extract.json, if there is one such.
func (s *source) unwrap() {
	dir := ""
	for _, m := range s.members {
		if m.name == declarationName || dir != "" && path.Base(m.name) == declarationName {
			return
		}
		if path.Base(m.name) == declarationName {
			dir = path.Dir(m.name) + "/"
		}
	}
	for i := range s.members {
		s.members[i].name = strings.TrimPrefix(s.members[i].name, dir)
	}
}

func (s *source) close() {
	if s.archive != nil {
		_ = s.archive.Close()
	}
}

// named lists the members of a name.
func (s *source) named(names ...string) []member {
	var out []member
	for _, m := range s.members {
		if slices.Contains(names, m.name) {
			out = append(out, m)
		}
	}
	return out
}

// declaration reads the source's extract.json.
func (s *source) declaration() (declaration, error) {
	found := s.named(declarationName)
	switch {
	case len(found) == 0:
		return declaration{}, wrong("The file is missing.", "An extract is a folder or .zip with "+declarationName+" and one file for each kind; careduty template makes one.")
	case len(found) > 1:
		return declaration{}, wrong("There are two files of the name.", "Leave one.")
	}
	r, err := found[0].open()
	if err != nil {
		return declaration{}, wrong("The file cannot be read.", "Check its permissions.")
	}
	defer r.Close() //nolint:errcheck // it was only read
	text, err := io.ReadAll(io.LimitReader(r, maxDeclaration+1))
	switch {
	case err != nil:
		return declaration{}, wrong("The file cannot be read.", "Check it, or write it again.")
	case len(text) > maxDeclaration:
		return declaration{}, wrong("The file is far larger than it can be.", "Write it as in the file that careduty template makes.")
	}
	return parseDeclaration(text)
}
