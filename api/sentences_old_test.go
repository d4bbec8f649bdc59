package api_test

import (
	"fmt"
	"slices"
	"testing"
)

// Words that were said once, of the rows there are now: each contradicts them, and the reader finds it. What is said today of the same rows it takes.
func TestOldSentencesAreFoundToContradictTheirRows(t *testing.T) {
	h := handler(t)
	refused := 0
	for _, s := range exact(t, h, "/v1/measures") {
		id, title := s["id"].(string), s["title"].(string)
		r := readerOf(t, h, id, title)
		if s["unit"] != "percent" || r.zoned("inside")+r.zoned("outside") == 0 {
			continue
		}
		each(exact(t, h, "/v1/reports/"+id+"/trend?area=E92000001,E08000036"), func(row map[string]any) string { return row["area_name"].(string) }, func(name string, rows []map[string]any) {
			if r.series(name, rows); len(r.drawn) < 3 {
				return // a series after a break
			}
			if len(r.found)+len(r.strange) > 0 {
				t.Errorf("%s: what is said today is refused: %v %v", id, r.found, r.strange)
			}
			for _, old := range r.wrong(name) {
				r.found, r.strange = nil, nil
				if r.hold(old); len(r.found) != 1 || len(r.strange) > 0 {
					t.Errorf("%s: %q is not refused: %v %v", id, old, r.found, r.strange)
				}
				refused++
			}
			r.found, r.strange = nil, nil
		})
	}
	if t.Logf("%d old sentences were refused", refused); refused < 40 {
		t.Errorf("only %d old sentences were tried", refused)
	}
}

// wrong are old sentences on an area that its rows do not bear out.
func (r *reader) wrong(name string) []string {
	n := len(r.drawn)
	a, b := r.at[name][r.drawn[0]], r.at[name][r.drawn[n-1]]
	ends := fmt.Sprintf("from %.1f in every 100 (%s) to %.1f in every 100 (%s)", a.value, r.drawn[0], b.value, r.drawn[n-1])
	out := []string{
		// A headline of five year-ends beside twelve quarters drawn.
		fmt.Sprintf("%s: rising over 5 years, from %.0f in every 100 to %.0f in every 100, more than chance would explain.", name, a.value, b.value),
		// Two figures that differ, said alike.
		fmt.Sprintf("%s over the last year: from 50 in every 100 (%s) to 50 in every 100 (%s); the difference could be chance.", name, r.drawn[0], r.drawn[n-1]),
		// Areas counted that are not plotted.
		fmt.Sprintf("%d of %d areas lie outside the 95%% limits, 3 above and 9 below; about 8 would by chance alone.", r.zoned("outside"), r.zoned("inside")+r.zoned("outside")+10),
		// Another place's figure.
		fmt.Sprintf("%s: %.1f in every 100.", name, b.value+7),
		// Counts that are not those of the rows.
		fmt.Sprintf("%d councils higher than England, %d similar (any difference could be chance), %d lower.", r.counted("council", "higher")+1, r.counted("council", "similar"), r.counted("council", "lower")),
		// A span that is not the one drawn.
		fmt.Sprintf("%s: no steady rise or fall, from %.1f in every 100 (%s) to %.1f in every 100 (%s); first and last are not compared.", name, r.at[name][r.drawn[1]].value, r.drawn[1], b.value, r.drawn[n-1]),
	}
	if apart(a, b) { // said of seven England series whose ends do not touch
		out = append(out, fmt.Sprintf("%s: little changed over %d quarters (%.1f in every 100 to %.1f in every 100): the differences could be chance.", name, n, a.value, b.value),
			name+": no steady rise or fall, "+ends+"; the difference between first and last could be chance.")
	}
	if within(a, b) {
		out = append(out, fmt.Sprintf("%s: falling over %d quarters, from %.1f in every 100 to %.1f in every 100, more than chance would explain.", name, n, a.value, b.value))
	}
	if way("up", a, b) != "" {
		out = append(out, name+": a steady rise, "+ends+".")
	} else {
		out = append(out, name+": a steady fall, "+ends+".")
	}
	if 5*r.zoned("outside") > r.zoned("inside")+r.zoned("outside") {
		out = append(out, "Councils do not differ more than chance explains.")
	}
	if f := r.at[name][r.label]; f.rankedOf > 1 && 2*(f.rankHigh-f.rankLow) <= f.rankedOf {
		out = append(out, fmt.Sprintf("Chance leaves %s nearly any place among the %.0f ranked; no position is given.", name, f.rankedOf))
	}
	return slices.Clip(out)
}
