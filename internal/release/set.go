package release

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/careduty/careduty/internal/fault"
)

// Options bound what an open release may use. The zero value leaves threads to DuckDB and memory at 1,024 MB.
type Options struct {
	Threads  int
	MemoryMB int
	Keep     int // releases kept open beside the current one; default 2
}

// Set is a directory of releases, open for reading. It is safe for concurrent use; a release in use is closed only when the
// last user has let it go.
type Set struct {
	dir     string
	options Options

	mu      sync.Mutex
	listed  []Listed
	handles []*handle // open releases, the one used last first
	opening sync.Mutex
	closed  bool

	generation atomic.Uint64
}

// handle counts the users of an open release. A retired one closes with its last user.
type handle struct {
	release *Release
	users   int
	retired bool
}

// OpenSet lists a directory, checks the current release byte for byte and opens it. A directory that is missing, empty,
// damaged, of a newer format, or that mixes made-up and real releases is refused.
func OpenSet(ctx context.Context, dir string, o Options) (*Set, error) {
	if o.MemoryMB == 0 {
		o.MemoryMB = 1024
	}
	if o.Keep == 0 {
		o.Keep = 2
	}
	s := &Set{dir: dir, options: o}
	if _, err := s.Refresh(ctx); err != nil {
		return nil, err
	}
	return s, nil
}

// Refresh reads the directory again and says whether anything changed. A new current release is checked and opened before it
// is served; on a fault everything stays as it was.
func (s *Set) Refresh(ctx context.Context) (changed bool, err error) {
	all, err := list(s.dir)
	if err != nil {
		return false, err
	}
	now, ok := current(all, "")
	if !ok {
		return false, fault.New(fault.Refused, "Every release in the directory is withdrawn.", "Publish another one.").At(s.dir)
	}
	_, done, err := s.use(ctx, now)
	if err != nil {
		return false, err
	}
	defer done()
	s.mu.Lock()
	defer s.mu.Unlock()
	if changed = !reflect.DeepEqual(all, s.listed); changed {
		s.generation.Add(1)
	}
	s.listed = all
	s.retire()
	return changed, nil
}

// Watch refreshes until the context ends and hands over each fault that is not the one before again.
func (s *Set) Watch(ctx context.Context, every time.Duration, report func(changed bool, err error)) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	last := ""
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		changed, err := s.Refresh(ctx)
		text := ""
		if err != nil {
			text = err.Error()
		}
		if changed || text != last && ctx.Err() == nil {
			report(changed, err)
		}
		last = text
	}
}

// Generation is a number that grows whenever the list of releases changes.
func (s *Set) Generation() uint64 { return s.generation.Load() }

// Listed are all releases, newest first.
func (s *Set) Listed() []Listed {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.listed
}

// Latest names the current release.
const Latest = "latest"

// Find is the release of an id, or the current one for Latest or "". A withdrawn one is given with a gone fault, an unknown one
// is not found.
func (s *Set) Find(id string) (Listed, error) {
	all := s.Listed()
	if id == "" || id == Latest {
		l, _ := current(all, "")
		return l, nil
	}
	i := slices.IndexFunc(all, func(l Listed) bool { return l.Manifest.ID == id })
	if i < 0 {
		return Listed{}, fault.New(fault.NotFound, "There is no such release.", "GET /v1/releases lists them.")
	}
	if w := all[i].Withdrawn; w != nil {
		return all[i], fault.New(fault.Gone, "The release was withdrawn: "+w.Reason, "Use the release that replaces it.")
	}
	return all[i], nil
}

// AsOf is the release that was current on an ISO date: the last published on or before it. None is not found.
func (s *Set) AsOf(date string) (Listed, error) {
	l, ok := current(s.Listed(), date)
	if !ok {
		return Listed{}, fault.New(fault.NotFound, "No release was published by that date.", "GET /v1/releases lists them with their dates.")
	}
	return l, nil
}

// Use opens a release for one user, who calls done when finished. The release stays whole until then, whatever is published
// meanwhile.
func (s *Set) Use(ctx context.Context, id string) (r *Release, done func(), err error) {
	l, err := s.Find(id)
	if err != nil {
		return nil, nil, err
	}
	return s.use(ctx, l)
}

func (s *Set) use(ctx context.Context, l Listed) (*Release, func(), error) {
	if h := s.take(l.Manifest.ID); h != nil {
		return h.release, s.release(h), nil
	}
	s.opening.Lock()
	defer s.opening.Unlock()
	if h := s.take(l.Manifest.ID); h != nil {
		return h.release, s.release(h), nil
	}
	r, err := open(ctx, s.dir, l, s.options)
	if err != nil {
		return nil, nil, err
	}
	h := &handle{release: r, users: 1}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, nil, errors.Join(fault.New(fault.Unavailable, "The releases are closed.", ""), r.close())
	}
	s.handles = slices.Insert(s.handles, 0, h)
	s.retire()
	return r, s.release(h), nil
}

// take is the open release of an id with one more user, or nil.
func (s *Set) take(id string) *handle {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.handles, func(h *handle) bool { return h.release.ID() == id })
	if i < 0 {
		return nil
	}
	h := s.handles[i]
	if i > 0 {
		s.handles = slices.Insert(slices.Delete(s.handles, i, i+1), 0, h)
	}
	h.users++
	return h
}

func (s *Set) release(h *handle) func() {
	return sync.OnceFunc(func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		h.users--
		if h.retired && h.users == 0 {
			_ = h.release.close()
		}
	})
}

// retire lets go of the releases used longest ago, but for the current one; the caller holds the lock.
func (s *Set) retire() {
	now, _ := current(s.listed, "")
	spare := s.options.Keep
	s.handles = slices.DeleteFunc(s.handles, func(h *handle) bool {
		if !s.closed && (h.release.ID() == now.Manifest.ID || spare > 0) {
			if h.release.ID() != now.Manifest.ID {
				spare--
			}
			return false
		}
		h.retired = true
		if h.users == 0 {
			_ = h.release.close()
		}
		return true
	})
}

// Close lets every release go; those in use close with their last user.
func (s *Set) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	s.retire()
}
