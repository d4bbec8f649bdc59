package release

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/careduty/careduty/internal/fault"
)

// Refresh reads the directory again and says whether anything changed. Withdrawals count first, before anything is opened; then a new
// release is checked and opened, and only then served. A fault tells what could not be taken in; everything else is as the directory has it.
func (s *Set) Refresh(ctx context.Context) (changed bool, err error) { return s.refresh(ctx, longest) }

// refresh is Refresh that waits so long for a release to be opened. One that takes longer is opened all the same, and served from the next time.
func (s *Set) refresh(ctx context.Context, wait time.Duration) (changed bool, err error) {
	s.refreshing.Lock()
	defer s.refreshing.Unlock()
	all, stale := s.scanner.scan(s.dir)
	if stale != nil {
		all = s.listed()
	}
	present, spoilt := s.official.scan(s.dir, &s.sums)
	if len(present) > 0 && !slices.ContainsFunc(all, Listed.officialOnly) {
		all = append(all, officialOnly(s.dir, present))
	}
	s.mu.Lock()
	if EditionsID(present) != EditionsID(s.present) {
		clear(s.failed) // a release may have failed by an edition that is no more
	}
	s.present, s.spoilt = present, spoilt
	s.mu.Unlock()
	all, changed = s.mark(all, stale)
	advanced, err := s.advance(ctx, all, wait)
	if stale != nil {
		err = stale
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.retire()
	return changed || advanced, err
}

// listed is the list as it was: where a directory can no longer be listed its markers can still be seen by name.
func (s *Set) listed() []Listed {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.all)
}

// mark makes a list the one that counts, with the withdrawals as they are at this moment.
func (s *Set) mark(all []Listed, stale error) ([]Listed, bool) {
	s.marking.Lock()
	defer s.marking.Unlock()
	for i := range all {
		was := all[i]
		if all[i].readMarkers(nil); all[i].Withdrawn == nil {
			all[i] = was
		}
	}
	return all, s.take(all, stale)
}

// Marked makes withdrawals count that have come since the directory was last read, and says whether any has. It looks at the markers alone: on a
// machine that is busy, reading the whole directory may take longer than a withdrawal can wait.
func (s *Set) Marked() bool {
	s.mu.Lock()
	stale := s.stale
	s.mu.Unlock()
	_, changed := s.mark(s.listed(), stale)
	return changed
}

// take makes a list the one that counts. A current release that does not stand any more, or whose markers have changed, is let go of.
func (s *Set) take(all []Listed, stale error) (changed bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stale = stale
	if s.current != "" {
		for i := range all { // made-up and real figures are not served side by side
			if s.current != OfficialOnly && !all[i].officialOnly() && synthetic(all[i].Manifest.ID) != synthetic(s.current) && all[i].Fault == nil {
				all[i].Fault = mixed(s.dir)
			}
		}
	}
	if unchanged(all, s.all) {
		return false
	}
	for id := range s.failed { // it may have been mended
		was, is := byID(s.all, id), byID(all, id)
		if is == nil || was == nil || is.stamps != was.stamps {
			delete(s.failed, id)
		}
	}
	for _, h := range slices.Clone(s.handles) {
		if l := byID(all, h.release.ID()); l == nil || l.Withdrawn != nil || l.Markers != h.release.Markers || l.stamps != h.stamps {
			s.drop(h)
		}
	}
	s.all = all
	if l := byID(all, s.current); l == nil || l.Withdrawn != nil {
		s.current = s.successor()
	}
	s.generation.Add(1)
	return true
}

// successor is the newest release that stands and is open already: it takes the current one's place at once, so that nobody is turned away while a
// newer one is opened. The caller holds the lock.
func (s *Set) successor() string {
	for _, l := range s.all {
		open := func(h *handle) bool { return h.release.ID() == l.Manifest.ID && h.editions == EditionsID(s.editions) }
		if l.Withdrawn == nil && l.Fault == nil && s.failed[l.Manifest.ID] == nil && !l.officialOnly() && slices.ContainsFunc(s.handles, open) {
			return l.Manifest.ID
		}
	}
	return ""
}

func synthetic(id string) bool {
	return len(id) > len(SyntheticPrefix) && id[:len(SyntheticPrefix)] == SyntheticPrefix
}

func byID(all []Listed, id string) *Listed {
	if i := slices.IndexFunc(all, func(l Listed) bool { return l.Manifest.ID == id }); i >= 0 {
		return &all[i]
	}
	return nil
}

// unchanged compares two lists by what was read.
func unchanged(a, b []Listed) bool {
	return slices.EqualFunc(a, b, func(x, y Listed) bool {
		return x.Manifest.ID == y.Manifest.ID && x.Markers == y.Markers && x.stamps == y.stamps && (x.Fault == nil) == (y.Fault == nil)
	})
}

// advance opens the newest release that stands, where that is not the current one already. The fault is the first of those newer than the
// current one, or its own.
func (s *Set) advance(ctx context.Context, all []Listed, wait time.Duration) (changed bool, first error) {
	for _, l := range all {
		if l.Withdrawn != nil || l.officialOnly() && len(all) > 1 {
			continue
		}
		s.mu.Lock()
		l.Official = s.present
		same := s.current == l.Manifest.ID
		isCurrent, err := same && EditionsID(s.editions) == EditionsID(l.Official), cmp.Or(l.Fault, s.failed[l.Manifest.ID])
		s.mu.Unlock()
		if err == nil {
			err = s.prepare(ctx, l, wait)
		}
		switch {
		case errors.Is(err, errOpening): // not yet
		case err != nil:
			first = cmp.Or(first, err)
		case !isCurrent:
			s.mu.Lock()
			s.current, s.editions, s.renamed = l.Manifest.ID, l.Official, renamedIn(l.Official)
			s.mu.Unlock()
			s.generation.Add(1)
			return true, first
		}
		if same {
			break
		}
	}
	return false, first
}

// prepare sees to it that a release is open.
func (s *Set) prepare(ctx context.Context, l Listed, wait time.Duration) error {
	_, done, err := s.use(ctx, l, wait, true)
	if err != nil {
		return err
	}
	done()
	return nil
}

// Watch refreshes until the context ends and hands over each fault that is not the one before again.
func (s *Set) Watch(ctx context.Context, every time.Duration, report func(changed bool, err error)) {
	go repeat(ctx, every, func() { // a withdrawal is not to wait for the directory to be read
		if s.Marked() {
			report(true, nil)
		}
	})
	last := ""
	repeat(ctx, every, func() {
		changed, err := s.refresh(ctx, min(every, time.Second)) // a withdrawal is not to wait for an opening
		text := ""
		if err != nil {
			text = err.Error()
		}
		if changed || text != last && ctx.Err() == nil {
			report(changed, err)
		}
		last = text
	})
}

// repeat does something at every interval, until the context ends.
func repeat(ctx context.Context, every time.Duration, do func()) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		do()
	}
}

func faultIn(err error) (*fault.Error, bool) {
	var f *fault.Error
	return f, errors.As(err, &f)
}
