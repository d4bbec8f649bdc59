package measure_test

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/measure"
)

func valid(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile("testdata/example.sql")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestAChangeMaySayWhereTheSeriesBreaks(t *testing.T) {
	m, err := measure.Parse("example.sql", strings.Replace(valid(t), "what: First version.", "what: First version., from: 2026-27-Q1", 1))
	if err != nil || m.Changes[0].From != "2026-27-Q1" {
		t.Errorf("%v, changes %v", err, m.Changes)
	}
}

func TestParse(t *testing.T) {
	m, err := measure.Parse("example.sql", valid(t))
	if err != nil {
		t.Fatal(err)
	}
	if m.ID != "example" || m.Parameters["days"].Default != "56" || m.Line != 52 {
		t.Errorf("read %q, days=%q, query on line %d", m.ID, m.Parameters["days"].Default, m.Line)
	}
	query, names := m.Bind()
	if strings.Contains(query, "* :days") || len(names) != 2 || names[0] != "days" || !strings.Contains(query, "':days in quotes stays'") {
		t.Errorf("bound %v in %s", names, query)
	}
}

// TestAFaultNamesFileAndLine changes one thing at a time in a file that is right.
func TestAFaultNamesFileAndLine(t *testing.T) {
	cases := []struct{ name, old, new, want string }{
		{"missing field", "polarity: high_is_good\n", "", `queries/example.sql:2: The header has no "polarity".`},
		{"unknown field", "polarity:", "colour: blue\npolarity:", "queries/example.sql:18: The header is not readable: unknown field"},
		{"unknown value", "high_is_good", "up", `queries/example.sql:18: "up" is not a polarity.`},
		{"wrong type", "minimum_denominator: 30", "minimum_denominator: many", "queries/example.sql:44: A value of the header is not of its field's type."},
		{"low denominator", "minimum_denominator: 30", "minimum_denominator: 10", "The minimum denominator is under 30."},
		{"default out of range", `default: "56"`, `default: "560"`, `The parameter "days" has a default outside`},
		{"unused parameter", "* :days AS DATE) <= :days", "AS DATE) <= 5", `Nothing in the query uses the parameter "days".`},
		{"undeclared placeholder", "* :days", "* :weeks", "The query uses :weeks, which is not a parameter."},
		{"a part that is not said", "population: People with something due.", "population:", "The population is not said."},
		{"people who are of no form", "pick: last", "pick: last\npeople_are: those of another", "people_are does not name a set."},
		{"unit of another kind", "unit: percent", "unit: days", `A proportion is given in "percent", not "days".`},
		{"people's dimension claimed", "dimensions: [setting]", "dimensions: [sex]", "A dimension is unknown or belongs to people."},
		{"needs without people", "needs: [people,", "needs: [", "needs must begin with people"},
		{"sensitive by quarter", "sensitive: false", "sensitive: true", "A sensitive measure is given for years only."},
		{"nothing left out", "does_not_show:\n  - Whether it helped.\n", "does_not_show: []\n", "Nothing is said of what the measure does not show."},
		{"old change log", `{version: 1.0.0, date`, `{version: 0.9.0, date`, "The change log does not end with the present version."},
		{"a break in no period", "what: First version.", "what: First version., from: 2026", "A change is from what is no period."},
		{"no header", "/*---", "/*", "queries/example.sql:1: The header is missing."},
		{"open header", "---*/", "*/", "queries/example.sql:1: The header does not end."},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			text := strings.Replace(valid(t), c.old, c.new, 1)
			if text == valid(t) {
				t.Fatalf("the example has no %q", c.old)
			}
			_, err := measure.Parse("example.sql", text)
			if !fault.Is(err, fault.Refused) || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "queries/example.sql:") {
				t.Errorf("Parse = %v, want %q", err, c.want)
			}
		})
	}
}

// lintCases are queries with what is said of them; nothing where both engines read them alike.
var lintCases = map[string]string{
	"SELECT a::DATE FROM t":         "A cast by ::",
	"SELECT a / b FROM t":           "Division differs",
	"SELECT a // b FROM t":          "Division differs",
	"SELECT a % b FROM t":           "remainder",
	"SELECT a ^ b FROM t":           "operator",
	"SELECT a & b FROM t":           "operator",
	"SELECT a | b FROM t":           "operator",
	"SELECT a << 2 FROM t":          "operator",
	"SELECT a FROM t WHERE a ~ 'x'": "operator",
	"SELECT a FROM t WHERE a == 1":  "==",
	"SELECT #1 FROM t":              "operator",
	"SELECT $1 FROM t":              "operator",
	"SELECT f(a := 1) FROM t":       ":=",
	"SELECT a FROM t QUALIFY row_number() OVER (ORDER BY a NULLS LAST) = 1":        "QUALIFY",
	"SELECT a, count(*) FROM t GROUP BY ALL":                                       "GROUP BY ALL",
	"SELECT a FROM t ORDER BY ALL":                                                 "ORDER BY ALL",
	"SELECT a FROM t ORDER BY a":                                                   "NULLS FIRST",
	"SELECT a FROM t ORDER BY a, b NULLS LAST":                                     "for every key",
	"SELECT max(a) OVER (ORDER BY coalesce(a, b) ROWS UNBOUNDED PRECEDING) FROM t": "for every key",
	"SELECT a FROM t LIMIT 1":                                                      "differs",
	"SELECT DISTINCT ON (a) a, b FROM t":                                           "differs",
	"SELECT a FROM t USING SAMPLE 10":                                              "differs",
	"SELECT greatest(a, b) FROM t":                                                 "greatest and least",
	"SELECT a + INTERVAL '1' DAY FROM t":                                           "without a cast back",
	"SELECT a + INTERVAL '1' DAY, CAST(b AS DATE) FROM t":                          "without a cast back",
	"SELECT CAST(a + INTERVAL '1' DAY AS TIMESTAMP) FROM t":                        "without a cast back",
	"SELECT CAST(a + INTERVAL 1 DAY AS DATE) FROM t":                               "number in quotes",
	"SELECT CAST(a + INTERVAL (n) DAY AS DATE) FROM t":                             "number in quotes",
	"SELECT CAST(a + INTERVAL '1 day' AS DATE) FROM t":                             "number in quotes",
	"SELECT CAST(a + INTERVAL '2' DAYS AS DATE) FROM t":                            "number in quotes",
	"SELECT CAST(a + INTERVAL '1' QUARTER AS DATE) FROM t":                         "number in quotes",
	"SELECT started_on + 1 FROM t":                                                 "sum with a date",
	"SELECT p.ended_on - p.started_on FROM t":                                      "sum with a date",
	"SELECT CAST(a AS DATE) - 1 FROM t":                                            "sum with a date",
	"SELECT day - 1 FROM t":                                                        "sum with a date",
	"SELECT a FROM t WHERE a > '2024-04-01'":                                       "Write DATE before it",
	"SELECT date_diff('month', a, b) FROM t":                                       "Count days",
	"SELECT date_diff('DAYS', a, b) FROM t":                                        "Count days",
	"SELECT date_diff(a, b) FROM t":                                                "Count days",
	"SELECT datediff('day', a, b) FROM t":                                          "function datediff",
	"SELECT date_part('year', a) FROM t":                                           "function date_part",
	"SELECT date_add(a, b) FROM t":                                                 "function date_add",
	"SELECT strftime(a, b) FROM t":                                                 "function strftime",
	"SELECT list_max(a) FROM t":                                                    "function list_max",
	"SELECT unnest(a) FROM t":                                                      "function unnest",
	"SELECT a FROM t CROSS JOIN UNNEST(b) AS u (x)":                                "function unnest",
	"SELECT arg_max(a, b) FROM t":                                                  "function arg_max",
	"SELECT any_value(a) FROM t":                                                   "function any_value",
	"SELECT concat(a, b) FROM t":                                                   "function concat",
	"SELECT ifnull(a, b) FROM t":                                                   "function ifnull",
	"SELECT if(a, b, c) FROM t":                                                    "function if",
	"SELECT struct_pack(x) FROM t":                                                 "function struct_pack",
	"SELECT columns(a) FROM t":                                                     "function columns",
	"SELECT hash(a) FROM t":                                                        "function hash",
	"SELECT a FROM range(10) AS r (a)":                                             "function range",
	"SELECT current_date":                                                          "clock",
	"SELECT now()":                                                                 "clock",
	"SELECT random() FROM t":                                                       "random",
	"SELECT [1, 2]":                                                                "Lists and structs",
	"SELECT {'a': 1}":                                                              "Lists and structs",
	"SELECT a->b FROM t":                                                           "Lambdas",
	"SELECT E'x' FROM t":                                                           "a letter before it",
	"SELECT 1;":                                                                    "without a semicolon",
	"DELETE FROM t":                                                                "not a SELECT",
	"FROM t":                                                                       "not a SELECT",
	"SELECT a FROM (FROM t) AS s":                                                  "FROM without SELECT",
	"SELECT a FROM t UNION ALL BY NAME SELECT a FROM s":                            "BY NAME",
	"SELECT a, FROM t":                                                             "comma after the last",
	"SELECT a FROM t WHERE a IN (1, 2,)":                                           "comma after the last",
	"SELECT sum(a) FILTER (b = 1) FROM t":                                          "FILTER needs WHERE",
	"SELECT a FROM t ASOF JOIN s ON a > b":                                         "plain joins",
	"SELECT a FROM t SEMI JOIN s ON a = b":                                         "plain joins",
	"SELECT * EXCLUDE (a) FROM t":                                                  "not read by both",
	"SELECT * REPLACE (1 AS a) FROM t":                                             "not read by both",
	"WITH RECURSIVE x AS (SELECT 1 AS a) SELECT a FROM x":                          "not read by both",
	"SELECT a FROM t WHERE a ILIKE 'x'":                                            "Patterns differ",
	"SELECT a FROM t WHERE (a = 1) IS TRUE":                                        "IS TRUE",
	"SELECT CAST(a AS HUGEINT) FROM t":                                             "type is not in both",
	"SELECT CAST(a AS TEXT) FROM t":                                                "type is not in both",
	"SELECT CAST(a AS STRUCT(x INTEGER)) FROM t":                                   "type is not in both",

	"SELECT a FROM t -- a::DATE in a comment":                                              "",
	"SELECT ' a / b; ' FROM t":                                                             "",
	"SELECT CAST(a + INTERVAL '1' DAY AS DATE) FROM t":                                     "",
	"SELECT CAST(CASE WHEN a THEN b ELSE c END + INTERVAL '1' DAY * :days AS DATE) FROM t": "",
	"SELECT CAST(lead(day) OVER running - INTERVAL '1' DAY AS DATE) AS to_date FROM t":     "",
	"SELECT a FROM t WHERE a > DATE '2024-04-01' AND b <> 1 AND c != 2 AND d || 'x' = e":   "",
	"SELECT count(*) FILTER (WHERE a = 1) FROM t":                                          "",
	"SELECT date_diff('day', started_on, ended_on) FROM t":                                 "",
	"SELECT extract(DAY FROM a), year(b) FROM t":                                           "",
	"SELECT least(coalesce(a, b), b) FROM t":                                               "",
	"SELECT turn.n FROM t CROSS JOIN (VALUES (1), (2)) AS turn (n)":                        "",
	"WITH x AS (SELECT 1 AS a) SELECT a FROM x":                                            "",
	"SELECT sum(a) OVER (ORDER BY b NULLS LAST, c NULLS LAST) FROM t":                      "",
}

func TestLint(t *testing.T) {
	for query, want := range lintCases {
		err := measure.LintSQL("x.sql", query)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("LintSQL(%q) = %v, want %q", query, err, want)
		}
	}
}

func TestLoadRefusesTwoFilesWithOneID(t *testing.T) {
	files := fstest.MapFS{"a.sql": {Data: []byte(valid(t))}, "example.sql": {Data: []byte(valid(t))}}
	if _, err := measure.Load(files); !fault.Is(err, fault.Refused) {
		t.Errorf("Load = %v", err)
	}
	delete(files, "a.sql")
	if all, err := measure.Load(files); err != nil || len(all) != 1 {
		t.Errorf("Load = %v, %v", all, err)
	}
}

func TestDimensions(t *testing.T) {
	for _, d := range measure.Dimensions() {
		if _, ok := d.Category(measure.Unknown); !ok {
			t.Errorf("%s has no category unknown", d.ID)
		}
		for _, c := range d.Categories {
			if parent, ok := d.Category(c.Parent); c.Parent != "" && (!ok || !parent.Band) {
				t.Errorf("%s: %s has the parent %q, which is no band", d.ID, c.Slug, c.Parent)
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	text := valid(f)
	f.Add(text)
	f.Add(text[:400])
	f.Add("/*---\nid: x\n---*/\nSELECT 1")
	f.Fuzz(func(t *testing.T, text string) {
		m, err := measure.Parse("fuzz.sql", text)
		if err != nil {
			if !fault.Is(err, fault.Refused) {
				t.Errorf("a fault of kind %v: %v", fault.Of(err), err)
			}
			return
		}
		m.Bind()
	})
}
