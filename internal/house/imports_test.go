package house_test

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"testing"
)

// layer is one row of the import table: what a package may import of ours. internal/fault is open to all but where nothing is.
type layer struct {
	level int
	path  string
	may   []string
	why   string // what would be lost by importing more
}

// words both sides use, below everything that counts or serves.
var vocabulary = []string{"internal/measure", "internal/area", "internal/period"}

func with(base []string, more ...string) []string { return append(slices.Clone(more), base...) }

// table is the whole of it; docs/adr/0005-import-table.md tells how it came about. A package that is not here has not been thought about.
var table = []layer{
	{7, "cmd/careduty", with(vocabulary, "api", "etl/check", "etl/load", "etl/publish", "etl/evaluate", "etl/official", "etl/synth", "etl/audit", "etl/audit/sets",
		"internal/release", "internal/mirror", "internal/warehouse", "queries", "schemas"), "the binary wires and decides nothing"},
	{7, "cmd/bench", with(vocabulary, "api", "etl/load", "etl/publish", "etl/evaluate", "etl/official", "etl/synth", "etl/audit",
		"internal/disclosure", "internal/release", "internal/warehouse", "internal/duck", "queries", "schemas"), "measuring sees everything and nothing sees it"},
	{7, "cmd/soak", with(vocabulary, "internal/release"), "it asks the service as the public does, and makes releases for it as publish does"},
	{
		6, "api", with(vocabulary, "api/problem", "api/query", "api/answer", "api/format", "api/page", "api/picture", "api/words", "api/client", "api/spool", "internal/release", "docs"),
		"a handler must have no way to name a record: privacy by import graph",
	},
	{5, "etl/publish", with(vocabulary, "etl/evaluate", "etl/audit", "internal/warehouse", "internal/release", "internal/disclosure",
		"internal/printed", "internal/statistics", "etl/publish/ledger", "internal/duck", "queries"), "the one job that holds exact counts and published ones at once; nothing else may"},
	{
		5, "etl/check", with(vocabulary, "etl/load", "etl/evaluate", "internal/warehouse", "internal/duck", "internal/release", "queries", "schemas"),
		"a council's own exact figures stand beside published ones in a private report; it reads a release and can write none",
	},
	{
		5, "etl/audit/sets", with(vocabulary, "etl/audit", "etl/evaluate", "internal/disclosure", "internal/warehouse"),
		"measures are held against each other on made-up records: it counts, and publishes nothing",
	},
	{
		4, "etl/load",
		[]string{"etl/cld", "internal/warehouse", "internal/table", "internal/duck", "internal/area", "internal/period", "schemas"},
		"loading records knows nothing of measures, so that no measure can bend what is kept",
	},
	{
		3, "etl/cld",
		[]string{"internal/area"},
		"the rules of Client Level Data are pure: rows in, records out, so that a second opinion can be held against them",
	},
	{
		4, "etl/synth",
		[]string{"internal/warehouse", "internal/area", "internal/period", "schemas"},
		"made-up records must not be fitted to the measures that count them",
	},
	{
		4, "etl/official",
		with(vocabulary, "internal/release", "internal/statistics"),
		"official figures are public already and never come near a record",
	},
	{
		4, "etl/evaluate", with(vocabulary, "internal/warehouse", "internal/duck", "queries"),
		"exact counts are private: counting must not be able to write a release",
	},
	{
		4, "etl/audit", with(vocabulary, "internal/release", "internal/disclosure", "internal/printed", "internal/statistics"),
		"an attacker has the public files; an attack that could read the warehouse would prove nothing",
	},
	{4, "etl/publish/ledger", []string{"internal/area", "internal/disclosure", "internal/duck"}, "what was drawn is remembered apart from what was counted"},
	{
		5, "api/page", with(vocabulary, "api/answer", "api/picture", "api/query", "api/problem", "api/words", "internal/release", "docs"),
		"pages show the API's own answers, so that no figure on a page can be another",
	},
	{4, "api/format", with(vocabulary, "api/answer", "internal/release"), "encoders see tables only"},
	{4, "api/picture", with(vocabulary, "api/answer", "api/problem", "api/words", "internal/release"), "charts see the API's own answers, words and numbers only"},
	{
		3, "api/answer", with(vocabulary, "api/problem", "api/query", "api/words", "internal/release", "internal/statistics"),
		"an answer is a table whatever it is written in: it knows neither HTTP nor formats",
	},
	{2, "api/query", with(vocabulary, "api/problem"), "a question is held against a catalogue of values: it cannot reach a figure"},
	{2, "api/words", vocabulary, "sentences are made from figures that are handed over"},
	{1, "api/problem", nil, "an error message must not be able to hold a record"},
	{1, "api/client", nil, "who asks and how often is told from addresses and headers alone"},
	{1, "api/spool", nil, "it keeps bytes and knows nothing of what they are"},
	{3, "internal/printed", with(vocabulary, "internal/release", "internal/disclosure", "internal/statistics"), "ranks and notes are made of printed values and can see no others"},
	{2, "internal/warehouse", []string{"internal/duck", "schemas"}, "the record store knows nothing of what is counted or published"},
	{2, "internal/table", []string{"internal/duck"}, "what opens files knows nothing of what the rows mean"},
	{2, "internal/release", with(vocabulary, "internal/duck", "internal/statistics", "schemas"), "both sides meet here, so it must reach neither"},
	{1, "internal/mirror", nil, "an object store is moved as files by digest: what is in them is nobody's business there"},
	{1, "internal/measure", []string{"internal/area", "internal/period"}, "a definition, and the catalogue of them, travels inside a release, to both sides"},
	{0, "internal/area", nil, "names of places, for both sides"},
	{0, "internal/period", nil, "names of spans of time, for both sides"},
	{1, "internal/disclosure", nil, "the protection must be provable from its own text"},
	{1, "internal/statistics", nil, "whoever has the public file must be able to repeat every judgement from its text"},
	{1, "internal/duck", nil, "the one door to the engine"},
	{0, "internal/fault", nil, "everyone speaks of faults"},
	{0, "queries", nil, "measures are data"},
	{0, "schemas", nil, "record contracts are data"},
	{0, "docs", nil, "the description is generated"},
	{2, "docs/methodology/generate", []string{"internal/measure", "queries"}, "the pages say what the measures' own files say"},
	{0, "docs/generate", nil, "it reads source text, not packages"},
	{0, "internal/house", nil, "rules, as tests"},
}

// leaves import nothing of ours at all, not even fault.
var leaves = []string{"internal/fault", "queries", "schemas", "docs", "docs/generate", "internal/house"}

// forTests says whether a package serves tests only, and whose. Such a package may import upward, as tests may; no production
// code may import it.
func forTests(p pkg) (of string, yes bool) {
	dir, last := path.Split(p.path)
	of = strings.TrimSuffix(dir, "/")
	return of, p.tests || last == path.Base(of)+"test"
}

func row(p string) (layer, bool) {
	i := slices.IndexFunc(table, func(l layer) bool { return l.path == p })
	if i < 0 {
		return layer{}, false
	}
	return table[i], true
}

func ours(all []pkg, p string) bool {
	return slices.ContainsFunc(all, func(q pkg) bool { return q.path == p })
}

// TestImportsPointOneWay holds every import of production code to the table.
func TestImportsPointOneWay(t *testing.T) {
	all := packages(t)
	for _, p := range all {
		if _, yes := forTests(p); yes {
			continue
		}
		l, ok := row(p.path)
		if !ok {
			t.Errorf("%s is not in the import table of internal/house: say at which level it stands and what it may import", p.path)
			continue
		}
		for _, to := range p.imports {
			if !ours(all, to) || to == "internal/fault" && !slices.Contains(leaves, p.path) {
				continue
			}
			if !slices.Contains(l.may, to) {
				t.Errorf("%s imports %s and may not: %s", p.path, to, l.why)
			}
		}
	}
}

// TestTableHasNoLoops holds the table itself: a package imports lower levels only, but for publish, which stands on evaluate.
func TestTableHasNoLoops(t *testing.T) {
	for _, l := range table {
		for _, to := range l.may {
			below, ok := row(to)
			if !ok {
				t.Errorf("the table lets %s import %s, which has no row", l.path, to)
			}
			if below.level >= l.level {
				t.Errorf("the table lets %s (level %d) import %s (level %d)", l.path, l.level, to, below.level)
			}
		}
	}
}

// TestTestPackagesStayInTests refuses production code that imports what was written for tests.
func TestTestPackagesStayInTests(t *testing.T) {
	all := packages(t)
	only := map[string]bool{}
	for _, p := range all {
		if _, yes := forTests(p); yes {
			only[p.path] = true
		}
	}
	for _, p := range all {
		for _, to := range p.imports {
			if only[to] && !only[p.path] {
				t.Errorf("%s imports %s, which is for tests: it stops the test, and may hold made-up records", p.path, to)
			}
		}
	}
}

// reaches are the bans that hold even through another package.
var reaches = []struct {
	from, never []string
	why         string
}{
	{
		[]string{"api", "api/answer", "api/format", "api/page", "api/picture", "api/problem", "api/query", "api/words"},
		[]string{"internal/warehouse", "etl/load", "etl/publish", "etl/evaluate", "etl/audit", "etl/synth", "etl/official", "queries", "internal/disclosure"},
		"the public service has no way to name a record, an exact count or a key; definitions travel inside the release",
	},
	{
		[]string{"internal/release"},
		[]string{"internal/warehouse", "internal/disclosure", "queries"},
		"whatever the release reached, the public service would reach",
	},
	{
		[]string{"etl/official", "etl/audit", "internal/printed"},
		[]string{"internal/warehouse", "etl/load", "etl/evaluate"},
		"what works on public figures alone must not be able to open a record",
	},
	{
		[]string{"etl/load", "etl/synth", "etl/evaluate", "internal/warehouse"},
		[]string{"internal/release", "internal/disclosure", "api"},
		"only publish carries figures from the private side to the public one",
	},
}

// TestSidesMeetOnlyInTheRelease follows imports to the end.
func TestSidesMeetOnlyInTheRelease(t *testing.T) {
	all := packages(t)
	for _, ban := range reaches {
		for _, from := range ban.from {
			for _, never := range ban.never {
				if way := route(all, from, never); way != nil {
					t.Errorf("%s reaches %s (%s): %s", from, never, strings.Join(way, " → "), ban.why)
				}
			}
		}
	}
}

// route is one way from a package to another by imports of production code, or nil.
func route(all []pkg, from, to string) []string {
	seen := map[string]bool{}
	var walk func(at string) []string
	walk = func(at string) []string {
		if at == to {
			return []string{at}
		}
		if seen[at] {
			return nil
		}
		seen[at] = true
		i := slices.IndexFunc(all, func(p pkg) bool { return p.path == at })
		if i < 0 {
			return nil
		}
		for _, next := range all[i].imports {
			if rest := walk(next); rest != nil {
				return append([]string{at}, rest...)
			}
		}
		return nil
	}
	return walk(from)
}

// TestRouteFindsTheLongWay makes sure that the search above can find anything.
func TestRouteFindsTheLongWay(t *testing.T) {
	all := []pkg{{path: "a", imports: []string{"b"}}, {path: "b", imports: []string{"a", "c"}}, {path: "c"}, {path: "d", imports: []string{"a"}}}
	if got := fmt.Sprint(route(all, "a", "c")); got != "[a b c]" {
		t.Errorf("route from a to c: %s", got)
	}
	if got := route(all, "a", "d"); got != nil {
		t.Errorf("route from a to d: %v", got)
	}
}

// foreign are packages of others that only some of ours may import directly.
var foreign = []struct {
	begins string
	only   []string
	why    string
}{
	{"github.com/duckdb/", []string{"internal/duck"}, "the engine's error texts quote records, so they end in duck"},
	{"github.com/marcboeker/", nil, "its author has deprecated it in favour of duckdb/duckdb-go"},
	{"github.com/gin-gonic/", []string{"api", "cmd/bench"}, "HTTP is the public side's business"},
	{"github.com/minio/", []string{"internal/mirror"}, "one door to an object store"},
	{"net/http", []string{"internal/mirror", "api", "api/client", "api/problem", "cmd/careduty", "cmd/bench", "cmd/soak"}, "nothing private listens or calls out"},
	{"github.com/apache/arrow-go/", []string{"internal/duck", "internal/release", "etl/publish", "api/format"}, "columns in memory are a format, known where formats are"},
	{"github.com/apache/arrow/", nil, "arrow-go is its continuation"},
	{"database/sql", []string{"internal/duck"}, "SQL is run through duck, which translates its errors"},
	{"math/rand", []string{"etl/synth", "etl/audit"}, "chance is keyed or seeded: what cannot be repeated cannot be checked"},
	{"unsafe", []string{"internal/duck"}, "columns lie in the engine's memory; nothing else is worth it"},
}

// TestForeignPackagesStayWhereTheyBelong holds direct imports of third parties and of some of Go's own.
func TestForeignPackagesStayWhereTheyBelong(t *testing.T) {
	for _, p := range packages(t) {
		if of, yes := forTests(p); yes && of != "" {
			continue
		}
		for _, to := range p.imports {
			for _, f := range foreign {
				inside := to == f.begins || strings.HasPrefix(to, strings.TrimSuffix(f.begins, "/")+"/")
				if inside && !slices.Contains(f.only, p.path) {
					t.Errorf("%s imports %s and may not: %s", p.path, to, f.why)
				}
			}
		}
	}
}

// impure are what a pure package may not import.
var impure = []string{
	"context", "database/sql", "embed", "io", "io/fs", "log", "log/slog", "math/rand", "math/rand/v2", "crypto/rand",
	"net", "net/http", "os", "os/exec", "path/filepath", "runtime", "syscall", "unsafe",
}

// clock are the names of package time that look at the clock or wait.
var clock = []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker"}

// TestDisclosureIsPure reads the package's files: no database, context, file, network, chance or clock.
func TestDisclosureIsPure(t *testing.T) {
	n := 0
	for _, s := range sources(t) {
		if s.dir() != "internal/disclosure" || s.test {
			continue
		}
		n++
		for _, i := range s.file.Imports {
			if to := strings.Trim(i.Path.Value, `"`); slices.Contains(impure, to) {
				t.Errorf("%s imports %s: the draw and the gate must be functions of keys and counts alone, or nobody can check them", s.at(i.Pos()), to)
			}
		}
		for _, at := range selectors(s, "time", clock) {
			t.Errorf("%s looks at the clock: the same inputs must give the same release", at)
		}
	}
	if n == 0 {
		t.Error("internal/disclosure has no files")
	}
}

// ticking are the packages that may know what time it is: those that serve, measure, or say how long ago a store was listed.
var ticking = []string{"api", "cmd/careduty", "cmd/bench", "cmd/soak", "internal/release", "internal/mirror"}

// TestDatesComeFromInput refuses the clock on the private side: output must be the same on every day it is made.
func TestDatesComeFromInput(t *testing.T) {
	for _, s := range sources(t) {
		if s.test || slices.Contains(ticking, s.dir()) || strings.HasSuffix(s.dir(), "test") {
			continue
		}
		for _, at := range selectors(s, "time", []string{"Now", "Since", "Until"}) {
			t.Errorf("%s looks at the clock: dates come from the records and the command line", at)
		}
	}
}
