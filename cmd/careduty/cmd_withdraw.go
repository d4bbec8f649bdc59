package main

import (
	"fmt"

	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/release"
	"github.com/spf13/cobra"
)

func withdrawCommand() *cobra.Command {
	var w release.Withdrawal
	var s store
	var correction release.Correction
	c := &cobra.Command{
		Use:   "withdraw RELEASE --reason TEXT --on DATE [--council CODE [--period PERIOD]]",
		Short: "Stop serving a release, or one council's figures in it, and say why to whoever asks",
		Long: "withdraw puts a marker beside a release, which is not touched: it keeps its place in the list, and the API answers 410 with the\n" +
			"reason and what takes its place.\n\n" +
			"With --council only that council's figures are withdrawn, because it sent a wrong file: of the periods named, and of every year that\n" +
			"holds one of them; of all periods where none is named. They show x with the reason until the next release. Load the right file and\n" +
			"publish again: the next release draws the council's figures anew, as its next vintage. Of these there are three; after the third\n" +
			"the figures stay away for good.",
		Example: `  careduty withdraw 2026-03-31 --reason "A figure tells of one person." --on 2026-07-01 --replacement 2026-06-30
  careduty withdraw 2026-06-30 --council E08000035 --period 2025-26-Q4 --reason "Leeds sent the wrong file." --on 2026-07-20`,
		Args: cobra.ExactArgs(1),
	}
	f := c.Flags()
	s.reached(f)
	f.StringVar(&w.Reason, "reason", "", "why, in a sentence that readers are shown (required)")
	f.StringVar(&w.Replacement, "replacement", "", "the release that takes its place")
	f.StringVar(&correction.Council, "council", "", "the code of the council whose figures are withdrawn, and no others")
	f.StringSliceVar(&correction.Periods, "period", nil, "a period of which they are, as 2025-26-Q4 or 2025-26; may be given several times")
	on := day(f, "on", "the day it is withdrawn (required)")
	c.RunE = func(c *cobra.Command, args []string) error {
		if on.IsZero() {
			return fault.New(fault.Usage, "The day of the withdrawal is missing.", "Give it with --on 2026-03-31.")
		}
		w.On = on.String()
		if correction.Council != "" {
			return withdrawCouncil(c, s, args[0], w, correction)
		}
		if len(correction.Periods) > 0 {
			return fault.New(fault.Usage, "--period goes with --council.", "Name the council, or leave the period out to withdraw the whole release.")
		}
		if err := s.marking(c, func(dir string) error { return release.Withdraw(dir, args[0], w) }); err != nil {
			return err
		}
		fmt.Fprintf(c.OutOrStdout(), "Release %s is withdrawn; a running service takes notice by itself.\n", args[0])
		return nil
	}
	return c
}

// withdrawCouncil withdraws one council's figures of a release.
func withdrawCouncil(c *cobra.Command, s store, id string, w release.Withdrawal, x release.Correction) error {
	if w.Replacement != "" {
		return fault.New(fault.Usage, "--replacement goes with a whole release.", "What takes the place of a council's figures is the next release.")
	}
	x.Reason, x.On = w.Reason, w.On
	if err := s.marking(c, func(dir string) error { return release.Correct(dir, id, x) }); err != nil {
		return err
	}
	fmt.Fprintf(c.OutOrStdout(), "The figures of %s in release %s are withdrawn; a running service takes notice by itself. Load the right file and publish again.\n", x.Council, id)
	return nil
}
