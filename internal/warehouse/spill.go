package warehouse

import (
	"os"
	"path/filepath"
)

// What does not fit in memory the engine writes into a folder: values of records, as hashes, days and codes. Left to itself it would take one
// folder beside the file, open to whoever the process's mask lets in and shared by all who read. Its own encryption of such files needs an
// extension, and extensions are never loaded; so the folder is the process's own, and its owner's alone.

// spill makes a folder that this process alone spills into; empty where none can be made, which leaves the engine to its own.
func spill(path string) string {
	dir, err := os.MkdirTemp(filepath.Dir(path), filepath.Base(path)+".spill-*") // made with mode 0700
	if err != nil {
		return ""
	}
	return dir
}

// sweep removes what processes that were killed have left. Whoever writes has the warehouse alone, so no folder but its own is in use.
func sweep(path, own string) {
	left, _ := filepath.Glob(globbed(path) + ".spill-*") // the pattern is well formed
	for _, dir := range append(left, path+".tmp") {
		if dir != own {
			_ = os.RemoveAll(dir) // what cannot be removed is tried again by the next who writes
		}
	}
}

// globbed is a path as a pattern that means itself.
func globbed(path string) string {
	var out []rune
	for _, r := range path {
		switch r {
		case '*', '?', '[', '\\':
			out = append(out, '\\')
		}
		out = append(out, r)
	}
	return string(out)
}
