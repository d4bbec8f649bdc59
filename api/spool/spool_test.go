package spool_test

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/careduty/careduty/api/spool"
	"github.com/careduty/careduty/internal/fault"
)

func reserve(t *testing.T, s *spool.Spool, bytes int64) *spool.Answer {
	t.Helper()
	a, err := s.Reserve(bytes)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func store(t *testing.T, room int64) *spool.Spool {
	t.Helper()
	dir := t.TempDir()
	s, err := spool.New(dir, room)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if left, _ := os.ReadDir(dir); len(left) > 0 || s.Used() != 0 {
			t.Errorf("%d files and %d bytes are left", len(left), s.Used())
		}
	})
	return s
}

// text is bytes that no two pieces of are alike.
func text(n int) []byte {
	r := rand.New(rand.NewPCG(1, uint64(n))) //nolint:gosec // a test
	out := make([]byte, n)
	for i := range out {
		out[i] = byte(r.Uint32())
	}
	return out
}

// slow takes a little at a time and rests in between.
type slow struct {
	bytes.Buffer
	every int
	calls int
}

func (s *slow) Write(p []byte) (int, error) {
	if s.calls++; s.every > 0 && s.calls%s.every == 0 {
		time.Sleep(time.Millisecond)
	}
	return s.Buffer.Write(p)
}

// Whatever the pieces and however slow the reader, what is read is what was written.
func TestReadIsWhatWasWritten(t *testing.T) {
	s := store(t, 100<<20)
	for _, n := range []int{0, 1, 60_000, 128 << 10, 128<<10 + 1, 2 << 20} {
		for _, size := range []int{1000, 100_000, 3 << 20} {
			for _, every := range []int{0, 2} {
				want := text(n)
				a := reserve(t, s, 10<<20)
				go func() {
					var err error
					for p := want; len(p) > 0 && err == nil; p = p[min(size, len(p)):] {
						_, err = a.Write(p[:min(size, len(p))])
					}
					a.End(err)
				}()
				got := slow{every: every}
				if _, err := a.WriteTo(&got); err != nil || !bytes.Equal(got.Bytes(), want) {
					t.Errorf("%d bytes in pieces of %d: %d came, %v", n, size, got.Len(), err)
				}
				a.Close()
			}
		}
	}
}

// A reader that takes nothing does not hold the writer up.
func TestWriterDoesNotWait(t *testing.T) {
	s := store(t, 20<<20)
	a := reserve(t, s, 10<<20)
	want := text(5 << 20)
	if _, err := a.Write(want); err != nil {
		t.Fatal(err)
	}
	a.End(nil)
	if used := s.Used(); used > 5<<20 {
		t.Errorf("%d bytes stay reserved for an answer of 5 MB", used)
	}
	var got bytes.Buffer
	if _, err := a.WriteTo(&got); err != nil || !bytes.Equal(got.Bytes(), want) {
		t.Errorf("%d bytes, %v", got.Len(), err)
	}
	a.Close()
	a.Close()
}

func TestWriterFailsOnceTheReaderHasGone(t *testing.T) {
	s := store(t, 20<<20)
	a := reserve(t, s, 10<<20)
	var closing sync.WaitGroup
	closing.Go(a.Close)
	var err error
	for range 1000 {
		if _, err = a.Write(text(1000)); err != nil {
			break
		}
		time.Sleep(time.Millisecond)
	}
	if !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("the writer goes on: %v", err)
	}
	a.End(err)
	closing.Wait()
}

func TestWritersFaultReachesTheReader(t *testing.T) {
	a := reserve(t, store(t, 20<<20), 1<<20)
	broken := errors.New("broken")
	if _, err := a.Write([]byte("half")); err != nil {
		t.Fatal(err)
	}
	a.End(broken)
	var got bytes.Buffer
	if _, err := a.WriteTo(&got); !errors.Is(err, broken) || got.String() != "half" {
		t.Errorf("%q, %v", got.String(), err)
	}
	a.Close()
}

func TestRoomIsBounded(t *testing.T) {
	s := store(t, 10<<20)
	a := reserve(t, s, 6<<20)
	if _, err := s.Reserve(6 << 20); !fault.Is(err, fault.Unavailable) {
		t.Errorf("room is given twice: %v", err)
	}
	if _, err := a.Write(text(7 << 20)); err == nil {
		t.Error("an answer takes more than its room")
	}
	a.End(nil)
	a.Close()
	b := reserve(t, s, 10<<20)
	b.End(nil)
	b.Close()
}

func TestNewRefusesWhereNothingCanBeWritten(t *testing.T) {
	if _, err := spool.New(filepath.Join(t.TempDir(), "missing"), 1); !fault.Is(err, fault.Usage) {
		t.Errorf("got %v", err)
	}
}
