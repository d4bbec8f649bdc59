package audit

import (
	"context"
	"fmt"
	"strings"

	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/measure"
)

// Options say what is attacked, and with what in hand.
type Options struct {
	Releases  string              // directory of everything ever published
	Candidate string              // directory of a sealed release that is not among them yet; empty: the newest of them is attacked
	Insider   Insider             // the truth behind the release attacked; nil: only what the public could run is run
	Progress  func(attack string) // may be nil
}

// Insider is the truth behind the release attacked. It scores what an attack found; no attack looks at it to find anything, but for those
// that suppose an attacker who knows everybody but one.
type Insider interface {
	// Counts are the true counts of a measure's breakdown in the order of its rows in the release's file.
	Counts(m measure.ID, dimension string) []Truth
	// Medians are those drawn for the same rows; nil for a measure that is no median.
	Medians(m measure.ID, dimension string) []disclosure.Median
	// Draws are the counts drawn for the release, of no matter how many measures.
	Draws() []Draw
	// Placed are the people of every population and numerator.
	Placed() []Placed
	// Lot is how many of all people are taken by lot, to be followed from period to period.
	Lot() float64
	// Secrets are texts of which none may be in a release: keys and the like, in every form they might be written in.
	Secrets() []string
	// Hashes are numbers of which none may be, in whatever form: sums of record keys, record keys, and the first eight bytes of references.
	Hashes() []uint64
}

// Report is what came of the attacks on one release.
type Report struct {
	Release string
	Insider bool // the truth was at hand
	Results []Result
}

// Passed says that no attack succeeded.
func (r Report) Passed() bool {
	for _, x := range r.Results {
		if !x.Passed {
			return false
		}
	}
	return true
}

// Failed names the attacks that succeeded, each once: "A1, A8".
func (r Report) Failed() string {
	var out []string
	for _, x := range r.Results {
		if !x.Passed && (len(out) == 0 || out[len(out)-1] != x.Attack) {
			out = append(out, x.Attack)
		}
	}
	return strings.Join(out, ", ")
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

// Run attacks a release with every other one of its directory in hand. A fault says that it could not be attacked; that an attack
// succeeded is in the report.
func Run(ctx context.Context, o Options) (Report, error) {
	u, err := openUnion(ctx, o)
	if err != nil {
		return Report{}, err
	}
	defer u.close()
	a := &attacker{Options: o, union: u, report: Report{Release: u.subject().manifest.ID, Insider: o.Insider != nil}}
	for _, step := range []struct {
		name string
		run  func(context.Context) error
	}{
		{"A8, A9 and A12: every row", a.rows},
		{"A11: keys and noise", a.keys},
		{"A1 to A7: every count", a.counts},
	} {
		if err := ctx.Err(); err != nil {
			return Report{}, fault.New(fault.Canceled, "The audit was stopped.", "").Because(err)
		}
		if o.Progress != nil {
			o.Progress(step.name)
		}
		if err := step.run(ctx); err != nil {
			return Report{}, fmt.Errorf("audit, %s: %w", step.name, err)
		}
	}
	sortResults(a.report.Results)
	return a.report, nil
}

// attacker is one audit under way.
type attacker struct {
	Options
	union  *union
	report Report
}

func (a *attacker) add(results ...Result) { a.report.Results = append(a.report.Results, results...) }

// keys is A11, which needs the keys' work at hand.
func (a *attacker) keys(context.Context) error {
	if a.Insider == nil {
		return nil
	}
	table, err := a.union.subject().table()
	if err != nil {
		return err
	}
	a.add(ScoreNoise(table, a.Insider.Draws()))
	return nil
}
