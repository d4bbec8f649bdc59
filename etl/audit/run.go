package audit

import (
	"context"
	"slices"
	"strings"

	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/fault"
)

// Options say what is attacked, and with what in hand.
type Options struct {
	Releases  string              // directory of everything ever published
	Candidate string              // directory of a sealed release that is not among them yet; empty: the newest of them is attacked
	Truth     *Truth              // behind the release attacked; nil: only what the public could run is run
	Progress  func(attack string) // may be nil
}

// Report is what came of the attacks on one release.
type Report struct {
	Release  string
	Scored   bool     // the truth was at hand
	Editions []string // of official statistics that were in hand
	Results  []Result
}

// Passed says that no attack succeeded.
func (r Report) Passed() bool { return len(r.failed()) == 0 }

func (r Report) failed() []string {
	var out []string
	for _, x := range r.Results {
		if !x.Passed && !slices.Contains(out, x.Attack) {
			out = append(out, x.Attack)
		}
	}
	return out
}

// Failed names the attacks that succeeded, each once: "B1, B8".
func (r Report) Failed() string { return strings.Join(r.failed(), ", ") }

// RarePair says that B1 alone succeeded, and by counts left with too few values in periods that no earlier release shows: the one case in which
// a candidate may be drawn again, under the next salt.
func (r Report) RarePair() bool {
	for _, x := range r.Results {
		if !x.Passed && (x.Attack != "B1" || !x.unseen) {
			return false
		}
	}
	return !r.Passed()
}

// Fault is nil when the release withstood every attack; else it names, for the operator, each that succeeded and by how much.
func (r Report) Fault() error {
	if r.Passed() {
		return nil
	}
	var why []string
	for _, x := range r.Results {
		if x.Passed {
			continue
		}
		for _, f := range x.Figures {
			if !f.Holds() {
				why = append(why, x.Attack+": "+f.String())
			}
		}
		if len(x.Examples) > 0 {
			why = append(why, x.Attack+", for example: "+strings.Join(x.Examples, "; "))
		}
	}
	return fault.New(fault.Refused, "The release did not withstand the audit: "+strings.Join(why, ". ")+".",
		"Take the dimension or grain it names out of the measure's header, for every council, and publish again.")
}

// Run attacks a release with every other one of its directory in hand. A fault says that it could not be attacked; that an attack succeeded
// is in the report.
func Run(ctx context.Context, o Options) (Report, error) {
	r, err := openReleases(ctx, o)
	if err != nil {
		return Report{}, err
	}
	defer r.close()
	table, err := r.subject().table()
	if err != nil {
		return Report{}, err
	}
	tell := o.Progress
	if tell == nil {
		tell = func(string) {}
	}
	report := Report{Release: r.subject().manifest.ID, Scored: o.Truth != nil, Editions: r.outside.editions}
	tell("B8 and B9: every row")
	if report.Results, err = rowAttacks(ctx, r, o.Truth); err != nil {
		return Report{}, err
	}
	if o.Truth != nil {
		tell("B0 and B9: every draw")
		report.Results = append(report.Results, OneDraw(o.Truth, r.definitions()), Noise(table, o.Truth))
	}
	tell("B1 to B7: every count")
	all, err := r.history(ctx, o.Truth)
	if err != nil {
		return Report{}, err
	}
	results, err := countAttacks(ctx, r, table, all, o.Truth)
	if err != nil {
		return Report{}, err
	}
	report.Results = append(report.Results, results...)
	slices.SortStableFunc(report.Results, func(a, b Result) int { return strings.Compare(a.Attack, b.Attack) })
	return report, nil
}

// history is every breakdown ever published with all its draws.
func (r *releases) history(ctx context.Context, truth *Truth) ([]*series, error) {
	known, err := r.states(ctx)
	if err != nil {
		return nil, err
	}
	var out []*series
	for _, d := range r.definitions() {
		for _, g := range groupsOf(d) {
			s, err := r.series(ctx, d, g.Dimension, known)
			if err != nil {
				return nil, err
			}
			if len(s.periods) == 0 {
				continue // it has no period yet
			}
			if truth != nil && !truth.fits(s) {
				return nil, tooFew(g)
			}
			out = append(out, s)
		}
	}
	return out, nil
}

// fits says that there is a truth for every row of a series that the release attacked shows.
func (t *Truth) fits(s *series) bool {
	last := -1
	s.each(func(_, _ int, d *draw) {
		if d.current() {
			last = max(last, d.row+len(d.cells)-1)
		}
	})
	return last < len(t.Cells[s.Group])
}

// countAttacks runs the attacks on counts, measures that count the same people together.
func countAttacks(ctx context.Context, r *releases, table *disclosure.Table, all []*series, truth *Truth) ([]Result, error) {
	same := equalSets(all, truth)
	var b1 intervals
	var b2 inference
	var b3 averaging
	var b4 subtraction
	var b7 groups
	for _, list := range components(all, same) {
		if err := ctx.Err(); err != nil {
			return nil, fault.New(fault.Canceled, "The audit was stopped.", "").Because(err)
		}
		m := newModel(table, r.outside)
		m.last, m.scored = int32(len(r.files)-1), truth != nil //nolint:gosec // a few releases
		for _, s := range list {
			m.add(s, truth.of(s.Group))
		}
		m.relate(r, same)
		b1.take(m)
		if truth == nil {
			continue
		}
		over := smooth(m)
		b2.take(m, over)
		b3.take(m, r, same, over)
		b4.take(m)
		b7.take(m)
	}
	results := []Result{vintages(all), b1.result(truth != nil)}
	if truth == nil {
		return results, nil
	}
	who := newKnowing(r, table, all, truth)
	return append(results, b2.result(), b3.result(), b4.result(), answersOf(who), movesOf(who), b7.result()), nil
}

// of is the truth of a breakdown; nil without an insider's knowledge.
func (t *Truth) of(g Group) []Cell {
	if t == nil {
		return nil
	}
	return t.Cells[g]
}

func tooFew(g Group) error {
	return fault.New(fault.Internal, "The truth of "+string(g.Measure)+" by \""+g.Dimension+"\" has not as many rows as the release.", "Report this.")
}
