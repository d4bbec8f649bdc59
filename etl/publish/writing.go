package publish

import "github.com/careduty/careduty/internal/release"

// writing hands cells on to be written while the next ones are made.
type writing struct {
	groups chan group
	done   chan error
}

// group is one breakdown of a measure: cells made, and periods that stand as an earlier release has them.
type group struct {
	standing *release.Standing
	parts    []release.Part
}

// ahead is how many breakdowns may wait to be written.
const ahead = 4

func newWriting(add func(*release.Standing, []release.Part) error) *writing {
	w := &writing{groups: make(chan group, ahead), done: make(chan error, 1)}
	go func() {
		var err error
		for g := range w.groups {
			if err == nil {
				err = add(g.standing, g.parts)
			}
		}
		w.done <- err
	}()
	return w
}

// add takes a breakdown, which must not be touched again. That it could not be written is told by end.
func (w *writing) add(g group) error {
	w.groups <- g
	return nil
}

// end waits until all is written, and gives the fault of what was not.
func (w *writing) end() error {
	close(w.groups)
	return <-w.done
}
