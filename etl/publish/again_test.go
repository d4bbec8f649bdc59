package publish_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/careduty/careduty/etl/evaluate/evaluatetest"
	"github.com/careduty/careduty/etl/publish"
	"github.com/careduty/careduty/etl/publish/ledger"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/release"
	"github.com/careduty/careduty/internal/warehouse"
	"github.com/careduty/careduty/queries"
)

// world is one warehouse that is filled anew between releases.
type world struct {
	t        *testing.T
	path     string
	releases string
	measures []measure.Measure
}

const oneMeasure = "direct_payment_uptake"

func newWorld(t *testing.T) *world {
	t.Helper()
	w := evaluatetest.Open(t)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	x := &world{t: t, path: w.Path(), releases: t.TempDir()}
	x.measures = measures(t, oneMeasure)
	return x
}

func measures(t *testing.T, ids ...string) []measure.Measure {
	t.Helper()
	all, err := measure.Load(queries.Files)
	if err != nil {
		t.Fatal(err)
	}
	var out []measure.Measure
	for _, m := range all {
		for _, id := range ids {
			if string(m.ID) == id {
				out = append(out, m)
			}
		}
	}
	return out
}

// fill replaces all records.
func (x *world) fill(extracts ...evaluatetest.Extract) {
	x.t.Helper()
	w, err := warehouse.Open(x.t.Context(), x.path, warehouse.Options{Threads: 1})
	if err != nil {
		x.t.Fatal(err)
	}
	evaluatetest.Fill(x.t, w, extracts...)
	if err := w.Close(); err != nil {
		x.t.Fatal(err)
	}
}

// publish publishes on a day and gives the shown counts by place, with the vintage.
func (x *world) publish(day string) map[string]string {
	x.t.Helper()
	out, err := publish.Publish(x.t.Context(), publish.Options{
		Warehouse: x.path, Releases: x.releases, PublishedOn: on(x.t, day), Program: "careduty test", Threads: 1, Measures: x.measures,
	})
	if err != nil {
		x.t.Fatal(err)
	}
	return shown(x.t, out)
}

func shown(t *testing.T, out publish.Outcome) map[string]string {
	t.Helper()
	f, err := release.OpenColumns(out.Dir, out.ID)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	got := map[string]string{}
	for g := range f.Groups() {
		c, err := f.Read(t.Context(), g)
		if err != nil {
			t.Fatal(err)
		}
		for i := range c.Rows {
			if c.Texts["status"].At(i) == "x" {
				continue
			}
			key := strings.Join([]string{c.Texts["measure"].At(i), c.Texts["area_code"].At(i), c.Texts["period"].At(i), c.Texts["dimension"].At(i), c.Texts["category"].At(i)}, " ")
			got[key] = strings.TrimSpace(strings.Join([]string{
				c.Texts["vintage"].At(i), number(c.Numbers["denominator"][i]), number(c.Numbers["numerator"][i]), number(c.Numbers["unknown"][i]),
				number(c.Numbers["councils"][i]),
			}, " "))
		}
	}
	return got
}

func number(x float64) string {
	if x != x {
		return "-"
	}
	return strconv.FormatFloat(x, 'f', -1, 64)
}

// values leaves the vintage out.
func values(all map[string]string, area string) map[string]string {
	out := map[string]string{}
	for k, v := range all {
		if strings.Contains(k, area) {
			out[k] = v[2:]
		}
	}
	return out
}

func letters(all map[string]string, area string) string {
	seen := map[string]bool{}
	for k, v := range all {
		if strings.Contains(k, area) {
			seen[v[:1]] = true
		}
	}
	out := ""
	for _, l := range []string{"p", "r", "f"} {
		if seen[l] {
			out += l
		}
	}
	return out
}

const leeds, kirklees, hartlepool = "E08000035", "E08000034", "E06000001"

// year is an extract of one financial year, so that there are few periods.
func year(council string, people int) evaluatetest.Extract {
	e := records(council, people)
	e.From, e.To = "2025-04-01", "2026-03-31"
	return e
}

func TestReleasesBetweenVintagesRepeatWhatIsStored(t *testing.T) {
	x := newWorld(t)
	x.fill(year(leeds, 300))
	first := x.publish("2026-04-10")
	x.fill(year(leeds, 340))
	second := x.publish("2026-07-10")
	if !maps.Equal(first, second) {
		t.Error("a release between vintages does not repeat the stored values")
	}
	third := x.publish("2026-10-10")
	if got := letters(third, leeds); got != "r" {
		t.Errorf("six months on the vintages are %q", got)
	}
	if maps.Equal(values(first, leeds), values(third, leeds)) {
		t.Error("forty more people and the revised vintage shows the old values")
	}
	if got := letters(x.publish("2027-04-10"), leeds); got != "f" {
		t.Errorf("a year on the vintages are %q", got)
	}
	final := x.publish("2027-05-10")
	x.fill(year(leeds, 400))
	if after := x.publish("2030-05-10"); !maps.Equal(final, after) {
		t.Error("a final value changed")
	}
}

func TestFewerThanTenChangedPeopleKeepEveryDraw(t *testing.T) {
	x := newWorld(t)
	x.fill(year(leeds, 300))
	first := x.publish("2026-04-10")
	x.fill(year(leeds, 309))
	second := x.publish("2026-10-10")
	if letters(second, leeds) != "r" || !maps.Equal(values(first, leeds), values(second, leeds)) {
		t.Error("nine new people and the values were drawn anew")
	}
	x.fill(year(leeds, 310))
	if third := x.publish("2027-04-10"); letters(third, leeds) != "f" || maps.Equal(values(first, leeds), values(third, leeds)) {
		t.Error("the tenth person since the last draw did not bring a new one")
	}
}

func TestALateCouncilIsTakenInAtTheNextVintage(t *testing.T) {
	x := newWorld(t)
	x.fill(year(leeds, 300))
	first := x.publish("2026-04-10")
	x.fill(year(leeds, 300), year(kirklees, 200))
	second := x.publish("2026-07-10")
	if letters(second, kirklees) != "p" || letters(first, kirklees) != "" {
		t.Error("a late council does not start its own vintages")
	}
	const region, england = "E12000003", "E92000001"
	for _, wide := range []string{region, england} {
		if !maps.Equal(values(first, wide), values(second, wide)) {
			t.Errorf("%s took a late council in between its vintages", wide)
		}
	}
	third := x.publish("2026-10-10")
	for k, v := range third {
		if strings.Contains(k, region) && !strings.HasSuffix(v, " 2") {
			t.Fatalf("%s: %q: the region has not taken the council in at its next vintage", k, v)
		}
	}
	if letters(third, kirklees) != "p" {
		t.Error("the late council's vintage follows another's first day")
	}
}

func TestANewMeasureIsDrawnUnderThePresentVintage(t *testing.T) {
	x := newWorld(t)
	x.fill(year(leeds, 300))
	x.publish("2026-04-10")
	second := x.publish("2026-10-10")
	x.measures = measures(t, oneMeasure, "first_reviews_on_time")
	third := x.publish("2026-11-10")
	for k, v := range second {
		if third[k] != v {
			t.Fatalf("%s changed from %q to %q when a measure was added", k, v, third[k])
		}
	}
	if len(third) <= len(second) || letters(third, "first_reviews_on_time") != "r" {
		t.Errorf("the new measure has %d cells, of vintage %q", len(third)-len(second), letters(third, "first_reviews_on_time"))
	}
}

func TestTheAuditOfWhatIsPublishedNeedsNoWarehouse(t *testing.T) {
	x := newWorld(t)
	x.fill(year(leeds, 300), year(hartlepool, 60))
	x.publish("2026-04-10")
	for _, warehouse := range []string{"", x.path} {
		report, err := publish.Audit(t.Context(), publish.AuditOptions{Releases: x.releases, Warehouse: warehouse, Threads: 1})
		if err != nil {
			t.Fatal(err)
		}
		if !report.Passed() || report.Insider != (warehouse != "") {
			t.Errorf("with warehouse %t: passed %t, failed %s", warehouse != "", report.Passed(), report.Failed())
		}
	}
}

// A figure that nothing is judged by is in the manifest only where the public could work it out; the operator is told the others too.
func TestTheManifestTellsOfTheAuditOnlyWhatMayBeTold(t *testing.T) {
	x := newWorld(t)
	x.fill(year(leeds, 300), year(hartlepool, 60))
	out, err := publish.Publish(t.Context(), publish.Options{
		Warehouse: x.path, Releases: x.releases, Program: "careduty test", Threads: 1, Measures: x.measures,
	})
	if err != nil {
		t.Fatal(err)
	}
	m, err := release.Candidate(out.Dir)
	if err != nil {
		t.Fatal(err)
	}
	public := []string{"rows looked at", "texts looked at", "secrets looked for"}
	for _, f := range m.Audit {
		if f.Bound == "" && !slices.Contains(public, f.Words) {
			t.Errorf("%s %s: %v is told and nothing is judged by it", f.ID, f.Words, f.Figure)
		}
		if short, _ := strconv.ParseFloat(strconv.FormatFloat(f.Figure, 'g', 2, 64), 64); short != f.Figure {
			t.Errorf("%s %s: %v has more than two digits", f.ID, f.Words, f.Figure)
		}
	}
	if len(m.Audit) == 0 || len(m.Audit) >= len(out.Audit.Figures()) {
		t.Errorf("%d figures in the manifest, %d for the operator", len(m.Audit), len(out.Audit.Figures()))
	}
}

func TestBadLedgersPublishNothing(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(t *testing.T, x *world)
		want  fault.Kind
	}{
		"readable by others": {func(t *testing.T, x *world) { expose(t, ledger.Path(x.path)) }, fault.Refused},
		"with a log readable by others": {func(t *testing.T, x *world) {
			write(t, ledger.Path(x.path)+".wal", "")
			expose(t, ledger.Path(x.path)+".wal")
		}, fault.Refused},
		"cut short": {func(t *testing.T, x *world) {
			if err := os.Truncate(ledger.Path(x.path), 5000); err != nil {
				t.Fatal(err)
			}
		}, fault.Refused},
		"not a ledger": {func(t *testing.T, x *world) { write(t, ledger.Path(x.path), "no ledger") }, fault.Refused},
		"lost":         {func(t *testing.T, x *world) { remove(t, ledger.Path(x.path)) }, fault.Refused},
		"of another warehouse": {func(t *testing.T, x *world) {
			other := newWorld(t)
			other.fill(year(leeds, 300))
			other.publish("2026-04-10")
			text, err := os.ReadFile(ledger.Path(other.path))
			if err != nil {
				t.Fatal(err)
			}
			write(t, ledger.Path(x.path), string(text))
		}, fault.Refused},
		"a release altered by one byte": {func(t *testing.T, x *world) {
			path := filepath.Join(x.releases, "synthetic-2026-03-31", release.CellsFile("synthetic-2026-03-31"))
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			text[len(text)/2] ^= 1
			write(t, path, string(text))
		}, fault.Refused},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			x := newWorld(t)
			x.fill(year(leeds, 300))
			x.publish("2026-04-10")
			c.spoil(t, x)
			day := time.Date(2026, 10, 10, 0, 0, 0, 0, time.UTC)
			_, err := publish.Publish(t.Context(), publish.Options{
				Warehouse: x.path, Releases: x.releases, PublishedOn: day, Program: "careduty test", Threads: 1, Measures: x.measures,
			})
			if !fault.Is(err, c.want) {
				t.Errorf("err = %v", err)
			}
			if entries, _ := os.ReadDir(x.releases); len(entries) != 1 {
				t.Errorf("the directory holds %d entries", len(entries))
			}
		})
	}
}

func TestKeysAreMadeOnceAndNeverBesideALedger(t *testing.T) {
	path := filepath.Join(t.TempDir(), "new.duckdb")
	made, err := publish.NewKeys(t.Context(), path)
	if err != nil || len(made) == 0 {
		t.Fatal(made, err)
	}
	again, err := publish.Fingerprints(t.Context(), path)
	if err != nil || again[0] != made[0] {
		t.Errorf("fingerprints %v, then %v (%v)", made, again, err)
	}
	if _, err := publish.NewKeys(t.Context(), path); !fault.Is(err, fault.Conflict) {
		t.Errorf("keys were made twice: %v", err)
	}
	remove(t, warehouse.KeyPath(path))
	write(t, ledger.Path(path), "")
	if _, err := publish.NewKeys(t.Context(), path); !fault.Is(err, fault.Conflict) {
		t.Errorf("keys were made beside a ledger: %v", err)
	}
}

// expose lets others read a file.
func expose(t *testing.T, path string) {
	t.Helper()
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}
