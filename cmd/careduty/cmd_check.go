package main

import (
	"fmt"
	"io"
	"path/filepath"

	"github.com/careduty/careduty/etl/check"
	"github.com/careduty/careduty/etl/load"
	"github.com/careduty/careduty/internal/fault"
	"github.com/spf13/cobra"
)

func checkCommand() *cobra.Command {
	var o check.Options
	var out string
	var source form
	c := &cobra.Command{
		Use:   "check PATH…",
		Short: "Say what an extract comes to before it is sent",
		Long: "check reads extracts as load does, in memory and with keys that are thrown away, and says whether they would be accepted, what to mend,\n" +
			"how complete they are, which measures they feed and the council's own exact figures, beside published ones where a directory of\n" +
			"releases is named. It needs no warehouse and leaves nothing but its report, which is private.",
		Example: "  careduty check extract/\n" +
			"  careduty check CLD_2025-26.csv --format cld --date-format dd/mm/yyyy --against releases",
		Args: cobra.MinimumNArgs(1),
	}
	f := c.Flags()
	source.flags(f)
	f.StringArrayVar(&o.Previous, "previous", nil, "an earlier extract, whose completeness stands beside")
	f.StringVar(&o.Against, "against", "", "a directory of releases, whose figures stand beside")
	f.StringVar(&out, "out", "careduty-check", "the report's folder, made for its owner alone")
	f.StringVar(&o.Load.Mapping, "mapping", "", "a mapping.json that lies elsewhere, for extracts of records")
	f.Float64Var(&o.Load.MaxRejects, "max-rejects", load.DefaultMaxRejects, "percentage of a kind's rows that may be rejected")
	f.IntVar(&o.Load.MemoryMB, "memory", 4096, "memory the process may use, in MB")
	c.RunE = private(func(c *cobra.Command, args []string) (err error) {
		o.Load.Paths = args
		if o.Load.CLD, err = source.read(); err != nil {
			return err
		}
		reports, err := check.Run(c.Context(), o)
		if err != nil {
			return err
		}
		return writeReports(c.OutOrStdout(), reports, out)
	})
	return c
}

// writeReports writes the reports, says in ten lines what each says, and is Refused if any extract would be.
func writeReports(out io.Writer, reports []*check.Report, dir string) error {
	refused := 0
	folders := check.Folders(dir, reports, true)
	for i, r := range reports {
		at := folders[i]
		if err := r.Write(at); err != nil {
			return err
		}
		for _, line := range r.Summary() {
			fmt.Fprintln(out, line)
		}
		fmt.Fprintf(out, "  The report, private: %s\n", filepath.Join(at, "report.html"))
		if r.Outcome == check.Refused {
			refused++
		}
	}
	if refused == 0 {
		return nil
	}
	return fault.New(fault.Refused, fmt.Sprintf("%d of %d extracts would be refused.", refused, len(reports)), "The report says why.")
}
