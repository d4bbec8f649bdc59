// Command soak runs the service at twice what it can do for as long as it is told, while releases are swapped in under it, and holds
// every answer and the process itself to what careduty promises: no answer but 200, 304, 429 and 503, none that mixes two releases,
// no request lost to a swap, none from a release that has been withdrawn, and memory that does not grow, with slow and stalled readers all the while. It ends with a report on one screen, and with status 1 if a promise is
// broken.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"time"
)

// options say how long and how hard.
type options struct {
	length   time.Duration
	swap     time.Duration
	times    float64
	keep     int
	people   int
	binary   string
	releases string
	dir      string
}

const help = `Hold the service under twice what it can do while releases are swapped in.
Examples:
  go run ./cmd/soak -careduty bin/careduty
  go run ./cmd/soak -for 1m -releases DIR

The run has three parts: what the service can do is measured; then as many clients as it has places ask while releases are swapped in,
and none may be refused; then requests come at -times the rate measured, whether or not earlier ones have been answered, and halfway the release
that is served is withdrawn. A minute (-for 1m) tries it; memory is judged in runs of ten minutes and more.`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	o := options{}
	flag.DurationVar(&o.length, "for", 20*time.Minute, "how long in all")
	flag.DurationVar(&o.swap, "swap", 5*time.Second, "time from one release to the next")
	flag.Float64Var(&o.times, "times", 2, "how many times the rate measured is asked for")
	flag.IntVar(&o.keep, "keep", 24, "releases left in the directory; older ones are taken out, so that the disk does not fill")
	flag.IntVar(&o.people, "people", 5000, "people in the made-up extract that is published where no -releases are given")
	flag.StringVar(&o.binary, "careduty", "bin/careduty", "the program to run")
	flag.StringVar(&o.releases, "releases", "", "copy the newest release of this directory, under new ids (default: one is made up)")
	flag.StringVar(&o.dir, "dir", "", "where to work (default: a temporary directory, removed at the end)")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), help)
		flag.PrintDefaults()
	}
	flag.Parse()
	kept, err := soak(ctx, o)
	stop()
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(1)
	case !kept:
		os.Exit(1)
	}
}

// soak does the whole run and says whether every promise was kept.
func soak(ctx context.Context, o options) (bool, error) {
	if o.dir == "" {
		dir, err := os.MkdirTemp("", "careduty-soak-")
		if err != nil {
			return false, err
		}
		defer os.RemoveAll(dir)
		o.dir = dir
	}
	say("preparing releases")
	p, err := newPress(ctx, o)
	if err != nil {
		return false, err
	}
	if err := p.publish(ctx); err != nil {
		return false, err
	}
	s, err := start(ctx, o.binary, p.dir)
	if err != nil {
		return false, err
	}
	defer s.kill()
	r := &run{options: o, press: p, server: s, seen: newSeen(p), crowd: newCrowd(s.url, p)}
	if err := r.parts(ctx); err != nil {
		return false, err
	}
	return r.report(os.Stdout), nil
}

func say(format string, args ...any) {
	fmt.Fprintf(os.Stderr, time.Now().Format("15:04:05 ")+format+"\n", args...)
}

// served is the directory the service reads.
func (o options) served() string { return filepath.Join(o.dir, "releases") }
