package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
)

// press makes one release after another with the same figures under a new id, which every row of it carries. They come into the served
// directory as publish brings them: built under a hidden name, then renamed.
type press struct {
	dir      string
	keep     int
	manifest release.Manifest
	groups   [][]release.Cell // of one measure and breakdown each
	subjects []*measure.Subject
	quarters []period.Period // those of the totals, the last two of the parts

	mu        sync.Mutex
	ids       []string // in the directory, oldest first
	n         int
	withdrawn string // the release that was, and when
	at        time.Time
}

// few are the measures of a release that is made up for the run: each grain and both directions.
const few = "overdue_reviews,first_reviews_on_time,direct_payment_uptake,budget_cuts_without_reassessment"

// newPress reads what is to be printed, which is published from a made-up extract where there is none.
func newPress(ctx context.Context, o options) (*press, error) {
	from := o.releases
	if from == "" {
		from = filepath.Join(o.dir, "source")
		if err := makeUp(ctx, o, from); err != nil {
			return nil, err
		}
	}
	set, err := release.OpenSet(ctx, from, release.Options{})
	if err != nil {
		return nil, err
	}
	defer set.Close()
	r, done, err := set.Use(ctx, release.Latest)
	if err != nil {
		return nil, err
	}
	defer done()
	p := &press{dir: o.served(), keep: o.keep, manifest: r.Manifest}
	p.manifest.Official, p.manifest.Audit = nil, nil
	return p, p.read(ctx, r)
}

func makeUp(ctx context.Context, o options, into string) error {
	extract, warehouse := filepath.Join(o.dir, "extract"), filepath.Join(o.dir, "warehouse.duckdb")
	for _, args := range [][]string{
		{"synth", "--out", extract, "--people", fmt.Sprint(o.people)},
		{"load", extract, "--warehouse", warehouse, "--max-rejects", "20"},
		{"publish", "--warehouse", warehouse, "--releases", into, "--measures", few},
	} {
		if out, err := exec.CommandContext(ctx, o.binary, args...).CombinedOutput(); err != nil { //nolint:gosec // the program under test
			return fmt.Errorf("careduty %s: %w: %s", args[0], err, out[max(0, len(out)-500):])
		}
	}
	return os.RemoveAll(extract)
}

// What is printed every few seconds takes its share of the machine, so it is bounded.
const (
	mostMeasures = 4
	mostQuarters = 12
)

// read keeps the totals of a few measures, and their last two quarters by age.
func (p *press) read(ctx context.Context, r *release.Release) error {
	for _, s := range r.Subjects() {
		if len(p.subjects) == mostMeasures || s.Definition == nil || s.Yearly() {
			continue
		}
		quarters := s.Periods(period.Quarter)
		if _, figures := s.Latest(period.Quarter); !figures || len(quarters) < mostQuarters {
			continue
		}
		quarters = quarters[len(quarters)-mostQuarters:]
		for _, q := range []release.Query{
			{Wants: []measure.Want{{Subject: s, Periods: quarters}}},
			{Wants: []measure.Want{{Subject: s, Periods: quarters[mostQuarters-2:]}}, Dimension: "age_band"},
		} {
			q.Levels = []area.Level{area.Country, area.Region, area.Council}
			var cells []release.Cell
			if err := r.Each(ctx, q, func(c *release.Cell) error { cells = append(cells, *c); return nil }); err != nil {
				return err
			}
			p.groups = append(p.groups, cells)
		}
		p.subjects, p.quarters = append(p.subjects, s), quarters
	}
	if len(p.subjects) == 0 {
		return fmt.Errorf("release %s has no measure with three years of quarters", r.ID())
	}
	p.manifest.Measures = slices.DeleteFunc(slices.Clone(p.manifest.Measures), func(d measure.Definition) bool {
		return !slices.ContainsFunc(p.subjects, func(s *measure.Subject) bool { return s.ID == string(d.ID) })
	})
	return nil
}

// publish brings in the next release and takes out what has become too old.
func (p *press) publish(ctx context.Context) error {
	base, _, _ := strings.Cut(p.manifest.ID, ".")
	p.n++
	id := fmt.Sprintf("%s.%d", base, p.n+1)
	b, err := release.NewBuilder(p.dir, id)
	if err != nil {
		return err
	}
	defer b.Abort() // after Commit nothing is left to remove
	for _, cells := range p.groups {
		if err := b.Add(cells); err != nil {
			return err
		}
	}
	m := p.manifest
	m.Content, m.Inputs = b.Content(), id
	if _, err := b.Seal(m); err != nil {
		return err
	}
	if err := b.Commit(ctx); err != nil {
		return err
	}
	p.mu.Lock()
	p.ids = append(p.ids, id)
	p.mu.Unlock()
	return p.trim()
}

// trim takes the oldest releases out, long after anybody was served from them.
func (p *press) trim() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(p.ids) > p.keep {
		gone := filepath.Join(p.dir, ".gone")
		if err := os.Rename(filepath.Join(p.dir, p.ids[0]), gone); err != nil {
			return err
		}
		if err := os.RemoveAll(gone); err != nil {
			return err
		}
		p.ids = p.ids[1:]
	}
	return nil
}

// withdraw puts a marker beside the release brought in last, as an operator would.
func (p *press) withdraw() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := len(p.ids)
	if n < 2 {
		return errors.New("there is no other release to take its place")
	}
	p.withdrawn, p.at = p.ids[n-1], time.Now()
	return release.Withdraw(p.dir, p.withdrawn, release.Withdrawal{Reason: "A figure was wrong.", Replacement: p.ids[n-2], On: p.manifest.PublishedOn})
}

// gone is the release that was withdrawn, and when; none as long as none was.
func (p *press) gone() (id string, at time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.withdrawn, p.at
}

// place is which release an id is of those brought in: 1 is the first, 0 is none of them.
func (p *press) place(id string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	if i := slices.Index(p.ids, id); i >= 0 {
		return p.n - len(p.ids) + i + 1
	}
	return 0
}
