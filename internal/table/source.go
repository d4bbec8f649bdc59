package table

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// Member is one file of a source, in a folder or an archive.
type Member struct {
	Name    string // its path inside the source, with slashes
	Size    int64
	Refuses error // why it cannot be read at all, or nil
	path    string
	open    func() (io.ReadCloser, error)
}

// Base is the last part of its name, in lower case.
func (m Member) Base() string { return strings.ToLower(path.Base(m.Name)) }

// Open opens it as it lies.
func (m Member) Open() (io.ReadCloser, error) {
	if m.Refuses != nil {
		return nil, m.Refuses
	}
	r, err := m.open()
	if err != nil {
		return nil, ErrUnreadable
	}
	return r, nil
}

// unpacked opens it as a file that can be read anywhere. What is in an archive is unpacked to a file without a name, which is gone with the
// process whatever happens to it.
func (m Member) unpacked() (*os.File, error) {
	if m.Refuses != nil {
		return nil, m.Refuses
	}
	if m.path != "" {
		f, err := os.Open(m.path)
		if err != nil {
			return nil, ErrUnreadable
		}
		return f, nil
	}
	in, err := m.Open()
	if err != nil {
		return nil, err
	}
	defer in.Close() //nolint:errcheck // it was only read
	f, err := os.CreateTemp("", "careduty-*")
	if err != nil {
		return nil, errors.Join(ErrUnavailable, err)
	}
	if err := os.Remove(f.Name()); err != nil {
		return nil, errors.Join(ErrUnavailable, err, f.Close())
	}
	if _, err := io.Copy(f, io.LimitReader(in, m.Size+1)); err != nil {
		return nil, errors.Join(ErrUnreadable, f.Close())
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, errors.Join(ErrUnreadable, f.Close())
	}
	return f, nil
}

const (
	// maxSize is more than the records of one council take in one file.
	maxSize = 16 << 30
	// maxRatio is how many times its packed size a large member may be: tables of codes pack to about a twentieth.
	maxRatio = 400
	// maxDepth is how far down folders are looked into.
	maxDepth = 8
)

// What is wrong with an archive as a whole.
var (
	ErrArchive = errors.New("the archive cannot be read")
	ErrOutside = errors.New("the archive has a member that points outside it")
	ErrAbsurd  = errors.New("the archive has a member whose size is absurd")
)

// tree is everything below a path: files, those of archives under the archive's name, and archives that cannot be read.
type tree struct {
	members  []Member
	archives map[string]error // by name; nil for one that was read
	close    []io.Closer
}

func (t *tree) folder(at, name string, depth int) error {
	entries, err := os.ReadDir(at)
	if err != nil {
		return err
	}
	for _, e := range entries {
		full, inside := filepath.Join(at, e.Name()), path.Join(name, e.Name())
		info, err := os.Stat(full)
		switch {
		case strings.HasPrefix(e.Name(), ".") || e.Name() == "__MACOSX":
		case err == nil && info.IsDir():
			if depth < maxDepth {
				// One that cannot be read is as one that is empty.
				_ = t.folder(full, inside, depth+1)
			}
		case err != nil || !info.Mode().IsRegular():
			// A pipe or device would be read for ever.
			t.members = append(t.members, Member{Name: inside, Refuses: ErrUnreadable})
		case isArchive(e.Name()):
			t.archiveFile(full, inside)
		default:
			t.members = append(t.members, fileMember(full, inside, info))
		}
	}
	return nil
}

func fileMember(full, inside string, info fs.FileInfo) Member {
	return Member{Name: inside, Size: info.Size(), path: full, open: func() (io.ReadCloser, error) { return os.Open(full) }}
}

func isArchive(name string) bool { return strings.EqualFold(filepath.Ext(name), ".zip") }

func (t *tree) archiveFile(full, name string) {
	r, err := zip.OpenReader(full)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		t.archives[name] = ErrArchive
		return
	}
	t.close = append(t.close, r)
	t.archives[name] = t.archive(&r.Reader, name, true)
}

// archive lists the members of an archive, and of archives right inside it.
func (t *tree) archive(r *zip.Reader, name string, outer bool) error {
	for _, f := range r.File {
		f.Name = strings.ReplaceAll(f.Name, `\`, "/") // as tools for Windows alone write it
		switch base := path.Base(f.Name); {
		case !filepath.IsLocal(f.Name) || f.Mode().Type() != 0 && !f.Mode().IsDir():
			return ErrOutside
		case f.Mode().IsDir() || strings.HasSuffix(f.Name, "/") || strings.HasPrefix(base, ".") || strings.HasPrefix(f.Name, "__MACOSX/"):
			continue
		case f.UncompressedSize64 > maxSize || f.UncompressedSize64 > 16<<20 && f.UncompressedSize64/maxRatio > f.CompressedSize64:
			return ErrAbsurd
		}
		m := Member{Name: path.Join(name, f.Name), Size: int64(f.UncompressedSize64), Refuses: packing(f), open: f.Open} //nolint:gosec // bounded
		if !outer || !isArchive(f.Name) || m.Refuses != nil {
			t.members = append(t.members, m)
			continue
		}
		if err := t.inner(m); err != nil {
			return err
		}
	}
	return nil
}

// inner lists an archive inside an archive.
func (t *tree) inner(m Member) error {
	f, err := m.unpacked()
	if err != nil {
		return ErrArchive
	}
	t.close = append(t.close, f)
	r, err := zip.NewReader(f, m.Size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return ErrArchive
	}
	t.archives[m.Name] = nil
	return t.archive(r, m.Name, false)
}

// packing says why a member of an archive cannot be unpacked: the bit that says it is encrypted, or a method other than the two that
// everyone has.
func packing(f *zip.File) error {
	const encrypted, winZipAES = 1, 99
	switch {
	case f.Flags&encrypted != 0 || f.Method == winZipAES:
		return ErrEncrypted
	case f.Method != zip.Store && f.Method != zip.Deflate:
		return ErrMethod
	default:
		return nil
	}
}

// Bytes is a member whose bytes are at hand.
func Bytes(name string, data []byte) Member {
	return Member{Name: name, Size: int64(len(data)), open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }}
}
