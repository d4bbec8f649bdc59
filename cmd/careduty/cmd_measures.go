package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"text/tabwriter"

	"github.com/careduty/careduty/etl/evaluate"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/queries"
	"github.com/spf13/cobra"
)

func measuresCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "measures [MEASURE]",
		Short:   "List the measures, or the parameters and dimensions of one",
		Example: "  careduty measures\n  careduty measures first_reviews_on_time",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			all, err := named(c.Context(), args)
			if err != nil {
				return err
			}
			w := tabwriter.NewWriter(c.OutOrStdout(), 0, 4, 2, ' ', 0)
			defer w.Flush()
			if len(args) == 0 {
				for _, m := range all {
					fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", m.ID, m.Question, m.Duty, m.Strength)
				}
				return nil
			}
			describe(w, all[0])
			return nil
		},
	}
}

// named are the measures of these ids, in the order of all; no id stands for every measure. Whichever are asked for, a fault in the
// header or the SELECT of any stops the program here, at its start.
func named(ctx context.Context, ids []string) ([]measure.Measure, error) {
	all, err := measure.Load(queries.Files)
	if err == nil {
		err = evaluate.Check(ctx, all)
	}
	if err != nil || len(ids) == 0 {
		return all, err
	}
	for _, id := range ids {
		if !slices.ContainsFunc(all, func(m measure.Measure) bool { return string(m.ID) == id }) {
			return nil, fault.New(fault.Usage, fmt.Sprintf("There is no measure %q.", id), "careduty measures lists them.")
		}
	}
	return slices.DeleteFunc(all, func(m measure.Measure) bool { return !slices.Contains(ids, string(m.ID)) }), nil
}

func describe(w *tabwriter.Writer, m measure.Measure) {
	fmt.Fprintf(w, "%s\n%s\n\nwho\t%s\nof them\t%s\nunknown\t%s\n", m.Title, m.Question, m.Population.Words, m.Numerator.Words, m.Unknown.Words)
	for _, name := range slices.Sorted(maps.Keys(m.Parameters)) {
		p := m.Parameters[name]
		fmt.Fprintf(w, "--set %s=%s\t%s\n", name, p.Default, p.Words)
	}
	for _, d := range m.Breakdowns() {
		fmt.Fprintf(w, "--by %s\t\n", d)
	}
}
