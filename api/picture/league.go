package picture

import (
	"math"
	"slices"
	"strings"

	"github.com/careduty/careduty/api/answer"
	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/release"
)

// The charts there are.
const (
	RankingChart = "ranking"
	StripChart   = "strip"
	FunnelChart  = "funnel"
	HexMapChart  = "hexmap"
	TrendChart   = "trend"
	GroupsChart  = "groups"
)

// League is a league table drawn.
func League(t *answer.LeagueTable, chart string, e answer.Envelope) (Chart, Words) {
	s := t.Query.Subject
	var cells []*release.Cell
	when := ""
	for i := range t.Rows {
		cells = append(cells, t.Rows[i].Cell)
		when = t.Rows[i].PeriodLabel
	}
	foot := missing(cells, false)
	var out Chart
	switch chart {
	case FunnelChart:
		out, foot = funnelOf(t), append(foot, funnelNotes(t)...)
	case StripChart:
		out, foot = stripOf(t), append(foot, words.StripNote)
	case HexMapChart:
		if out, foot = hexMapOf(t), append(foot, words.HexNote, words.Axis(s.Unit, string(s.Polarity))); len(gone(cells)) > 0 {
			foot = append(foot, words.Gone(gone(cells)))
		}
	default:
		out, foot = rankingOf(t), slices.Concat(foot, bars(s, cells), hollow(cells))
	}
	return out, wordsOf(s, withinName(t), when, LeagueFinding(t, chart), foot, cells, e)
}

// funnelNotes name the areas outside, and say what the limits allow for without the sentence that is the finding already.
func funnelNotes(t *answer.LeagueTable) []string {
	var names, out []string
	for i := range t.Rows {
		if t.Rows[i].SpreadZone == "outside" {
			names = append(names, t.Rows[i].AreaName)
		}
	}
	if len(names) > 0 {
		out = append(out, words.Outside(names))
	}
	finding := LeagueFinding(t, FunnelChart)
	for _, n := range t.Notes {
		if n = strings.TrimSpace(strings.TrimPrefix(n, finding)); n != "" {
			out = append(out, n)
		}
	}
	return out
}

// levelOf is what a row of a table is called.
func levelOf(t *answer.LeagueTable) string {
	if slices.Equal(t.Query.Levels, []area.Level{area.Region}) {
		return "region"
	}
	return "council"
}

// withinName is the place a table is of.
func withinName(t *answer.LeagueTable) string {
	a, _ := area.ByCode(string(t.Query.Within))
	return a.Name
}

// LeagueFinding is what a picture of a league table says.
func LeagueFinding(t *answer.LeagueTable, chart string) string {
	if chart == FunnelChart {
		outside, plotted := 0, 0
		for i := range t.Rows {
			switch t.Rows[i].SpreadZone {
			case "outside":
				outside, plotted = outside+1, plotted+1
			case "inside":
				plotted++
			}
		}
		if t.Widened {
			return words.UsualSpread(outside, plotted)
		}
		return words.OutsideChance(outside, plotted)
	}
	higher, similar, lower := t.Sides()
	return words.StandFinding(levelOf(t), higher, similar, lower, len(t.Rows)-higher-similar-lower)
}

func referenceOf(t *answer.LeagueTable) Reference {
	if t.Side == nil || len(t.Rows) == 0 {
		return Reference{Name: "England", Value: math.NaN()}
	}
	return Reference{Name: "England", Value: number(t.Side.Value)}
}

var outcomes = map[string]Outcome{"higher": Higher, "lower": Lower, "similar": Similar}

// outcomeOf is where a row stands to England; a word that is none of the three is no comparison.
func outcomeOf(t *answer.LeagueTable, r *answer.LeagueRow) Outcome { return outcomes[t.SideOf(r)] }

func rankingOf(t *answer.LeagueTable) Ranking {
	out := Ranking{Axis: axisOf(t.Query.Subject), Reference: referenceOf(t), Others: levelOf(t) + "s"}
	for i := range t.Rows {
		r := &t.Rows[i]
		if r.Value == nil {
			continue
		}
		row := Row{
			Name: r.AreaName, Value: *r.Value, Low: number(r.Cell.Lower95), High: number(r.Cell.Upper95), Outcome: outcomeOf(t, r), Marked: r.Highlighted, Hollow: ringed(r.Cell),
		}
		if row.Outcome != NotCompared {
			out.Key = [3]string{words.KeyHigher, words.KeyLower, words.KeySimilar}
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

func stripOf(t *answer.LeagueTable) Strip {
	out := Strip{Axis: axisOf(t.Query.Subject), Reference: referenceOf(t), Key: [2]string{words.KeyCouncil, words.KeyOwnFigure}}
	at := map[string]int{}
	for _, x := range t.Regions {
		if len(t.Rows) > 0 && !slices.ContainsFunc(t.Rows, func(r answer.LeagueRow) bool { return r.ParentCode == x.AreaCode }) {
			continue // of a table of one region only that strip is drawn
		}
		at[x.AreaCode] = len(out.Groups)
		out.Groups = append(out.Groups, Group{Name: x.AreaName, Value: number(x.Value)})
	}
	for i := range t.Rows {
		r := &t.Rows[i]
		if n, ok := at[r.ParentCode]; ok && r.Value != nil {
			out.Groups[n].Dots = append(out.Groups[n].Dots, Dot{Name: r.AreaName, Value: *r.Value, Marked: r.Highlighted})
		}
	}
	return out
}

func hexMapOf(t *answer.LeagueTable) HexMap {
	out := HexMap{Key: [4]string{words.KeyHigher, words.KeySimilar, words.KeyLower, words.KeyNoFigure}}
	for i := range t.Rows {
		r := &t.Rows[i]
		o := outcomeOf(t, r)
		out.Cells = append(out.Cells, Hex{
			Code: r.AreaCode, Name: r.AreaName, Region: r.ParentCode, Outcome: o, None: r.Value == nil || o == NotCompared, Marked: r.Highlighted,
		})
	}
	return out
}

func funnelOf(t *answer.LeagueTable) Funnel {
	out := Funnel{Axis: axisOf(t.Query.Subject), People: words.PeopleCounted, Cut: words.NotFromZero, Reference: referenceOf(t), Names: [2]string{words.Limits95, words.Limits998}}
	if t.Widened {
		out.Names[0] = words.UsualLimits
	}
	for i := range t.Rows {
		if r := &t.Rows[i]; r.Funnel.Lower95 != nil {
			out.Areas = append(out.Areas, FunnelArea{
				Name: r.AreaName, People: float64(*r.Denominator), Value: *r.Value, Outside: r.SpreadZone == "outside", Marked: r.Highlighted,
			})
		}
	}
	for _, l := range t.Curve {
		out.Limits = append(out.Limits, Limit(l))
	}
	return out
}
