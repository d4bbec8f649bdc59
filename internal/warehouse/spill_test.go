package warehouse_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/careduty/careduty/internal/warehouse"
)

// spilled are the files in the folders beside a warehouse.
func spilled(path string) (files []string) {
	for _, dir := range spillFolders(path) {
		entries, _ := os.ReadDir(dir)
		for _, e := range entries {
			files = append(files, filepath.Join(dir, e.Name()))
		}
	}
	return files
}

// What does not fit in memory goes where its owner alone can enter, each process into a folder of its own; it is gone when the warehouse is
// closed, and what a killed process left is gone when the next one writes.
func TestSpillIsPrivateAndRemoved(t *testing.T) {
	defer syscall.Umask(syscall.Umask(0)) // with whatever mask the process has
	path := filepath.Join(t.TempDir(), "w [1].duckdb")
	left := []string{path + ".spill-1", path + ".tmp"}
	for _, dir := range left {
		if err := os.MkdirAll(filepath.Join(dir, "duckdb_temp_block-1.block"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	w, err := warehouse.Open(t.Context(), path, warehouse.Options{MemoryMB: 60, Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range left {
		if _, err := os.Stat(dir); err == nil {
			t.Errorf("%s is left by a process that was killed", filepath.Base(dir))
		}
	}
	c, err := w.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Exec(t.Context(), "CREATE TEMP TABLE much AS SELECT uuid() AS u, hash(range) AS h FROM range(4000000)"); err != nil {
		t.Fatal(err)
	}
	files := spilled(path)
	if len(files) == 0 {
		t.Fatal("nothing was spilled: the test shows nothing")
	}
	for _, f := range files {
		if info, err := os.Stat(filepath.Dir(f)); err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("%s is spilled into a folder of mode %v", filepath.Base(f), info.Mode())
		}
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for _, dir := range spillFolders(path) {
		t.Errorf("%s is left", filepath.Base(dir))
	}
}

// Two who read at once do not write into one another's files.
func TestEachProcessSpillsApart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "w.duckdb")
	w, err := warehouse.Open(t.Context(), path, warehouse.Options{})
	if err != nil || w.Close() != nil {
		t.Fatal(err)
	}
	for range 2 {
		r, err := warehouse.Open(t.Context(), path, warehouse.Options{ReadOnly: true})
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close() //nolint:errcheck // it was only read
	}
	if n := len(spillFolders(path)); n != 2 {
		t.Errorf("%d folders for two readers", n)
	}
}

func spillFolders(path string) []string {
	entries, _ := os.ReadDir(filepath.Dir(path))
	var out []string
	for _, e := range entries {
		if e.IsDir() {
			out = append(out, filepath.Join(filepath.Dir(path), e.Name()))
		}
	}
	return out
}
