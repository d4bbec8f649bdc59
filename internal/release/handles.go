package release

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/careduty/careduty/internal/fault"
)

// handle counts the users of an open release. A retired one closes with its last user.
type handle struct {
	release  *Release
	editions string // id of the set of official editions it is open with
	users    int
	retired  bool
	stamps   string    // of its files when they were checked
	seen     time.Time // when the stamps were last compared
}

// opening is a release being opened. Whoever asks for it meanwhile waits for the same one.
type opening struct {
	ended   chan struct{}
	waiting int
	handle  *handle // with a user for each who waits; set before ended is closed
	err     error
}

// longest is how long a release may take to be opened.
const longest = 2 * time.Minute

// trusted is how long an open release is taken to lie on the disk as it did.
const trusted = time.Second

// errOpening says that a release takes longer to be opened than its user waits.
var errOpening = fault.New(fault.Unavailable, "The release is being opened.", "Try again in a moment.")

// Use opens a release for one user, who calls done when finished. The release stays whole until then, whatever is published
// meanwhile. A user waits for its own release only, and not for long: what is not open by then is unavailable.
func (s *Set) Use(ctx context.Context, id string) (r *Release, done func(), err error) {
	return s.UseWith(ctx, id, "")
}

// UseWith is Use with the official editions of a set's id instead of the newest; an empty id is no choice. A set of which an edition is not here
// is not found.
func (s *Set) UseWith(ctx context.Context, id, editions string) (r *Release, done func(), err error) {
	s.mu.Lock()
	l, err := s.find(id)
	if err == nil && editions != "" {
		l.Official, err = chosen(s.present, editions)
	}
	s.mu.Unlock()
	if err != nil {
		return nil, nil, err
	}
	return s.use(ctx, l, s.options.Wait, false)
}

// use opens a release that was found. What is opened to become the current one waits for no other opening.
func (s *Set) use(ctx context.Context, l Listed, wait time.Duration, first bool) (*Release, func(), error) {
	h, o := s.join(l, first)
	if h != nil {
		return h.release, s.release(h), nil
	}
	if o == nil {
		return nil, nil, fault.New(fault.Unavailable, "The releases are closed.", "")
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	err := error(errOpening)
	select {
	case <-o.ended:
	case <-timer.C:
	case <-ctx.Done():
		err = fault.New(fault.Canceled, "The caller went away.", "").Because(ctx.Err())
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			err = errOpening
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-o.ended: // perhaps only just
		if o.err != nil {
			return nil, nil, o.err
		}
		return o.handle.release, s.release(o.handle), nil
	default:
		o.waiting--
		return nil, nil, err
	}
}

// join gives the open release with one more user; else its opening, which is begun if nobody has begun it.
func (s *Set) join(l Listed, first bool) (*handle, *opening) {
	s.mu.Lock()
	defer s.mu.Unlock()
	editions := EditionsID(l.Official)
	id := l.Manifest.ID + " " + editions
	if i := slices.IndexFunc(s.handles, func(h *handle) bool { return h.release.ID() == l.Manifest.ID && h.editions == editions }); i >= 0 {
		h := s.handles[i]
		if s.trusts(h) {
			s.handles = slices.Insert(slices.Delete(s.handles, i, i+1), 0, h)
			h.users++
			return h, nil
		}
		s.drop(h) // it lies there otherwise than it did: it is checked and opened again, or refused
	}
	if s.closed {
		return nil, nil
	}
	o := s.opening[id]
	if o == nil {
		o = &opening{ended: make(chan struct{})}
		s.opening[id] = o
		go s.open(l, o, first)
	}
	o.waiting++
	return nil, o
}

// trusts says whether an open release's files look as they did; the caller holds the lock.
func (s *Set) trusts(h *handle) bool {
	if now := time.Now(); now.Sub(h.seen) > trusted {
		h.seen = now
		return h.release.officialOnly() || stampsOf(h.release.Dir) == h.stamps
	}
	return true
}

// stampsNow are the stamps of a release's own files; what is served where there is no release has none.
func (l Listed) stampsNow() string {
	if l.officialOnly() {
		return ""
	}
	return stampsOf(l.Dir)
}

// open opens a release for whoever waits for it, in its turn.
func (s *Set) open(l Listed, o *opening, first bool) {
	if !first {
		s.slots <- struct{}{}
		defer func() { <-s.slots }()
	}
	id, key := l.Manifest.ID, l.Manifest.ID+" "+EditionsID(l.Official)
	s.mu.Lock()
	wanted := o.waiting > 0
	if !wanted {
		o.err = errOpening
		delete(s.opening, key)
		close(o.ended)
	}
	s.mu.Unlock()
	if !wanted {
		return
	}
	ctx, stop := context.WithTimeout(s.ctx, longest)
	defer stop()
	stamps := l.stampsNow()
	r, err := open(ctx, s.dir, l, s.options, &s.sums)
	s.mu.Lock()
	defer s.mu.Unlock()
	defer close(o.ended)
	delete(s.opening, key)
	if err == nil && s.closed {
		err = errors.Join(fault.New(fault.Unavailable, "The releases are closed.", ""), r.close())
	}
	if o.err = err; err != nil {
		if fault.Is(err, fault.Refused) {
			s.failed[id] = err // not read again until it looks otherwise
		}
		return
	}
	o.handle = &handle{release: r, editions: EditionsID(l.Official), users: o.waiting, stamps: stamps, seen: time.Now()}
	s.handles = slices.Insert(s.handles, 0, o.handle)
	s.retire()
}

func (s *Set) release(h *handle) func() {
	return sync.OnceFunc(func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		h.users--
		if h.retired && h.users == 0 {
			go h.release.close() //nolint:errcheck // nothing is written; and nobody is to wait for it
		}
	})
}

// drop lets go of a release; the caller holds the lock.
func (s *Set) drop(h *handle) {
	s.handles = slices.DeleteFunc(s.handles, func(x *handle) bool { return x == h })
	h.retired = true
	if h.users == 0 {
		go h.release.close() //nolint:errcheck // nothing is written; and nobody is to wait for it
	}
}

// retire lets go of the releases used longest ago, but for the current one; the caller holds the lock.
func (s *Set) retire() {
	spare := s.options.Keep
	for _, h := range slices.Clone(s.handles) {
		if !s.closed && h.release.ID() == s.current && h.editions == EditionsID(s.editions) {
			continue
		}
		if spare--; s.closed || spare < 0 {
			s.drop(h)
		}
	}
}
