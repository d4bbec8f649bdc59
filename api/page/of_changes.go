package page

import (
	"fmt"

	"github.com/careduty/careduty/api/answer"
	"github.com/careduty/careduty/api/words"
)

// Changes is what differs between a release and an earlier one.
type Changes struct {
	From, To string
	Counts   []Named
	Rows     []ChangeLine
	More     string
}

func (Changes) template() string { return "changes" }

// ChangeLine is a figure that is new, revised or gone.
type ChangeLine struct {
	Measure, Area, Href, Period, What string
	Before, Now                       Number
}

// mostChanges is how many revised figures a page lists; all of them are in the file.
const mostChanges = 500

// ChangesPage lists what was revised since an earlier release, and counts what was added.
func ChangesPage(v *Visit, t *answer.ChangeList) (*Frame, View) {
	f := v.frameOf(t)
	p := Changes{From: t.From}
	if v.Release != nil {
		p.To = v.Release.ID()
	}
	f.Kicker, f.Title = "Changes", "What changed with "+p.To
	n := map[string]int64{}
	for _, r := range t.Rows {
		n[r.Change]++
		if r.Change == "added" {
			continue // a new period is no change of a figure
		}
		if len(p.Rows) < mostChanges {
			p.Rows = append(p.Rows, v.changeLine(r))
		}
	}
	p.Counts = []Named{{"Figures that are new", Whole(n["added"])}, {"Figures revised", Whole(n["revised"])}, {"Figures taken out", Whole(n["removed"])}}
	if shown, all := int64(len(p.Rows)), n["revised"]+n["removed"]; shown < all {
		p.More = fmt.Sprintf("These are %d of %d; all of them are in the data for this view.", shown, all)
	}
	return f, p
}

func (v *Visit) changeLine(r answer.ChangeRow) ChangeLine {
	title, unit := r.Measure, ""
	if s, ok := v.Release.Subject(r.Measure); ok {
		title, unit = s.Title, s.Unit
	}
	return ChangeLine{
		Measure: title, Area: r.AreaName, Href: v.Address.Link("/reports/"+r.Measure+"/areas/"+r.AreaCode, nil), Period: r.Period, What: words.ChangeOf(r.Change),
		Before: Decimal(r.ValueBefore, unit), Now: Decimal(r.Value, unit),
	}
}
