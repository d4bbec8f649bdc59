package main

import (
	"bufio"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/careduty/careduty/internal/fault"
	"github.com/spf13/pflag"
)

// given refuses a 0 that was written, which in the options of the service stands for the default.
func given(flags *pflag.FlagSet) error {
	for _, name := range []string{"at-once", "memory", "rate", "answers", "spool-size"} {
		if n, err := flags.GetInt(name); err == nil && n == 0 {
			return fault.New(fault.Usage, fmt.Sprintf("--%s is 0.", name), "Give a number from 1 up, or leave it out.")
		}
	}
	return nil
}

// lines writes a log a second at a time: a line a request is too often to ask the system each time.
type lines struct {
	mu   sync.Mutex
	out  *bufio.Writer
	tick *time.Ticker
}

func newLines(out io.Writer) *lines {
	l := &lines{out: bufio.NewWriterSize(out, 64<<10), tick: time.NewTicker(time.Second)}
	go func() {
		for range l.tick.C {
			l.flush()
		}
	}()
	return l
}

// Write adds a line.
func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.out.Write(p)
}

func (l *lines) flush() {
	l.mu.Lock()
	defer l.mu.Unlock()
	_ = l.out.Flush() // who reads the log is gone
}

func (l *lines) close() {
	l.tick.Stop()
	l.flush()
}
