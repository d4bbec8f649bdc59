package main

import (
	"fmt"

	"github.com/careduty/careduty/etl/official"
	"github.com/spf13/cobra"
)

func officialCommand() *cobra.Command {
	var releases string
	c := &cobra.Command{
		Use:   "official [PATH…] --releases DIR",
		Short: "Put published official statistics beside the releases",
		Long: "official turns published official statistics (ASCOF 2024-25) into an immutable edition below official/ in the releases directory.\n" +
			"Without a PATH it takes the copy inside the program.",
		Example: "  careduty official --releases releases\n  careduty official ascof-2024-25/ --releases releases",
	}
	c.Flags().StringVar(&releases, "releases", "releases", "the directory of releases")
	c.RunE = func(c *cobra.Command, args []string) error {
		done, err := official.Publish(c.Context(), official.Options{Paths: args, Releases: releases, Program: program()})
		if err != nil {
			return err
		}
		for _, e := range done {
			what := "Wrote"
			if e.Unchanged {
				what = "Already there:"
			}
			fmt.Fprintf(c.OutOrStdout(), "%s edition %s, %d series in %s.\n", what, e.ID, e.Series, e.Dir)
		}
		fmt.Fprintf(c.OutOrStdout(), "Next: careduty publish --releases %s\n", releases)
		return nil
	}
	return c
}
