package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/careduty/careduty/internal/release"
)

// public measures the public side on the release the private side made, or on one that was made before.
func public(ctx context.Context, o options, r *report) error {
	dir, newest, err := o.serves()
	if err != nil {
		return err
	}
	r.serves(newest)
	served, err := serve(ctx, o, dir)
	if err != nil {
		return err
	}
	defer served.stop()
	if err := cached(ctx, o, r, served); err != nil {
		return err
	}
	if err := uncached(ctx, o, r, served.url, newest); err != nil {
		return err
	}
	served.stop()
	return held(ctx, o, r, newest)
}

// serves says what the server is measured on.
func (r *report) serves(l release.Listed) {
	r.served = fmt.Sprintf("%d measures, %d cells", len(l.Manifest.Measures), l.Manifest.Files[0].Rows)
	if text, err := os.ReadFile("/proc/loadavg"); err == nil {
		load, _, _ := strings.Cut(string(text), " ")
		r.served += ", on a machine whose load was " + load + " before"
	}
	r.say("serving " + r.served)
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

// hits are what is served from memory: a large answer, one of a third of it, and none of it.
var hits = []struct {
	what, path string
	not        bool // modified
}{
	{"cached league table", "/v1/reports/overdue_reviews/league-table", false},
	{"cached league table, a third of it", "/v1/reports/overdue_reviews/league-table?limit=50", false},
	{"304", "/v1/reports/overdue_reviews/league-table", true},
}

// least is how much of a bare handler's rate an answer from memory has at least, in percent.
const least = 85

// cached compares answers served from memory, and a 304, with a bare gin handler that sends the same bytes: how many a second, and how much of
// a processor each takes, which whatever else the machine does disturbs less.
func cached(ctx context.Context, o options, r *report, served process) error {
	for _, h := range hits {
		r.say(h.what)
		body, header, err := fetch(ctx, served.url+h.path)
		if err != nil {
			return err
		}
		file := filepath.Join(o.dir, "bare")
		if err := os.WriteFile(file, body, 0o600); err != nil {
			return err
		}
		plain, err := start(ctx, self("bare", file))
		if err != nil {
			return err
		}
		var asked []string
		if h.not {
			asked = []string{"If-None-Match", header.Get("ETag")}
		}
		ours, theirs, err := sideBySide(ctx, served, plain, h.path, asked)
		plain.stop()
		if err != nil {
			return err
		}
		percent := 100 * ours.rate / theirs.rate
		r.add(line{
			h.what, fmt.Sprintf("%d bytes: %.0f a second, %.0f µs of a processor each; bare gin with the same bytes %.0f, %.0f µs", len(body), ours.rate, ours.micros, theirs.rate, theirs.micros),
			fmt.Sprintf("%.0f%%", percent), fmt.Sprintf("at least %d%% of bare gin", least), percent >= least,
		})
	}
	return nil
}

// pace is how fast a server gives an answer, and what of a processor it takes for one.
type pace struct{ rate, micros float64 }

// sideBySide takes turns, so that both meet the same noise, and keeps the best rate of each and the middle of what each takes.
func sideBySide(ctx context.Context, ours, theirs process, path string, header []string) (a, b pace, err error) {
	var all [2][]pace
	for range turns {
		for i, p := range []process{ours, theirs} {
			url := p.url + path
			if i == 1 {
				url = p.url
			}
			before := p.processor()
			began := time.Now()
			n, err := rate(ctx, url, header...)
			if err != nil {
				return a, b, err
			}
			all[i] = append(all[i], pace{n, (p.processor() - before).Seconds() * 1e6 / n / time.Since(began).Seconds()})
		}
	}
	kept := func(of []pace) pace {
		slices.SortFunc(of, func(x, y pace) int { return cmp.Compare(x.micros, y.micros) })
		best := slices.MaxFunc(of, func(x, y pace) int { return cmp.Compare(x.rate, y.rate) })
		return pace{best.rate, of[turns/2].micros}
	}
	return kept(all[0]), kept(all[1]), nil
}

const turns = 9
