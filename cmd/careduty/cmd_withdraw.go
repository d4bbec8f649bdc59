package main

import (
	"fmt"

	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/release"
	"github.com/spf13/cobra"
)

func withdrawCommand() *cobra.Command {
	var w release.Withdrawal
	var releases string
	c := &cobra.Command{
		Use:   "withdraw RELEASE --reason TEXT --on DATE",
		Short: "Stop serving a release, and say why to whoever asks for it",
		Long: "withdraw puts a marker beside a release, which is not touched: it keeps its place in the list, and the API answers 410 with the\n" +
			"reason and what takes its place.",
		Example: `  careduty withdraw 2026-03-31 --reason "A council sent the wrong file." --on 2026-07-01 --replacement 2026-06-30`,
		Args:    cobra.ExactArgs(1),
	}
	f := c.Flags()
	f.StringVar(&releases, "releases", "releases", "the directory of releases")
	f.StringVar(&w.Reason, "reason", "", "why, in a sentence that readers are shown (required)")
	f.StringVar(&w.Replacement, "replacement", "", "the release that takes its place")
	on := day(f, "on", "the day it is withdrawn (required)")
	c.RunE = func(c *cobra.Command, args []string) error {
		if on.IsZero() {
			return fault.New(fault.Usage, "The day of the withdrawal is missing.", "Give it with --on 2026-03-31.")
		}
		w.On = on.String()
		if err := release.Withdraw(releases, args[0], w); err != nil {
			return err
		}
		fmt.Fprintf(c.OutOrStdout(), "Release %s is withdrawn; a running service takes notice by itself.\n", args[0])
		return nil
	}
	return c
}
