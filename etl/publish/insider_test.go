package publish

import (
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/careduty/careduty/etl/audit"
	"github.com/careduty/careduty/etl/evaluate/evaluatetest"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/release"
	"github.com/careduty/careduty/internal/warehouse"
	"github.com/careduty/careduty/queries"
)

// budgets is a council of people with a budget each, every third a direct payment.
func budgets(council string, people int) evaluatetest.Extract {
	persons, plans, budgets := "person_ref,birth_year,sex\n", "plan_ref,person_ref,for,started_on,signed_off_on,term,setting\n",
		"budget_ref,plan_ref,person_ref,purpose,effective_from,weekly_total,delivery,hours_per_week\n"
	for i := range people {
		persons += fmt.Sprintf("ref%05d,%d,%s\n", i, 1930+i%60, []string{"female", "male"}[i%2])
		plans += fmt.Sprintf("p%d,ref%05d,adult,2022-01-01,2022-01-05,long,community\n", i, i)
		budgets += fmt.Sprintf("b%d,p%d,ref%05d,ongoing,2022-10-01,200.00,%s,10\n", i, i, i, []string{"direct_payment", "commissioned", "managed_budget"}[i%3])
	}
	return evaluatetest.Extract{Council: council, From: "2025-04-01", To: "2026-03-31", Records: map[string]string{
		"people": persons, "plans": plans, "budgets": budgets,
	}}
}

// only is one measure.
func only(t *testing.T, id measure.ID) []measure.Measure {
	t.Helper()
	all, err := measure.Load(queries.Files)
	check(t, err)
	return slices.DeleteFunc(all, func(m measure.Measure) bool { return m.ID != id })
}

// The audit looks for the keys, for the set hashes of every total and for people's references and record keys, wherever in a release they are.
func TestTheAuditLooksForWhatIsSecret(t *testing.T) {
	w := evaluatetest.Open(t, budgets("E08000035", 200))
	keys, err := w.Keys()
	check(t, err)
	check(t, w.Close())
	o, out, truth := recounted(t, w.Path())
	at := slices.IndexFunc(truth.placed, func(p audit.Placed) bool { return p.N == 200 })
	if at < 0 {
		t.Fatal("no total has everyone")
	}
	for name, c := range map[string]struct {
		text  string
		found float64
	}{
		"nothing":        {"nothing", 0},
		"a key":          {hex.EncodeToString(keys.Noise[:]), 1},
		"a set hash":     {fmt.Sprint(truth.placed[at].Sum), 1},
		"a reference":    {reference(t, o.Warehouse), 1},
		"half of one":    {strings.ReplaceAll(reference(t, o.Warehouse), "-", "")[:16], 1},
		"another number": {fmt.Sprint(truth.placed[at].Sum + 1), 0},
	} {
		check(t, os.WriteFile(filepath.Join(out.Dir, "more"), []byte(c.text), 0o600))
		report, err := audit.Run(t.Context(), audit.Options{Releases: o.Releases, Insider: truth})
		check(t, err)
		f := slices.IndexFunc(report.Figures(), func(r release.AuditResult) bool { return r.Words == "secrets found" })
		if got := report.Figures()[f].Figure; got != c.found {
			t.Errorf("%s: %g secrets were found", name, got)
		}
	}
}

// recounted publishes one measure of a warehouse and looks the truth behind it up again.
func recounted(t *testing.T, warehouse string) (AuditOptions, Outcome, *insider) {
	t.Helper()
	o := AuditOptions{Releases: t.TempDir(), Warehouse: warehouse, Threads: 1, Progress: func(int, int, string) {}}
	out, err := Publish(t.Context(), Options{
		Warehouse: o.Warehouse, Releases: o.Releases, Program: "careduty test", Threads: 1, Measures: only(t, "direct_payment_uptake"),
		PublishedOn: time.Date(2026, 4, 10, 0, 0, 0, 0, time.UTC),
	})
	check(t, err)
	m, err := newestOf(o.Releases)
	check(t, err)
	truth, err := recount(t.Context(), o, m)
	check(t, err)
	return o, out, truth
}

// reference is one person's, as the warehouse has it.
func reference(t *testing.T, path string) (ref string) {
	t.Helper()
	w, err := warehouse.Open(t.Context(), path, warehouse.Options{ReadOnly: true, Threads: 1})
	check(t, err)
	defer w.Close() //nolint:errcheck // read only
	c, err := w.Conn(t.Context())
	check(t, err)
	defer c.Close() //nolint:errcheck // read only
	check(t, c.One(t.Context(), "SELECT CAST(max(person_ref) AS VARCHAR) FROM record.people", nil, &ref))
	return ref
}
