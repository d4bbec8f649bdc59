package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/careduty/careduty/etl/audit/sets"
	"github.com/careduty/careduty/etl/load"
	"github.com/careduty/careduty/etl/synth"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/queries"
	"github.com/spf13/cobra"
)

func checkMeasuresCommand() *cobra.Command {
	var warehouse string
	var people, memory int
	c := &cobra.Command{
		Use:   "check-measures",
		Short: "Refuse measures that count the same people under two names",
		Long: "check-measures counts every measure on made-up records. A set of people that equals another measure's, in another role or another dimension,\n" +
			"in more than half of its cells would be drawn twice: it is refused, naming both, unless a header declares it (people_are). Run it when you\n" +
			"add a measure. Without --warehouse it makes records up.",
		Example: "  careduty check-measures\n  careduty check-measures --warehouse demo/care.duckdb",
		Args:    cobra.NoArgs,
	}
	f := c.Flags()
	f.StringVar(&warehouse, "warehouse", "", "a warehouse of made-up records; empty: made for this")
	f.IntVar(&people, "people", 20_000, "how many people to make up")
	f.IntVar(&memory, "memory", 2048, "memory the database may use, in MB")
	c.RunE = private(func(c *cobra.Command, _ []string) error {
		all, err := measure.Load(queries.Files)
		if err != nil {
			return err
		}
		if warehouse == "" {
			dir, err := os.MkdirTemp("", "careduty-check-")
			if err != nil {
				return fault.New(fault.Unavailable, "There is no room for made-up records.", "Set TMPDIR to a folder with room, or give --warehouse.")
			}
			defer os.RemoveAll(dir) //nolint:errcheck // made-up records, in a folder for what is of no use later
			if warehouse, err = madeUp(c, dir, people, memory); err != nil {
				return err
			}
		}
		progress := newBar(c.ErrOrStderr(), "counting")
		err = sets.Check(c.Context(), sets.Options{Warehouse: warehouse, Measures: all, MemoryMB: memory, Progress: func(done, total int, m measure.ID) {
			progress.show(done, total, string(m))
		}})
		if err != nil {
			return err
		}
		fmt.Fprintf(c.OutOrStdout(), "%d measures: no set of people has two names.\n", len(all))
		return nil
	})
	return c
}

// madeUp makes a warehouse of made-up records.
func madeUp(c *cobra.Command, dir string, people, memory int) (string, error) {
	extract, path := filepath.Join(dir, "extract"), filepath.Join(dir, "care.duckdb")
	if _, err := synth.Write(c.Context(), synth.Options{Out: extract, People: people, Seed: 1, AsOf: demoDay}); err != nil {
		return "", err
	}
	_, err := load.Load(c.Context(), load.Options{Warehouse: path, Paths: []string{extract}, MaxRejects: load.DefaultMaxRejects, MemoryMB: memory})
	return path, err
}
