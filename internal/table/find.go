package table

import (
	"errors"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/careduty/careduty/internal/fault"
)

// Source is a folder, or an archive or a folder in one, that holds a file by which it is known, with all that lies in it.
type Source struct {
	Name    string
	Members []Member // in order of name; names are within the source
	Err     error    // why it cannot be read, or nil
	closers []io.Closer
}

// Close lets go of the archives it came from.
func (s *Source) Close() {
	for _, c := range s.closers {
		_ = c.Close()
	}
	s.closers = nil
}

// Named lists the members right in the source that have one of some names, in any case.
func (s *Source) Named(names ...string) []Member {
	var out []Member
	for _, m := range s.Members {
		if slices.Contains(names, strings.ToLower(m.Name)) {
			out = append(out, m)
		}
	}
	return out
}

// Find looks through paths, folders or archives, for sources, which are known by a file of one of the names given (in lower case). What holds
// rows and is in no source is one too, so that whoever forgot the file is told. A path that leads nowhere is not found; one that is no
// folder and no archive is a wrong command.
func Find(paths []string, marks ...string) ([]*Source, error) {
	var out []*Source
	for _, p := range paths {
		found, err := find(p, marks)
		if err != nil {
			return nil, errors.Join(err, closeAll(out))
		}
		out = append(out, found...)
	}
	if len(out) == 0 {
		return nil, fault.New(fault.Usage, "No path is given.", "Name extract folders, .zip files, or a folder of them.")
	}
	return out, nil
}

func closeAll(list []*Source) error {
	for _, s := range list {
		s.Close()
	}
	return nil
}

func find(p string, marks []string) ([]*Source, error) {
	info, err := os.Stat(p)
	switch {
	case err != nil:
		return nil, fault.New(fault.NotFound, "There is nothing to load.", "Check the path and its permissions.").At(p)
	case !info.IsDir() && !isArchive(p):
		return nil, fault.New(fault.Usage, "The path is neither a folder nor a .zip.", "Name the folder that holds "+marks[0]+".").At(p)
	}
	t := &tree{archives: map[string]error{}}
	name := filepath.Base(p)
	if absolute, err := filepath.Abs(p); err == nil {
		name = filepath.Base(absolute)
	}
	if !info.IsDir() {
		t.archiveFile(p, name)
	} else if err := t.folder(p, name, 0); err != nil {
		return nil, fault.New(fault.NotFound, "The folder cannot be read.", "Check its permissions.").At(p)
	}
	return t.sources(name, marks), nil
}

// sources divides a tree: a file belongs to the nearest folder above it that has one of the marks.
func (t *tree) sources(top string, marks []string) []*Source {
	var roots []string
	add := func(root string) {
		if !slices.Contains(roots, root) {
			roots = append(roots, root)
		}
	}
	for _, m := range t.members {
		if slices.Contains(marks, m.Base()) {
			add(path.Dir(m.Name))
		}
	}
	marked := slices.Clone(roots)
	for _, m := range t.members {
		if FormatOf(m.Name) != "" && nearest(marked, m.Name) == "" {
			add(t.folderOf(m.Name, top, marked))
		}
	}
	for name := range t.archives {
		if t.archives[name] != nil || !slices.ContainsFunc(roots, func(r string) bool { return within(r, name) || within(name, r) }) {
			add(name)
		}
	}
	if len(roots) == 0 {
		add(top) // opening it says what is missing
	}
	slices.Sort(roots)
	out := make([]*Source, len(roots))
	for i, root := range roots {
		out[i] = &Source{Name: t.nameOf(root, top, roots), Err: t.archives[root]}
		for _, m := range t.members {
			if nearest(roots, m.Name) == root {
				m.Name = strings.TrimPrefix(m.Name, root+"/")
				out[i].Members = append(out[i].Members, m)
			}
		}
		slices.SortFunc(out[i].Members, func(a, b Member) int { return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)) })
	}
	// They share archives; whoever is last closed closes them.
	out[len(out)-1].closers = t.close
	return out
}

func within(name, folder string) bool { return name == folder || strings.HasPrefix(name, folder+"/") }

// nearest is the innermost of some folders that a file lies in.
func nearest(folders []string, name string) (best string) {
	for _, f := range folders {
		if strings.HasPrefix(name, f+"/") && len(f) > len(best) {
			best = f
		}
	}
	return best
}

// folderOf is the outermost folder of a file that holds no source: what a council would call its extract.
func (t *tree) folderOf(name, top string, marked []string) string {
	at := path.Dir(name)
	for at != top && !slices.ContainsFunc(marked, func(r string) bool { return within(r, path.Dir(at)) }) && path.Dir(at) != top {
		at = path.Dir(at)
	}
	if len(marked) == 0 && !t.several(top) {
		return top
	}
	return at
}

// several says whether a folder has nothing but folders and archives in it: then each of them is one extract.
func (t *tree) several(top string) bool {
	return !slices.ContainsFunc(t.members, func(m Member) bool { return path.Dir(m.Name) == top && FormatOf(m.Name) != "" })
}

// nameOf is what a source is called: its path below the one that was given. The only one of an archive has the archive's name.
func (t *tree) nameOf(root, top string, roots []string) string {
	for name := range t.archives {
		if within(root, name) && !slices.ContainsFunc(roots, func(r string) bool { return r != root && within(r, name) }) && len(name) < len(root) {
			root = name
		}
	}
	if root == top {
		return top
	}
	return strings.TrimPrefix(root, top+"/")
}
