package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/careduty/careduty/etl/evaluate"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/warehouse"
	"github.com/spf13/cobra"
)

// evaluation is what evaluate was asked.
type evaluation struct {
	warehouse, period, by, area, format, out string
	all, reasons, councils                   bool
	set                                      []string
	asOf                                     *date
}

func evaluateCommand() *cobra.Command {
	var v evaluation
	c := &cobra.Command{
		Use:   "evaluate MEASURE… --warehouse FILE",
		Short: "Give exact, private figures to analysts inside a council",
		Long: "evaluate counts measures and shows the exact figures. They are private and not for publication: every row says so, and nothing is\n" +
			"written below a releases directory.",
		Example: "  careduty evaluate overdue_reviews --warehouse care.duckdb --period 2025-26-Q4\n" +
			"  careduty evaluate plans_complete --warehouse care.duckdb --period 2025-26-Q4 --reasons\n" +
			"  careduty evaluate first_reviews_on_time --warehouse care.duckdb --set days=42 --set from=started_on --area E92000001",
	}
	f := c.Flags()
	f.StringVar(&v.warehouse, "warehouse", "careduty.duckdb", "the warehouse file")
	f.StringVar(&v.period, "period", "", "periods, separated by commas: 2025-26 or 2025-26-Q1 (default: all)")
	f.StringVar(&v.by, "by", "", "a dimension to break figures down by")
	f.StringVar(&v.area, "area", "", "an area's code: a council, a region or E92000001 (default: every council with records)")
	f.BoolVar(&v.councils, "all-councils", false, "councils without records too")
	f.StringArrayVar(&v.set, "set", nil, "a parameter of the measure as name=value; repeat for more")
	f.StringVar(&v.format, "format", "table", "table, csv or json")
	f.StringVar(&v.out, "out", "", "file to write to (default: the terminal)")
	f.BoolVar(&v.all, "all", false, "every measure")
	f.BoolVar(&v.reasons, "reasons", false, "show why answers are unknown, and for how many people, instead of figures")
	v.asOf = day(f, "as-of", "take records as they stood on this day")
	c.RunE = private(v.run)
	return c
}

func (v *evaluation) run(c *cobra.Command, args []string) error {
	chosen, settings, err := v.choose(c.Context(), args)
	if err != nil {
		return err
	}
	q, err := v.question()
	if err != nil {
		return err
	}
	w, err := warehouse.Open(c.Context(), v.warehouse, warehouse.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer w.Close() //nolint:errcheck // read only: nothing is lost
	r, err := w.AsOf(c.Context(), v.asOf.Time)
	if err != nil {
		return err
	}
	defer r.Close() //nolint:errcheck // read only: nothing is lost
	e, err := evaluate.New(c.Context(), r, evaluate.Options{Settings: settings, Reasons: v.reasons})
	if err != nil {
		return err
	}
	if len(q.Areas) == 0 && !v.councils {
		q.Areas = e.Councils()
	}
	return v.answer(c, e, chosen, q)
}

// answer counts the measures and writes their figures as one table.
func (v *evaluation) answer(c *cobra.Command, e *evaluate.Engine, chosen []measure.Measure, q evaluate.Question) error {
	progress := newBar(c.ErrOrStderr(), "counting")
	tables, err := e.CountAll(c.Context(), evaluate.Counting{
		Measures: chosen, Doing: func(done, all int, m measure.ID) { progress.show(done, all, string(m)) },
	})
	if err != nil {
		return err
	}
	var figures []evaluate.Figure
	var reasons []evaluate.Reason
	for _, t := range tables {
		figures, reasons = append(figures, t.Figures(q)...), append(reasons, t.Reasons(q)...)
	}
	progress.show(len(chosen), len(chosen), "")
	if len(figures) == 0 {
		return noPeriod(v.period, tables)
	}
	out := c.OutOrStdout()
	if v.out != "" {
		file, err := v.private()
		if err != nil {
			return err
		}
		defer file.Close()
		out = file
	}
	if v.reasons {
		return evaluate.WriteReasons(out, v.format, reasons)
	}
	return evaluate.Write(out, v.format, v.by, figures)
}

// noPeriod says that nothing is counted for the periods asked for, and which there are.
func noPeriod(asked string, tables []*evaluate.Table) error {
	var there []string
	for _, t := range tables {
		for _, p := range t.Periods {
			if name := p.String(); !slices.Contains(there, name) {
				there = append(there, name)
			}
		}
	}
	slices.Sort(there)
	if len(there) == 0 {
		return fault.New(fault.NotFound, "The records cover no whole year, which is what is asked for.", "Load extracts that cover one, or ask for measures by quarter.")
	}
	return fault.New(fault.Usage, fmt.Sprintf("Nothing is counted for --period %s.", asked), "There are: "+strings.Join(there, ", ")+".")
}

// private opens the file asked for, unless it lies below a releases directory.
func (v *evaluation) private() (*os.File, error) {
	path, err := filepath.Abs(v.out)
	if err != nil {
		return nil, fault.New(fault.Usage, "The path cannot be read.", "Give another.").At(v.out)
	}
	if resolved, err := filepath.EvalSymlinks(filepath.Dir(path)); err == nil {
		path = filepath.Join(resolved, filepath.Base(path))
	}
	for dir := filepath.Dir(path); ; dir = filepath.Dir(dir) {
		if holdsReleases(dir) {
			return nil, fault.New(fault.Refused, "Exact figures are never written below a releases directory.", "Write them elsewhere.").At(v.out)
		}
		if dir == filepath.Dir(dir) {
			break
		}
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, fault.New(fault.Unavailable, "The file cannot be written.", "Check the path, its permissions and the space left.").At(v.out)
	}
	return f, nil
}

// holdsReleases says whether a directory is a release or holds one, or is named as one that will.
func holdsReleases(dir string) bool {
	for _, pattern := range []string{"manifest.json", "*/manifest.json", "official/*/manifest.json"} {
		if found, _ := filepath.Glob(filepath.Join(dir, pattern)); len(found) > 0 {
			return true
		}
	}
	return filepath.Base(dir) == "releases"
}

// choose finds the measures and reads --set, which must be a parameter of one of them and fit all that have it.
func (v *evaluation) choose(ctx context.Context, args []string) ([]measure.Measure, map[string]string, error) {
	if len(args) == 0 && !v.all {
		return nil, nil, fault.New(fault.Usage, "No measure is named.", "Name one or more, or give --all; careduty measures lists them.")
	}
	chosen, err := named(ctx, args)
	if err != nil {
		return nil, nil, err
	}
	if v.reasons && v.by != "" {
		return nil, nil, fault.New(fault.Usage, "Reasons are not broken down.", "Leave --by or --reasons out.")
	}
	settings, err := v.settings(chosen)
	if err == nil && v.by != "" {
		err = v.dimension(chosen)
	}
	return chosen, settings, err
}

func (v *evaluation) dimension(chosen []measure.Measure) error {
	for _, m := range chosen {
		if !slices.Contains(m.Breakdowns(), v.by) {
			return fault.New(fault.Usage, fmt.Sprintf("%s cannot be broken down by %q.", m.ID, v.by), "It has: "+strings.Join(m.Breakdowns(), ", ")+".")
		}
	}
	return nil
}

func (v *evaluation) settings(chosen []measure.Measure) (map[string]string, error) {
	out := map[string]string{}
	for _, s := range v.set {
		name, value, ok := strings.Cut(s, "=")
		read := false
		for _, m := range chosen {
			p, has := m.Parameters[name]
			if !has {
				continue
			}
			if _, err := p.Value(name, value); err != nil {
				return nil, fmt.Errorf("%s: %w", m.ID, err)
			}
			read = true
		}
		if !ok || !read {
			return nil, fault.New(fault.Usage, fmt.Sprintf("--set %s names no parameter of the measure.", name), "Write --set name=value; careduty measures MEASURE lists them.")
		}
		out[name] = value
	}
	return out, nil
}

func (v *evaluation) question() (evaluate.Question, error) {
	q := evaluate.Question{Dimension: v.by}
	if !slices.Contains([]string{"table", "csv", "json"}, v.format) {
		return q, fault.New(fault.Usage, "--format is not one we write.", "Use table, csv or json.")
	}
	if v.area != "" {
		a, ok := area.ByCode(v.area)
		if !ok {
			found := area.Resolve(v.area)
			a, ok = found.Area, found.Known
		}
		if !ok {
			return q, fault.New(fault.Usage, "--area is no area in England.",
				"Give a GSS code such as E08000035, E12000003 or E92000001, or a council's code as extract.json takes it.")
		}
		q.Areas = []string{a.Code}
	}
	for _, text := range strings.FieldsFunc(v.period, func(r rune) bool { return r == ',' }) {
		p, err := period.Parse(text)
		if err != nil {
			return q, err
		}
		q.Periods = append(q.Periods, p)
	}
	return q, nil
}
