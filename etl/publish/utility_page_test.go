package publish_test

import (
	"fmt"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/queries"
	"github.com/google/go-cmp/cmp"
)

// utilityPage is what make utility writes.
const utilityPage = "../../docs/utility.md"

// What the noise must leave of the figures of a nation. Where councils differ by wideApart times the noise or more their order must stand;
// where the middle council has so many people and breakdowns, most people must be in a figure that is shown.
const (
	wideApart     = 4
	leastSpearman = 0.90
	mostMoved     = 0.10 // more councils in another quarter of the table than chance alone moves
	largeCouncil  = 150
	leastShown    = 0.40 // of one measure; one that few people meet is shown less often
	leastShownAll = 0.80 // of those measures together
)

// mostError bounds the mean error of a numerator of 10 to 49, 50 to 199, 200 and more people. A council's count of 12 is 22 percent out on the mean by
// the table alone, one of 52 five, one of 202 1.3: a measure whose councils all have so few cannot do better.
var mostError = [3]float64{0.25, 0.07, 0.02}

// outOfBounds says what the noise has not left. whole are measures that have no breakdown for a council.
func outOfBounds(list []useful, whole map[string]bool) (broken []string) {
	note := func(ok bool, format string, args ...any) {
		if !ok {
			broken = append(broken, fmt.Sprintf(format, args...))
		}
	}
	var moved, byChance, shown, large float64
	for _, u := range list {
		moved, byChance = moved+u.moved, byChance+u.byChance
		if u.apart >= wideApart {
			note(u.spearman >= leastSpearman, "%s: Spearman %.3f", u.id, u.spearman)
			note(u.moved <= u.byChance+mostMoved, "%s: the noise moves %.3f of councils, chance %.3f", u.id, u.moved, u.byChance)
		}
		for i, most := range mostError {
			note(!(u.totals[i] > most) && !(u.parts[i] > most), "%s: numerators are %.3f out for councils, %.3f for ages", u.id, u.totals[i], u.parts[i])
		}
		switch {
		case whole[u.id]:
			note(u.shown == 0, "%s: %.3f of people are in a breakdown it has not", u.id, u.shown)
		case u.people >= largeCouncil:
			shown, large = shown+u.shown, large+1
			note(u.shown >= leastShown, "%s: %.3f of people are in ages that are shown", u.id, u.shown)
		}
	}
	note(len(list) > 0 && moved <= byChance, "of all measures the noise moves %.1f councils for %.1f that chance does", moved, byChance)
	note(large == 0 || shown >= leastShownAll*large, "%.1f of %.0f people are in ages that are shown", shown, large)
	return broken
}

// whole are the measures without a breakdown for a council.
func whole(t *testing.T) map[string]bool {
	t.Helper()
	all, err := measure.Load(queries.Files)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]bool{}
	for _, m := range all {
		out[string(m.ID)] = m.Sensitive || m.CountedElsewhere()
	}
	return out
}

// The tables of the page. That of totals was added later: a page may still be without it.
const (
	mainTable = "| measure | councils | people in the middle council | councils differ by, in noise | Spearman | moved by noise | by chance | " +
		"error in ages, 10 to 49 | 50 to 199 | 200 and more | people in shown ages |\n" +
		"| --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |\n"
	totalsTable = "\n## Councils' totals\n\nThe mean error of a published numerator of a council's total, by how many people are truly in it.\n\n" +
		"| measure | 10 to 49 | 50 to 199 | 200 and more |\n| --- | --: | --: | --: |\n"
)

// report is the page. Without the errors of totals it has no table of them.
func report(id string, list []useful) string {
	var b strings.Builder
	fmt.Fprintf(&b, `# What the noise leaves of the figures

Written by `+"`make utility`"+` from release %s, which is made up. Council totals of the newest
period against the truth: how well the order of councils is kept (Spearman's rank correlation), how many councils stand in another quarter of the
table because of the noise, and how many would from one year to the next by chance alone. Then the mean error of a published numerator of an age
group in a council, by how many people are truly in it, and how many people are in an age group whose figure is shown. Medians are left out. A
count is drawn within %d of the truth in a council; D and variance by tier are in [decision 3](adr/0003-disclosure-method.md). Where councils
hardly differ (less than about four times the noise), their order is mostly noise, and rank intervals say so.

A test holds these rows to bounds. Where councils differ by %d times the noise or more: a correlation of %.2f, and no more councils moved than by
chance and %.0f points. Over all measures the noise moves no more councils than chance. Errors: at most %.0f, %.0f and %.0f percent. Where the middle council
has %d people and figures by age: %.0f percent of people in shown ages, and %.0f percent over those measures.

`, id, disclosure.Council.D(), wideApart, leastSpearman, 100*mostMoved, 100*mostError[0], 100*mostError[1], 100*mostError[2],
		largeCouncil, 100*leastShown, 100*leastShownAll)
	b.WriteString(mainTable)
	totals := ""
	for _, u := range list {
		fmt.Fprintf(&b, "| %s | %d | %.0f | %.1f | %.3f | %s | %s | %s | %s |\n", u.id, u.councils, u.people, u.apart, u.spearman,
			percent(u.moved), percent(u.byChance), sizes(u.parts), percent(u.shown))
		totals += fmt.Sprintf("| %s | %s |\n", u.id, sizes(u.totals))
	}
	if strings.Contains(totals, "%") {
		b.WriteString(totalsTable + totals)
	}
	return b.String()
}

func percent(x float64) string {
	if x != x {
		return "-"
	}
	return fmt.Sprintf("%.1f %%", 100*x)
}

func sizes(x [3]float64) string {
	return percent(x[0]) + " | " + percent(x[1]) + " | " + percent(x[2])
}

var written = regexp.MustCompile(`from release (\S+), which is made up`)

// parse reads a page back.
func parse(t *testing.T, text string) (id string, list []useful) {
	t.Helper()
	if m := written.FindStringSubmatch(text); m != nil {
		id = m[1]
	}
	main, totals, _ := strings.Cut(text, totalsTable)
	_, main, _ = strings.Cut(main, mainTable)
	of := map[string][]float64{}
	for line := range strings.Lines(totals) {
		name, numbers := columns(t, line)
		of[name] = numbers
	}
	for line := range strings.Lines(main) {
		name, x := columns(t, line)
		if len(x) != 10 {
			t.Fatalf("a row of %d columns: %s", len(x), line)
		}
		u := useful{
			id: name, councils: int(x[0]), people: x[1], apart: x[2], spearman: x[3], moved: x[4], byChance: x[5],
			parts: [3]float64(x[6:9]), shown: x[9], totals: [3]float64{math.NaN(), math.NaN(), math.NaN()},
		}
		if y := of[name]; len(y) == 3 {
			u.totals = [3]float64(y)
		}
		list = append(list, u)
	}
	return id, list
}

// columns are the name and the numbers of a table's row; a percentage is a share, and a dash is not a number.
func columns(t *testing.T, line string) (string, []float64) {
	t.Helper()
	all := strings.Split(strings.Trim(line, "| \n"), " | ")
	var out []float64
	for _, c := range all[1:] {
		number, share := strings.CutSuffix(c, " %")
		x, err := strconv.ParseFloat(strings.ReplaceAll(number, "-", "NaN"), 64)
		if err != nil {
			t.Fatalf("%q is no number: %s", c, line)
		}
		if share {
			x /= 100
		}
		out = append(out, x)
	}
	return all[0], out
}

// TestTheCommittedPageKeepsTheBounds holds docs/utility.md to the bounds of TestUtility, which needs a nation, and to the form it is written in.
func TestTheCommittedPageKeepsTheBounds(t *testing.T) {
	text, err := os.ReadFile(utilityPage)
	if err != nil {
		t.Fatal(err)
	}
	id, list := parse(t, string(text))
	for _, broken := range outOfBounds(list, whole(t)) {
		t.Error(broken)
	}
	if diff := cmp.Diff(report(id, list), string(text)); diff != "" {
		t.Errorf("docs/utility.md is not as make utility writes it:\n%s", diff)
	}
}

// Each bound is one that figures can break.
func TestBoundsOfUtilityBind(t *testing.T) {
	good := useful{id: "m", councils: 150, people: 300, apart: 8, spearman: 0.98, moved: 0.1, byChance: 0.15, shown: 0.9}
	if broken := outOfBounds([]useful{good}, nil); len(broken) > 0 {
		t.Fatal(broken)
	}
	for name, spoil := range map[string]func(u *useful){
		"order":                  func(u *useful) { u.spearman = 0.89 },
		"moved":                  func(u *useful) { u.moved = 0.26 },
		"moved in all":           func(u *useful) { u.moved, u.apart = 0.16, 1 },
		"error of a total":       func(u *useful) { u.totals[1] = 0.08 },
		"error of a part":        func(u *useful) { u.parts[0] = 0.26 },
		"shown":                  func(u *useful) { u.shown = 0.39 },
		"shown in all":           func(u *useful) { u.shown = 0.79 },
		"shown and not to be so": func(u *useful) { u.id = "whole" },
	} {
		u := good
		if spoil(&u); len(outOfBounds([]useful{u}, map[string]bool{"whole": true})) == 0 {
			t.Errorf("%s: nothing is out of bounds", name)
		}
	}
}

// The table of totals, where there is one, is written and read like the other.
func TestThePageOfUtilityIsReadAsItIsWritten(t *testing.T) {
	want := report("synthetic-2026-03-31", []useful{{
		id: "m", councils: 150, people: 300, apart: 8, spearman: 0.98, moved: 0.1, byChance: 0.15, totals: [3]float64{0.1, 0.03, math.NaN()}, shown: 0.9,
	}})
	id, list := parse(t, want)
	if diff := cmp.Diff(want, report(id, list)); diff != "" || !strings.Contains(want, totalsTable+"| m | 10.0 % | 3.0 % | - |") {
		t.Errorf("read back it differs:\n%s", diff)
	}
}
