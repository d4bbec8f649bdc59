package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// private measures the private side: load against typed read_csv, publish, and both with twice the people.
func private(ctx context.Context, o options, r *report) error {
	one, err := through(ctx, o, r, o.people)
	if err != nil {
		return err
	}
	share := one.loadRate() / one.yardRate()
	r.add(line{
		"load", fmt.Sprintf("%.0f thousand records a second, %.1f GB; typed read_csv on the same files %.0f", one.loadRate()/1000, one.load.gigabytes(), one.yardRate()/1000),
		fmt.Sprintf("%.0f%% of the yardstick's rate", 100*share), "at least 45%, under 2 GB", share >= 0.45 && one.load.gigabytes() < 2,
	})
	extract := filepath.Join(o.dir, fmt.Sprintf("synthetic-%d", o.people))
	if err := again(ctx, o, r, extract, extract+".duckdb"); err != nil {
		return err
	}
	r.add(line{
		"publish, five measures", fmt.Sprintf("%.1f s, %.1f GB", one.publish.seconds, one.publish.gigabytes()), "",
		"under 90 s and 6 GB", one.publish.seconds < 90 && one.publish.gigabytes() < 6,
	})
	all, err := everything(ctx, o, r)
	if err != nil {
		return err
	}
	if o.double {
		if err := double(ctx, o, r, one, all); err != nil {
			return err
		}
	}
	if o.all {
		return increment(ctx, o, r, all)
	}
	return nil
}

// double is all of it with half the people, beside which the people are twice as many.
func double(ctx context.Context, o options, r *report, one passage, all float64) error {
	o.people /= 2
	half, err := through(ctx, o, r, o.people)
	if err != nil {
		return err
	}
	r.twice(o.people, "load", one.load.seconds, half.load.seconds)
	r.twice(o.people, "publish, five measures", one.publish.seconds, half.publish.seconds)
	if !o.all {
		return nil
	}
	apart, _, err := whole(ctx, o, r)
	if err == nil {
		r.twice(o.people, "publish, every measure, audit apart", all, apart)
	}
	return err
}

// twice compares what twice the people took with what so many people took.
func (r *report) twice(people int, what string, two, one float64) {
	ratio := two / one
	r.add(line{fmt.Sprintf("twice %d people: %s", people, what), fmt.Sprintf("%.1f s after %.1f s", two, one), fmt.Sprintf("%.2f times", ratio), "at most 2.2 times", ratio <= 2.2})
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
		{"load", &p.load, []string{o.binary, "load", extract, "--warehouse", warehouse, "--max-rejects", "20", "--memory", "2048"}},
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

// everything publishes every measure, with the seconds of each and of each stage; it gives the seconds apart from the audit.
func everything(ctx context.Context, o options, r *report) (float64, error) {
	if !o.all {
		return 0, nil
	}
	apart, u, err := whole(ctx, o, r)
	if err != nil {
		return 0, err
	}
	audit := u.number("stage " + auditing)
	r.add(line{
		"publish, every measure, audit apart", fmt.Sprintf("%.0f s (opening %.0f, counting %.0f, drawing %.0f, writing %.0f); %.1f GB, audit included", apart,
			u.number("stage "+opening), u.number("stage "+counting), u.number("stage "+drawing), u.number("stage "+writing), u.gigabytes()), "",
		"under 10 minutes and 8 GB", apart < 600 && u.gigabytes() < 8,
	})
	r.add(line{"audit of a release of every measure", fmt.Sprintf("%.0f s", audit), "", "under 5 minutes and 8 GB", audit < 300 && u.gigabytes() < 8})
	r.perMeasure = u.lines("measure")
	r.slowest()
	return apart, nil
}

// whole publishes every measure of a warehouse as its first release; it gives the seconds apart from the audit.
func whole(ctx context.Context, o options, r *report) (float64, usage, error) {
	warehouse := filepath.Join(o.dir, fmt.Sprintf("synthetic-%d.duckdb", o.people))
	if err := os.Remove(warehouse + ".ledger"); err != nil { // that of the five: all is drawn for the first time
		return 0, usage{}, err
	}
	r.say(fmt.Sprintf("publish, every measure, %d people", o.people))
	u, err := spend(ctx, self("publish", warehouse, filepath.Join(o.dir, fmt.Sprintf("synthetic-%d-all", o.people)), "all"))
	return u.seconds - u.number("stage "+auditing), u, err
}

// slowest is the measure that took longest.
func (r *report) slowest() {
	most, which := 0.0, ""
	for _, l := range r.perMeasure {
		name, text, _ := strings.Cut(l, " ")
		if s, err := strconv.ParseFloat(text, 64); err == nil && s > most {
			most, which = s, name
		}
	}
	r.add(line{"the slowest measure", fmt.Sprintf("%.1f s (%s)", most, which), "", "under 30 s", most < 30})
}
