package publish

import (
	"fmt"
	"slices"
	"time"

	"github.com/careduty/careduty/etl/publish/ledger"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/printed"
	"github.com/careduty/careduty/internal/release"
)

// corrections are the councils' period ends of which figures were withdrawn.
type corrections struct {
	open   map[ledger.AreaEnd]ledger.Correction // not taken in yet: the next vintage opens early
	same   map[ledger.AreaEnd]bool              // of those, the ones whose records are what they were: there is no corrected file
	struck map[ledger.AreaEnd]string            // withdrawn after the third vintage, now or before: why the figures stay away
	done   []ledger.Correction                  // taken in by an earlier release
	now    []ledger.Correction                  // taken in by this one
}

// readCorrections reads the markers beside the releases of the directory.
func readCorrections(in *inputs, vintages map[ledger.AreaEnd]ledger.Vintage) (corrections, error) {
	out := takenIn(in.ledger.Corrections())
	for _, l := range in.listed {
		list, err := release.Corrections(in.Releases, l.Manifest.ID)
		if err != nil {
			return out, err
		}
		for _, marker := range list {
			if marker.On > day(in.PublishedOn) {
				continue // put there after this release
			}
			out.take(l.Manifest.ID, marker, vintages)
		}
	}
	return out, nil
}

// takenIn are the corrections that earlier releases took in.
func takenIn(done []ledger.Correction) corrections {
	out := corrections{open: map[ledger.AreaEnd]ledger.Correction{}, same: map[ledger.AreaEnd]bool{}, struck: map[ledger.AreaEnd]string{}, done: done}
	for _, c := range done {
		if c.Struck {
			out.struck[c.AreaEnd] = c.Reason
		}
	}
	return out
}

// take takes in one marker, period end by period end.
func (c *corrections) take(id string, marker release.Correction, vintages map[ledger.AreaEnd]ledger.Vintage) {
	for at, v := range vintages {
		if at.Area != marker.Council || !meant(marker, at.End) || slices.ContainsFunc(c.done, func(x ledger.Correction) bool { return x.Release == id && x.AreaEnd == at }) {
			continue
		}
		x := ledger.Correction{AreaEnd: at, Release: id, Reason: marker.Reason}
		if v.Letter == disclosure.Final || v.Frozen {
			x.Struck = true
			c.struck[at] = marker.Reason
			c.now = append(c.now, x)
			continue
		}
		c.open[at] = x
	}
}

// meant says whether a marker is about a period that ends on a day.
func meant(marker release.Correction, end string) bool {
	for _, per := range endingOn(end) {
		if marker.Covers(marker.Council, per.String()) {
			return true
		}
	}
	return false
}

// endingOn are the quarter and the year that end on a day.
func endingOn(end string) []period.Period {
	t, err := time.Parse(time.DateOnly, end)
	if err != nil {
		return nil
	}
	q := period.QuarterOf(t)
	if q.Q == 4 {
		return []period.Period{q, q.Year()}
	}
	return []period.Period{q}
}

// withheld says why a council's figures of a period end are not given: they were withdrawn, and there is no corrected file yet, or the third
// vintage is over.
func (p *plan) withheld(code string, per period.Period) string {
	at := ledger.AreaEnd{Area: code, End: day(per.Last())}
	if why, ok := p.marked.struck[at]; ok {
		return why
	}
	if c, ok := p.marked.open[at]; ok && (len(p.reporting(at)) == 0 || p.marked.same[at]) {
		return c.Reason
	}
	return ""
}

// remark is what a cell says of corrections: a council's that were too small to be drawn, and councils whose correction a region or England has
// not taken in yet.
func (p *plan) remark(a area.Area, per period.Period) string {
	at := ledger.AreaEnd{Area: a.Code, End: day(per.Last())}
	s := p.at(a.Code, per)
	var waiting []string
	for _, c := range append(slices.Clone(p.marked.done), p.marked.now...) {
		switch {
		case c.End != at.End || s.fresh || c.Entry != today && s.entry >= c.Entry:
		case c.Area == at.Area && !c.Struck:
			return printed.Unchanged
		case c.Area != at.Area && slices.ContainsFunc(area.Within(a.Code), func(x area.Area) bool { return x.Code == c.Area }):
			if x, ok := area.ByCode(c.Area); ok && !slices.Contains(waiting, x.Name) {
				waiting = append(waiting, x.Name)
			}
		}
	}
	if len(waiting) == 0 {
		return ""
	}
	slices.Sort(waiting)
	return printed.Waiting(list(waiting))
}

// list is names as a sentence has them; of many only how many.
func list(names []string) string {
	switch n := len(names); {
	case n == 1:
		return names[0]
	case n <= 3:
		text := names[0]
		for _, x := range names[1 : n-1] {
			text += ", " + x
		}
		return text + " and " + names[n-1]
	default:
		return fmt.Sprintf("%d councils", n)
	}
}
