package main

import (
	"fmt"

	"github.com/careduty/careduty/etl/publish"
	"github.com/spf13/cobra"
)

func publishCommand() *cobra.Command {
	var o publish.Options
	c := &cobra.Command{
		Use:   "publish --warehouse FILE --releases DIR",
		Short: "Count every measure, protect the counts and write a release",
		Long: "publish counts every measure over a warehouse, draws the published counts, withholds what is too small, and writes an immutable\n" +
			"release. The same inputs again change nothing; an interrupted run leaves nothing behind.",
		Example: "  careduty publish --warehouse care.duckdb --releases releases --as-of 2026-03-31",
		Args:    cobra.NoArgs,
	}
	f := c.Flags()
	f.StringVar(&o.Warehouse, "warehouse", "careduty.duckdb", "the warehouse file")
	f.StringVar(&o.Releases, "releases", "releases", "the directory of releases")
	asOf := day(f, "as-of", "take records as they stood on this day (default: the latest any council produced)")
	on := day(f, "published-on", "the day the release is published (default: as-of)")
	f.StringVar(&o.ID, "id", "", "id of the release (default: the day, with synthetic- where records are made up)")
	only := f.StringSlice("measures", nil, "count these measures only, separated by commas (default: every one)")
	f.IntVar(&o.Threads, "threads", 0, "threads to use (default: all)")
	f.IntVar(&o.MemoryMB, "memory", 4096, "memory the database may use, in MB")
	c.RunE = private(func(c *cobra.Command, _ []string) error {
		var err error
		if o.Measures, err = named(c.Context(), *only); err != nil {
			return err
		}
		o.AsOf, o.PublishedOn, o.Program, o.Build = asOf.Time, on.Time, program(), build()
		o.Progress = newBar(c.ErrOrStderr(), "publishing").show
		out, err := publish.Publish(c.Context(), o)
		if err != nil {
			return err
		}
		if out.Unchanged {
			fmt.Fprintf(c.OutOrStdout(), "These records are published already, as release %s.\n", out.ID)
		} else {
			for _, note := range out.Notes {
				fmt.Fprintln(c.OutOrStdout(), note)
			}
			fmt.Fprintf(c.OutOrStdout(), "Published release %s: %d cells in %s.\n", out.ID, out.Cells, out.Dir)
		}
		fmt.Fprintf(c.OutOrStdout(), "Next: careduty serve --releases %s\n", o.Releases)
		return nil
	})
	return c
}
