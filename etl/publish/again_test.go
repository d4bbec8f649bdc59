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
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/duck"
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
	asOf     bool // records as they stood on the day of publication, not all there are
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
	out, err := x.outcome(day)
	if err != nil {
		x.t.Fatal(err)
	}
	return shown(x.t, out)
}

// outcome publishes on a day.
func (x *world) outcome(day string) (publish.Outcome, error) {
	x.t.Helper()
	o := publish.Options{
		Warehouse: x.path, Releases: x.releases, PublishedOn: on(x.t, day), Program: "careduty test", Threads: 1, Measures: x.measures,
	}
	if x.asOf {
		o.AsOf = o.PublishedOn
	}
	return publish.Publish(x.t.Context(), o)
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

// The threshold lies between 10 and 20 and is drawn by the key: nine changed people bring nothing, twenty-one always do.
func TestFewerChangedPeopleThanTheThresholdKeepEveryDraw(t *testing.T) {
	x := newWorld(t)
	x.fill(year(leeds, 300))
	first := x.publish("2026-04-10")
	x.fill(year(leeds, 309))
	second := x.publish("2026-10-10")
	if letters(second, leeds) != "r" || !maps.Equal(values(first, leeds), values(second, leeds)) {
		t.Error("nine new people and the values were drawn anew")
	}
	x.fill(year(leeds, 321))
	if third := x.publish("2027-04-10"); letters(third, leeds) != "f" || maps.Equal(values(first, leeds), values(third, leeds)) {
		t.Error("twenty-one people since the last draw did not bring a new one")
	}
}

const yorkshire, england = "E12000003", "E92000001"

// councils are some of one region, of so many people each.
func councils(n, people int) (out []evaluatetest.Extract) {
	for _, a := range area.Children(yorkshire)[:n] {
		out = append(out, year(a.Code, people))
	}
	return out
}

func TestALateCouncilIsTakenInAtTheNextVintage(t *testing.T) {
	x := newWorld(t)
	x.fill(councils(6, 50)...)
	first := x.publish("2026-04-10")
	x.fill(councils(7, 50)...) // one in six more: less than a fifth
	late := area.Children(yorkshire)[6].Code
	second := x.publish("2026-07-10")
	if letters(second, late) != "p" || letters(first, late) != "" {
		t.Error("a late council does not start its own vintages")
	}
	for _, wide := range []string{yorkshire, england} {
		if !maps.Equal(values(first, wide), values(second, wide)) || len(values(first, wide)) == 0 {
			t.Errorf("%s took a late council in between its vintages", wide)
		}
	}
	third := x.publish("2026-10-10")
	for k, v := range third {
		if strings.Contains(k, yorkshire) && !strings.HasSuffix(v, " 7") {
			t.Fatalf("%s: %q: the region has not taken the council in at its next vintage", k, v)
		}
	}
	if letters(third, late) != "p" {
		t.Error("the late council's vintage follows another's first day")
	}
}

// Where a region's councils grew by more than a fifth its next vintage opens early; the council that was there before keeps its own.
func TestARegionThatGrewIsDrawnEarly(t *testing.T) {
	x := newWorld(t)
	x.fill(councils(3, 80)...)
	first := x.publish("2026-04-10")
	x.fill(councils(4, 80)...)
	second := x.publish("2026-05-10")
	if letters(second, yorkshire) != "r" || maps.Equal(values(first, yorkshire), values(second, yorkshire)) {
		t.Errorf("the region is %q, and shows what it did", letters(second, yorkshire))
	}
	there := area.Children(yorkshire)[0].Code
	if letters(second, there) != "p" || !maps.Equal(values(first, there), values(second, there)) {
		t.Error("a council that was there before was drawn anew")
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

// population is, by place, how many people a measure's rows are of, where unknown stay in the denominator.
func population(all map[string]string, measure string) map[string]float64 {
	out := map[string]float64{}
	for k, v := range all {
		name, place, _ := strings.Cut(k, " ")
		fields := strings.Fields(v)
		denominator, err := strconv.ParseFloat(fields[1], 64)
		if name == measure && err == nil {
			out[place] = denominator
		}
	}
	return out
}

// One more person, and then a measure of the people another is of: were it drawn of those who are there now, what differs would tell who came. It is
// drawn from the records that stood when the other was.
func TestAMeasureThatComesLateIsOfThePeopleOfThen(t *testing.T) {
	x := newWorld(t)
	x.asOf = true
	then, now := year(leeds, 300), year(leeds, 301)
	then.Produced, now.Produced = "2026-04-01", "2026-05-01"
	x.fill(then, year(kirklees, 200))
	x.publish("2026-04-10")
	x.fill(then, year(kirklees, 200), now)
	x.publish("2026-05-10")
	x.measures = measures(t, oneMeasure, "self_directed_support")
	all := x.publish("2026-06-10")
	was, late := population(all, oneMeasure), population(all, "self_directed_support")
	compared := 0
	for place, y := range late {
		if old, ok := was[place]; ok {
			compared++
			if y != old {
				t.Errorf("%s: two measures of the same people print other counts of them", place)
			}
		}
	}
	if compared < 20 {
		t.Fatalf("only %d places are shown by both", compared)
	}
	// The measure that came late is no reason to draw everybody anew: one person has changed.
	before, after := all, x.publish("2026-10-10")
	if letters(after, leeds) != "r" || !maps.Equal(values(before, leeds), values(after, leeds)) {
		t.Error("one changed person and a late measure brought a new draw")
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
		if !report.Passed() || report.Scored != (warehouse != "") {
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

// kept reads one number of what the ledger holds.
func (x *world) kept(query string) (n int64) {
	x.t.Helper()
	db, err := duck.Open(x.t.Context(), duck.Options{Path: ledger.Path(x.path)})
	if err != nil {
		x.t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // read only
	if err := db.One(x.t.Context(), query, nil, &n); err != nil {
		x.t.Fatal(err)
	}
	return n
}
