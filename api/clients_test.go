package api_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/careduty/careduty/api/problem"
)

// A generated client sends every default that is declared. It is never refused, in any format of the route, and the answer is the same as without.
func TestDeclaredDefaultsAreNeverRefused(t *testing.T) {
	doc, _ := description(t)
	h := handler(t)
	sent := 0
	for _, path := range doc.Paths.InMatchingOrder() {
		op := doc.Paths.Value(path).Get
		target, all, formats := example(path, op), url.Values{}, []any{nil}
		for _, p := range op.Parameters {
			if s := p.Value.Schema; p.Value.In == "query" && s.Value.Default != nil {
				all.Set(p.Value.Name, fmt.Sprint(s.Value.Default))
			}
			if p.Value.Name == "limit" && p.Value.Schema.Value.Default != nil {
				t.Errorf("%s declares a default for limit", path)
			}
			if p.Value.Name == "format" {
				formats = append(formats, p.Value.Schema.Value.Enum...)
			}
		}
		for _, f := range formats {
			if f != nil {
				all.Set("format", fmt.Sprint(f))
			}
			if len(all) == 0 {
				continue
			}
			sent++
			if r := get(t, h, with(target, all.Encode())); r.StatusCode != http.StatusOK && r.StatusCode != http.StatusTemporaryRedirect {
				t.Errorf("%s: %d %.300s", with(target, all.Encode()), r.StatusCode, body(t, r))
			}
		}
	}
	if sent < 60 {
		t.Errorf("only %d requests", sent)
	}
}

// The description generates: no two types have one name, as names are made of it, and every operation has an id.
func TestTheDescriptionGenerates(t *testing.T) {
	doc, _ := description(t)
	seen := map[string]string{}
	name := func(text, where string) {
		key := strings.ToLower(strings.NewReplacer("_", "", "-", "", ".", "").Replace(text))
		if before, twice := seen[key]; twice {
			t.Errorf("%s and %s have one name", before, where)
		}
		seen[key] = where
	}
	for schema, s := range doc.Components.Schemas {
		name(schema, "the type "+schema)
		for field, p := range s.Value.Properties {
			if p.Value != nil && len(p.Value.Enum) > 0 && p.Ref == "" { // is made a type of its own
				name(schema+field, schema+"."+field)
			}
		}
	}
	for _, path := range doc.Paths.InMatchingOrder() {
		op := doc.Paths.Value(path).Get
		if op.OperationID == "" {
			t.Errorf("%s has no operationId", path)
			continue
		}
		name(op.OperationID+"Params", path)
	}
}

// What is not quite as it was asked is said in every format.
func TestWarningsReachEveryFormat(t *testing.T) {
	h := handler(t)
	for target, code := range map[string]string{
		"/v1/data?measure=overdue_reviews&area=E10000006":                         "former-code",
		"/v1/data?measure=overdue_reviews&area=E08000035&period=2025-26..2024-25": "reversed-span",
		"/v1/data?measure=overdue_reviews&area=E08000035&period=2031-32-Q1":       "empty-span",
		league + "?limit=3": "cut",
		"/v1/reports/overdue_reviews/trend?area=E10000006&period=2031-32-Q1": "former-code",
	} {
		told := decode(t, get(t, h, target)).Meta.Warnings
		if len(told) == 0 {
			t.Errorf("%s: JSON says nothing", target)
		}
		for _, format := range []string{"csv", "parquet", "arrow", "xlsx"} {
			r := get(t, h, with(target, "format="+format))
			text := body(t, r)
			fields := r.Header.Values("Careduty-Warning")
			if r.StatusCode != http.StatusOK || len(fields) != len(told) || !strings.HasPrefix(fields[0], code+`; detail="`) {
				t.Errorf("%s: %s: %d %q", target, format, r.StatusCode, fields)
			}
			for _, f := range fields {
				if strings.ContainsFunc(f, func(r rune) bool { return r < ' ' || r > '~' }) {
					t.Errorf("%q is not ASCII", f)
				}
			}
			if format == "arrow" && !strings.Contains(text, told[0]) {
				t.Errorf("%s: the file does not say %q", target, told[0])
			}
		}
	}
	if exposed := get(t, h, league).Header.Get("Access-Control-Expose-Headers"); !strings.Contains(exposed, "Careduty-Warning") {
		t.Errorf("browsers are not shown it: %s", exposed)
	}
}

// An area asked for by a code that was given up has a row under that code, in every format, and not its successors' figures.
func TestAFormerCodeHasItsOwnRow(t *testing.T) {
	for _, format := range []string{"csv", "parquet", "arrow", "xlsx"} {
		r := get(t, handler(t), "/v1/data?measure=overdue_reviews&area=E08000016,E10000006&format="+format)
		all := read(t, format, []byte(body(t, r)))
		if len(all) != 3 || all[1][2] != "E08000016" || all[1][3] != "Barnsley" || all[2][3] != "Cumbria" {
			t.Fatalf("%s: %v", format, all)
		}
		for _, row := range all[1:] {
			line := strings.Join(row, "|")
			if !strings.Contains(line, "|x|") || !strings.Contains(line, "E08000038") && !strings.Contains(line, "E06000063, E06000064") {
				t.Errorf("%s: %s", format, line)
			}
		}
	}
}

// limit cuts any format, and the rest can be read on.
func TestLimitCutsEveryFormat(t *testing.T) {
	h := handler(t)
	for _, format := range []string{"csv", "parquet", "arrow", "xlsx"} {
		r := get(t, h, league+"?limit=2&format="+format)
		text := body(t, r)
		if got := len(read(t, format, []byte(text))); got != 3 {
			t.Errorf("%s: %d lines", format, got)
		}
		next := ""
		for _, l := range r.Header.Values("Link") {
			if at, ok := strings.CutSuffix(l, `>; rel="next"`); ok {
				next = strings.TrimPrefix(at, "<")
			}
		}
		again := get(t, h, next)
		if rest := read(t, format, []byte(body(t, again))); again.StatusCode != http.StatusOK || len(rest) != 3 {
			t.Errorf("%s: the next page %s: %d, %d lines", format, next, again.StatusCode, len(rest))
		}
	}
}

// A link that was shared brings along what is meant to tell people apart; the page is the same without.
func TestTrackingIsDropped(t *testing.T) {
	h := handler(t)
	for target, to := range map[string]string{
		leaguePage + "?within=E12000007&fbclid=IwAR0abc": leaguePage + "?within=E12000007",
		"/?utm_source=newsletter&utm_medium=email":       "/",
		"/areas?q=leeds&gclid=x&_=1":                     "/areas?q=leeds",
	} {
		r := get(t, h, target, "Accept", browser)
		if r.StatusCode != http.StatusTemporaryRedirect || r.Header.Get("Location") != to {
			t.Errorf("%s: %d to %q", target, r.StatusCode, r.Header.Get("Location"))
		}
	}
	checkProblem(t, get(t, h, league+"?fbclid=x"), http.StatusBadRequest, problem.InvalidParameter)
	text := body(t, get(t, h, leaguePage+"?wihtin=E12000007", "Accept", browser))
	if !strings.Contains(text, "We ignored “wihtin”, which is not known here; did you mean “within”?") || strings.Contains(text, "wihtin=") {
		t.Error("the page does not tell what it left out, or leads on with it")
	}
}

// outcome keeps the rows that have it, of the first comparison.
func TestOutcomeKeepsThoseRows(t *testing.T) {
	h := handler(t)
	n := map[string]int{}
	for _, row := range decode(t, get(t, h, league)).Data {
		n[fmt.Sprint(row["england_outcome"])]++
		n[fmt.Sprint(row["england_judgement"])]++
	}
	for _, word := range []string{"higher", "lower", "similar", "better", "worse"} {
		a := decode(t, get(t, h, league+"?outcome="+word))
		if len(a.Data) != n[word] || a.Meta.Total != n[word] {
			t.Errorf("%s: %d rows, total %d, want %d", word, len(a.Data), a.Meta.Total, n[word])
		}
	}
	checkProblem(t, get(t, h, "/v1/reports/complaints_upheld/league-table?outcome=better"), http.StatusBadRequest, problem.InvalidParameter)
}
