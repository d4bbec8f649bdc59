package release

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/careduty/careduty/internal/fault"
)

// Options bound what an open release may use. The zero value leaves threads to DuckDB and memory at 1,024 MB.
type Options struct {
	Threads  int
	MemoryMB int
	Keep     int           // releases kept open beside the current one; default 2
	Wait     time.Duration // how long a user waits for a release to be opened; default 2 s
}

// Set is a directory of releases, open for reading. It is safe for concurrent use; a release in use is closed only when the
// last user has let it go.
//
// A withdrawal counts from the moment its marker is seen, whatever else is wrong in the directory; a fault of one release is that release's
// alone. The newest release that stands and can be opened is the current one, and stays it until a newer one takes its place or it is withdrawn.
type Set struct {
	dir     string
	options Options
	sums    checksums
	ctx     context.Context // ends with Close; openings are of the set, not of whoever asks first
	end     context.CancelFunc

	refreshing sync.Mutex // one at a time; held by nobody who answers
	marking    sync.Mutex // while markers are read and made to count
	scanner    scanner
	official   editionScanner

	mu       sync.Mutex
	all      []Listed          // newest first, those with faults included
	current  string            // id of the current release; empty while there is none
	present  []Manifest        // official editions that are whole
	spoilt   []Fault           // of official editions that are not
	editions []Manifest        // official editions the current release is open with; served where none are named
	renamed  map[string]string // ids of official series that were given up, each with the present one
	failed   map[string]error  // by id: releases that could not be opened as they lie there
	stale    error             // why the directory could not be listed the last time
	closed   bool
	handles  []*handle // open releases, the one used last first
	opening  map[string]*opening

	slots      chan struct{} // openings at once
	generation atomic.Uint64
}

// openings is how many older releases are opened at once: each takes a processor and the memory of a release.
const openings = 2

// OpenSet lists a directory, checks its newest release byte for byte and opens it; where that cannot be, the newest that can. A directory that
// is missing or empty, that mixes made-up and real releases, or none of whose releases can be opened is refused. One that holds a withdrawn
// release is not, if nothing else can be served either: whoever asks for that one is told.
func OpenSet(ctx context.Context, dir string, o Options) (*Set, error) {
	if o.MemoryMB == 0 {
		o.MemoryMB = 1024
	}
	if o.Keep == 0 {
		o.Keep = 2
	}
	if o.Wait == 0 {
		o.Wait = 2 * time.Second
	}
	s := &Set{dir: dir, options: o, failed: map[string]error{}, opening: map[string]*opening{}, slots: make(chan struct{}, openings)}
	s.ctx, s.end = context.WithCancel(context.WithoutCancel(ctx))
	all, err := s.scanner.scan(dir)
	if present, _ := s.official.scan(dir, &s.sums); err == nil && len(all)+len(present) == 0 || len(all) > 0 {
		err = cmp.Or(err, unmixed(dir, all))
	}
	if err != nil {
		return nil, err
	}
	_, err = s.Refresh(ctx)
	withdrawn := slices.ContainsFunc(s.all, func(l Listed) bool { return l.Withdrawn != nil })
	if s.current == "" && !withdrawn {
		s.Close()
		return nil, err
	}
	return s, nil
}

// Generation is a number that grows whenever the list of releases changes.
func (s *Set) Generation() uint64 { return s.generation.Load() }

// Listed are all releases whose manifest can be read, newest first.
func (s *Set) Listed() []Listed {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(s.all), func(l Listed) bool { return l.Manifest.Kind == "" })
}

// Latest names the current release.
const Latest = "latest"

// Find is the release of an id, or the current one for Latest or "". A withdrawn one is given with a gone fault, an unknown one
// is not found, and one that cannot be served as it lies there is refused. Where every release is withdrawn there is no current one, which
// is a gone fault too; where the others cannot be read it is a refused one.
func (s *Set) Find(id string) (Listed, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.find(id)
}

// find is Find; the caller holds the lock.
func (s *Set) find(id string) (Listed, error) {
	if id == "" || id == Latest {
		if s.current == "" && slices.ContainsFunc(s.all, func(l Listed) bool { return l.Withdrawn == nil && !l.officialOnly() }) {
			return Listed{}, fault.New(fault.Refused, "No release can be served: what is not withdrawn cannot be read.", "")
		}
		if s.current == "" {
			return Listed{}, fault.New(fault.Gone, "Every release has been withdrawn.", "GET /v1/releases says why; another will be published.")
		}
		id = s.current
	}
	i := slices.IndexFunc(s.all, func(l Listed) bool { return l.Manifest.ID == id })
	if i < 0 {
		return Listed{}, fault.New(fault.NotFound, "There is no such release.", "GET /v1/releases lists them.")
	}
	l := s.all[i]
	l.Official = s.editions
	switch {
	case l.Withdrawn != nil:
		mend := "Use the release that replaces it."
		if l.Withdrawn.Replacement == "" {
			mend = "GET /v1/releases lists those that stand."
		}
		return l, fault.New(fault.Gone, "The release was withdrawn: "+l.Withdrawn.Reason, mend)
	case l.Fault != nil:
		return l, l.Fault
	case s.failed[id] != nil:
		return l, s.failed[id]
	}
	return l, nil
}

// AsOf is the release that was current on an ISO date: the last published on or before it. None is not found. A release newer than the current
// one has never been served, so it was current on no day.
func (s *Set) AsOf(date string) (Listed, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	newer := s.current != ""
	for _, l := range s.all {
		newer = newer && l.Manifest.ID != s.current
		if l.Withdrawn == nil && !newer && published(l.Manifest) <= date {
			return s.find(l.Manifest.ID)
		}
	}
	return Listed{}, fault.New(fault.NotFound, "No release was published by that date.", "GET /v1/releases lists them with their dates.")
}

// State is how a set stands.
type State struct {
	Current string  // id of the current release; empty where every release is withdrawn
	Unfit   error   // why the current release cannot be served, or the list not be trusted to be new; nil in the ordinary case
	Faults  []Fault // of single releases
}

// Fault is what is wrong with one release of a directory, in words that name no place on the disk.
type Fault struct {
	Release string `json:"release"`
	What    string `json:"what"`
}

// State says what is served and what is not as it should be.
func (s *Set) State() State {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := State{Current: s.current, Unfit: s.stale, Faults: slices.Clone(s.spoilt)}
	if _, err := s.find(""); err != nil {
		out.Unfit = err
	}
	for _, l := range s.all {
		err := l.Fault
		if err == nil {
			err = s.failed[l.Manifest.ID]
		}
		if err != nil {
			out.Faults = append(out.Faults, Fault{l.Manifest.ID, whatOf(err)})
		}
	}
	return out
}

// whatOf is what a fault says but for its place.
func whatOf(err error) string {
	text := "The release cannot be read."
	if f, ok := faultIn(err); ok {
		text = f.What
	}
	return strings.TrimSpace(text)
}

// Close lets every release go; those in use close with their last user.
func (s *Set) Close() {
	s.end()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	s.retire()
}
