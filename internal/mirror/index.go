package mirror

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/careduty/careduty/internal/fault"
	"github.com/minio/minio-go/v7"
)

// file is one file of a release.
type file struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// index is a release in the store.
type index struct {
	Files []file `json:"files"`
}

// What an index may be at the most: whoever can write to the store must not be able to fill a replica's memory.
const (
	largestIndex  = 64 << 10
	largestMarker = 64 << 10
	mostFiles     = 100
)

var digest = regexp.MustCompile(`^[0-9a-f]{64}$`)

// parseIndex reads an index that somebody else may have written.
func parseIndex(text []byte) (index, error) {
	var x index
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	err := d.Decode(&x)
	sound := err == nil && !d.More() && len(x.Files) > 0 && len(x.Files) <= mostFiles
	seen := map[string]bool{}
	for _, f := range x.Files {
		sound = sound && fileName.MatchString(f.Name) && !seen[f.Name] && f.Bytes >= 0 && digest.MatchString(f.SHA256)
		seen[f.Name] = true
	}
	if !sound {
		return index{}, fault.New(fault.Refused, "An index in the object store is damaged.", "Take it out of the store and put the release there again.").Because(err)
	}
	return x, nil
}

// bytes is the size of all files together.
func (x index) bytes() int64 {
	var n int64
	for _, f := range x.Files {
		n += f.Bytes
	}
	return n
}

// indexOf describes a directory of files.
func indexOf(dir string) (index, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return index{}, unreadable(dir, err)
	}
	var x index
	for _, e := range entries {
		if !e.Type().IsRegular() || !fileName.MatchString(e.Name()) {
			continue
		}
		f := file{Name: e.Name()}
		if f.SHA256, f.Bytes, err = sum(filepath.Join(dir, e.Name())); err != nil {
			return index{}, err
		}
		x.Files = append(x.Files, f)
	}
	return x, nil
}

func sum(path string) (digest string, size int64, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", 0, unreadable(path, err)
	}
	defer f.Close() //nolint:errcheck // read only
	h := sha256.New()
	if size, err = io.Copy(h, f); err != nil {
		return "", 0, unreadable(path, err)
	}
	return hex.EncodeToString(h.Sum(nil)), size, nil
}

// get reads a small object whole.
func (s *Store) get(ctx context.Context, key string, most int64) ([]byte, error) {
	o, err := s.client.GetObject(ctx, s.bucket, key, minio.GetObjectOptions{})
	if err != nil {
		return nil, told(err, key)
	}
	defer o.Close() //nolint:errcheck // read only
	text, err := io.ReadAll(io.LimitReader(o, most+1))
	if err != nil {
		return nil, told(err, key)
	}
	if int64(len(text)) > most {
		return nil, fault.New(fault.TooLarge, "An object in the store is larger than it can be.", "Take it out of the store.").At(key)
	}
	return text, nil
}

func (s *Store) index(ctx context.Context, directory string) (index, error) {
	text, err := s.get(ctx, s.key(indexes, directory+".json"), largestIndex)
	if err != nil {
		return index{}, err
	}
	return parseIndex(text)
}

// manifestName is the file of a release that names all others by digest: two releases with the same one are the same.
const manifestName = "manifest.json"

func (x index) manifest() string {
	i := slices.IndexFunc(x.Files, func(f file) bool { return f.Name == manifestName })
	if i < 0 {
		return ""
	}
	return x.Files[i].SHA256
}

// present is what lies in a directory of releases: releases and editions, and markers.
type present struct {
	directories map[string]bool
	markers     map[string]bool
}

// local lists the releases, editions and markers of a directory.
func local(dir string) (present, error) {
	out := present{map[string]bool{}, map[string]bool{}}
	for _, below := range []string{"", "official"} {
		entries, err := os.ReadDir(filepath.Join(dir, below))
		if os.IsNotExist(err) {
			continue
		}
		if err != nil {
			return present{}, unreadable(dir, err)
		}
		for _, e := range entries {
			name := strings.TrimPrefix(below+"/"+e.Name(), "/")
			switch {
			case e.IsDir() && name != "official" && directoryName.MatchString(name):
				out.directories[name] = true
			case below == "" && e.Type().IsRegular() && fileName.MatchString(name) && strings.HasSuffix(name, ".json"):
				out.markers[name] = true
			}
		}
	}
	return out, nil
}

func unreadable(path string, cause error) error {
	return fault.New(fault.Unavailable, "A file cannot be read.", "Check the disk and its permissions.").At(path).Because(cause)
}

func unwritable(path string, cause error) error {
	return fault.New(fault.Unavailable, "A file cannot be written.", "Check the disk's room and its permissions; what was there is unchanged.").At(path).Because(cause)
}
