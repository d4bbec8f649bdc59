// Command bench measures what careduty promises of its speed, each figure beside a yardstick run on the same machine in the same
// run, and writes the report to docs/benchmarks.md. It is no test: these figures are read, not asserted.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
)

// options say how large a run is and where it may write.
type options struct {
	people   int
	dir      string
	binary   string
	out      string
	double   bool
	all      bool
	progress *os.File
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if len(os.Args) > 1 && jobs[os.Args[1]] != nil {
		exit(jobs[os.Args[1]](ctx, os.Args[2:]))
	}
	o := options{progress: os.Stderr}
	flag.IntVar(&o.people, "people", 1_000_000, "people in the made-up extract")
	flag.StringVar(&o.dir, "dir", "", "where to work (default: a temporary directory, removed at the end)")
	flag.StringVar(&o.binary, "careduty", "bin/careduty", "the program to measure")
	flag.StringVar(&o.out, "out", "docs/benchmarks.md", "the report")
	flag.BoolVar(&o.double, "double", true, "also with twice the people")
	flag.BoolVar(&o.all, "all", true, "also publish every measure")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "Measure careduty's speed beside its yardsticks.\nExample:\n  go run ./cmd/bench -people 1000000 -out docs/benchmarks.md")
		flag.PrintDefaults()
	}
	flag.Parse()
	exit(run(ctx, o))
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// run measures everything and writes the report.
func run(ctx context.Context, o options) error {
	if o.dir == "" {
		dir, err := os.MkdirTemp("", "careduty-bench-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		o.dir = dir
	}
	r := &report{options: o}
	for _, measure := range []func(context.Context, options, *report) error{private, public} {
		if err := measure(ctx, o, r); err != nil {
			return err
		}
	}
	return r.write(o.out)
}
