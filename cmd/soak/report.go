package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
)

// sums are how many answers there were of each status.
func (s *seen) sums() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []string
	for _, k := range slices.Sorted(maps.Keys(s.statuses)) {
		out = append(out, fmt.Sprintf("%d × %d", s.statuses[k], k))
	}
	return strings.Join(out, ", ")
}

// join adds what another part has seen.
func (s *seen) join(o *seen) {
	for k, n := range o.broken {
		s.broken[k] += n
		s.first[k] = cmp.Or(s.first[k], o.first[k])
	}
}

// check is one promise and whether it was kept.
type check struct {
	what, figure string
	kept         bool
}

// How much more the process may take at the end than earlier, once its caches are full: allocators give memory back late, and the number
// of connections goes with the requests that happen to be open.
const (
	mostGrowth = 1.15
	mostMore   = 40 // files and goroutines at rest, after the run as against before: releases that were opened since
)

// checks are all promises of the run.
func (r *run) checks() []check {
	var out []check
	for _, p := range promises {
		out = append(out, check{p, broken(r.seen.broken[p]), r.seen.broken[p] == 0})
	}
	return append(out,
		check{"too much was asked, and refused: 503, and 429 for one client", r.seen.sums(), r.seen.statuses[503] > 0 && r.seen.statuses[429] > 0},
		check{fmt.Sprintf("every release is served within %s", prompt), fmt.Sprintf("%d swaps, %d late, the slowest after %.1f s", r.swaps, r.lost, r.lag.Seconds()), r.swaps > 0 && r.lost == 0},
		r.withdrawal(),
		r.lines(),
		r.flat(),
		check{"files are closed", fmt.Sprintf("%d at rest, %d before", r.after.files, r.before.files), r.after.files <= r.before.files+mostMore},
		check{"goroutines end", fmt.Sprintf("%d at rest, %d before", r.after.goroutines, r.before.goroutines), r.after.goroutines <= r.before.goroutines+mostMore},
		check{"no defect in the log", broken(int(r.server.broken.Load())), r.server.broken.Load() == 0},
		check{"the service ends when told", ending(r.ending), r.ending == nil},
	)
}

// withdrawal says whether a release was withdrawn, and its own addresses said so.
func (r *run) withdrawal() check {
	id, _ := r.press.gone()
	n := r.seen.statuses[410]
	return check{"a release was withdrawn under load, and its addresses say so", fmt.Sprintf("%s, %d answers 410", id, n), id != "" && n > 0}
}

// lines says whether slow lines and stalled readers were there all the while: half of them at least, since one that is cut or turned away comes again.
func (r *run) lines() check {
	least, sum := int64(slowLines+stalled), int64(0)
	for _, n := range r.slow {
		least, sum = min(least, n), sum+n
	}
	return check{
		fmt.Sprintf("%d slow lines and %d stalled readers are there all the while", slowLines, stalled),
		fmt.Sprintf("%d at least, %.0f on average", least, float64(sum)/max(1, float64(len(r.slow)))), len(r.slow) > 0 && least >= (slowLines+stalled)/2,
	}
}

// filled is how long a run must be for its memory to be judged: before that the caches of answers are still filling.
const filled = 10 * time.Minute

// flat holds memory to its bound.
func (r *run) flat() check {
	megabytes := func(v vital) float64 { return v.megabytes }
	early, late := median(r.quarter(1), megabytes), median(r.quarter(3), megabytes)
	c := check{
		fmt.Sprintf("memory is flat: last quarter of the flood at most %.2f times the second", mostGrowth),
		fmt.Sprintf("%.0f MB, %.0f MB before, %.2f times", late, early, late/early), early > 0 && late/early <= mostGrowth,
	}
	if r.length < filled {
		c.figure, c.kept = c.figure+" (not judged in a run under "+filled.String()+")", true
	}
	return c
}

func broken(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%d times not", n)
}

func ending(err error) string {
	if err != nil {
		return err.Error()
	}
	return ""
}

// quarter are the vitals of one quarter of the flood, 0 to 3.
func (r *run) quarter(i int) []vital {
	n := len(r.vitals)
	return r.vitals[i*n/4 : (i+1)*n/4]
}

func median(all []vital, of func(vital) float64) float64 {
	if len(all) == 0 {
		return 0
	}
	var out []float64
	for _, v := range all {
		out = append(out, of(v))
	}
	slices.Sort(out)
	return out[len(out)/2]
}

// report writes one screen and says whether every promise was kept.
func (r *run) report(w io.Writer) bool {
	slices.Sort(r.seen.took)
	at := func(percent int) time.Duration {
		if len(r.seen.took) == 0 {
			return 0
		}
		return r.seen.took[min(len(r.seen.took)-1, len(r.seen.took)*percent/100)].Round(100 * time.Microsecond)
	}
	fmt.Fprintf(w, "\nSoak of %s: %.0f answers a second measured, %.1f times as many asked.\n", r.length, r.capacity, r.times)
	fmt.Fprintf(w, "Answers: %s; of %d releases. Not sent, because %d were open: %d.\n", r.seen.sums(), len(r.seen.releases), mostOpen, r.held)
	fmt.Fprintf(w, "Answered within: half %s, 99%% %s, all %s.\n", at(50), at(99), at(100))
	kept := true
	for _, c := range r.checks() {
		mark := "kept  "
		if !c.kept {
			mark, kept = "BROKEN", false
		}
		fmt.Fprintf(w, "  %s  %s%s\n", mark, c.what, colon(c.figure))
	}
	for _, p := range promises {
		if text := r.seen.first[p]; text != "" {
			fmt.Fprintf(w, "First time not %q: %s\n", p, text)
		}
	}
	return kept
}

func colon(figure string) string {
	if figure == "" {
		return ""
	}
	return ": " + figure
}
