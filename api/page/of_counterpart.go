package page

import (
	"slices"

	"github.com/careduty/careduty/api/answer"
	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/internal/measure"
)

// counterparts are the official series that a definition names: those that are served with their figures by year.
func (v *Visit) counterparts(named []measure.Official, served []answer.Counterpart) []Counterpart {
	var out []Counterpart
	for _, o := range named {
		c := Counterpart{Name: o.Name, Differs: o.Differs}
		if s, ok := v.Release.Subject(o.Series); ok {
			c.Href, c.Title, c.Unit, c.Served = v.line(s).Report, s.Title, s.Unit, true
		}
		if i := slices.IndexFunc(served, func(x answer.Counterpart) bool { return x.Series == o.Series && o.Series != "" }); i >= 0 {
			c.Area, c.Attribution = served[i].AreaName, served[i].Attribution
			for _, y := range slices.Backward(served[i].Years) {
				c.Years = append(c.Years, CounterpartLine{
					Year: y.Period, Break: y.SeriesBreak, MadeUp: y.Measure != nil && y.Measure.Synthetic && y.Measure.Value != nil,
					Official: sourceFigure(y.Official, words.NotPublished), Ours: sourceFigure(y.Measure, words.NoRecords),
				})
			}
		}
		out = append(out, c)
	}
	return out
}

// sourceFigure is one figure of a counterpart's year; none says why there is none.
func sourceFigure(x *answer.SourceFigure, none string) Figure {
	if x == nil {
		return Figure{Why: none}
	}
	return Figure{Value: Decimal(x.Value, x.Unit), Low: Decimal(x.Lower95, x.Unit), High: Decimal(x.Upper95, x.Unit), Why: words.StatusFrom(x.Source, x.Status)}
}

// describeSeries says of an official series what its publisher says of it, and which measures of ours ask nearly the same.
func (v *Visit) describeSeries(p *Measure, d *answer.Definition) {
	s := d.Series
	p.Counted = facts("Counted", s.Numerator, "Of", s.Denominator, "Source", d.Release)
	p.Not, p.Notes = s.DoesNotShow, s.Notes
	for _, n := range s.Numbers {
		p.Method = append(p.Method, Fact{Name: "The publisher’s number " + words.Years(n.From, n.To), Text: n.Number})
	}
	for _, b := range s.Breaks {
		p.Breaks = append(p.Breaks, Change{Version: b.From, What: b.What})
	}
	for _, m := range v.Release.Subjects() {
		if m.Definition == nil {
			continue
		}
		for _, o := range m.Definition.Official {
			if o.Series == s.ID {
				p.Ours = append(p.Ours, Counterpart{Name: m.Title, Differs: o.Differs, Href: v.line(m).Definition})
			}
		}
	}
}
