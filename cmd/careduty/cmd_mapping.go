package main

import (
	"fmt"

	"github.com/careduty/careduty/etl/load"
	"github.com/careduty/careduty/internal/fault"
	"github.com/spf13/cobra"
)

func mappingCommand() *cobra.Command {
	var out string
	c := &cobra.Command{
		Use:   "mapping new PATH --out FILE",
		Short: "Draft a mapping of a council's own columns and codes from its files",
		Long: "mapping new reads the headers of the files under a path, and the codes of columns that have few, and drafts a mapping.json that says\n" +
			"which column is which field and which code which. It marks what it is unsure of. The draft may hold codes of the files and is made for\n" +
			"its owner alone; nothing else of them is written anywhere. docs/sending-data.md shows the rest of the way.",
		Example: "  careduty mapping new export/ --out export/mapping.json",
		Args:    cobra.ExactArgs(2),
	}
	c.Flags().StringVar(&out, "out", "mapping.json", "the file to write, which may not be there yet")
	c.RunE = private(func(c *cobra.Command, args []string) error {
		if args[0] != "new" {
			return fault.New(fault.Usage, "mapping is told to do what it cannot.", "Write careduty mapping new PATH --out FILE.")
		}
		said, err := load.Draft(c.Context(), args[1], out)
		if err != nil {
			return err
		}
		for _, line := range said {
			fmt.Fprintln(c.OutOrStdout(), line)
		}
		fmt.Fprintf(c.OutOrStdout(), "Wrote %s, for you alone: it may hold codes of your files. Mend what it calls unsure, fill in extract, put it beside the files, then: careduty load\n", out)
		return nil
	})
	return c
}
