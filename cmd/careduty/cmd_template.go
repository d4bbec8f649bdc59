package main

import (
	"fmt"

	"github.com/careduty/careduty/etl/load"
	"github.com/careduty/careduty/internal/fault"
	"github.com/spf13/cobra"
)

func templateCommand() *cobra.Command {
	var out string
	c := &cobra.Command{
		Use:     "template --out DIR",
		Short:   "Write an empty extract to fill in, with the documentation of every column",
		Example: "  careduty template --out extract-template",
		Args:    cobra.NoArgs,
	}
	c.Flags().StringVar(&out, "out", "", "folder to write into (required)")
	c.RunE = func(c *cobra.Command, _ []string) error {
		if out == "" {
			return fault.New(fault.Usage, "No folder is named.", "Give one with --out.")
		}
		if err := load.Template(out); err != nil {
			return err
		}
		fmt.Fprintf(c.OutOrStdout(), "Wrote an empty extract to %s. Fill it in, then: careduty load %s --warehouse care.duckdb\n", out, out)
		return nil
	}
	return c
}
