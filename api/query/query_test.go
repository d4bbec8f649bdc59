package query_test

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/careduty/careduty/api/problem"
	"github.com/careduty/careduty/api/query"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// catalogue holds one measure with quarters for all levels and, by age, for councils in years alone; sex is for England only.
func catalogue() measure.Catalogue {
	s := &measure.Subject{ID: "overdue_reviews", Unit: "percent", Polarity: measure.LowIsGood, Grain: period.Quarter, Dimensions: []string{"age_band", "sex"}}
	councils := []string{"E06000010", "E08000035"}
	for i := range 6 {
		s.AddSpan(period.Period{Start: 2024, Q: 1}.Add(i), councils)
	}
	s.AddSpan(period.Period{Start: 2024}, councils)
	for _, g := range []measure.Group{
		{Level: area.Country, Grain: period.Quarter},
		{Level: area.Region, Grain: period.Quarter},
		{Level: area.Council, Grain: period.Quarter},
		{Level: area.Council, Grain: period.Year},
		{Dimension: "age_band", Level: area.Country, Grain: period.Quarter},
		{Dimension: "age_band", Level: area.Council, Grain: period.Year},
		{Dimension: "sex", Level: area.Country, Grain: period.Quarter},
	} {
		s.AddGroup(g)
	}
	age, _ := measure.DimensionOf("age_band")
	sex, _ := measure.DimensionOf("sex")
	return measure.NewCatalogue("synthetic-2026-03-31", true, "ascof-2024-25", []*measure.Subject{s}, []measure.Dimension{age, sex})
}

func scope(t *testing.T, text string) query.Scope {
	t.Helper()
	values, err := url.ParseQuery(text)
	if err != nil {
		t.Fatal(err)
	}
	return query.Scope{Catalogue: catalogue(), Path: map[string]string{"measure": "overdue_reviews"}, Values: values, Address: "/v1/reports/overdue_reviews/league-table"}
}

func data(t *testing.T, text string) (*query.Data, *problem.Problem) {
	t.Helper()
	q, err := query.ReadData(scope(t, "measure=overdue_reviews&"+text))
	var p *problem.Problem
	if err != nil && !errors.As(err, &p) {
		t.Fatal(err)
	}
	return q.(*query.Data), p
}

// A default, sent, is what was not sent: the same canonical query, and never refused.
func TestDefaultsSentAreNotRefused(t *testing.T) {
	for _, text := range []string{
		"level=council&within=E92000001&period=latest&compare=england&chart=ranking&size=page&release=latest",
		"chart=ranking&format=json", "chart=ranking&format=csv&limit=10000",
	} {
		q, err := query.ReadLeague(scope(t, text))
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		canonical := q.Understood().Canonical
		delete(canonical, "limit")
		if len(canonical) > 0 {
			t.Errorf("%s: a default is part of the canonical query: %v", text, canonical)
		}
	}
}

// What is wrong with the choice of a release is told alone and first: without a release nothing else can be held against it.
func TestTheFirstFaultNamedIsTrue(t *testing.T) {
	for _, text := range []string{"as_of=31/03/2026", "cursor=zzz", "as_of=2026-02-30", "as_of=2026-01-01&release=x"} {
		values, _ := url.ParseQuery("measure=overdue_reviews&area=E92000001&" + text)
		_, err := query.ReadPin(values, query.Pages)
		var p *problem.Problem
		if !errors.As(err, &p) || len(p.Errors) != 1 || p.Errors[0].Code == problem.UnknownParameter || !slices.Contains([]string{"as_of", "cursor"}, p.Errors[0].Parameter) {
			t.Errorf("%s: %+v", text, err)
		}
	}
	q, p := data(t, "area=E92000001&nonsense=1")
	if p == nil || len(p.Errors) != 1 || p.Errors[0].Parameter != "nonsense" {
		t.Errorf("%v %+v", q, p)
	}
}

// A code of another kind is said to be that, with the council that has the duty where it is known; no council is ever guessed by spelling.
func TestCodesOfOtherKinds(t *testing.T) {
	for code, want := range map[string]string{
		"E07000026": "Allerdale (E07000026) is a district, which has no duty for adult social care. The council that has it there is Cumberland (E06000063).",
		"E07000008": "Cambridge (E07000008) is a district, which has no duty for adult social care. The council that has it there is Cambridgeshire (E10000003).",
		"E07000012": "South Cambridgeshire (E07000012) is a district, which has no duty for adult social care. The council that has it there is Cambridgeshire (E10000003).",
		"Allerdale": "Allerdale (E07000026) is a district, which has no duty for adult social care. The council that has it there is Cumberland (E06000063).",
		"W06000001": "Wales", "S12000033": "Scotland", "N09000001": "Northern Ireland", "E47000001": "combined authority", "E54000027": "integrated care board",
		"E07999999": "district council", "E06000099": "not the code of a unitary council", "E08000099": "not the code of a metropolitan", "K02000001": "United Kingdom",
		"Calderdle": "is not the code of an area", "E0800003": "is not the code of an area",
	} {
		_, p := data(t, "area="+url.QueryEscape(code))
		if p == nil || len(p.Errors) != 1 || !strings.Contains(p.Errors[0].Detail, want) || p.Errors[0].DidYouMean != "" {
			t.Errorf("%s: %+v", code, p)
		}
	}
	for text, want := range map[string]string{"Leeds": "E08000035", "213": "", "leeds": "E08000035"} {
		if _, p := data(t, "area="+text); p == nil || want != "" && p.Errors[0].DidYouMean != want {
			t.Errorf("%s: %+v", text, p)
		}
	}
}

// A code that was given up has its own row, and a warning says what became of it.
func TestFormerCodesAreKept(t *testing.T) {
	q, p := data(t, "area=E10000006,E08000016")
	if p != nil || !slices.Equal(q.Areas.Codes, []string{"E08000016", "E10000006"}) || len(q.Warnings) != 2 || q.Warnings[0].Code != query.FormerCode {
		t.Errorf("%v %+v %v", p, q.Areas, q.Warnings)
	}
}

func TestSpansWithNothingInThemSaySo(t *testing.T) {
	for text, code := range map[string]string{"2025-26..2024-25": query.Reversed, "2031-32-Q1": query.EmptySpan, "2024-25-Q1,2031-32-Q1": query.EmptySpan, "..2019-20-Q4": query.EmptySpan} {
		q, p := data(t, "period="+text)
		if p != nil || len(q.Warnings) != 1 || q.Warnings[0].Code != code {
			t.Errorf("%s: %v %v", text, p, q.Warnings)
		}
	}
	if q, p := data(t, "period=2024-25-Q1..2031-32-Q1"); p != nil || len(q.Warnings) != 0 {
		t.Errorf("a span that is partly there: %v %v", p, q.Warnings)
	}
}

// What no measure has is refused with what there is; latest is a year where the level has no quarters.
func TestWhatDoesNotExistIsRefused(t *testing.T) {
	for text, want := range map[string]string{
		"by=age_band&period=2024-25-Q1":               "period:council by years",
		"by=sex":                                      "level:country by quarters",
		"by=sex&area=E08000035":                       "level:country by quarters",
		"by=age_band&level=region":                    "level:country by quarters, council by years",
		"by=age_band&area=E08000035&grain=quarter":    "period:council by years",
		"by=age_band&level=council,region&grain=year": "level:council by years",
	} {
		_, p := data(t, text)
		parameter, detail, _ := strings.Cut(want, ":")
		if p == nil || p.Errors[0].Parameter != parameter && parameter != "level" || !strings.Contains(p.Errors[0].Detail, detail) {
			t.Errorf("%s: %+v", text, p)
		}
	}
	q, p := data(t, "by=age_band&level=council")
	if p != nil || len(q.Wants) != 1 || len(q.Wants[0].Periods) != 1 || q.Wants[0].Periods[0] != (period.Period{Start: 2024}) {
		t.Errorf("%v %+v", p, q.Wants)
	}
	if q, p := data(t, "by=age_band&level=country"); p != nil || q.Wants[0].Periods[0].Q == 0 {
		t.Errorf("%v %+v", p, q.Wants)
	}
}

// A hundred thousand unknown names do not make an answer of many times their size.
func TestProblemsAreBounded(t *testing.T) {
	names := make([]string, 1000)
	for i := range names {
		names[i] = "overdue_revie" + strings.Repeat("x", i%5) + string(rune('a'+i%26))
	}
	_, err := query.ReadData(scope(t, "measure="+strings.Join(names, ",")))
	var p *problem.Problem
	if !errors.As(err, &p) || len(p.Errors) > 20 || len(p.JSON()) > 8<<10 || !strings.Contains(p.Detail, "more are wrong") {
		t.Errorf("%d items, %d bytes", len(p.Errors), len(p.JSON()))
	}
}

// latest is the newest period in which at least four fifths of the councils have a figure that had one a year before.
func TestLatestNeedsEnoughCouncils(t *testing.T) {
	all := []string{"E06000001", "E06000002", "E06000003", "E06000004", "E06000005"}
	for have, want := range map[int]int{5: 4, 4: 4, 3: 3} {
		s := &measure.Subject{ID: "x", Grain: period.Quarter}
		for q := range 4 {
			s.AddSpan(period.Period{Start: 2024, Q: q + 1}, append([]string{area.England}, all...))
		}
		s.AddSpan(period.Period{Start: 2025, Q: 1}, append([]string{area.England}, all[:have]...))
		last, ok := s.Latest(period.Quarter)
		if got := last.Index() - (period.Period{Start: 2024, Q: 1}).Index(); !ok || got != want {
			t.Errorf("with %d of 5 councils: %v", have, last)
		}
		if newer := s.Newer(period.Quarter); (len(newer) > 0) != (want == 3) {
			t.Errorf("with %d of 5 councils: newer %v", have, newer)
		}
	}
	s := &measure.Subject{ID: "x", Grain: period.Year}
	s.AddSpan(period.Period{Start: 2023}, []string{area.England})
	s.AddSpan(period.Period{Start: 2024}, nil)
	if last, ok := s.Latest(period.Year); !ok || last.Start != 2023 {
		t.Errorf("of England alone: %v %v", last, ok)
	}
}

func TestAreasThatCannotBeCompared(t *testing.T) {
	for text, want := range map[string]string{
		"area=E08000035": "Name 2 to 5", "area=E08000035,E92000001": "compare=england,region", "": "Say which areas",
		"area=E08000035,E06000010,E06000001,E06000002,E06000003,E06000004": "Name 2 to 5",
	} {
		_, err := query.ReadCompared(scope(t, "measure=overdue_reviews&"+text))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", text, err)
		}
	}
	if _, err := query.ReadCompared(scope(t, "measure=overdue_reviews&area=E08000035,E06000010")); err != nil {
		t.Error(err)
	}
}

func TestOutcomesThatCannotBe(t *testing.T) {
	for _, text := range []string{"outcome=best", "outcome=higher&area=E08000035", "outcome=higher&compare=none"} {
		if _, err := query.ReadLeague(scope(t, text)); err == nil {
			t.Errorf("%s is taken", text)
		}
	}
	if _, err := query.ReadLeague(scope(t, "outcome=better")); err != nil {
		t.Error(err)
	}
}

// On pages a parameter nobody knows is left out and told; its value is not part of the address.
func TestPagesIgnoreWhatNobodyKnows(t *testing.T) {
	s := scope(t, "wihtin=E12000007&level=region")
	s.Lenient = true
	q, err := query.ReadLeague(s)
	if err != nil {
		t.Fatal(err)
	}
	a := q.Understood()
	if len(a.Ignored) != 1 || a.Ignored[0] != (query.Ignored{Name: "wihtin", Meant: "within"}) || a.Canonical["wihtin"] != "" {
		t.Errorf("%+v %v", a.Ignored, a.Canonical)
	}
}
