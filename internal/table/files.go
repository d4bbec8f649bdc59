package table

import (
	"os"
	"path/filepath"

	"github.com/careduty/careduty/internal/fault"
)

// Files lists every file that paths lead to: files themselves, and what is in folders and archives. A path that leads nowhere is not found.
func Files(paths []string) (*Source, error) {
	t := &tree{archives: map[string]error{}}
	for _, p := range paths {
		info, err := os.Stat(p)
		name := filepath.Base(p)
		switch {
		case err != nil:
			for _, c := range t.close {
				_ = c.Close()
			}
			return nil, fault.New(fault.NotFound, "There is nothing to read.", "Check the path and its permissions.").At(p)
		case info.IsDir():
			_ = t.folder(p, name, 0) // one that cannot be read is as one that is empty
		case isArchive(p):
			t.archiveFile(p, name)
		default:
			t.members = append(t.members, fileMember(p, name, info))
		}
	}
	s := &Source{Name: "files", Members: t.members, closers: t.close}
	for name, err := range t.archives {
		if err != nil {
			s.Members = append(s.Members, Member{Name: name, Refuses: err})
		}
	}
	return s, nil
}
