package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/careduty/careduty/internal/release"
)

// public measures the public side on the release the private side made, or on one that was made before.
func public(ctx context.Context, o options, r *report) error {
	dir, newest, err := o.serves()
	if err != nil {
		return err
	}
	r.served = fmt.Sprintf("%d measures, %d cells", len(newest.Manifest.Measures), newest.Manifest.Files[0].Rows)
	r.say("server on " + r.served)
	served, err := serve(ctx, o, dir)
	if err != nil {
		return err
	}
	defer served.stop()
	r.add(line{"server ready", fmt.Sprintf("%.2f s", served.ready.Seconds()), "", "under 1 s", served.ready.Seconds() < 1})
	if err := cached(ctx, r, served.url); err != nil {
		return err
	}
	if err := uncached(ctx, r, served.url, newest); err != nil {
		return err
	}
	served.stop() // streams are measured on a server of their own
	return streams(ctx, o, r, dir, newest)
}

// serves is the directory to serve, with its newest release.
func (o options) serves() (string, release.Listed, error) {
	dir := o.releases
	if dir == "" {
		dir = filepath.Join(o.dir, fmt.Sprintf("synthetic-%d-all", o.people))
		if _, err := os.Stat(dir); err != nil {
			dir = filepath.Join(o.dir, fmt.Sprintf("synthetic-%d-releases", o.people))
		}
	}
	all, err := release.List(dir)
	if err != nil {
		return "", release.Listed{}, err
	}
	if len(all) == 0 {
		return "", release.Listed{}, fmt.Errorf("no release in %s: measure the private part first, or name a directory with -releases", dir)
	}
	return dir, all[0], nil
}

// cached compares an answer served from memory, and a 304, with a bare gin handler that sends the same bytes.
func cached(ctx context.Context, r *report, url string) error {
	const path = "/v1/reports/overdue_reviews/league-table"
	body, etag, err := fetch(ctx, url+path)
	if err != nil {
		return err
	}
	file := filepath.Join(os.TempDir(), fmt.Sprintf("bare-%d", os.Getpid()))
	if err := os.WriteFile(file, body, 0o600); err != nil {
		return err
	}
	defer os.Remove(file)
	plain, err := start(ctx, self("bare", file))
	if err != nil {
		return err
	}
	defer plain.stop()
	for _, c := range []struct {
		what, etag string
		least      float64
	}{{"cached league table", "", 80}, {"304", etag, 90}} {
		r.say(c.what)
		var ours, theirs float64
		for range 3 { // in turns, so that both meet the same noise
			ours = max(ours, rate(ctx, url+path, c.etag))
			theirs = max(theirs, rate(ctx, plain.url, c.etag))
		}
		share := 100 * ours / theirs
		r.add(line{
			c.what, fmt.Sprintf("%.0f a second; bare gin with the same bytes %.0f", ours, theirs), fmt.Sprintf("%.0f%%", share),
			fmt.Sprintf("at least %.0f%% of bare gin", c.least), share >= c.least,
		})
	}
	return nil
}
