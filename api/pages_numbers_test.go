package api_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// twin is an answer with its object, numbers as they were written.
type twin struct {
	Data   []map[string]any `json:"data"`
	Object map[string]any   `json:"object"`
}

func twinOf(t *testing.T, h http.Handler, target string) twin {
	t.Helper()
	var a twin
	d := json.NewDecoder(strings.NewReader(body(t, get(t, h, target))))
	d.UseNumber()
	if err := d.Decode(&a); err != nil {
		t.Fatalf("%s: %v", target, err)
	}
	return a
}

// tablesOf are the exact numbers of a page's tables, by what the tables are called aloud.
func tablesOf(t *testing.T, h http.Handler, target string) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	for _, table := range all(parse(t, body(t, get(t, h, target))), "table") {
		out[attr(table.Parent, "aria-label")] = numbers(table)
	}
	return out
}

func list(v any) []map[string]any {
	all, _ := v.([]any)
	out := make([]map[string]any, len(all))
	for i, x := range all {
		out[i], _ = x.(map[string]any)
	}
	return out
}

func sameNumbers(t *testing.T, target, table string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) || len(want) == 0 {
		t.Errorf("%s, %s:\n shows        %v\n the API says %v", target, table, got, want)
	}
}

// TestPlacePageIsTheAPIs: the figure beside its region's and England's, its neighbours, and every period, as /v1 has them.
func TestPlacePageIsTheAPIs(t *testing.T) {
	h := handler(t)
	figures := []string{"value", "lower_95", "upper_95"}
	for target, name := range map[string]string{
		"/reports/overdue_reviews/areas/E08000035": "Leeds", "/reports/complaints_upheld/areas/E12000003": "Yorkshire and The Humber", "/reports/personal_budget_median/areas/E09000005": "Brent",
		"/reports/ascof_3d2a/areas/E08000035": "Leeds", "/reports/overdue_reviews/areas/E92000001": "England", "/reports/first_reviews_on_time/areas/E08000035?grain=year": "Leeds",
	} {
		a, tables := twinOf(t, h, "/v1"+target), tablesOf(t, h, target)
		want := shownOf(a.Object, figures...)
		for _, other := range []string{"region", "england"} {
			if x, ok := a.Object[other].(map[string]any); ok && x["area_code"] != a.Object["area_code"] {
				want = append(want, shownOf(x, figures...)...)
			}
		}
		sameNumbers(t, target, "beside", tables["Table: beside its region and England"], want)
		if next := list(a.Object["neighbours"]); len(next) > 0 {
			want = nil
			for _, x := range next {
				want = append(want, shownOf(x, figures...)...)
			}
			sameNumbers(t, target, "neighbours", tables["Table: next to it"], want)
		}
		want = nil
		for _, row := range slices.Backward(a.Data) {
			if row["area_code"] == a.Object["area_code"] {
				want = append(want, shownOf(row, append(slices.Clone(figures), "denominator")...)...)
			}
		}
		sameNumbers(t, target, "periods", tables[name+", figures by period"], want)
	}
}

// TestComparePageIsTheAPIs: each pair's difference with its interval, and the series.
func TestComparePageIsTheAPIs(t *testing.T) {
	h := handler(t)
	for _, target := range []string{
		"/compare?measure=first_reviews_on_time&area=E08000035,E08000032", "/compare?measure=overdue_reviews&area=E08000035,E06000010,E09000005", "/compare?measure=overdue_reviews&area=E12000003,E12000007",
	} {
		a, tables := twinOf(t, h, "/v1"+target), tablesOf(t, h, target)
		last := map[string]map[string]any{} // of each pair its newest row
		var order []string
		for _, row := range a.Data {
			pair := row["area_a"].(string) + row["area_b"].(string)
			if last[pair] == nil {
				order = append(order, pair)
			}
			last[pair] = row
		}
		var want []string
		for _, pair := range order {
			want = append(want, shownOf(last[pair], "diff", "diff_lower_95", "diff_upper_95")...)
		}
		sameNumbers(t, target, "pairs", tables["Pairs"], want)
		points := map[string][]string{} // by period
		for _, s := range list(a.Object["series"]) {
			for _, p := range list(s["points"]) {
				points[p["period"].(string)] = append(points[p["period"].(string)], shownOf(p, "value", "lower_95", "upper_95")...)
			}
		}
		want = nil
		for _, p := range slices.Backward(slices.Sorted(maps.Keys(points))) {
			want = append(want, points[p]...)
		}
		sameNumbers(t, target, "series", tables["Figures by period"], want)
	}
}

// TestGroupsPageIsTheAPIs: the newest figure of every group, as the trend by it has them.
func TestGroupsPageIsTheAPIs(t *testing.T) {
	h := handler(t)
	for target, data := range map[string]string{
		"/reports/first_reviews_on_time/groups":                       "/v1/reports/first_reviews_on_time/trend?by=age_band&area=E92000001",
		"/reports/first_reviews_on_time/groups?by=sex&area=E12000003": "/v1/reports/first_reviews_on_time/trend?by=sex&area=E12000003",
		"/reports/direct_payment_uptake/groups?by=sex&area=E08000035": "/v1/reports/direct_payment_uptake/trend?by=sex&area=E08000035",
	} {
		rows := twinOf(t, h, data).Data
		newest := ""
		for _, row := range rows {
			newest = max(newest, row["period"].(string))
		}
		var want []string
		for _, row := range rows {
			if row["period"] == newest {
				want = append(want, shownOf(row, "value", "lower_95", "upper_95", "denominator")...)
			}
		}
		got := []string{}
		for name, numbers := range tablesOf(t, h, target) {
			if strings.HasPrefix(name, "Groups, ") {
				got = numbers
			}
		}
		sameNumbers(t, target, "groups", got, want)
	}
}
