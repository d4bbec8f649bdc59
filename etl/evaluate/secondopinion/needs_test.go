package secondopinion

import (
	"flag"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/careduty/careduty/etl/evaluate"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/queries"
	"github.com/careduty/careduty/schemas"
)

var everyColumn = flag.Bool("columns", false, "take away one column after the other and see which figures change (minutes)")

// dispensable are columns without which a figure is another and still what it is said to be.
var dispensable = map[string]string{"complaints.person_ref": "a complaint without a person is a person of its own"}

// TestWhatAFigureNeedsIsDeclared takes one column after the other away: a measure whose counts change must name it among its needs, so
// that a council whose file lacks it has no figure rather than a wrong one. Breakdowns are not looked at; there it would be unknown.
func TestWhatAFigureNeedsIsDeclared(t *testing.T) {
	if !*everyColumn {
		t.Skip("give -columns; make soak does")
	}
	b := newBench(t)
	b.fill(draw(*seed, 12), nil).done(b)
	list := load(t)
	whole := b.without(list, "", "")
	for _, k := range schemas.Kinds() {
		for _, f := range k.Fields {
			name := k.Name + "." + f.Name
			if f.Required || dispensable[name] != "" {
				continue
			}
			mentioning := slices.DeleteFunc(slices.Clone(list), func(m measure.Measure) bool {
				return slices.Contains(m.Needs, name) || !strings.Contains(behind(t, m.SQL), f.Name)
			})
			for id, counts := range b.without(mentioning, k.Name, f.Name) {
				if counts != whole[id] {
					t.Errorf("%s changes without %s: name it in needs", id, name)
				}
			}
		}
	}
}

// without counts measures with a column of a kind left empty, and gives what they come to as text.
func (b *bench) without(list []measure.Measure, kind, column string) map[measure.ID]string {
	r, err := b.w.AsOf(b.t.Context(), time.Time{})
	if err != nil {
		b.t.Fatal(err)
	}
	defer r.Close()
	if kind != "" {
		err := r.Conn.Exec(b.t.Context(), fmt.Sprintf(`CREATE OR REPLACE TEMP TABLE full_%[1]s AS SELECT * FROM %[1]s;
			CREATE OR REPLACE TEMP VIEW %[1]s AS SELECT * REPLACE (CASE WHEN false THEN "%[2]s" END AS "%[2]s") FROM full_%[1]s`, kind, column))
		if err != nil {
			b.t.Fatal(err)
		}
	}
	e, err := evaluate.New(b.t.Context(), r, evaluate.Options{})
	if err != nil {
		b.t.Fatal(err)
	}
	out := map[measure.ID]string{}
	for _, m := range list {
		table, err := e.Count(b.t.Context(), m)
		if err != nil {
			b.t.Fatal(err)
		}
		out[m.ID] = inAll(table)
	}
	return out
}

// inAll is what a measure comes to in all councils together, period by period.
func inAll(t *evaluate.Table) string {
	var out strings.Builder
	councils := make([]int, len(t.Councils))
	for c := range councils {
		councils[c] = c
	}
	for p := range t.Periods {
		n := t.At(p, councils, 0, 0)
		fmt.Fprintln(&out, n.Population.N, n.Unknown.N, n.Numerator.N)
		if t.Measure.Kind.Median() {
			fmt.Fprintln(&out, t.Amounts(p, councils, 0, 0))
		}
	}
	return out.String()
}

// behind is a query with the shared steps it builds on.
func behind(t *testing.T, query string) string {
	t.Helper()
	names, err := fs.Glob(queries.Files, "shared/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for i := len(names) - 1; i >= 0; i-- { // a step builds on earlier ones only
		_, short, _ := strings.Cut(strings.TrimSuffix(names[i], ".sql"), "_")
		if !regexp.MustCompile(`\b` + short + `\b`).MatchString(query) {
			continue
		}
		text, err := fs.ReadFile(queries.Files, names[i])
		if err != nil {
			t.Fatal(err)
		}
		query += string(text)
	}
	return query
}
