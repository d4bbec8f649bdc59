package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/careduty/careduty/internal/fault"
	"github.com/schollz/progressbar/v3"
	"github.com/spf13/pflag"
)

// date is a flag that takes a day as 2026-03-31.
type date struct{ time.Time }

func (d *date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.Format(time.DateOnly)
}

func (d *date) Type() string { return "date" }

func (d *date) Set(text string) error {
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return fault.New(fault.Usage, fmt.Sprintf("%q is not a day.", text), "Write it as 2026-03-31.")
	}
	d.Time = t
	return nil
}

// day adds a date flag without a default.
func day(flags *pflag.FlagSet, name, usage string) *date {
	d := new(date)
	flags.Var(d, name, usage)
	return d
}

// bar shows progress on long work: a bar on a terminal, a line a step elsewhere.
type bar struct {
	out   io.Writer
	doing string
	bar   *progressbar.ProgressBar
	last  int
}

func newBar(out io.Writer, doing string) *bar { return &bar{out: out, doing: doing, last: -1} }

// show moves the bar; what is being done now stands beside it.
func (b *bar) show(done, total int, now string) {
	if !terminal(b.out) {
		b.line(done, total, now)
		return
	}
	if b.bar == nil {
		b.bar = progressbar.NewOptions(total, progressbar.OptionSetWriter(b.out), progressbar.OptionSetDescription(b.doing),
			progressbar.OptionSetWidth(30), progressbar.OptionShowCount(), progressbar.OptionOnCompletion(func() { fmt.Fprintln(b.out) }))
	}
	if now != "" {
		b.bar.Describe(b.doing + " " + now)
	}
	_ = b.bar.Set(done) // a bar that cannot be drawn is no reason to stop the work
}

// line says every tenth of the way where the work stands.
func (b *bar) line(done, total int, now string) {
	tenth := 10
	if total > 0 {
		tenth = done * 10 / total
	}
	if tenth == b.last {
		return
	}
	b.last = tenth
	fmt.Fprintf(b.out, "%s: %d of %d %s\n", b.doing, done, total, now)
}

func terminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
