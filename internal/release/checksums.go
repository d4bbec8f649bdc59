package release

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
)

// stamp tells a file from what it was without reading it.
type stamp struct {
	size    int64
	changed int64 // nanoseconds since 1970
}

func stampOf(info fs.FileInfo) stamp { return stamp{info.Size(), info.ModTime().UnixNano()} }

func (s stamp) String() string { return fmt.Sprint(s.size, " ", s.changed) }

// checksums remembers the SHA-256 of files, so that each is read once until it looks changed. It is safe for concurrent use; those who
// ask for the same file share the reading, and nobody waits for another file.
type checksums struct {
	mu    sync.Mutex
	files map[string]*checkedFile
}

type checkedFile struct {
	mu    sync.Mutex
	stamp stamp
	file  File
}

// describe is the file's size and SHA-256.
func (c *checksums) describe(dir, name string) (File, error) {
	if c == nil {
		return describe(dir, name)
	}
	path := filepath.Join(dir, name)
	c.mu.Lock()
	if c.files == nil {
		c.files = map[string]*checkedFile{}
	}
	f := c.files[path]
	if f == nil {
		f = &checkedFile{}
		c.files[path] = f
	}
	c.mu.Unlock()
	f.mu.Lock()
	defer f.mu.Unlock()
	before, err := os.Stat(path)
	if err != nil {
		return File{}, err
	}
	if f.file.Name != "" && f.stamp == stampOf(before) {
		return f.file, nil
	}
	f.file = File{}
	got, err := describe(dir, name)
	if err != nil {
		return File{}, err
	}
	if after, err := os.Stat(path); err == nil && stampOf(after) == stampOf(before) { // else it is being written
		f.stamp, f.file = stampOf(before), got
	}
	return got, nil
}

// verify compares every file of a release or edition with SHA256SUMS.
func (c *checksums) verify(dir string) error {
	sums, err := readSums(dir)
	if err != nil {
		return err
	}
	for name := range sums {
		if err := c.check(dir, sums, name); err != nil {
			return err
		}
	}
	return nil
}

// check compares one file with what SHA256SUMS says of it.
func (c *checksums) check(dir string, sums map[string]string, name string) error {
	want, ok := sums[name]
	if !ok {
		return damaged(dir, name+" is not in "+sumsName+".")
	}
	got, err := c.describe(dir, name)
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
