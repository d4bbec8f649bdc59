package main

import (
	"cmp"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/careduty/careduty/etl/audit"
	"github.com/careduty/careduty/etl/publish"
	"github.com/spf13/cobra"
)

func auditCommand() *cobra.Command {
	var o publish.AuditOptions
	var s store
	c := &cobra.Command{
		Use:   "audit --releases DIR",
		Short: "Attack the newest release with everything an outsider could hold",
		Long: "audit runs the attack suite on the newest release of a directory, with every other release and the official statistics in hand.\n" +
			"With --warehouse it is scored against the truth, and what it prints is as private as the warehouse; without, it runs what the public\n" +
			"could run.",
		Example: "  careduty audit --releases releases\n  careduty audit --releases releases --warehouse care.duckdb",
		Args:    cobra.NoArgs,
	}
	f := c.Flags()
	s.flags(f)
	f.StringVar(&o.Warehouse, "warehouse", "", "the warehouse the releases were made from")
	f.IntVar(&o.MemoryMB, "memory", 4096, "memory the database may use, in MB")
	c.RunE = private(func(c *cobra.Command, _ []string) error {
		o.Progress = newBar(c.ErrOrStderr(), "auditing").show
		var report audit.Report
		if err := s.reading(c, func(dir string) (err error) {
			o.Releases = dir
			report, err = publish.Audit(c.Context(), o)
			return err
		}); err != nil {
			return err
		}
		about := "Without a warehouse: what the public could run, with nothing to score it against."
		if o.Warehouse != "" {
			about = "Scored against the records: private, not for publication. The manifest has what may be told of it."
		}
		fmt.Fprintln(c.OutOrStdout(), about)
		fmt.Fprintln(c.OutOrStdout(), "Official editions in hand: "+cmp.Or(strings.Join(report.Editions, ", "), "none")+".")
		figures(c, report)
		return report.Fault()
	})
	return c
}

// figures lists what each attack found, a line a figure.
func figures(c *cobra.Command, r audit.Report) {
	w := tabwriter.NewWriter(c.OutOrStdout(), 0, 4, 2, ' ', 0)
	defer w.Flush()
	for _, line := range r.Figures() {
		bound := ""
		if line.Bound != "" {
			bound = fmt.Sprintf("at %s %g", line.Bound, line.Limit)
		}
		passed := "withstood"
		if !line.Passed {
			passed = "SUCCEEDED"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%.4g\t%s\t%s\n", line.ID, line.Attack, line.Words, line.Figure, bound, passed)
	}
}
