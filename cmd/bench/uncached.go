package main

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/careduty/careduty/internal/duck"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
)

// question is one league table of all councils.
type question struct {
	measure string
	period  period.Period
	limit   int // another limit is another answer with the same rows, so that nobody has asked for it yet
}

func (q question) url(base string) string {
	return base + "/v1/reports/" + url.PathEscape(q.measure) + "/league-table?period=" + q.period.String() + "&limit=" + strconv.Itoa(q.limit)
}

// What is asked for: one after another for the median, and several at once for the slowest in a hundred.
const (
	alone    = 600
	together = 3000
)

// questions are so many different league tables, spread over measures and periods.
func questions(m release.Manifest, n int) ([]question, error) {
	var all []question
	for _, d := range m.Measures {
		for _, name := range m.Periods {
			p, err := period.Parse(name)
			switch {
			case err != nil:
				return nil, err
			case !d.Yearly():
				all = append(all, question{measure: string(d.ID), period: p})
			case p.Q == 4:
				all = append(all, question{measure: string(d.ID), period: p.Year()})
			}
		}
	}
	out := make([]question, n)
	for i := range out {
		// A stride that shares no factor with their number visits all of them, far ones after each other.
		out[i] = all[i*7919%len(all)]
		out[i].limit = 200 + i
	}
	return out, nil
}

// uncached asks for league tables that nobody has asked for: one after another, beside the same query prepared straight on DuckDB,
// and eight at once.
func uncached(ctx context.Context, r *report, base string, l release.Listed) error {
	r.say("uncached league tables")
	all, err := questions(l.Manifest, alone+together)
	if err != nil {
		return err
	}
	straight, end, err := prepare(ctx, l)
	if err != nil {
		return err
	}
	defer end()
	var ours, theirs []time.Duration
	for _, q := range all[:alone] { // in turns, so that both meet the same noise
		began := time.Now()
		if _, _, err := fetch(ctx, q.url(base)); err != nil {
			return err
		}
		middle := time.Now()
		if err := straight(q); err != nil {
			return err
		}
		ours, theirs = append(ours, middle.Sub(began)), append(theirs, time.Since(middle))
	}
	times := float64(share(ours, 50)) / float64(share(theirs, 50))
	r.add(line{
		"uncached league table, median", fmt.Sprintf("%s; the same prepared query straight on DuckDB %s", ms(share(ours, 50)), ms(share(theirs, 50))),
		fmt.Sprintf("%.1f times", times), "at most 2 times", times <= 2,
	})
	took, err := eight(ctx, base, all[alone:])
	if err != nil {
		return err
	}
	r.add(line{
		fmt.Sprintf("uncached league table, %d at once", atOnce), fmt.Sprintf("99%% within %s, half within %s", ms(share(took, 99)), ms(share(took, 50))), "",
		"99% within 50 ms", share(took, 99) < 50*time.Millisecond,
	})
	return nil
}

// eight asks all questions, eight at once, and gives how long each took.
func eight(ctx context.Context, base string, all []question) ([]time.Duration, error) {
	took := make([]time.Duration, len(all))
	var next atomic.Int64
	var fault atomic.Pointer[error]
	var clients sync.WaitGroup
	for range atOnce {
		clients.Go(func() {
			for i := next.Add(1) - 1; int(i) < len(all) && fault.Load() == nil; i = next.Add(1) - 1 {
				began := time.Now()
				if _, _, err := fetch(ctx, all[i].url(base)); err != nil {
					fault.Store(&err)
				}
				took[i] = time.Since(began)
			}
		})
	}
	clients.Wait()
	if err := fault.Load(); err != nil {
		return nil, *err
	}
	return took, nil
}

// prepare readies the same query on the release's own file, its totals in memory as the service has them.
func prepare(ctx context.Context, l release.Listed) (ask func(question) error, end func(), err error) {
	db, err := duck.Open(ctx, duck.Options{Public: true})
	if err != nil {
		return nil, nil, err
	}
	end = func() { _ = db.Close() }
	path, _, err := l.File(release.CellsFile(l.Manifest.ID))
	if err == nil {
		err = db.Exec(ctx, "CREATE TABLE totals AS SELECT * FROM read_parquet("+duck.Quote(path)+") WHERE dimension = '' ORDER BY measure, area_level, period, area_code")
	}
	var s *duck.Stmt
	if err == nil {
		s, err = db.Prepare(ctx, `SELECT * FROM totals WHERE measure = ? AND period = ? AND dimension = '' AND area_level = 'council'
			ORDER BY rank NULLS LAST, measure, period, area_code, category_order`)
	}
	if err != nil {
		end()
		return nil, nil, err
	}
	return func(q question) error {
		rows, err := s.Query(ctx, q.measure, q.period.String())
		if err != nil {
			return err
		}
		return drain(rows)
	}, end, nil
}

func drain(rows *duck.Rows) error {
	names, err := rows.Columns()
	if err != nil {
		return err
	}
	values := make([]any, len(names))
	into := make([]any, len(names))
	for i := range values {
		into[i] = &values[i]
	}
	return rows.Each(func() error { return rows.Scan(into...) })
}

// share is the time within which so many in a hundred were done.
func share(d []time.Duration, percent int) time.Duration {
	s := slices.Clone(d)
	slices.Sort(s)
	return s[min(len(s)-1, len(s)*percent/100)]
}

func ms(d time.Duration) string { return fmt.Sprintf("%.2f ms", float64(d)/float64(time.Millisecond)) }
