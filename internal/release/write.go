package release

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/careduty/careduty/internal/fault"
)

// Builder writes one release under a hidden name. Nothing of it is visible before Commit; Abort leaves no trace.
type Builder struct {
	parent string // directory that will hold the release
	dir    string // hidden directory it is built in
	id     string
	cells  *cellWriter
}

// hidden begins the name of what is not a release yet.
const hidden = ".building-"

// NewBuilder begins a release in a directory (the releases directory, or official/ below it), which is made if missing. What
// an interrupted build left behind under the same id is cleared away.
func NewBuilder(parent, id string) (*Builder, error) {
	dir := filepath.Join(parent, hidden+id)
	if err := os.RemoveAll(dir); err != nil {
		return nil, writeFault(dir, err)
	}
	if err := makeDirectories(dir); err != nil {
		return nil, writeFault(dir, err)
	}
	w, err := newCellWriter(filepath.Join(dir, CellsFile(id)), filepath.Join(dir, CSVFile(id)))
	if err != nil {
		return nil, err
	}
	return &Builder{parent: parent, dir: dir, id: id, cells: w}, nil
}

// What is published can be read by everyone, the service among them, whatever the permissions the process gives by itself.
const (
	publicFile      = 0o644
	publicDirectory = 0o755
)

// makeDirectories makes a directory, and those above it that are missing.
func makeDirectories(path string) error {
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	if err := makeDirectories(filepath.Dir(path)); err != nil {
		return err
	}
	if err := os.Mkdir(path, publicDirectory); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return os.Chmod(path, publicDirectory)
}

// Add writes cells; each call becomes a row group, so a caller hands over what is asked for together (one measure and
// dimension). Their Release is set to the builder's id.
func (b *Builder) Add(cells []Cell) error {
	for i := range cells {
		cells[i].Release = b.id
	}
	r := newRows(len(cells))
	r.add(cells)
	return b.cells.write(r)
}

// Content is a digest of the cells added so far but for their Release, so that two releases can be told to hold the same figures.
func (b *Builder) Content() string { return b.cells.content() }

// Rows is how many cells have been added.
func (b *Builder) Rows() int64 { return b.cells.rows }

// Abort removes what was built.
func (b *Builder) Abort() {
	_ = b.cells.close()
	_ = os.RemoveAll(b.dir)
}

// Seal finishes the files and writes manifest and checksums, still under the hidden name; it gives the directory, so that the
// candidate can be audited and compared before Commit. It may be called again with another manifest.
func (b *Builder) Seal(m Manifest) (dir string, err error) {
	if err := b.cells.close(); err != nil {
		return "", err
	}
	m.Format, m.ID, m.Files = Format, b.id, nil
	for _, f := range []File{
		{Name: CellsFile(b.id), MediaType: "application/vnd.apache.parquet", Words: "Every published cell."},
		{Name: CSVFile(b.id), MediaType: "application/gzip", Words: "Every published cell, as CSV in gzip."},
	} {
		sum, err := describe(b.dir, f.Name)
		if err != nil {
			return "", err
		}
		f.Bytes, f.SHA256, f.Rows = sum.Bytes, sum.SHA256, b.cells.rows
		m.Files = append(m.Files, f)
	}
	text, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return "", fault.New(fault.Internal, "The manifest cannot be written.", "").Because(err)
	}
	if err := os.WriteFile(filepath.Join(b.dir, manifestName), append(text, '\n'), publicFile); err != nil { //nolint:gosec // published
		return "", writeFault(b.dir, err)
	}
	return b.dir, sum(b.dir, CSVFile(b.id), CellsFile(b.id), manifestName)
}

// Commit syncs the sealed release and renames it into place. An id that is taken is a conflict.
func (b *Builder) Commit(_ context.Context) error {
	target := filepath.Join(b.parent, b.id)
	if _, err := os.Stat(target); err == nil {
		return fault.New(fault.Conflict, "A release with this id exists; a release is never edited.", "Publish under another id.").At(target)
	}
	if err := syncTree(b.dir); err != nil {
		return err
	}
	if err := os.Rename(b.dir, target); err != nil {
		return writeFault(target, err)
	}
	return syncFile(b.parent)
}

const (
	manifestName = "manifest.json"
	sumsName     = "SHA256SUMS"
)

// sum writes SHA256SUMS in the form sha256sum reads.
func sum(dir string, names ...string) error {
	var lines strings.Builder
	for _, name := range names {
		f, err := describe(dir, name)
		if err != nil {
			return err
		}
		fmt.Fprintf(&lines, "%s  %s\n", f.SHA256, name)
	}
	if err := os.WriteFile(filepath.Join(dir, sumsName), []byte(lines.String()), publicFile); err != nil { //nolint:gosec // published
		return writeFault(dir, err)
	}
	return nil
}

func describe(dir, name string) (File, error) {
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		return File{}, writeFault(dir, err)
	}
	defer f.Close()
	h := sha256.New()
	n, err := io.Copy(h, f)
	if err != nil {
		return File{}, writeFault(dir, err)
	}
	return File{Name: name, Bytes: n, SHA256: hex.EncodeToString(h.Sum(nil))}, nil
}

// syncTree makes the files of a directory, and the directory, readable by everyone and syncs them.
func syncTree(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return writeFault(dir, err)
	}
	for _, e := range entries {
		if err := syncPublic(filepath.Join(dir, e.Name()), publicFile); err != nil {
			return err
		}
	}
	return syncPublic(dir, publicDirectory)
}

func syncPublic(path string, mode fs.FileMode) error {
	if err := os.Chmod(path, mode); err != nil {
		return writeFault(path, err)
	}
	return syncFile(path)
}

func syncFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return writeFault(path, err)
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return writeFault(path, err)
	}
	return nil
}

func writeFault(path string, err error) error {
	return fault.New(fault.Unavailable, "The release cannot be written.", "Check the path, its permissions and the space left on the disk.").
		At(path).Because(err)
}
