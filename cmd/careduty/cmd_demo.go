package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/careduty/careduty/api"
	"github.com/careduty/careduty/etl/load"
	"github.com/careduty/careduty/etl/official"
	"github.com/careduty/careduty/etl/publish"
	"github.com/careduty/careduty/etl/synth"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/release"
	"github.com/spf13/cobra"
)

// demoDay is the day made-up records stand as of where none is given.
var demoDay = time.Date(2026, time.March, 31, 0, 0, 0, 0, time.UTC)

// demo is the whole way through, from made-up records to a served release, in one directory.
type demo struct {
	dir, addr string
	people    int
	serve     bool
	all       bool
}

// shown are the measures a demonstration publishes: one or two of each theme, so that it is ready in minutes.
var shown = []string{
	"overdue_reviews", "direct_payment_uptake", "budget_cuts_without_reassessment", "first_reviews_on_time", "complaints_upheld",
	"assessments_within_28_days", "plan_copies_given", "people_involved_in_planning", "personal_budget_median", "advocates_arranged",
}

func demoCommand() *cobra.Command {
	var d demo
	c := &cobra.Command{
		Use:   "demo",
		Short: "Make up an extract, load it, publish it and serve it",
		Long: "demo goes the whole way: it makes up a national extract, loads it, puts official statistics beside it, publishes a release and serves\n" +
			"it. What an earlier run made is used again.",
		Example: "  careduty demo --addr 127.0.0.1:9000",
		Args:    cobra.NoArgs,
		RunE:    func(c *cobra.Command, _ []string) error { return d.run(c) },
	}
	f := c.Flags()
	f.StringVar(&d.dir, "dir", "demo", "directory for everything the demonstration makes")
	f.StringVar(&d.addr, "addr", "127.0.0.1:8080", "address to listen on")
	f.IntVar(&d.people, "people", 200_000, "how many people to make up")
	f.BoolVar(&d.all, "all", false, "publish every measure, not only one or two of each theme")
	f.BoolVar(&d.serve, "serve", true, "serve at the end")
	return c
}

func (d *demo) path(name string) string { return filepath.Join(d.dir, name) }

func (d *demo) run(c *cobra.Command) error {
	if err := os.MkdirAll(d.dir, 0o755); err != nil {
		return fault.New(fault.Unavailable, "The directory cannot be made.", "Give another with --dir.").At(d.dir)
	}
	for i, step := range []struct {
		what string
		do   func(*cobra.Command, []string) error
	}{
		{"Making up records", d.synth}, {"Loading them", private(d.load)}, {"Adding official statistics", d.official}, {"Publishing a release", private(d.publish)},
	} {
		fmt.Fprintf(c.OutOrStdout(), "%d/5 %s\n", i+1, step.what)
		if err := step.do(c, nil); err != nil {
			return err
		}
	}
	if !d.serve {
		return nil
	}
	fmt.Fprintln(c.OutOrStdout(), "5/5 Serving")
	return api.Serve(c.Context(), api.Options{
		Addr: d.addr, Releases: d.path("releases"), Version: version + "+" + build(), Ready: func(addr string) { d.invite(c.OutOrStdout(), addr) },
	})
}

// extract names the made-up extract after what it was made from, so that other options make another.
func (d *demo) extract() string {
	return d.path(fmt.Sprintf("synthetic-extract-%d-%s", d.people, demoDay.Format(time.DateOnly)))
}

func (d *demo) synth(c *cobra.Command, _ []string) error {
	if _, err := os.Stat(d.extract()); err == nil {
		fmt.Fprintln(c.OutOrStdout(), "  used again:", d.extract())
		return nil
	}
	progress := newBar(c.ErrOrStderr(), "  making councils up")
	_, err := synth.Write(c.Context(), synth.Options{
		Out: d.extract(), People: d.people, Seed: 1, AsOf: demoDay, Progress: func(done, total int) { progress.show(done, total, "") },
	})
	return err
}

func (d *demo) load(c *cobra.Command, _ []string) error {
	report, err := loadExtracts(c, load.Options{Warehouse: d.path("care.duckdb"), Paths: []string{d.extract()}, MaxRejects: load.DefaultMaxRejects, MemoryMB: 4096})
	if err != nil {
		return err
	}
	fmt.Fprintln(c.OutOrStdout(), "  "+report.Summary()[0])
	return writeFindings(d.path("findings.csv"), report)
}

func (d *demo) official(c *cobra.Command, _ []string) error {
	report, err := official.Publish(c.Context(), official.Options{Releases: d.path("releases"), Program: program(), Build: build()})
	for _, e := range report.Editions {
		fmt.Fprintf(c.OutOrStdout(), "  %s, %d series (real, published by %s)\n", e.ID, len(e.Series), e.Publisher)
	}
	return err
}

func (d *demo) publish(c *cobra.Command, _ []string) error {
	only := shown
	if d.all {
		only = nil
	}
	measures, err := named(c.Context(), only)
	if err != nil {
		return err
	}
	out, err := publish.Publish(c.Context(), publish.Options{
		Measures: measures, Warehouse: d.path("care.duckdb"), Releases: d.path("releases"), Program: program(), Build: build(), MemoryMB: 4096,
		Progress: newBar(c.ErrOrStderr(), "  publishing").show,
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(c.OutOrStdout(), "  release %s, %d cells\n", out.ID, out.Cells)
	return nil
}

// invite names five addresses worth opening.
func (d *demo) invite(out io.Writer, addr string) {
	fmt.Fprintf(out, "\nThe official series are real; figures of records are made up (%s…). Open:\n", release.SyntheticPrefix)
	for _, page := range []string{
		"/",
		"/reports/direct_payments_official/trend?area=E08000035,E92000001",
		"/reports/satisfaction_official/league-table",
		"/v1/reports/overdue_reviews/league-table?within=E12000007",
		"/v1/reports/direct_payment_uptake/trend?area=E08000035,E92000001",
		"/v1/data?measure=direct_payment_uptake,direct_payments_official&level=council&format=csv",
	} {
		fmt.Fprintf(out, "  http://%s%s\n", addr, page)
	}
	fmt.Fprintln(out, "Stop with Ctrl-C.")
}
