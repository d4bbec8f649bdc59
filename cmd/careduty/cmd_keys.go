package main

import (
	"fmt"

	"github.com/careduty/careduty/etl/publish"
	"github.com/spf13/cobra"
)

func keysCommand() *cobra.Command {
	var path string
	c := &cobra.Command{
		Use:   "keys new|show --warehouse FILE",
		Short: "Make the keys of an empty warehouse, or show their fingerprints",
		Long: "One operator publishes a council's records: a second, with keys of its own, would draw every published count a second time.\n\n" +
			"keys new makes the secrets that replace references and draw the published counts; it refuses where anything was published, since other\n" +
			"keys would draw every count a second time. keys show prints fingerprints, which tell nothing of the keys, to compare copies.",
		Example:   "  careduty keys show --warehouse care.duckdb",
		Args:      cobra.MatchAll(cobra.ExactArgs(1), cobra.OnlyValidArgs),
		ValidArgs: []string{"new", "show"},
	}
	c.Flags().StringVar(&path, "warehouse", "careduty.duckdb", "the warehouse file")
	c.RunE = private(func(c *cobra.Command, args []string) error {
		do := publish.Fingerprints
		if args[0] == "new" {
			do = publish.NewKeys
		}
		prints, err := do(c.Context(), path)
		for _, p := range prints {
			fmt.Fprintf(c.OutOrStdout(), "%-10s %s\n", p.Key, p.Fingerprint)
		}
		return err
	})
	return c
}
