package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
)

// increment publishes a history, then the same history with a quarter more, every measure each time: what the second costs beside publishing
// everything at once, which took so many seconds.
func increment(ctx context.Context, o options, r *report, whole float64) error {
	warehouse := filepath.Join(o.dir, "synthetic-increment.duckdb")
	releases := filepath.Join(o.dir, "synthetic-increment-releases")
	var took []float64
	for i, asOf := range []string{"2025-09-30", "2025-12-31"} {
		extract := filepath.Join(o.dir, fmt.Sprintf("synthetic-increment-%d", i))
		for _, args := range [][]string{
			{o.binary, "synth", "--out", extract, "--people", strconv.Itoa(o.people), "--as-of", asOf},
			{o.binary, "load", extract, "--warehouse", warehouse, "--max-rejects", "20"},
		} {
			r.say("a quarter more: " + args[1])
			if _, err := spend(ctx, args); err != nil {
				return err
			}
		}
		r.say("a quarter more: publish")
		u, err := spend(ctx, self("publish", warehouse, releases, "all"))
		if err != nil {
			return err
		}
		took = append(took, u.seconds-u.number("stage "+auditing))
		if err := os.RemoveAll(extract); err != nil {
			return err
		}
	}
	share := took[1] / whole
	r.add(line{
		fmt.Sprintf("a quarter more, every measure, %d people, audit apart", o.people),
		fmt.Sprintf("%.0f s after %.0f s for the history before it; %.0f s for 24 quarters at once", took[1], took[0], whole),
		fmt.Sprintf("%.1f%%", 100*share), "at most 15% of the full time", share <= 0.15,
	})
	return nil
}
