package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/duck"
	"github.com/careduty/careduty/internal/period"
)

// client keeps its connections, as a browser or a script would.
var client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: atOnce, DisableCompression: true}, Timeout: 30 * time.Second}

const (
	atOnce  = 8
	stretch = 3 * time.Second
)

// fetch is one answer with its ETag.
func fetch(ctx context.Context, url string) ([]byte, string, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, "", err
	}
	res, err := client.Do(req)
	if err != nil {
		return nil, "", err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answered %d", url, res.StatusCode)
	}
	return body, res.Header.Get("ETag"), err
}

// rate is how many answers a second come from an address, eight at once.
func rate(ctx context.Context, url, etag string) float64 {
	ctx, stop := context.WithTimeout(ctx, stretch)
	defer stop()
	var n atomic.Int64
	var all sync.WaitGroup
	for range atOnce {
		all.Go(func() {
			for ctx.Err() == nil {
				req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
				if err != nil {
					return
				}
				if etag != "" {
					req.Header.Set("If-None-Match", etag)
				}
				res, err := client.Do(req)
				if err != nil {
					return
				}
				_, _ = io.Copy(io.Discard, res.Body)
				_ = res.Body.Close()
				n.Add(1)
			}
		})
	}
	all.Wait()
	return float64(n.Load()) / stretch.Seconds()
}

// question is one league table nobody has asked for yet.
type question struct {
	measure, within string
	period          period.Period
}

func (q question) url(base string) string {
	return fmt.Sprintf("%s/v1/reports/%s/league-table?period=%s&within=%s", base, q.measure, q.period, q.within)
}

func questions() []question {
	var out []question
	for p := (period.Period{Start: 2021, Q: 2}); p.Start < 2026; p = p.Add(1) {
		for _, m := range []string{"overdue_reviews", "first_reviews_on_time", "direct_payment_uptake"} {
			for _, a := range append([]area.Area{{Code: area.England}}, area.Of(area.Region)...) {
				out = append(out, question{m, a.Code, p})
			}
		}
	}
	return out
}

// uncached compares league tables that are asked for the first time with the same query, prepared once, straight on DuckDB.
func uncached(ctx context.Context, r *report, url, dir string) error {
	r.say("uncached league tables")
	all := questions()
	ours := make([]time.Duration, 0, len(all))
	for _, q := range all {
		began := time.Now()
		if _, _, err := fetch(ctx, q.url(url)); err != nil {
			return err
		}
		ours = append(ours, time.Since(began))
	}
	theirs, err := straight(ctx, dir, all)
	if err != nil {
		return err
	}
	r.add("uncached league table, median", fmt.Sprintf("%s; the same prepared query straight on DuckDB %s", ms(middle(ours)), ms(middle(theirs))),
		fmt.Sprintf("%.1f times", float64(middle(ours))/float64(middle(theirs))), "at most 3 times (2 in the end)")
	return nil
}

// straight runs the same query on the release's own file, its totals in memory as the service has them.
func straight(ctx context.Context, dir string, all []question) ([]time.Duration, error) {
	db, err := duck.Open(ctx, duck.Options{Public: true})
	if err != nil {
		return nil, err
	}
	defer db.Close()
	files, err := filepath.Glob(filepath.Join(dir, "*", "*-cells.parquet"))
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("no release in %s: %w", dir, err)
	}
	if err := db.Exec(ctx, "CREATE TABLE totals AS SELECT * FROM read_parquet("+duck.Quote(files[0])+") WHERE dimension = ''"); err != nil {
		return nil, err
	}
	out := make([]time.Duration, 0, len(all))
	for _, q := range all {
		began := time.Now()
		rows, err := db.Query(ctx, `SELECT * FROM totals WHERE measure = ? AND period = ? AND area_level = 'council'
			AND (parent_code = ? OR ? = 'E92000001') ORDER BY rank, area_name`, q.measure, q.period.String(), q.within, q.within)
		if err != nil {
			return nil, err
		}
		if err := drain(rows); err != nil {
			return nil, err
		}
		out = append(out, time.Since(began))
	}
	return out, nil
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

func middle(d []time.Duration) time.Duration {
	s := slices.Clone(d)
	slices.Sort(s)
	return s[len(s)/2]
}

func ms(d time.Duration) string { return fmt.Sprintf("%.2f ms", float64(d)/float64(time.Millisecond)) }
