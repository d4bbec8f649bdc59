package answer

import (
	"cmp"
	"math"
	"slices"

	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
)

// Finding is one thing that a series says, in a sentence with its numbers. Area is the one it is about; Regions says that it tells regions apart.
type Finding struct {
	Measure, Area, Period, Sentence string
	Regions                         bool

	Cells   []*release.Cell // what it is seen in: the area's series in order of time, or the regions
	England *release.Cell
}

// mostFindings is how many open the front page.
const mostFindings = 3

// Findings are up to three sentences, each from another series that has intervals: of real figures alone, the newest series first. The first names a
// council, where the rule allows one; the second tells how England changed and the third how far its regions lie apart. A kind that no series has
// gives its place to the next.
func Findings(r *release.Release) []Finding {
	var all []pairOfPeriods
	for _, s := range r.Subjects() {
		if s.Series == nil && r.Manifest.Synthetic {
			continue
		}
		if p, ok := twoPeriods(r, s); ok {
			all = append(all, p)
		}
	}
	slices.SortStableFunc(all, func(a, b pairOfPeriods) int { return cmp.Compare(b.last.Last().Unix(), a.last.Last().Unix()) })
	out := chooseFindings(all)
	for i, f := range out {
		if s, ok := r.Subject(f.Measure); ok && !f.Regions {
			out[i].Cells = spanOf(r, s, f.Area, f.Period)
		}
	}
	return out
}

// chooseFindings takes one finding of each kind, no series and no theme twice.
func chooseFindings(all []pairOfPeriods) []Finding {
	var out []Finding
	used, themes := map[string]bool{}, map[string]bool{}
	for _, kind := range []func(pairOfPeriods) (Finding, bool){councilFinding, englandFinding, regionsFinding, englandFinding, regionsFinding} {
		for _, p := range all {
			if used[p.subject.ID] || p.subject.Theme != "" && themes[p.subject.Theme] || len(out) == mostFindings {
				continue
			}
			if f, ok := kind(p); ok {
				out, used[p.subject.ID], themes[p.subject.Theme] = append(out, f), true, true
				break
			}
		}
	}
	return out
}

// pairOfPeriods is a series in its newest period and in the one before: England's cell, its regions' and its councils'.
type pairOfPeriods struct {
	subject     *measure.Subject
	last        period.Period
	now, before onePeriod
}

type onePeriod struct {
	england           *release.Cell
	regions, councils []*release.Cell
}

// twoPeriods reads the totals; a series with a break between the two has no pair.
func twoPeriods(r *release.Release, s *measure.Subject) (pairOfPeriods, bool) {
	last, ok := s.Latest(s.Grain)
	if !ok || len(s.Broken(last.Add(-1), last)) > 0 {
		return pairOfPeriods{}, false
	}
	out := pairOfPeriods{subject: s, last: last, now: totalsAt(r, s, last), before: totalsAt(r, s, last.Add(-1))}
	return out, out.now.england != nil && out.now.england.Value != nil && out.now.england.Lower95 != nil
}

func totalsAt(r *release.Release, s *measure.Subject, p period.Period) onePeriod {
	return onePeriod{england: r.Total(s, area.England, p), regions: withFigure(r, s, area.Region, p), councils: withFigure(r, s, area.Council, p)}
}

func withFigure(r *release.Release, s *measure.Subject, l area.Level, p period.Period) []*release.Cell {
	var out []*release.Cell
	for _, a := range area.Of(l) {
		if x := r.Total(s, a.Code, p); x != nil && x.Value != nil {
			out = append(out, named(x))
		}
	}
	return out
}

// councilFinding names the council furthest outside the usual spread, among those that were outside it on the same side the period before too and
// of which at least as many people are counted as of the one in the middle. Smaller ones swing. A survey names none: its
// denominator is no number of answers, so its limits say less than they seem to.
func councilFinding(p pairOfPeriods) (Finding, bool) {
	s := p.subject
	now, before := newFunnel(s, p.now.england, p.now.councils), newFunnel(s, p.before.england, p.before.councils)
	if survey := s.Series != nil && s.Series.Kind != "counts"; survey || !now.drawn || !before.drawn {
		return Finding{}, false
	}
	least := medianPeople(p.now.councils)
	var found, earlier *release.Cell
	furthest := 0.0
	for _, x := range p.now.councils {
		i := slices.IndexFunc(p.before.councils, func(c *release.Cell) bool { return c.AreaCode == x.AreaCode })
		if i < 0 || x.Lower95 == nil || p.before.councils[i].Lower95 == nil || !plotted(x) || *x.Denominator < least {
			continue
		}
		a, b := beyond(now.of(x), *x.Value), beyond(before.of(p.before.councils[i]), *p.before.councils[i].Value)
		if a*b > 0 && math.Abs(a) > furthest {
			found, earlier, furthest = x, p.before.councils[i], math.Abs(a)
		}
	}
	if found == nil {
		return Finding{}, false
	}
	sentence := words.CouncilFinding(s.Title, found.AreaName, s.Unit, dated(found), dated(earlier), *p.now.england.Value)
	return Finding{Measure: s.ID, Area: found.AreaCode, Period: found.Period, Sentence: sentence}, true
}

// beyond is how far a figure lies outside its limits, in widths of them: below nought on the lower side, nought inside.
func beyond(f Funnel, v float64) float64 {
	if f.SpreadZone != "outside" || *f.Upper95 <= *f.Lower95 {
		return 0
	}
	if v > *f.Upper95 {
		return (v - *f.Upper95) / (*f.Upper95 - *f.Lower95)
	}
	return (v - *f.Lower95) / (*f.Upper95 - *f.Lower95)
}

// medianPeople is of how many people the council in the middle has its figure.
func medianPeople(cells []*release.Cell) int64 {
	var all []int64
	for _, x := range cells {
		if plotted(x) {
			all = append(all, *x.Denominator)
		}
	}
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return all[len(all)/2]
}

// englandFinding is a change of England's figure that chance would not explain.
func englandFinding(p pairOfPeriods) (Finding, bool) {
	now, before := p.now.england, p.before.england
	if before == nil || before.Value == nil {
		return Finding{}, false
	}
	outcome := compare(p.subject.Polarity, now, before).Outcome
	if outcome != "higher" && outcome != "lower" {
		return Finding{}, false
	}
	sentence := words.EnglandFinding(p.subject.Title, p.subject.Unit, dated(before), dated(now))
	return Finding{Measure: p.subject.ID, Area: area.England, Period: now.Period, Sentence: sentence}, true
}

// regionsFinding is the two regions furthest apart, if chance would not explain it.
func regionsFinding(p pairOfPeriods) (Finding, bool) {
	var low, high *release.Cell
	for _, x := range p.now.regions {
		if x.Lower95 == nil {
			continue
		}
		if low == nil || *x.Value < *low.Value {
			low = x
		}
		if high == nil || *x.Value > *high.Value {
			high = x
		}
	}
	if low == nil || compare(p.subject.Polarity, high, low).Outcome != "higher" {
		return Finding{}, false
	}
	s := p.subject
	sentence := words.RegionsFinding(s.Title, s.Unit, high.PeriodLabel, low.AreaName, high.AreaName, *low.Value, *high.Value, *p.now.england.Value)
	return Finding{Measure: s.ID, Area: area.England, Period: high.Period, Sentence: sentence, Regions: true, Cells: p.now.regions, England: p.now.england}, true
}
