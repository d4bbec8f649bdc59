package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/careduty/careduty/etl/check"
	"github.com/careduty/careduty/etl/load"
	"github.com/careduty/careduty/internal/fault"
	"github.com/spf13/cobra"
)

func loadCommand() *cobra.Command {
	var o load.Options
	var findings string
	var source form
	c := &cobra.Command{
		Use:   "load PATH… --warehouse FILE",
		Short: "Screen, check and load councils' record files",
		Long: "load takes extracts (folders or .zip files, or folders of them), refuses any that holds direct identifiers, checks every row, and\n" +
			"loads what is right. Each extract is one transaction; the same bytes again change nothing. What is wrong is reported by rule, field\n" +
			"and row, never by value. docs/sending-data.md takes a council from nothing to an accepted extract.",
		Example: "  careduty load extract/ --warehouse care.duckdb --findings findings.csv\n" +
			"  careduty load CLD_2024-25.csv CLD_2025-26.csv --format cld --date-format dd/mm/yyyy --warehouse care.duckdb",
		Args: cobra.MinimumNArgs(1),
	}
	f := c.Flags()
	source.flags(f)
	f.StringVar(&o.Warehouse, "warehouse", "careduty.duckdb", "the warehouse file, made if it is not there")
	f.StringVar(&o.Mapping, "mapping", "", "a mapping.json that lies elsewhere, for extracts of records")
	f.Float64Var(&o.MaxRejects, "max-rejects", load.DefaultMaxRejects, "percentage of a kind's rows that may be rejected")
	f.BoolVar(&o.Shorten, "shorten", false, "take an extract that covers fewer days than the one it replaces")
	f.BoolVar(&o.Older, "older", false, "take in an extract older than the one that stands, without letting it stand")
	f.BoolVar(&o.Restore, "restore", false, "let files that were loaded before and do not stand stand again")
	f.BoolVar(&o.YesFewer, "yes-fewer", false, "take an extract that brings far fewer records, or other people, than the one it replaces")
	f.BoolVar(&o.SwitchSource, "switch-source", false, "let records take the place of Client Level Data, or the other way round")
	f.StringVar(&findings, "findings", "", "write the findings to this file, as .csv or .json")
	f.IntVar(&o.MemoryMB, "memory", 4096, "memory the process may use, in MB")
	c.RunE = private(func(c *cobra.Command, args []string) (err error) {
		o.Paths = args
		if o.CLD, err = source.read(); err != nil {
			return err
		}
		report, err := loadExtracts(c, o)
		if written := writeFindings(findings, report); err == nil {
			err = written
		}
		for _, line := range report.Summary() {
			fmt.Fprintln(c.OutOrStdout(), line)
		}
		if told := reportLoaded(c, o, report); err == nil {
			err = told
		}
		if err == nil {
			fmt.Fprintf(c.OutOrStdout(), "Next: careduty publish --warehouse %s --releases releases\n", o.Warehouse)
		}
		return err
	})
	return c
}

func loadExtracts(c *cobra.Command, o load.Options) (load.Report, error) {
	progress := newBar(c.ErrOrStderr(), "loading")
	o.Progress = func(read, all int64) { progress.show(int(read>>20), int(all>>20), "MB") }
	o.Now = time.Now()
	return load.Load(c.Context(), o)
}

// reportLoaded writes beside the warehouse, for each council, the report that check would give of what was loaded.
func reportLoaded(c *cobra.Command, o load.Options, loaded load.Report) error {
	reports, err := check.Loaded(c.Context(), o.Warehouse, loaded, o.MemoryMB)
	if err != nil || len(reports) == 0 {
		return err
	}
	dir := o.Warehouse + ".reports"
	for i, at := range check.Folders(dir, reports, false) {
		if err := reports[i].Write(at); err != nil {
			return err
		}
	}
	fmt.Fprintf(c.OutOrStdout(), "Reports, private: %s\n", dir)
	return nil
}

func writeFindings(path string, r load.Report) error {
	if path == "" {
		return nil
	}
	f, err := os.Create(path)
	if err != nil {
		return fault.New(fault.Unavailable, "The findings file cannot be written.", "Check the path, its permissions and the space left.").At(path)
	}
	defer f.Close()
	if strings.EqualFold(filepath.Ext(path), ".json") {
		return r.WriteJSON(f)
	}
	return r.WriteCSV(f)
}
