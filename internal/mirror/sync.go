package mirror

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/careduty/careduty/internal/fault"
)

// Replica is a directory kept like a store.
type Replica struct {
	store *Store
	cache string   // holds releases/, what is being fetched, and which index each release came by
	most  int64    // bytes
	only  []string // the files of each release that are fetched; nil for all
	lock  *os.File

	mu     sync.Mutex // held while the directory changes
	there  listed     // the last listing
	synced atomic.Pointer[time.Time]
}

// Changes is what a sync did. Faults are what of the store could not be taken in, each a sentence; the rest was.
type Changes struct {
	Fetched, Dropped []string
	Faults           []error
}

// NewReplica makes a cache directory ready. What the store holds may be so many bytes at the most. A directory that another program uses is a
// conflict.
func NewReplica(s *Store, cache string, most int64) (*Replica, error) {
	r := &Replica{store: s, cache: cache, most: most}
	for _, dir := range []string{r.Dir(), r.fetching(), r.held("")} {
		if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // published
			return nil, unwritable(dir, err)
		}
	}
	path := filepath.Join(cache, "lock")
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644) //nolint:gosec // holds nothing
	if err != nil {
		return nil, unwritable(path, err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = f.Close()
		return nil, fault.New(fault.Conflict, "Another program uses the cache.", "Give each its own with --cache.").At(cache).Because(err)
	}
	r.lock = f
	return r, nil
}

// NewOutline is a replica that has of each release its manifest and checksums alone: enough to tell which there are. Nothing is served from it.
func NewOutline(s *Store, cache string) (*Replica, error) {
	r, err := NewReplica(s, cache, math.MaxInt64)
	if err == nil {
		r.only = []string{manifestName, "SHA256SUMS"}
	}
	return r, err
}

// Close lets another program use the cache.
func (r *Replica) Close() error { return r.lock.Close() }

// Dir is the directory of releases: always whole, always one the store held when it was last listed.
func (r *Replica) Dir() string { return filepath.Join(r.cache, "releases") }

// Synced is when the store was last listed and the directory rid of what is not in it; zero before the first time.
func (r *Replica) Synced() time.Time {
	if at := r.synced.Load(); at != nil {
		return *at
	}
	return time.Time{}
}

func (r *Replica) fetching() string { return filepath.Join(r.cache, "fetching") }

// held is where the tag of the index is kept by which a directory was fetched. One without it is not known to be the store's.
func (r *Replica) held(name string) string { return filepath.Join(r.cache, "held", flat(name)) }

// flat is a name without a folder.
func flat(name string) string { return strings.ReplaceAll(name, "/", "~") }

// Sync brings the directory up to date: List, then Fetch.
func (r *Replica) Sync(ctx context.Context) (Changes, error) {
	c, err := r.List(ctx)
	if err != nil {
		return c, err
	}
	more := r.Fetch(ctx)
	c.Fetched, c.Faults = append(c.Fetched, more.Fetched...), append(c.Faults, more.Faults...)
	return c, nil
}

// List asks the store what it holds, takes in markers, and drops what left it. It fetches no release, so that a withdrawal waits for none. An
// error means that the store could not be listed, or a marker not be taken in; releases are as they were.
func (r *Replica) List(ctx context.Context) (Changes, error) {
	began := time.Now()
	there, err := r.store.list(ctx)
	if err != nil {
		return Changes{}, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	here, err := local(r.Dir())
	if err != nil {
		return Changes{}, err
	}
	var c Changes
	for _, name := range sorted(there.markers) {
		if here.markers[name] {
			continue
		}
		if err := r.fetchMarker(ctx, name); err != nil {
			return c, err
		}
		c.Fetched = append(c.Fetched, name)
	}
	if err := errors.Join(r.drop(&c, here, there)...); err != nil {
		return c, err
	}
	r.there = there
	r.synced.Store(&began)
	return c, nil
}

// Fetch fetches the releases and editions of the last listing that are not here: editions first, then the newest release. What cannot be taken in
// is told; the rest is.
func (r *Replica) Fetch(ctx context.Context) Changes {
	var c Changes
	r.mu.Lock()
	there := r.there
	r.mu.Unlock()
	room := r.most
	var lacking []string
	for name, tag := range there.directories {
		if r.has(name, tag) {
			room -= size(filepath.Join(r.Dir(), filepath.FromSlash(name)))
			continue
		}
		lacking = append(lacking, name)
	}
	slices.SortFunc(lacking, func(a, b string) int {
		return cmp.Or(cmp.Compare(strings.Count(b, "/"), strings.Count(a, "/")), cmp.Compare(b, a))
	})
	r.tidy(lacking)
	for _, name := range lacking {
		switch err := r.fetchDirectory(ctx, name, there.directories[name], &room); {
		case errors.Is(err, errLeft): // the next listing says so
		case err != nil:
			c.Faults = append(c.Faults, fmt.Errorf("%s: %w", name, err))
			if r.only != nil { // what is broken can be withdrawn all the same
				_ = os.MkdirAll(filepath.Join(r.Dir(), filepath.FromSlash(name)), 0o755) //nolint:gosec // published
			}
		default:
			c.Fetched = append(c.Fetched, name)
		}
	}
	return c
}

// has tells whether a directory is here, fetched by the index the store has now.
func (r *Replica) has(name, tag string) bool {
	was, err := os.ReadFile(r.held(name))
	if err != nil || string(was) != tag {
		return false
	}
	info, err := os.Stat(filepath.Join(r.Dir(), filepath.FromSlash(name)))
	return err == nil && info.IsDir()
}

// tidy removes what was being fetched and is no longer lacking.
func (r *Replica) tidy(lacking []string) {
	entries, _ := os.ReadDir(r.fetching()) //nolint:errcheck // then there is nothing to remove
	for _, e := range entries {
		if !slices.ContainsFunc(lacking, func(name string) bool { return flat(name) == e.Name() }) {
			_ = os.RemoveAll(filepath.Join(r.fetching(), e.Name())) // a leftover does no harm
		}
	}
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

// fetchMarker takes in a marker. One that is larger than a marker can be counts all the same, by its name: it is taken in empty, and what it is about
// is withdrawn.
func (r *Replica) fetchMarker(ctx context.Context, name string) error {
	text, err := r.store.get(ctx, r.store.key(markers, name), largestMarker)
	if err != nil && !fault.Is(err, fault.TooLarge) {
		return err
	}
	unfinished := filepath.Join(r.fetching(), name)
	if err := os.WriteFile(unfinished, text, 0o644); err != nil { //nolint:gosec // published
		return unwritable(unfinished, err)
	}
	return renamed(unfinished, filepath.Join(r.Dir(), name))
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
func (r *Replica) drop(c *Changes, here present, there listed) []error {
	var failed []error
	gone := map[string]bool{}
	for _, name := range sorted(here.directories) {
		if _, ok := there.directories[name]; ok {
			continue
		}
		gone[name] = true
		if err := r.away(name); err != nil {
			failed = append(failed, err)
			continue
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

// away takes a directory out in one step, then removes it.
func (r *Replica) away(name string) error {
	aside := filepath.Join(r.fetching(), "gone~"+flat(name))
	_ = os.RemoveAll(aside) // what an earlier time left
	_ = os.Remove(r.held(name))
	if err := renamed(filepath.Join(r.Dir(), filepath.FromSlash(name)), aside); err != nil {
		return err
	}
	if err := os.RemoveAll(aside); err != nil {
		return unwritable(aside, err)
	}
	return nil
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
