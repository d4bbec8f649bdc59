package page

import (
	"slices"
	"strings"

	"github.com/careduty/careduty/api/answer"
	"github.com/careduty/careduty/api/picture"
	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/internal/area"
)

// Compare is 2 to 5 areas on one measure, or the form that asks for them.
type Compare struct {
	Line
	Form      CompareForm
	Sentences []string
	Unit      string
	Areas     []string
	Rows      []CompareRow
	Pairs     []PairLine
	Pictures  []Picture
}

func (Compare) template() string { return "compare" }

// CompareForm asks for a measure and areas.
type CompareForm struct {
	Hidden   []Hidden
	Measures []Option
	Areas    [][]Option // one choice after another
}

// CompareRow is one period with the figure of each area.
type CompareRow struct {
	Label   string
	Figures []Figure
}

// PairLine is two areas in the newest period.
type PairLine struct {
	Names           string
	Diff, Low, High Number
	Words           string
}

// ComparePage is areas beside each other: a sentence for each pair, tested on the difference, and the series they come from.
func ComparePage(v *Visit, t *answer.Pairs) (*Frame, View) {
	f, s := v.frameOf(t), t.Query.Want.Subject
	names := make([]string, len(t.Object.Series))
	for i, x := range t.Object.Series {
		names[i] = x.AreaName
	}
	f.Kicker, f.Title, f.Lead = s.Title, words.Places(names), words.ComparedLead
	p := Compare{Line: v.line(s), Unit: s.Unit, Areas: names, Sentences: t.Object.Sentences, Form: v.compareForm(s.ID, t.Query.Areas.Codes)}
	for _, period := range t.Query.Want.Periods {
		row := CompareRow{Label: period.Label(s.Snapshot)}
		for _, x := range t.Object.Series {
			j := slices.IndexFunc(x.Points, func(q answer.SeriesPoint) bool { return q.Period == period.String() })
			if j < 0 {
				row.Figures = append(row.Figures, Figure{Why: words.StatusFrom(s.Source, "x")})
				continue
			}
			q := x.Points[j]
			row.Figures = append(row.Figures, Figure{Value: Decimal(q.Value, s.Unit), Low: Decimal(q.Lower95, s.Unit), High: Decimal(q.Upper95, s.Unit), Why: words.StatusFrom(s.Source, q.Status)})
		}
		p.Rows = append(p.Rows, row)
	}
	slices.Reverse(p.Rows)
	p.Pairs = pairLines(t)
	codes := strings.Join(t.Query.Areas.Codes, ",")
	p.Pictures = []Picture{v.drawn("/v1/reports/"+s.ID+"/trend", map[string]string{"area": codes, "period": v.Address.Canonical["period"], "grain": v.Address.Canonical["grain"]},
		picture.Alt(s, strings.Join(t.Object.Sentences, " "), v.Envelope.Meta.Release.Synthetic), words.PictureTitle(s.Title, words.Places(names), ""))}
	return f, p
}

// pairLines are the pairs of the newest period both have.
func pairLines(t *answer.Pairs) []PairLine {
	name := map[string]string{}
	for _, x := range t.Object.Series {
		name[x.AreaCode] = x.AreaName
	}
	var out []PairLine
	for i, r := range t.Rows {
		if i+1 < len(t.Rows) && t.Rows[i+1].AreaA == r.AreaA && t.Rows[i+1].AreaB == r.AreaB {
			continue // an older period of the same pair
		}
		unit := t.Query.Want.Subject.Unit
		out = append(out, PairLine{
			Names: name[r.AreaA] + " and " + name[r.AreaB], Diff: Decimal(r.Diff, unit), Low: Decimal(r.DiffLower95, unit), High: Decimal(r.DiffUpper95, unit),
			Words: words.PairOutcome(r.Outcome),
		})
	}
	return out
}

// mostCompared is how many areas can be compared.
const mostCompared = 5

// compareForm asks for a measure and up to five areas; what is chosen stays.
func (v *Visit) compareForm(chosen string, codes []string) CompareForm {
	out := CompareForm{Hidden: v.hidden("measure", "area", "period", "grain")}
	for _, s := range v.Release.Subjects() {
		out.Measures = append(out.Measures, Option{Value: s.ID, Text: s.Title, Chosen: s.ID == chosen})
	}
	for i := range mostCompared {
		options := []Option{{Text: "Choose"}}
		for _, level := range []area.Level{area.Council, area.Region} {
			var some []Option
			for _, a := range area.Of(level) {
				some = append(some, Option{Value: a.Code, Text: a.Name, Chosen: i < len(codes) && codes[i] == a.Code})
			}
			slices.SortStableFunc(some, byText)
			options = append(options, some...)
		}
		out.Areas = append(out.Areas, options)
	}
	return out
}

// CompareFormPage asks what to compare, where too little was said for an answer.
func CompareFormPage(v *Visit, t *answer.CompareForm) (*Frame, View) {
	f := v.frameOf(t)
	f.Title, f.Lead = "Compare areas", words.ComparedLead
	f.Data, f.Permalink, f.Citation = nil, "", ""
	return f, Compare{Form: v.compareForm(t.Query.Measure, t.Query.Areas)}
}
