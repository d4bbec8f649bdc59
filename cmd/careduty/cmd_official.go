package main

import (
	"fmt"

	"github.com/careduty/careduty/etl/official"
	"github.com/spf13/cobra"
)

func officialCommand() *cobra.Command {
	var o official.Options
	var s store
	c := &cobra.Command{
		Use:   "official [PATH…] --releases DIR",
		Short: "Put published official statistics beside the releases",
		Long: "official turns files of published official statistics into immutable editions below official/ in the releases directory, and says what it\n" +
			"made of each file: what is served, and what is left out and why. Without a PATH it takes the files inside the program: ASCOF from 2014-15\n" +
			"to 2024-25, reference tables of SALT and waits by council. A PATH is a .csv, .csv.gz, .xlsx or .ods file, or a folder of them; what a file\n" +
			"holds is told by its header. A running serve finds new editions by itself.",
		Example: "  careduty official --releases releases\n  careduty official ascof-2019-20.csv --year 2019-20 --releases releases",
	}
	f := c.Flags()
	s.flags(f)
	f.StringVar(&o.Year, "year", "", "financial year of files that do not say theirs, as 2019-20")
	f.StringVar(&o.Published, "published", "", "day the files were published on, as 2025-12-18, where no edition.json beside them says it")
	f.BoolVar(&o.Revised, "revised", false, "take figures that differ from those of an edition that stands: the publisher has revised them")
	c.RunE = func(c *cobra.Command, args []string) error {
		o.Paths, o.Program, o.Build = args, program(), build()
		return s.writing(c, func(dir string, _ claim) error {
			o.Releases = dir
			report, err := official.Publish(c.Context(), o)
			if err != nil {
				return err
			}
			report.Write(c.OutOrStdout())
			fmt.Fprintf(c.OutOrStdout(), "Next: careduty serve --releases %s\n", s.address)
			return nil
		})
	}
	return c
}
