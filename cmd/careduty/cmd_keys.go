package main

import (
	"context"
	"fmt"

	"github.com/careduty/careduty/etl/publish"
	"github.com/spf13/cobra"
)

func keysCommand() *cobra.Command {
	c := &cobra.Command{
		Use:     "keys",
		Short:   "Make the keys of a warehouse, or compare them by fingerprint",
		Example: "  careduty keys new --warehouse care.duckdb\n  careduty keys show --warehouse care.duckdb",
	}
	c.AddCommand(
		keyCommand("new", "Make the keys of an empty warehouse; refused where anything has been published", publish.NewKeys),
		keyCommand("show", "Show the fingerprints of a warehouse's keys, which tell nothing of them", publish.Fingerprints))
	return c
}

func keyCommand(name, short string, do func(context.Context, string) ([]publish.Fingerprint, error)) *cobra.Command {
	var path string
	c := &cobra.Command{Use: name, Short: short, Example: "  careduty keys " + name + " --warehouse care.duckdb", Args: cobra.NoArgs}
	c.Flags().StringVar(&path, "warehouse", "careduty.duckdb", "the warehouse file")
	c.RunE = func(c *cobra.Command, _ []string) error {
		prints, err := do(c.Context(), path)
		for _, p := range prints {
			fmt.Fprintf(c.OutOrStdout(), "%-10s %s\n", p.Key, p.Fingerprint)
		}
		return err
	}
	return c
}
