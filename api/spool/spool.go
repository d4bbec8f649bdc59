// Package spool keeps what a reader of an answer has not taken yet, so that whoever makes the answer never waits for a slow line: a little of
// it in memory, the rest in a temporary file. Room for all of an answer is reserved before it begins, out of a fixed store, so that an answer
// that has begun does not end for want of it.
package spool

import (
	"errors"
	"io"
	"os"
	"sync"

	"github.com/careduty/careduty/internal/fault"
)

// Spool is the store that answers take their room from. It is safe for concurrent use.
type Spool struct {
	dir  string
	room int64

	mu   sync.Mutex
	used int64
}

// New makes a store of so many bytes in a directory. One in which no file can be made is a usage fault.
func New(dir string, room int64) (*Spool, error) {
	s := &Spool{dir: dir, room: room}
	f, err := s.file()
	if err != nil {
		return nil, fault.New(fault.Usage, "No file can be made in the directory for answers under way.", "Name one that can be written to with --spool.").At(dir).Because(err)
	}
	return s, f.Close()
}

// file is a temporary file without a name, so that nothing is left behind whatever becomes of the process.
func (s *Spool) file() (*os.File, error) {
	f, err := os.CreateTemp(s.dir, "careduty-spool-")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(f.Name()); err != nil {
		_ = f.Close()
		return nil, err
	}
	return f, nil
}

// Used is how many bytes are reserved.
func (s *Spool) Used() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.used
}

// errTooLong says that an answer is longer than the room it was given.
var errTooLong = errors.New("the answer is longer than its upper bound")

// inMemory is how much of an answer is kept in memory, and piece how much of it is handed to the reader at once.
const (
	inMemory = 128 << 10
	piece    = 60_000
)

// Answer is one answer under way: one side writes it, the other reads it.
type Answer struct {
	spool *Spool

	mu    sync.Mutex
	more  sync.Cond // something was written, or the answer ended
	ring  []byte    // what was written last where the file has nothing
	start int       // of what the ring holds
	held  int       // bytes the ring holds, older than any in the file
	file  *os.File
	wrote int64 // bytes in the file
	read  int64 // of them read
	room  int64
	ended bool
	gone  bool // nobody reads any more
	err   error
}

// Reserve begins an answer of at most so many bytes, which the caller closes. Where there is no room for it, it is unavailable.
func (s *Spool) Reserve(bytes int64) (*Answer, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.used+bytes > s.room {
		return nil, fault.New(fault.Unavailable, "Too many large answers are under way.", "Try again in a moment, or take the whole release in one file.")
	}
	s.used += bytes
	a := &Answer{spool: s, room: bytes, ring: rings.Get().([]byte)} //nolint:forcetypeassert // nothing else is in it
	a.more.L = &a.mu
	return a, nil
}

var rings = sync.Pool{New: func() any { return make([]byte, inMemory) }}

// Write adds to the answer without waiting for its reader. It fails when the reader has gone, so that work nobody wants ends.
func (a *Answer) Write(p []byte) (int, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for n := 0; n < len(p); {
		if a.gone {
			return n, io.ErrClosedPipe
		}
		if a.read == a.wrote && a.held < len(a.ring) {
			n += a.keep(p[n:])
			a.more.Broadcast()
			continue
		}
		return len(p), a.spill(p[n:])
	}
	return len(p), nil
}

// keep puts into the ring what there is room for.
func (a *Answer) keep(p []byte) int {
	end := (a.start + a.held) % len(a.ring)
	free := a.ring[end:]
	if end < a.start {
		free = a.ring[end:a.start]
	}
	n := copy(free, p)
	a.held += n
	return n
}

// spill puts the rest into the file. Only the writer writes there, so the reader goes on meanwhile.
func (a *Answer) spill(p []byte) error {
	if a.read == a.wrote { // what was in it has been read
		a.read, a.wrote = 0, 0
	}
	if a.wrote+int64(len(p)) > a.room {
		return errTooLong
	}
	if a.file == nil {
		var err error
		if a.file, err = a.spool.file(); err != nil {
			return err
		}
	}
	file, at := a.file, a.wrote
	a.mu.Unlock()
	_, err := file.WriteAt(p, at)
	a.mu.Lock()
	if err != nil {
		return err
	}
	a.wrote += int64(len(p))
	a.more.Broadcast()
	return nil
}

// End says that all is written, or why it is not. Room that the answer turned out not to need is given back.
func (a *Answer) End(err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.ended {
		return
	}
	a.ended, a.err = true, err
	a.give(a.room - a.wrote)
	a.more.Broadcast()
}

func (a *Answer) give(bytes int64) {
	a.room -= bytes
	a.spool.mu.Lock()
	defer a.spool.mu.Unlock()
	a.spool.used -= bytes
}

// WriteTo hands the answer on as it comes, to its end. The error is the writer's own, or that of taking it.
func (a *Answer) WriteTo(w io.Writer) (n int64, err error) {
	buffer := make([]byte, piece)
	for {
		p, err := a.next(buffer)
		if err != nil || len(p) == 0 {
			return n, err
		}
		m, err := w.Write(p)
		if n += int64(m); err != nil {
			return n, err
		}
	}
}

// next waits for the next piece; an empty one is the end.
func (a *Answer) next(buffer []byte) ([]byte, error) {
	a.mu.Lock()
	for a.held == 0 && a.read == a.wrote && !a.ended && !a.gone {
		a.more.Wait()
	}
	if a.held > 0 {
		defer a.mu.Unlock()
		n := copy(buffer, a.ring[a.start:min(a.start+a.held, len(a.ring))])
		a.start, a.held = (a.start+n)%len(a.ring), a.held-n
		return buffer[:n], nil
	}
	from, left, file := a.read, a.wrote-a.read, a.file
	if left == 0 || a.gone {
		defer a.mu.Unlock()
		return nil, a.err
	}
	a.mu.Unlock()
	n, err := file.ReadAt(buffer[:min(int64(len(buffer)), left)], from)
	a.mu.Lock()
	defer a.mu.Unlock()
	a.read += int64(n)
	if n > 0 {
		err = nil
	}
	return buffer[:n], err
}

// Close lets go of the answer, read to its end or not; the writer's next word fails, and the room is given back once the writer has ended.
func (a *Answer) Close() {
	a.mu.Lock()
	a.gone = true
	a.more.Broadcast() // a reader that waits is to end too
	for !a.ended {
		a.more.Wait()
	}
	defer a.mu.Unlock()
	if a.ring == nil {
		return
	}
	if a.file != nil {
		_ = a.file.Close()
	}
	rings.Put(a.ring) //nolint:staticcheck // a slice header is small beside what it points to
	a.ring = nil
	a.give(a.room)
}
