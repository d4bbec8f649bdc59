package publish

import "github.com/careduty/careduty/internal/release"

// writing hands cells on to be written while the next ones are made.
type writing struct {
	cells chan []release.Cell
	done  chan error
}

// ahead is how many breakdowns may wait to be written.
const ahead = 4

func newWriting(add func([]release.Cell) error) *writing {
	w := &writing{cells: make(chan []release.Cell, ahead), done: make(chan error, 1)}
	go func() {
		var err error
		for cells := range w.cells {
			if err == nil {
				err = add(cells)
			}
		}
		w.done <- err
	}()
	return w
}

// add takes cells, which must not be touched again. That they could not be written is told by end.
func (w *writing) add(cells []release.Cell) error {
	w.cells <- cells
	return nil
}

// end waits until all is written, and gives the fault of what was not.
func (w *writing) end() error {
	close(w.cells)
	return <-w.done
}
