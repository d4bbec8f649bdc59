package query

import (
	"slices"
	"strconv"
	"strings"

	"github.com/careduty/careduty/api/problem"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// Periods is a period parameter: the newest, the last so many, all, or spans of named ones.
type Periods struct {
	Newest bool
	Last   int // 0 unless last:N
	All    bool
	Spans  []Span
}

// Span is from one period to another, both included; a zero end is open.
type Span struct{ From, To period.Period }

const maxLast = 400

const (
	errPeriod = "Write latest, last:N, all, a year (2025-26), a quarter (2025-26-Q1), a span (2023-24..2025-26, 2024-25..) or a list of them."
	errMixed  = "Quarters and years cannot be mixed in one request."
	errLast   = "last:N takes a whole number from 1 to 400."
)

func (p *Periods) read(r *reader, f field, text string, _ bool) {
	got, wrong := parsePeriods(text)
	if wrong != "" {
		r.bad(f.name, problem.Malformed, wrong, nil, "")
		got = Periods{Newest: true}
	}
	*p = got
	r.set(f.name, p.String(), f.standard)
}

// parsePeriods reads a period parameter, or says what is wrong with it.
func parsePeriods(text string) (Periods, string) {
	switch {
	case text == "latest":
		return Periods{Newest: true}, ""
	case text == "all":
		return Periods{All: true}, ""
	case strings.HasPrefix(text, "last:"):
		n, err := strconv.Atoi(text[len("last:"):])
		if err != nil || n < 1 || n > maxLast {
			return Periods{}, errLast
		}
		return Periods{Last: n}, ""
	}
	var out Periods
	for part := range strings.SplitSeq(text, ",") {
		s, wrong := parseSpan(part)
		if wrong != "" {
			return Periods{}, wrong
		}
		out.Spans = append(out.Spans, s)
	}
	for _, s := range out.Spans {
		if s.Grain() != out.Spans[0].Grain() {
			return Periods{}, errMixed
		}
	}
	return out, ""
}

func parseSpan(text string) (s Span, wrong string) {
	from, to, ranged := strings.Cut(text, "..")
	if !ranged {
		to = from
	}
	for _, end := range []struct {
		text string
		to   *period.Period
	}{{from, &s.From}, {to, &s.To}} {
		if end.text == "" {
			continue
		}
		var err error
		if *end.to, err = period.Parse(end.text); err != nil {
			return s, errPeriod
		}
	}
	zero := period.Period{}
	switch {
	case s.From == zero && s.To == zero:
		return s, errPeriod
	case s.From != zero && s.To != zero && s.From.Grain() != s.To.Grain():
		return s, errMixed
	}
	return s, ""
}

// Grain is that of the span's ends.
func (s Span) Grain() period.Grain {
	if s.From != (period.Period{}) {
		return s.From.Grain()
	}
	return s.To.Grain()
}

// Reversed says whether the span ends before it begins.
func (s Span) Reversed() bool {
	zero := period.Period{}
	return s.From != zero && s.To != zero && s.To.Index() < s.From.Index()
}

func (s Span) holds(p period.Period) bool {
	zero := period.Period{}
	return p.Grain() == s.Grain() && (s.From == zero || p.Index() >= s.From.Index()) && (s.To == zero || p.Index() <= s.To.Index())
}

// Grain is that of the named periods; none where none is named.
func (p Periods) Grain() period.Grain {
	if len(p.Spans) == 0 {
		return ""
	}
	return p.Spans[0].Grain()
}

// String writes the parameter one way.
func (p Periods) String() string {
	switch {
	case p.Newest:
		return "latest"
	case p.All:
		return "all"
	case p.Last > 0:
		return "last:" + strconv.Itoa(p.Last)
	}
	parts := make([]string, len(p.Spans))
	for i, s := range p.Spans {
		parts[i] = s.String()
	}
	return strings.Join(parts, ",")
}

// String writes the span one way.
func (s Span) String() string {
	if s.From == s.To {
		return s.From.String()
	}
	text := ".."
	if s.From != (period.Period{}) {
		text = s.From.String() + text
	}
	if s.To != (period.Period{}) {
		text += s.To.String()
	}
	return text
}

// of are the periods of one grain a subject has among those asked for, in order.
func (p Periods) of(s *measure.Subject, g period.Grain) []period.Period {
	all := s.Periods(g)
	switch {
	case p.All:
		return all
	case len(p.Spans) > 0:
		return slices.DeleteFunc(all, func(x period.Period) bool {
			return !slices.ContainsFunc(p.Spans, func(s Span) bool { return s.holds(x) })
		})
	}
	last, ok := s.Latest(g)
	if !ok {
		return nil
	}
	n := max(p.Last, 1)
	return slices.DeleteFunc(all, func(x period.Period) bool { return x.Index() > last.Index() || x.Index() <= last.Index()-n })
}

// Newest are the newest periods of some subjects, in their own grain.
func Newest(subjects []*measure.Subject) []measure.Want {
	var out []measure.Want
	for _, s := range subjects {
		out = append(out, measure.Want{Subject: s, Periods: Periods{Newest: true}.of(s, s.Grain)})
	}
	return out
}

// wants settles which periods of which measures are asked for. latest is settled for each measure by itself and is the same for all areas; where
// the breakdown or level has no quarters, it is a year.
func (r *reader) wants(subjects []*measure.Subject, p Periods, g period.Grain, dimension string, levels []area.Level) []measure.Want {
	if named := p.Grain(); named != "" {
		if g != "" && g != named {
			r.bad("grain", problem.Conflicting, "The periods named are of the other grain. Leave grain out.", nil, "")
		}
		g = named
	}
	var out []measure.Want
	var yearly []string
	for _, s := range subjects {
		of := g
		if of == "" {
			of = grainFor(s, dimension, levels)
		}
		if of == period.Quarter && s.Yearly() {
			yearly = append(yearly, s.ID)
			continue
		}
		w := measure.Want{Subject: s, Periods: p.of(s, of)}
		r.spans(w, p, of)
		out = append(out, w)
	}
	if len(yearly) > 0 {
		name := "period"
		if p.Grain() == "" {
			name = "grain"
		}
		r.bad(name, problem.Conflicting, strings.Join(yearly, ", ")+" has financial years only. Ask for years, such as 2025-26.", nil, "")
	}
	return out
}

// grainFor is a subject's own grain where every level asked for has the breakdown in it, else the year.
func grainFor(s *measure.Subject, dimension string, levels []area.Level) period.Grain {
	if dimension == "" || len(levels) == 0 {
		return s.Grain
	}
	for _, l := range levels {
		if !s.Has(measure.Group{Dimension: dimension, Level: l, Grain: s.Grain}) {
			return period.Year
		}
	}
	return s.Grain
}

// spans says of a span that nothing lies in it, and why.
func (r *reader) spans(w measure.Want, p Periods, g period.Grain) {
	for _, s := range p.Spans {
		if s.Reversed() {
			r.asked.warn(Reversed, "The span "+s.String()+" ends before it begins, so nothing lies in it. Write the earlier period first.")
			continue
		}
		if slices.ContainsFunc(w.Periods, s.holds) {
			continue
		}
		text := "There is nothing of " + w.Subject.ID + " in " + s.String() + "."
		if all := w.Subject.Periods(g); len(all) > 0 {
			text = text[:len(text)-1] + "; it has " + all[0].String() + " to " + all[len(all)-1].String() + "."
		}
		r.asked.warn(EmptySpan, text)
	}
}

// resolve says in the answer what its question came to.
func (r *reader) resolve(wants []measure.Want, levels []area.Level, within Within) {
	names := []string{}
	for _, w := range wants {
		for _, p := range w.Periods {
			if name := p.String(); !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	if slices.Sort(names); len(names) <= 40 {
		r.asked.Resolved["period"] = names
	}
	if len(levels) > 0 {
		r.asked.Resolved["level"] = levels
	}
	if within != "" {
		r.asked.Resolved["within"] = string(within)
	}
}
