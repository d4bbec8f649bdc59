package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strconv"
)

// private measures the private side: load against typed read_csv, publish, and both with twice the people.
func private(ctx context.Context, o options, r *report) error {
	one, err := through(ctx, o, r, o.people)
	if err != nil {
		return err
	}
	r.add("load", fmt.Sprintf("%.0f thousand records a second; typed read_csv on the same files %.0f", one.loadRate()/1000, one.yardRate()/1000),
		fmt.Sprintf("%.0f%% of the yardstick's rate", 100*one.loadRate()/one.yardRate()), "at least 35%")
	r.add("publish, five measures", fmt.Sprintf("%.1f s, %.1f GB at most", one.publish.seconds, one.publish.gigabytes()), "", "under 90 s and 6 GB")
	if o.double {
		two, err := through(ctx, o, r, 2*o.people)
		if err != nil {
			return err
		}
		r.add("twice the people: load", seconds(two.load), ratio(two.load, one.load), "at most 2.2 times")
		r.add("twice the people: publish", seconds(two.publish), ratio(two.publish, one.publish), "at most 2.2 times")
	}
	if o.all {
		return everything(ctx, o, r)
	}
	return nil
}

// passage is one way through with a number of people.
type passage struct {
	records, yard        float64
	yard1, yard2         usage
	load, publish, synth usage
}

func (p passage) loadRate() float64 { return p.records / p.load.seconds }

// yardRate is of the better of two runs, one before and one after the load, so that a noisy moment does not flatter us.
func (p passage) yardRate() float64 { return p.yard / min(p.yard1.seconds, p.yard2.seconds) }

func through(ctx context.Context, o options, r *report, people int) (passage, error) {
	var p passage
	extract := filepath.Join(o.dir, fmt.Sprintf("synthetic-%d", people))
	warehouse := extract + ".duckdb"
	steps := []struct {
		what string
		into *usage
		args []string
	}{
		{"making " + strconv.Itoa(people) + " people up", &p.synth, []string{o.binary, "synth", "--out", extract, "--people", strconv.Itoa(people)}},
		{"yardstick: typed read_csv", &p.yard1, self("yardstick", extract, extract+".yard1")},
		{"load", &p.load, []string{o.binary, "load", extract, "--warehouse", warehouse, "--max-rejects", "20"}},
		{"yardstick: typed read_csv", &p.yard2, self("yardstick", extract, extract+".yard2")},
		{"publish, five measures", &p.publish, self("publish", warehouse, extract+"-releases", "five")},
	}
	for _, s := range steps {
		r.say(s.what)
		u, err := spend(ctx, s.args)
		if err != nil {
			return p, fmt.Errorf("%s: %w", s.what, err)
		}
		*s.into = u
	}
	p.yard, p.records = p.yard1.number("records"), p.load.rows()
	return p, nil
}

// everything publishes every measure, with the seconds of each.
func everything(ctx context.Context, o options, r *report) error {
	extract := filepath.Join(o.dir, fmt.Sprintf("synthetic-%d", o.people))
	r.say("publish, every measure")
	u, err := spend(ctx, self("publish", extract+".duckdb", extract+"-all", "all"))
	if err != nil {
		return err
	}
	r.add("publish, every measure, audit included", fmt.Sprintf("%.0f s, %.1f GB at most", u.seconds, u.gigabytes()), "", "under 10 minutes and 8 GB")
	r.perMeasure = u.lines("measure")
	return nil
}

func seconds(u usage) string { return fmt.Sprintf("%.1f s", u.seconds) }

func ratio(two, one usage) string { return fmt.Sprintf("%.2f times", two.seconds/one.seconds) }
