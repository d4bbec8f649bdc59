package main

import (
	"fmt"

	"github.com/careduty/careduty/etl/synth"
	"github.com/careduty/careduty/internal/fault"
	"github.com/spf13/cobra"
)

func synthCommand() *cobra.Command {
	var o synth.Options
	c := &cobra.Command{
		Use:   "synth --out DIR",
		Short: "Make up a national extract, for trying things out",
		Long: "synth makes up six years of records for 153 councils, sized and tempered from published figures. Nobody in it exists, and every\n" +
			"folder, file and reference says so. The same options give the same bytes.",
		Example: "  careduty synth --out extract --people 200000 --seed 1 --as-of 2026-03-31",
		Args:    cobra.NoArgs,
	}
	f := c.Flags()
	f.StringVar(&o.Out, "out", "", "folder to make, one folder a council in it (required)")
	f.IntVar(&o.People, "people", 200_000, "how many people in all")
	f.Uint64Var(&o.Seed, "seed", 1, "another seed makes other people")
	f.StringVar(&o.Format, "format", synth.CSV, "csv or parquet")
	asOf := day(f, "as-of", "the extracts' last day")
	asOf.Time = demoDay
	c.RunE = func(c *cobra.Command, _ []string) error {
		if o.Out == "" {
			return fault.New(fault.Usage, "No folder is named.", "Give one with --out.")
		}
		progress := newBar(c.ErrOrStderr(), "making councils up")
		o.AsOf = asOf.Time
		o.Progress = func(done, total int) { progress.show(done, total, "") }
		s, err := synth.Write(c.Context(), o)
		if err != nil {
			return err
		}
		var rows int64
		for _, n := range s.Rows {
			rows += n
		}
		fmt.Fprintf(c.OutOrStdout(), "Made up %d people of %d councils, %d records, in %s.\nNext: careduty load %s --warehouse care.duckdb\n",
			s.People, s.Councils, rows, o.Out, o.Out)
		return nil
	}
	return c
}
