package main

import (
	"fmt"
	"io"

	"github.com/careduty/careduty/etl/publish"
	"github.com/spf13/cobra"
)

func publishCommand() *cobra.Command {
	var o publish.Options
	var s store
	c := &cobra.Command{
		Use:   "publish --warehouse FILE --releases DIR",
		Short: "Count every measure, protect the counts and write a release",
		Long: "publish counts every measure over a warehouse, draws the published counts, withholds what is too small, and writes an immutable\n" +
			"release. The same inputs again change nothing; an interrupted run leaves nothing behind.\n\n" +
			"Into an object store a release goes file by file and is there for readers once it is whole. The store must honour If-None-Match: then of\n" +
			"two publishers of one id, one is told before anything is entered into its ledger.",
		Example: "  careduty publish --warehouse care.duckdb --releases releases --as-of 2026-03-31",
		Args:    cobra.NoArgs,
	}
	f := c.Flags()
	f.StringVar(&o.Warehouse, "warehouse", "careduty.duckdb", "the warehouse file")
	s.flags(f)
	asOf := day(f, "as-of", "take records as they stood on this day (default: the latest any council produced)")
	on := day(f, "published-on", "the day the release is published (default: as-of)")
	f.StringVar(&o.ID, "id", "", "id of the release (default: the day, with synthetic- where records are made up)")
	only := f.StringSlice("measures", nil, "count these measures only, separated by commas (default: every one)")
	f.StringVar(&o.Backup, "backup", "", "directory that warehouse and ledger are copied into as the last step; keep the keys apart from it")
	f.IntVar(&o.Threads, "threads", 0, "threads to use (default: all)")
	f.IntVar(&o.MemoryMB, "memory", 4096, "memory the database may use, in MB")
	c.RunE = private(func(c *cobra.Command, _ []string) error {
		var err error
		if o.Measures, err = named(c.Context(), *only); err != nil {
			return err
		}
		o.AsOf, o.PublishedOn, o.Program, o.Build = asOf.Time, on.Time, program(), build()
		o.Progress = newBar(c.ErrOrStderr(), "publishing").show
		var out publish.Outcome
		if err := s.writing(c, func(dir string, keep claim) (err error) {
			o.Releases, o.Claim = dir, keep
			out, err = publish.Publish(c.Context(), o)
			return err
		}); err != nil {
			return err
		}
		published(c.OutOrStdout(), out, s.address, o.Warehouse)
		return nil
	})
	return c
}

// published says what came of it.
func published(w io.Writer, out publish.Outcome, releases, warehouse string) {
	if out.Unchanged {
		fmt.Fprintf(w, "These records are published already, as release %s.\n", out.ID)
	} else {
		for _, note := range out.Notes {
			fmt.Fprintln(w, note)
		}
		fmt.Fprintf(w, "Published release %s: %d cells in %s/%s.\n", out.ID, out.Cells, releases, out.ID)
	}
	if out.Backup != "" {
		fmt.Fprintf(w, "Backed up to %s, without %s.keys: keep that apart.\n", out.Backup, warehouse)
	} else {
		fmt.Fprintln(w, "No backup was made (--backup DIR); without its ledger a warehouse publishes nothing more.")
	}
	fmt.Fprintf(w, "Next: careduty serve --releases %s\n", releases)
}
