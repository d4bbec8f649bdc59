package official

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/careduty/careduty/internal/fault"
	"github.com/rogpeppe/go-internal/txtar"
)

// seeds are the files of the examples, good and bad.
func seeds(f *testing.F) [][]byte {
	f.Helper()
	var out [][]byte
	for _, folder := range []string{"family", "bad"} {
		paths, err := filepath.Glob(filepath.Join("testdata", folder, "*.txtar"))
		if err != nil || len(paths) == 0 {
			f.Fatalf("no examples: %v", err)
		}
		for _, path := range paths {
			text, err := os.ReadFile(path)
			if err != nil {
				f.Fatal(err)
			}
			out = append(out, txtar.Parse(text).Files[0].Data)
		}
	}
	return out
}

// hold says what must be true of any text: it is refused, or it gives rows that can be published, and every cell of it is accounted for.
func hold(t *testing.T, s source) {
	t.Helper()
	read, err := parse(s, true, &Report{})
	if err != nil {
		if !fault.Is(err, fault.Refused) {
			t.Fatalf("a fault of another kind: %v", err)
		}
		return
	}
	for _, p := range read {
		left := 0
		for _, n := range p.left {
			left += n
		}
		if p.served+left != p.cells {
			t.Fatalf("%s: %d cells, %d served and %d left", p.family.title, p.cells, p.served, left)
		}
	}
	editions, err := assemble(read)
	if err != nil {
		if !fault.Is(err, fault.Refused) {
			t.Fatalf("a fault of another kind: %v", err)
		}
		return
	}
	for _, e := range editions {
		for i := range e.cells {
			c := &e.cells[i]
			if c.Value == nil && c.Status == "" || c.Value != nil && c.Status != "" || c.AreaCode == "" || c.AreaName == "" {
				t.Fatalf("%s %s in %q: value %v with status %q", c.Measure, c.Period, c.AreaCode, c.Value, c.Status)
			}
			if c.Lower95 != nil && (*c.Lower95 > *c.Value || *c.Upper95 < *c.Value || *c.Lower95 == *c.Upper95) {
				t.Fatalf("%s of %s: %v lies outside %v to %v", c.Measure, c.AreaCode, *c.Value, *c.Lower95, *c.Upper95)
			}
		}
	}
}

func FuzzTables(f *testing.F) {
	for _, text := range seeds(f) {
		f.Add(text)
	}
	f.Add([]byte("Financial year,Local authority code,Local authority name,Grouping,Measure,Value,MEDIAN,rank_order\n2022-23,E08000035,Leeds,CIPFA,x,1.5,2,3\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		s := source{name: "f.csv", text: text}
		s.Year = "2019-20"
		if err := s.check("test"); err != nil {
			t.Fatal(err)
		}
		hold(t, s)
	})
}

// fuzzRows puts any text under the title rows and header of a family's example, so that what is tried are rows and not headers; lines is how many
// those are.
func fuzzRows(f *testing.F, example string, lines int) {
	f.Helper()
	a, err := txtar.ParseFile(filepath.Join("testdata", "family", example+".txtar"))
	if err != nil {
		f.Fatal(err)
	}
	rows := bytes.SplitAfter(a.Files[0].Data, []byte("\n"))
	head := bytes.Join(rows[:lines], nil)
	for i := lines; i < len(rows); i++ {
		f.Add(rows[i])
		f.Add(bytes.Join(rows[lines:i+1], nil))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		s := source{name: "f.csv", text: append(bytes.Clone(head), body...)}
		s.Year = "2019-20"
		if err := s.check("test"); err != nil {
			t.Fatal(err)
		}
		hold(t, s)
	})
}

func FuzzOpenData(f *testing.F)       { fuzzRows(f, "open_without_year", 1) }
func FuzzOutcomes(f *testing.F)       { fuzzRows(f, "outcomes_2023-24", 1) }
func FuzzTimeSeries(f *testing.F)     { fuzzRows(f, "time_series_2025-26", 1) }
func FuzzMeasureTable(f *testing.F)   { fuzzRows(f, "measure_table", 3) }
func FuzzReferenceTable(f *testing.F) { fuzzRows(f, "reference_2022-23", 5) }
func FuzzWaits(f *testing.F)          { fuzzRows(f, "waits_2023-24", 2) }

func FuzzOpenDocument(f *testing.F) {
	f.Add([]byte(`<table name="a"><table-row><table-cell number-columns-repeated="9"><p>x</p></table-cell></table-row></table>`))
	f.Add([]byte(`<table><table-row number-rows-repeated="99999999"><table-cell><p>Year</p><p><s/></p></table-cell></table-row>`))
	f.Add([]byte(`</table-row></table-cell></table><p>`))
	f.Fuzz(func(t *testing.T, content []byte) {
		tables, err := readODS("f.ods", bytes.NewReader(content))
		if err != nil {
			if !fault.Is(err, fault.Refused) {
				t.Fatalf("a fault of another kind: %v", err)
			}
			return
		}
		for _, table := range tables {
			if _, err := countFigures(table.rows); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func FuzzReadFigure(f *testing.F) {
	for _, text := range []string{"1,234", "24.5", "[c]", "7.7 (7.6)", "60 (:)", "0.55000000000000004", "4.2E-2", "-", "1e400"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		figure, ok := readFigure(text)
		if ok && figure.known() && (figure.number < 0 || figure.number > 1e16*1e99 || !strings.ContainsAny(text, "0123456789")) {
			t.Fatalf("%q is read as %v", text, figure)
		}
	})
}
