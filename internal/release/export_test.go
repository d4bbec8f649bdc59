package release

import (
	"context"
	"errors"
	"testing"
)

// ResumForTest writes SHA256SUMS anew, as if a damaged file had been published so.
func ResumForTest(t *testing.T, dir string, names ...string) {
	t.Helper()
	if err := sum(dir, names...); err != nil {
		t.Fatal(err)
	}
}

// ExecForTest runs a statement in an open release's database.
func ExecForTest(ctx context.Context, r *Release, query string) error { return r.db.Exec(ctx, query) }

// TextForTest is the one value of a query in an open release's database.
func TextForTest(ctx context.Context, r *Release, query string) (string, error) {
	var text string
	return text, r.db.One(ctx, query, nil, &text)
}

// OrderedForTest has the database put a query's cells in order, however few they are.
func OrderedForTest(ctx context.Context, r *Release, q Query) ([]*Cell, error) {
	var out []*Cell
	c := compile(q)
	err := r.scan(ctx, c.text+c.order(q), append(c.args, c.orderArgs(q)...), func(x *Cell) error { out = append(out, x); return nil })
	return out, err
}

// RefreshUnlistedForTest is a refresh where the directory cannot be listed.
func (s *Set) RefreshUnlistedForTest() { s.mark(s.listed(), damaged(s.dir, "It cannot be listed.")) }

// FillOpeningsForTest takes every place in which older releases are opened, until free is called.
func (s *Set) FillOpeningsForTest() (free func()) {
	for range openings {
		s.slots <- struct{}{}
	}
	return func() {
		for range openings {
			<-s.slots
		}
	}
}

// OpenForTest is how many releases are open.
func (s *Set) OpenForTest() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.handles)
}

// CSVForTest writes groups of cells to a CSV file until one cannot be written, and says how many could.
func CSVForTest(path string, cells []Cell, groups int) (written int, err error) {
	c, err := newCSVFile(path)
	if err != nil {
		return 0, err
	}
	for ; written < groups; written++ {
		r := newRows(len(cells))
		r.add(cells)
		if err := c.write(r); err != nil {
			return written, errors.Join(err, c.close())
		}
	}
	return written, c.close()
}

// HoldRefreshForTest is a directory whose reading takes its time, until done is called.
func (s *Set) HoldRefreshForTest() (done func()) {
	s.refreshing.Lock()
	return s.refreshing.Unlock
}
