package main

import (
	"fmt"

	"github.com/careduty/careduty/etl/publish"
	"github.com/spf13/cobra"
)

func ledgerCommand() *cobra.Command {
	var o publish.Options
	var s store
	c := &cobra.Command{
		Use:   "ledger recover --warehouse FILE --releases DIR",
		Short: "Rebuild a lost ledger from the releases and the records as they stood",
		Long: "ledger recover makes every release of the directory again, oldest first, from the records as they stood, and takes the draws where\n" +
			"they give what was printed. Where they do not, what was printed stays as it is, and that council, region or England opens no further\n" +
			"vintage for that period. The warehouse must have no ledger: take a damaged one away first. The releases are not touched.",
		Example:   "  careduty ledger recover --warehouse care.duckdb --releases releases",
		Args:      cobra.MatchAll(cobra.ExactArgs(1), cobra.OnlyValidArgs),
		ValidArgs: []string{"recover"},
	}
	f := c.Flags()
	f.StringVar(&o.Warehouse, "warehouse", "careduty.duckdb", "the warehouse file")
	s.flags(f)
	f.IntVar(&o.Threads, "threads", 0, "threads to use (default: all)")
	f.IntVar(&o.MemoryMB, "memory", 4096, "memory the database may use, in MB")
	c.RunE = private(func(c *cobra.Command, _ []string) error {
		o.Progress = newBar(c.ErrOrStderr(), "recovering").show
		var out publish.Recovered
		if err := s.reading(c, func(dir string) (err error) {
			o.Releases = dir
			out, err = publish.Recover(c.Context(), o)
			return err
		}); err != nil {
			return err
		}
		fmt.Fprintf(c.OutOrStdout(), "The ledger knows %d releases again. Of %d areas and period ends, %d could not be recovered and open no further vintage.\n",
			out.Releases, out.AreaPeriods, out.Frozen)
		return nil
	})
	return c
}
