// Command bench measures what careduty promises of its speed, each figure beside a yardstick run on the same machine in the same
// run, and writes the report to docs/benchmarks.md. It is no test: these figures are read, not asserted.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
)

// options say how large a run is and where it may write.
type options struct {
	people   int
	dir      string
	releases string
	binary   string
	out      string
	double   bool
	all      bool
	progress *os.File
}

// parts are what can be measured, in the order they are: the server is measured on what publish made.
var parts = []struct {
	name    string
	measure func(context.Context, options, *report) error
}{
	{"private", private},
	{"intake", intake},
	{"protect", protect},
	{"server", public},
	{"streams", streams},
}

const help = `Measure careduty's speed beside its yardsticks.
Examples:
  go run ./cmd/bench -people 1000000 -out docs/benchmarks.md
  go run ./cmd/bench -only server -releases DIR
  go run ./cmd/bench -only protect

Parts: private (load and publish a made-up extract), intake (Parquet, Client Level Data, a check; after private), protect (draws, gates and
the attack by sums), server and streams (on what private published, or on -releases). Some parts alone are printed, and written only where
-out is given.`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if len(os.Args) > 1 && jobs[os.Args[1]] != nil {
		exit(jobs[os.Args[1]](ctx, os.Args[2:]))
	}
	o := options{progress: os.Stderr}
	flag.IntVar(&o.people, "people", 1_000_000, "people in the made-up extract")
	flag.StringVar(&o.dir, "dir", "", "where to work (default: a temporary directory, removed at the end)")
	flag.StringVar(&o.releases, "releases", "", "serve the newest release of this directory (default: the one that was published)")
	flag.StringVar(&o.binary, "careduty", "bin/careduty", "the program to measure")
	flag.StringVar(&o.out, "out", "", "the report (default: docs/benchmarks.md, or none where -only is given)")
	flag.BoolVar(&o.double, "double", true, "also with half the people, for what twice as many cost")
	flag.BoolVar(&o.all, "all", true, "also publish every measure")
	only := flag.String("only", "", "these parts alone, separated by commas")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), help)
		flag.PrintDefaults()
	}
	flag.Parse()
	exit(run(ctx, o, *only))
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// run measures what is asked for and reports it.
func run(ctx context.Context, o options, only string) error {
	chosen, err := choose(only)
	if err != nil {
		return err
	}
	if o.dir == "" {
		dir, err := os.MkdirTemp("", "careduty-bench-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		o.dir = dir
	}
	r := &report{options: o}
	for _, p := range parts {
		if !slices.Contains(chosen, p.name) {
			continue
		}
		if err := p.measure(ctx, o, r); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	fmt.Print(r.page())
	if o.out == "" && only == "" {
		o.out = "docs/benchmarks.md"
	}
	if o.out == "" {
		return nil
	}
	return os.WriteFile(o.out, []byte(r.page()), 0o644) //nolint:gosec // a page of the documentation
}

// choose reads -only; all parts where it is empty.
func choose(only string) ([]string, error) {
	var all []string
	for _, p := range parts {
		all = append(all, p.name)
	}
	if only == "" {
		return all, nil
	}
	chosen := strings.Split(only, ",")
	for _, c := range chosen {
		if !slices.Contains(all, c) {
			return nil, fmt.Errorf("-only %s: the parts are %s", c, strings.Join(all, ", "))
		}
	}
	return chosen, nil
}
