package mirror

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/careduty/careduty/internal/fault"
	"github.com/minio/minio-go/v7"
)

// Replica is a directory kept like a store.
type Replica struct {
	store *Store
	cache string // holds releases/ and what is being fetched
	most  int64  // bytes
}

// Changes is what a sync did. Faults are what of the store could not be taken in, each a sentence; the rest was.
type Changes struct {
	Fetched, Dropped []string
	Faults           []error
}

// NewReplica makes a cache directory ready. It is one program's: two must not share it. What the store holds may be so many bytes at the most.
func NewReplica(s *Store, cache string, most int64) (*Replica, error) {
	r := &Replica{store: s, cache: cache, most: most}
	for _, dir := range []string{r.Dir(), r.fetching()} {
		if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // published
			return nil, unwritable(dir, err)
		}
	}
	return r, nil
}

// Dir is the directory of releases: always whole, always one the store held at the last sync.
func (r *Replica) Dir() string { return filepath.Join(r.cache, "releases") }

func (r *Replica) fetching() string { return filepath.Join(r.cache, "fetching") }

// Sync brings the directory up to date: markers first, so that what is withdrawn is not served for a moment, then releases and editions that
// are missing; what left the store goes. An error means that the store could not be listed, and nothing was changed.
func (r *Replica) Sync(ctx context.Context) (Changes, error) {
	there, err := r.store.list(ctx)
	if err != nil {
		return Changes{}, err
	}
	here, err := local(r.Dir())
	if err != nil {
		return Changes{}, err
	}
	var c Changes
	for _, name := range sorted(there.markers) {
		if !here.markers[name] {
			c.note(name, r.fetchMarker(ctx, name))
		}
	}
	room := r.most
	for name := range here.directories {
		if there.directories[name] {
			room -= size(filepath.Join(r.Dir(), filepath.FromSlash(name)))
		}
	}
	for _, name := range sorted(there.directories) {
		if !here.directories[name] {
			c.note(name, r.fetchDirectory(ctx, name, &room))
		}
	}
	return c, errors.Join(r.drop(&c, here, there)...)
}

func (c *Changes) note(name string, err error) {
	if err != nil {
		c.Faults = append(c.Faults, fmt.Errorf("%s: %w", name, err))
		return
	}
	c.Fetched = append(c.Fetched, name)
}

func size(dir string) (n int64) {
	entries, _ := os.ReadDir(dir)
	for _, e := range entries {
		if i, err := e.Info(); err == nil {
			n += i.Size()
		}
	}
	return n
}

func (r *Replica) fetchMarker(ctx context.Context, name string) error {
	text, err := r.store.get(ctx, r.store.key(markers, name), largestMarker)
	if err != nil {
		return err
	}
	unfinished := filepath.Join(r.fetching(), name)
	if err := os.WriteFile(unfinished, text, 0o644); err != nil { //nolint:gosec // published
		return unwritable(unfinished, err)
	}
	return renamed(unfinished, filepath.Join(r.Dir(), name))
}

// fetchDirectory fetches a release's files into a folder beside, each checked by its digest, and renames it into place. What an interrupted
// fetch left whole is not fetched again.
func (r *Replica) fetchDirectory(ctx context.Context, name string, room *int64) error {
	x, err := r.store.index(ctx, name)
	if err != nil {
		return err
	}
	if *room -= x.bytes(); *room < 0 {
		return fault.New(fault.TooLarge, "The cache has no room for all the store holds.", "Give --cache-size more.")
	}
	unfinished := filepath.Join(r.fetching(), strings.ReplaceAll(name, "/", "~"))
	if err := os.MkdirAll(unfinished, 0o755); err != nil { //nolint:gosec // published
		return unwritable(unfinished, err)
	}
	for _, f := range x.Files {
		path := filepath.Join(unfinished, f.Name)
		if digest, n, err := sum(path); err == nil && digest == f.SHA256 && n == f.Bytes {
			continue
		}
		if err := r.fetchFile(ctx, f, path); err != nil {
			return err
		}
	}
	target := filepath.Join(r.Dir(), filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil { //nolint:gosec // published
		return unwritable(target, err)
	}
	return renamed(unfinished, target)
}

func (r *Replica) fetchFile(ctx context.Context, f file, path string) error {
	o, err := r.store.client.GetObject(ctx, r.store.bucket, r.store.key(objects, f.SHA256), minio.GetObjectOptions{})
	if err != nil {
		return told(err, f.Name)
	}
	defer o.Close() //nolint:errcheck // read only
	out, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o644)
	if err != nil {
		return unwritable(path, err)
	}
	h := sha256.New()
	n, err := io.Copy(io.MultiWriter(h, out), io.LimitReader(o, f.Bytes+1))
	if err != nil {
		_ = out.Close()
		return told(err, f.Name)
	}
	if err := errors.Join(out.Sync(), out.Close()); err != nil {
		return unwritable(path, err)
	}
	if n != f.Bytes || hex.EncodeToString(h.Sum(nil)) != f.SHA256 {
		_ = os.Remove(path)
		return fault.New(fault.Refused, "A file in the object store is not what its index says.", "Put the release there again from where it was published.").At(f.Name)
	}
	return nil
}

func renamed(from, to string) error {
	if err := os.Rename(from, to); err != nil {
		return unwritable(to, err)
	}
	d, err := os.Open(filepath.Dir(to))
	if err != nil {
		return unwritable(to, err)
	}
	defer d.Close() //nolint:errcheck // only synced
	if err := d.Sync(); err != nil {
		return unwritable(to, err)
	}
	return nil
}

// drop takes out what left the store. A marker stays as long as what it marks: a withdrawn figure must not come back because a file was lost.
func (r *Replica) drop(c *Changes, here, there listed) []error {
	var failed []error
	gone := map[string]bool{}
	for _, name := range sorted(here.directories) {
		if there.directories[name] {
			continue
		}
		gone[name] = true
		aside := filepath.Join(r.fetching(), "gone~"+strings.ReplaceAll(name, "/", "~"))
		_ = os.RemoveAll(aside)
		if err := renamed(filepath.Join(r.Dir(), filepath.FromSlash(name)), aside); err != nil {
			failed = append(failed, err)
			continue
		}
		if err := os.RemoveAll(aside); err != nil {
			failed = append(failed, unwritable(aside, err))
		}
		c.Dropped = append(c.Dropped, name)
	}
	for _, name := range sorted(here.markers) {
		if there.markers[name] || !marksOneOf(name, gone) {
			continue
		}
		if err := os.Remove(filepath.Join(r.Dir(), name)); err != nil {
			failed = append(failed, unwritable(name, err))
		}
	}
	return failed
}

// marksOneOf tells whether a marker's name begins with that of a release: <id>.withdrawn.json.
func marksOneOf(marker string, releases map[string]bool) bool {
	for id := range releases {
		if strings.HasPrefix(marker, id+".") {
			return true
		}
	}
	return false
}
