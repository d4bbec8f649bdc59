package publish_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/careduty/careduty/etl/publish"
	"github.com/careduty/careduty/internal/release"
)

// notes are the notes of an area's totals, by period.
func notes(t *testing.T, out publish.Outcome, area string) map[string]string {
	t.Helper()
	f, err := release.OpenColumns(out.Dir, out.ID)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // only read
	got := map[string]string{}
	for g := range f.Groups() {
		c, err := f.Read(t.Context(), g, "area_code", "period", "dimension", "status", "notes")
		if err != nil {
			t.Fatal(err)
		}
		for i := range c.Rows {
			if c.Texts["area_code"].At(i) == area && c.Texts["dimension"].At(i) == "" {
				got[c.Texts["period"].At(i)] = c.Texts["status"].At(i) + " " + c.Texts["notes"].At(i)
			}
		}
	}
	return got
}

// must publishes on a day.
func (x *world) must(day string) publish.Outcome {
	x.t.Helper()
	out, err := x.outcome(day)
	if err != nil {
		x.t.Fatal(err)
	}
	return out
}

// withdraw withdraws Leeds from a release.
func (x *world) withdraw(id, on string, periods ...string) {
	x.t.Helper()
	if err := release.Correct(x.releases, id, release.Correction{Council: leeds, Periods: periods, Reason: "The file was of another year.", On: on}); err != nil {
		x.t.Fatal(err)
	}
}

// A council sent a wrong file. Published, withdrawn and corrected, the right figures are in the very next release, as its next vintage; its region and
// England keep theirs, and say so until their own.
func TestAWrongFileIsCorrectedInTheNextRelease(t *testing.T) {
	x := newWorld(t)
	x.fill(year(leeds, 300), year(kirklees, 400))
	wrong := x.must("2026-04-10")
	first := shown(t, wrong)
	x.withdraw(wrong.ID, "2026-04-20")

	// Nothing is loaded yet: the figures are not given, and the marker waits.
	waiting := x.must("2026-04-25")
	for per, note := range notes(t, waiting, leeds) {
		if note != "x Withdrawn: The file was of another year." {
			t.Errorf("%s: the wrong file is still there, and Leeds says %q", per, note)
		}
	}
	x.fill(year(leeds, 500), year(kirklees, 400))
	corrected := x.must("2026-05-10")
	second := shown(t, corrected)
	if letters(second, leeds) != "r" {
		t.Errorf("the corrected council's vintage is %q", letters(second, leeds))
	}
	key := "direct_payment_uptake " + leeds + " 2025-26-Q4  "
	if was, is := strings.Fields(first[key]), strings.Fields(second[key]); len(was) < 2 || len(is) < 2 || was[1] == is[1] {
		t.Errorf("Leeds was %q and is %q", first[key], second[key])
	}
	for _, wide := range []string{yorkshire, england} {
		if !maps.Equal(values(first, wide), values(second, wide)) {
			t.Errorf("%s took the correction in before its own vintage", wide)
		}
		if note := notes(t, corrected, wide)["2025-26-Q4"]; !strings.Contains(note, "Figures of Leeds in it were withdrawn since") {
			t.Errorf("%s says %q", wide, note)
		}
	}
	if !slices.ContainsFunc(corrected.Notes, func(s string) bool { return strings.Contains(s, "Leeds, 2026-03-31") }) {
		t.Errorf("the operator is told %q", corrected.Notes)
	}
	revised := x.must("2026-10-10")
	for _, wide := range []string{yorkshire, england} {
		if note := notes(t, revised, wide)["2025-26-Q4"]; strings.Contains(note, "withdrawn") || letters(shown(t, revised), wide) != "r" {
			t.Errorf("six months on %s says %q and is %q", wide, note, letters(shown(t, revised), wide))
		}
	}
}

// Where the wrong file is taken out and no right one is there, the council's figures are not given; nor, for good, after the third vintage.
func TestWithoutARightFileFiguresStayAway(t *testing.T) {
	x := newWorld(t)
	x.fill(year(leeds, 300), year(kirklees, 400))
	wrong := x.must("2026-04-10")
	x.withdraw(wrong.ID, "2026-04-20")
	x.fill(year(kirklees, 400))
	out := x.must("2026-05-10")
	if note := notes(t, out, leeds)["2025-26-Q4"]; note != "x Withdrawn: The file was of another year." {
		t.Errorf("Leeds says %q", note)
	}
	if note := notes(t, out, kirklees)["2025-26-Q4"]; strings.Contains(note, "ithdrawn") {
		t.Errorf("Kirklees says %q", note)
	}
	x.fill(year(leeds, 500), year(kirklees, 400))
	if got := letters(x.publish("2026-06-10"), leeds); got != "r" {
		t.Errorf("with the right file the vintage is %q", got)
	}

	y := newWorld(t)
	y.fill(year(leeds, 300))
	y.must("2026-04-10")
	y.fill(year(leeds, 350))
	final := y.must("2027-04-20")
	if letters(shown(t, final), leeds) != "f" {
		t.Fatal("a year on it is not final")
	}
	y.withdraw(final.ID, "2027-05-01", "2025-26-Q4")
	y.fill(year(leeds, 500))
	for _, day := range []string{"2027-05-10", "2027-06-10"} {
		struck := notes(t, y.must(day), leeds)
		if struck["2025-26-Q4"] != "x Withdrawn: The file was of another year." || strings.HasPrefix(struck["2025-26-Q3"], "x") {
			t.Errorf("%s: after the third vintage Leeds says %q", day, struck)
		}
	}
}

// A correction that changes too few people is not drawn: the stored values come back, with a note.
func TestASmallCorrectionIsNotDrawn(t *testing.T) {
	x := newWorld(t)
	x.fill(year(leeds, 300))
	wrong := x.must("2026-04-10")
	x.withdraw(wrong.ID, "2026-04-20")
	x.fill(year(leeds, 305))
	out := x.must("2026-05-10")
	if !maps.Equal(values(shown(t, wrong), leeds), values(shown(t, out), leeds)) {
		t.Error("five changed people were drawn anew")
	}
	if note := notes(t, out, leeds)["2025-26-Q4"]; !strings.Contains(note, "changed too few people") {
		t.Errorf("Leeds says %q", note)
	}
}
