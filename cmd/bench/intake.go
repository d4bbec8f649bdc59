package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"
)

// intake measures what comes in beside CSV extracts: Parquet, Client Level Data, a check, and all of it a second time.
func intake(ctx context.Context, o options, r *report) error {
	if err := parquet(ctx, o, r); err != nil {
		return err
	}
	if err := clientLevelData(ctx, o, r); err != nil {
		return err
	}
	return checkOne(ctx, o, r)
}

// again is a load of everything that is there already.
func again(ctx context.Context, o options, r *report, extract, warehouse string) error {
	r.say("load again")
	u, err := spend(ctx, []string{o.binary, "load", extract, "--warehouse", warehouse, "--max-rejects", "20"})
	if err != nil {
		return err
	}
	r.add(line{"load of everything again", fmt.Sprintf("%.1f s, %.1f GB", u.seconds, u.gigabytes()), "", "under 5 s and 2 GB", u.seconds < 5 && u.gigabytes() < 2})
	return nil
}

// parquet is a load of the same people from Parquet, beside typed read_parquet.
func parquet(ctx context.Context, o options, r *report) error {
	extract := filepath.Join(o.dir, "synthetic-parquet")
	var yard, load usage
	for _, s := range []struct {
		what string
		into *usage
		args []string
	}{
		{"making people up, in Parquet", new(usage), []string{o.binary, "synth", "--out", extract, "--people", strconv.Itoa(o.people), "--format", "parquet"}},
		{"yardstick: read_parquet", &yard, self("yardstick", extract, extract+".yard", "parquet")},
		{"load of Parquet", &load, []string{o.binary, "load", extract, "--warehouse", extract + ".duckdb", "--max-rejects", "20", "--memory", "2048"}},
	} {
		r.say(s.what)
		u, err := spend(ctx, s.args)
		if err != nil {
			return fmt.Errorf("%s: %w", s.what, err)
		}
		*s.into = u
	}
	ours, theirs := load.rows()/load.seconds, yard.number("records")/yard.seconds
	r.add(line{
		"load of Parquet", fmt.Sprintf("%.0f thousand records a second, %.1f GB; read_parquet of the same files %.0f", ours/1000, load.gigabytes(), theirs/1000),
		fmt.Sprintf("%.0f%% of the yardstick's rate", 100*ours/theirs), "at least 40%, under 2 GB", ours/theirs >= 0.4 && load.gigabytes() < 2,
	})
	return os.RemoveAll(extract)
}

// someEvents are a made-up file of Client Level Data, whose rows are repeated for other people.
const someEvents, events = "etl/cld/testdata/synthetic_cld_R2_400.csv", 300_000

// clientLevelData is a load of one council's file.
func clientLevelData(ctx context.Context, o options, r *report) error {
	path := filepath.Join(o.dir, "synthetic-cld.csv")
	if err := manyEvents(path); err != nil {
		return err
	}
	r.say("load of Client Level Data")
	u, err := spend(ctx, []string{
		o.binary, "load", path, "--format", "cld", "--date-format", "dd/mm/yyyy", "--synthetic", "--warehouse", path + ".duckdb", "--memory", "2048",
	})
	if err != nil {
		return err
	}
	r.add(line{
		"load of Client Level Data", fmt.Sprintf("%.0f thousand events a second, %d in all, the report with every figure included; %.1f GB", events/u.seconds/1000, events, u.gigabytes()),
		"", "under 2 GB", u.gigabytes() < 2,
	})
	return nil
}

func manyEvents(path string) (err error) {
	in, err := os.Open(someEvents)
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // it was only read
	rows, err := csv.NewReader(in).ReadAll()
	if err != nil {
		return err
	}
	number, local := slices.Index(rows[0], "NHS Number"), slices.Index(rows[0], "LA Person Unique Identifier")
	if number < 0 || local < 0 {
		return errors.New(someEvents + " has no columns for people")
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	out := csv.NewWriter(f)
	_ = out.Write(rows[0])
	for n := range events {
		row := slices.Clone(rows[1+n%(len(rows)-1)])
		row[number], row[local] = "", row[local]+"-"+strconv.Itoa(n/(len(rows)-1))
		_ = out.Write(row)
	}
	out.Flush()
	return out.Error()
}

// checkOne checks the council that has nearest to ten thousand people.
func checkOne(ctx context.Context, o options, r *report) error {
	const wanted, bound = 10_000, 10 * time.Second
	all, err := filepath.Glob(filepath.Join(o.dir, "synthetic-"+strconv.Itoa(o.people), "*", "people.csv"))
	if err != nil || len(all) == 0 {
		return errors.Join(err, errors.New("no extract to check: run the part private too"))
	}
	best, people := "", 0
	for _, path := range all {
		n, err := linesOf(path)
		if err != nil {
			return err
		}
		if math.Abs(float64(n-wanted)) < math.Abs(float64(people-wanted)) {
			best, people = filepath.Dir(path), n
		}
	}
	r.say("check")
	u, err := spend(ctx, []string{o.binary, "check", best, "--out", filepath.Join(o.dir, "check"), "--max-rejects", "20"})
	if err != nil {
		return err
	}
	r.add(line{
		fmt.Sprintf("check of a council of %d people", people), fmt.Sprintf("%.1f s, %.1f GB", u.seconds, u.gigabytes()), "", "under 10 s and 2 GB",
		u.seconds < bound.Seconds() && u.gigabytes() < 2,
	})
	return nil
}

// linesOf counts the rows of a file below its header.
func linesOf(path string) (int, error) {
	text, err := os.ReadFile(path)
	n := -1
	for _, b := range text {
		if b == '\n' {
			n++
		}
	}
	return n, err
}
