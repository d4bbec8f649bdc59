package check

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/careduty/careduty/etl/evaluate"
	"github.com/careduty/careduty/etl/load"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/warehouse"
	"github.com/careduty/careduty/queries"
)

// Options say what is checked, and what it is held against.
type Options struct {
	Load     load.Options // the paths, how they are written, and the limits; its warehouse is not used
	Previous []string     // paths of an earlier extract, whose completeness stands beside; none for no comparison
	Against  string       // a directory of releases; empty for none
}

// Run checks extracts in a warehouse in memory. An extract that would be refused is no fault: its report says so. The faults are those of
// load but for Refused, and those of the release that figures are held against.
func Run(ctx context.Context, o Options) ([]*Report, error) {
	w, loaded, err := scratch(ctx, o.Load)
	if err != nil {
		return nil, err
	}
	defer w.Close() //nolint:errcheck // it is in memory
	reports := reportsOf(loaded)
	published, err := openPublished(ctx, o.Against)
	if err != nil {
		return nil, err
	}
	defer published.close()
	if err := fill(ctx, w, reports, published, true); err != nil {
		return nil, err
	}
	return reports, before(ctx, o, reports)
}

// scratch loads extracts into a warehouse in memory.
func scratch(ctx context.Context, o load.Options) (*warehouse.Warehouse, load.Report, error) {
	w, err := warehouse.NewScratch(ctx, warehouse.Options{MemoryMB: o.MemoryMB / 2})
	if err != nil {
		return nil, load.Report{}, err
	}
	report, err := load.Into(ctx, w, o)
	if err != nil && !fault.Is(err, fault.Refused) || len(report.Extracts) == 0 {
		return nil, load.Report{}, errors.Join(err, w.Close())
	}
	return w, report, nil
}

func reportsOf(loaded load.Report) []*Report {
	out := make([]*Report, len(loaded.Extracts))
	for i, x := range loaded.Extracts {
		out[i] = of(x)
	}
	return out
}

// of is the report of what load says became of an extract, without figures.
func of(x load.Extract) *Report {
	r := &Report{Extract: x.Name, Outcome: Accepted}
	if a, ok := area.ByCode(x.Council); ok {
		r.Council, r.Code = a.Name, a.Code
	}
	if x.Status == load.Refused || x.Status == load.NotReached {
		r.Outcome = Refused
		if x.Fault != nil {
			r.Refusal = x.Fault.Error()
		}
	}
	for _, k := range x.Kinds {
		r.Kinds = append(r.Kinds, Kind{Name: k.Kind, Rows: k.Rows, Loaded: k.Loaded, Rejected: k.Rejected, LeftOut: k.LeftOut})
	}
	for _, f := range x.Findings {
		r.Findings = append(r.Findings, Finding{
			Severity: strings.ReplaceAll(string(f.Severity), " ", "-"), Rule: f.Rule, File: f.File, Field: f.Field, Count: f.Count, Rows: f.Rows, Codes: f.Codes,
			Message: f.Message, Fix: f.Fix,
		})
	}
	for _, f := range x.Read {
		r.Read = append(r.Read, Read{
			Name: f.Name, Title: f.Title, There: f.There, Rows: f.Cells(), Valid: f.Valid, Recoded: f.Recoded.Count, Blank: f.Blank.Count, Unmapped: f.Unmapped.Count,
		})
	}
	return r
}

// fill adds to reports what the records that stand in a warehouse come to: days, completeness and, if asked to, figures.
func fill(ctx context.Context, w *warehouse.Warehouse, reports []*Report, p *published, counted bool) error {
	accepted := slices.DeleteFunc(slices.Clone(reports), func(r *Report) bool { return r.Outcome == Refused || r.Code == "" })
	if len(accepted) == 0 {
		return nil
	}
	reading, err := w.AsOf(ctx, latest)
	if err != nil {
		return err
	}
	defer reading.Close() //nolint:errcheck // nothing was written
	if err := batches(ctx, w, accepted); err != nil {
		return err
	}
	if err := completeness(ctx, reading, accepted); err != nil {
		return err
	}
	if !counted {
		return nil
	}
	measures, err := measure.Load(queries.Files)
	if err != nil {
		return err
	}
	tables, err := count(ctx, reading, measures)
	if err != nil {
		return err
	}
	for _, r := range accepted {
		r.Against = p.id()
		for i, m := range measures {
			one := Measure{Definition: m.Definition}
			if tables != nil {
				one.Figures = figures(tables[i], r.Code, p)
			}
			if !one.Feeds() {
				one.Wants = r.wants(m.Definition, reading.Coverage())
			}
			r.Measures = append(r.Measures, one)
		}
	}
	return nil
}

// batches says what the last batch of each council was.
func batches(ctx context.Context, w *warehouse.Warehouse, reports []*Report) error {
	all, err := w.Batches(ctx)
	if err != nil {
		return err
	}
	for _, r := range reports {
		for _, b := range all {
			if b.Council != r.Code {
				continue
			}
			r.From, r.To, r.ProducedOn, r.Synthetic, r.Basis = b.From, b.To, b.ProducedOn, b.Synthetic, "records"
			if b.Basis == warehouse.ClientLevelData {
				r.Basis = "Client Level Data"
			}
		}
	}
	return nil
}

// count counts every measure; nil where the records cover no whole quarter.
func count(ctx context.Context, reading *warehouse.Reading, measures []measure.Measure) ([]*evaluate.Table, error) {
	e, err := evaluate.New(ctx, reading, evaluate.Options{})
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return e.CountAll(ctx, evaluate.Counting{Measures: measures})
}

// figures are the council's figures of the periods it covers.
func figures(t *evaluate.Table, council string, p *published) []Figure {
	var out []Figure
	for _, f := range t.Figures(evaluate.Question{Areas: []string{council}}) {
		if !f.Covered {
			continue
		}
		one := Figure{Period: f.Period, Numerator: f.Numerator, Denominator: f.Denominator, Unknown: f.Unknown}
		if f.HasValue {
			v := f.Value
			one.Value = &v
		}
		p.beside(&one, string(f.Measure), council)
		out = append(out, one)
	}
	slices.SortStableFunc(out, func(a, b Figure) int {
		return cmp.Or(a.Period.Last().Compare(b.Period.Last()), b.Period.First().Compare(a.Period.First()))
	})
	return out
}

// wants says for want of what a measure has no figure at all.
func (r *Report) wants(d measure.Definition, coverage []warehouse.Coverage) []string {
	have, basis := map[string]warehouse.Coverage{}, ""
	for _, c := range coverage {
		if c.Council == r.Code {
			have[c.Kind], basis = c, c.Basis
		}
	}
	if !d.CountsFrom(basis) {
		return r.lacks(d)
	}
	var out []string
	for _, need := range d.Needs {
		kind, column, _ := strings.Cut(need, ".")
		c, ok := have[kind]
		switch {
		case !ok && column == "":
			out = append(out, "a file of "+strings.ReplaceAll(kind, "_", " "))
		case ok && column != "" && slices.Contains(c.Missing, column):
			out = append(out, need+" (there is no such column, or no row has it)")
		}
	}
	if len(out) > 0 {
		return out
	}
	days := "records of a whole " + d.Period
	if d.Grain == measure.Snapshot {
		days = "records up to the last day of a " + d.Period
	}
	if d.Lookback != "0" {
		days += ", and of " + d.Lookback + " before"
	}
	if d.Lookahead != "0" {
		days += ", and of " + d.Lookahead + " after"
	}
	return []string{days}
}

// lacks says what of a measure's needs Client Level Data does not hold.
func (r *Report) lacks(d measure.Definition) []string {
	var out []string
	for _, need := range d.Needs {
		kind, column, _ := strings.Cut(need, ".")
		held := slices.ContainsFunc(r.Fields, func(f Field) bool { return f.Kind == kind && (f.Name == column || column == "" || f.Filled == 0) })
		end := slices.Contains([]string{"died_on", "left_on", "ended_on", "end_reason", "effective_to"}, column)
		if !held && !end {
			out = append(out, need)
		}
	}
	if len(out) == 0 {
		return []string{"what it counts cannot be told from Client Level Data"}
	}
	return []string{"Client Level Data has no " + strings.Join(out, ", ")}
}

// before adds the completeness of an earlier extract.
func before(ctx context.Context, o Options, reports []*Report) error {
	if len(o.Previous) == 0 {
		return nil
	}
	earlier := o.Load
	earlier.Paths = o.Previous
	w, loaded, err := scratch(ctx, earlier)
	if err != nil {
		return err
	}
	defer w.Close() //nolint:errcheck // it is in memory
	var were []*Report
	for _, x := range loaded.Extracts {
		if r := of(x); r.Outcome == Accepted {
			were = append(were, r)
		}
	}
	if len(were) == 0 {
		return fault.New(fault.Refused, "Nothing of what --previous names would be accepted.", "Check it by itself.").At(strings.Join(o.Previous, ", "))
	}
	reading, err := w.AsOf(ctx, latest)
	if err != nil {
		return err
	}
	defer reading.Close() //nolint:errcheck // nothing was written
	if err := completeness(ctx, reading, were); err != nil {
		return err
	}
	for _, r := range reports {
		for _, was := range were {
			if was.Code == r.Code {
				r.beside(was)
			}
		}
	}
	return nil
}

// beside puts an earlier extract's completeness beside this one's.
func (r *Report) beside(was *Report) {
	r.Previous = was.Extract
	for i := range r.Fields {
		f := &r.Fields[i]
		for _, o := range was.Fields {
			if o.Kind == f.Kind && o.Name == f.Name && o.There {
				f.Before, f.RowsBefore, f.FilledBefore = true, o.Rows, o.Filled
			}
		}
	}
}

// Folders are where reports go: the folder itself if there is one report, else one each in it, named by the council.
func Folders(dir string, reports []*Report, alone bool) []string {
	out := make([]string, len(reports))
	seen := map[string]int{}
	for i, r := range reports {
		name := r.Code
		if name == "" {
			name = "unknown"
		}
		if seen[name]++; seen[name] > 1 {
			name = fmt.Sprintf("%s-%d", name, seen[name])
		}
		out[i] = filepath.Join(dir, name)
		if alone && len(reports) == 1 {
			out[i] = dir
		}
	}
	return out
}
