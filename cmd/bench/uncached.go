package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
)

// question is one that nobody has asked yet: of us by path, of the others by kind and arguments.
type question struct {
	kind, path string
	args       map[string]string
}

// kinds are the questions of the report, each for the n-th measure, period and council.
var kinds = []struct {
	name string
	of   func(n int, measure string, p period.Period, council string) question
}{
	{"league table", func(n int, measure string, p period.Period, _ string) question {
		// Another limit is another answer with the same rows, so that nobody has asked for it yet.
		return question{
			"league", fmt.Sprintf("/v1/reports/%s/league-table?period=%s&limit=%d", measure, p, 200+n),
			map[string]string{"measure": measure, "period": p.String()},
		}
	}},
	{"trend", func(_ int, measure string, p period.Period, council string) question {
		since := p.Add(-11).String()
		return question{
			"trend", fmt.Sprintf("/v1/reports/%s/trend?area=%s,E92000001&period=%s..", measure, council, since),
			map[string]string{"measure": measure, "area": council, "since": since},
		}
	}},
	{"profile", func(_ int, _ string, p period.Period, council string) question {
		return question{"profile", fmt.Sprintf("/v1/areas/%s/profile?period=%s", council, p), map[string]string{"area": council, "period": p.String()}}
	}},
}

// What is asked for: one after another for the median, and several at once for the slowest in a hundred.
const (
	alone    = 300
	eightAsk = 3000
)

// spread are the quarterly measures and the last two years of quarters of a release, and every council.
type spread struct {
	measures []string
	quarters []period.Period
	councils []area.Area
}

func spreadOf(m release.Manifest) (spread, error) {
	s := spread{councils: area.Of(area.Council)}
	for _, d := range m.Measures {
		if !d.Yearly() {
			s.measures = append(s.measures, string(d.ID))
		}
	}
	for _, name := range m.Periods {
		p, err := period.Parse(name)
		if err != nil {
			return s, err
		}
		if p.Q != 0 {
			s.quarters = append(s.quarters, p)
		}
	}
	s.quarters = s.quarters[max(0, len(s.quarters)-8):]
	if len(s.measures) == 0 || len(s.quarters) == 0 {
		return s, fmt.Errorf("release %s has no measure by quarter", m.ID)
	}
	return s, nil
}

// nth is the n-th question of a kind: strides that share no factor with most numbers visit far ones after each other.
func (s spread) nth(of func(int, string, period.Period, string) question, n int) question {
	return of(n, s.measures[n*31%len(s.measures)], s.quarters[n*3%len(s.quarters)], s.councils[n*37%len(s.councils)].Code)
}

// uncached asks for what nobody has asked for: one after another beside the same cells from others, and eight at once.
func uncached(ctx context.Context, o options, r *report, ours string, l release.Listed) error {
	s, err := spreadOf(l.Manifest)
	if err != nil {
		return err
	}
	for i, b := range beside {
		r.say("beside " + b.name)
		p, err := startBeside(ctx, o, b.script, b.name, l)
		if err != nil {
			r.add(line{"uncached, beside " + b.name, "could not be measured here: " + err.Error(), "", "", false})
			continue
		}
		for _, k := range kinds {
			a, c, err := inTurns(ctx, s, k.of, i*alone, ours, p.url)
			if err != nil {
				p.stop()
				return err
			}
			times := float64(a) / float64(c)
			r.add(line{"uncached " + k.name + ", median", fmt.Sprintf("%s; %s %s", ms(a), b.name, ms(c)), fmt.Sprintf("%.2f times", times), b.goal, times <= b.times})
		}
		p.stop()
	}
	r.say("uncached, eight at once")
	took, err := together(ctx, func(i int) string {
		if i >= eightAsk {
			return ""
		}
		return ours + s.nth(kinds[0].of, alone*len(beside)+i).path
	})
	if err != nil {
		return err
	}
	r.add(line{
		fmt.Sprintf("uncached league table, %d at once", atOnce), fmt.Sprintf("99%% within %s, half within %s", ms(share(took, 99)), ms(share(took, 50))), "",
		"99% within 30 ms on a quiet machine", share(took, 99) < 30*time.Millisecond,
	})
	return nil
}

// inTurns asks both the same questions on one connection each, one after another so that both meet the same noise, and gives the medians.
func inTurns(ctx context.Context, s spread, of func(int, string, period.Period, string) question, from int, ours, theirs string) (a, b time.Duration, err error) {
	var took [2][]time.Duration
	for n := range alone {
		q := s.nth(of, from+n)
		for i, url := range []string{ours + q.path, besideURL(theirs, q.kind, q.args)} {
			began := time.Now()
			if _, _, err := fetch(ctx, url); err != nil {
				return 0, 0, err
			}
			took[i] = append(took[i], time.Since(began))
		}
	}
	slices.Sort(took[0])
	slices.Sort(took[1])
	return share(took[0], 50), share(took[1], 50), nil
}
