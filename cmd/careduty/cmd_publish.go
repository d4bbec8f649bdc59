package main

import (
	"encoding/json"
	"fmt"
	"os"

	"github.com/careduty/careduty/etl/publish"
	"github.com/careduty/careduty/internal/fault"
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
	timings := f.String("timings", "", "write how many seconds each stage and measure took to this file, as JSON")
	c.RunE = func(c *cobra.Command, _ []string) error {
		var err error
		if o.Measures, err = named(c.Context(), *only); err != nil {
			return err
		}
		o.AsOf, o.PublishedOn, o.Program = asOf.Time, on.Time, program()
		o.Progress = newBar(c.ErrOrStderr(), "publishing").show
		out, err := publish.Publish(c.Context(), o)
		if err != nil {
			return err
		}
		if *timings != "" {
			if err := writeTimings(*timings, out.Took); err != nil {
				return err
			}
		}
		if out.Unchanged {
			fmt.Fprintf(c.OutOrStdout(), "These records are published already, as release %s.\n", out.ID)
		} else {
			fmt.Fprintf(c.OutOrStdout(), "Published release %s: %d cells in %s.\n", out.ID, out.Cells, out.Dir)
		}
		fmt.Fprintf(c.OutOrStdout(), "Next: careduty serve --releases %s\n", o.Releases)
		return nil
	}
	return c
}

// seconds is the file of --timings, in seconds.
type seconds struct {
	Preparing float64            `json:"preparing"`
	Counting  map[string]float64 `json:"counting"` // by measure
	Drawing   map[string]float64 `json:"drawing"`  // by measure
	Writing   float64            `json:"writing"`
	Audit     float64            `json:"audit"`
	ButAudit  float64            `json:"but_audit"`
}

func writeTimings(path string, t publish.Took) error {
	out := seconds{
		Preparing: t.Preparing.Seconds(), Counting: map[string]float64{}, Drawing: map[string]float64{}, Writing: t.Writing.Seconds(),
		Audit: t.Audit.Seconds(), ButAudit: t.ButAudit().Seconds(),
	}
	for id, d := range t.Counting {
		out.Counting[string(id)] = d.Seconds()
	}
	for id, d := range t.Drawing {
		out.Drawing[string(id)] = d.Seconds()
	}
	text, err := json.MarshalIndent(out, "", "  ")
	if err == nil {
		err = os.WriteFile(path, append(text, '\n'), 0o644) //nolint:gosec // no more than times
	}
	if err != nil {
		return fault.New(fault.Unavailable, "The release is published, but the file of timings cannot be written.", "Name another file with --timings.").
			At(path).Because(err)
	}
	return nil
}
