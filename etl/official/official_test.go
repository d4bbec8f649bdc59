package official_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/careduty/careduty/etl/official"
	"github.com/careduty/careduty/internal/duck"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/release"
	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

func publish(t *testing.T, o official.Options) official.Report {
	t.Helper()
	r, err := official.Publish(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// shared is a directory with the files inside the program, published once for all tests that only read.
var (
	shared string
	loaded official.Report // what was made of them
)

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "official")
	if err == nil {
		loaded, err = official.Publish(context.Background(), official.Options{Releases: dir})
	}
	if err != nil {
		panic(err)
	}
	shared = dir
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// ask answers a query over the cells of all editions of a directory.
func ask(t *testing.T, dir, query string) [][]string {
	t.Helper()
	ctx := context.Background()
	db, err := duck.Open(ctx, duck.Options{Threads: 2, MemoryMB: 512})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	files := filepath.Join(dir, release.OfficialDir, "*", "*.parquet")
	if err := db.Exec(ctx, "CREATE VIEW cells AS FROM read_parquet("+duck.Quote(files)+")"); err != nil {
		t.Fatal(err)
	}
	rows, err := db.Query(ctx, "SELECT CAST(COLUMNS(*) AS VARCHAR) FROM ("+query+")")
	if err != nil {
		t.Fatal(err)
	}
	names, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	texts, into := make([]*string, len(names)), make([]any, len(names))
	for i := range texts {
		into[i] = &texts[i]
	}
	var out [][]string
	if err := rows.Each(func() error {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		row := make([]string, len(texts))
		for i, text := range texts {
			if row[i] = "null"; text != nil {
				row[i] = *text
			}
		}
		out = append(out, row)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

// Every cell of every table is served or left out under a reason; a second time changes nothing.
func TestEveryCellInsideIsAccountedFor(t *testing.T) {
	dir := t.TempDir()
	r := publish(t, official.Options{Releases: dir})
	want := map[string][2]int{ // rows of figures, cells
		"ascof_open_2014-15_to_2018-19.csv.gz": {346_759, 346_759}, "ascof_outcomes_2017-18_to_2023-24.csv.gz": {26_498, 26_498},
		"ascof_2024-25_time_series.csv.gz": {73_556, 73_556}, "salt_2021-22_t34.csv.gz": {162, 3_078}, "salt_2021-22_t38.csv.gz": {162, 3_078},
		"salt_2021-22_t50.csv.gz": {162, 972}, "waits_2021-22_2022-23.csv.gz": {209, 1_881},
	}
	for _, table := range r.Tables {
		left := 0
		for _, n := range table.Left {
			left += n
		}
		if got := [2]int{table.Rows, table.Cells}; got != want[table.Name] || table.Served+left != table.Cells || table.Served == 0 {
			t.Errorf("%s: %d rows and %d cells, want %v; %d served and %d left out", table.Name, table.Rows, table.Cells, want[table.Name], table.Served, left)
		}
	}
	if len(r.Tables) != len(want) || len(r.Editions) != 5 {
		t.Errorf("%d tables and %d editions, want %d and 5", len(r.Tables), len(r.Editions), len(want))
	}
	before := files(t, dir)
	for _, e := range publish(t, official.Options{Releases: dir}).Editions {
		if !e.Unchanged {
			t.Errorf("%s was written a second time", e.ID)
		}
	}
	if diff := cmp.Diff(before, files(t, dir)); diff != "" {
		t.Errorf("the second time changed files:\n%s", diff)
	}
	if diff := cmp.Diff(before, files(t, shared)); diff != "" {
		t.Errorf("another directory has other bytes:\n%s", diff)
	}
}

// England's direct payments and self-directed support by year, copied by hand from the publications.
func TestEnglandByHand(t *testing.T) {
	dir := shared
	got := map[string]string{}
	for _, row := range ask(t, dir, `SELECT measure, period, value FROM cells WHERE area_code = 'E92000001' AND dimension = ''
		AND measure IN ('direct_payments_official', 'self_directed_support_official', 'quality_of_life_official', 'reviewed_in_year_official')`) {
		got[row[0]+" "+row[1]] = row[2]
	}
	for key, want := range map[string]string{
		"direct_payments_official 2014-15": "26.3", "direct_payments_official 2015-16": "28.1", "direct_payments_official 2016-17": "28.3",
		"direct_payments_official 2017-18": "28.5", "direct_payments_official 2019-20": "27.9", "direct_payments_official 2021-22": "26.7",
		"direct_payments_official 2022-23": "26.2", "direct_payments_official 2024-25": "24.5", "self_directed_support_official 2014-15": "83.7",
		"self_directed_support_official 2017-18": "89.7", "quality_of_life_official 2024-25": "19.0", "reviewed_in_year_official 2021-22": "55.0",
	} {
		if got[key] != want {
			t.Errorf("%s is %s, want %s", key, got[key], want)
		}
	}
}

// An abolished council keeps its code and its line, and every row of it names its successors; nothing is recast to them.
func TestAbolishedCouncilsKeepTheirLine(t *testing.T) {
	dir := shared
	rows := ask(t, dir, `SELECT min(period), max(period), max(notes) FROM cells WHERE measure = 'direct_payments_official' AND area_code = 'E10000021' AND dimension = ''`)
	if got := rows[0]; got[0] != "2014-15" || got[1] != "2020-21" ||
		!strings.Contains(got[2], "This council existed until 2021-03-31. Its area is now that of North Northamptonshire (E06000061) and West Northamptonshire (E06000062)") {
		t.Errorf("Northamptonshire: %q", got)
	}
	if n := ask(t, dir, `SELECT count(*) FROM cells WHERE area_code IN ('E06000061', 'E06000062') AND period < '2021-22' AND value IS NOT NULL`); n[0][0] != "0" {
		t.Errorf("%s figures were given to councils that did not exist", n[0][0])
	}
	if n := ask(t, dir, `SELECT count(*), count(DISTINCT area_code) FROM cells WHERE area_code IN ('E08000016', 'E10000002', 'E10000023', 'E10000027', 'E06000048')`); n[0][0] != "0" {
		t.Errorf("%s rows stand under the code of a council that was only recoded", n[0][0])
	}
}

// What is published decides what can be said: counts and margins give an interval and a place, an outcome alone neither.
func TestStatisticsByWhatIsPublished(t *testing.T) {
	dir := shared
	got := ask(t, dir, `SELECT "release", measure, period, value, lower_95, upper_95, numerator, denominator, rank IS NOT NULL, not_ranked_reason, notes FROM cells
		WHERE area_code = 'E08000035' AND dimension = '' AND ((measure = 'no_further_support_official' AND period IN ('2017-18', '2021-22'))
		OR (measure = 'satisfaction_official' AND period IN ('2014-15', '2024-25')) OR measure = 'people_by_way_of_support_official' OR measure = 'planned_reviews_official')
		ORDER BY measure, period, "release"`)
	only := "The publisher gives no counts and no margin of error here: nothing tells how far chance could move the figure, so it is compared with none."
	want := [][]string{
		{"ascof-open-2014-15-to-2018-19", "no_further_support_official", "2017-18", "59.5", "56.753", "62.1942", "742", "1247", "true", "", ""},
		{"ascof-outcomes-2017-18-to-2023-24", "no_further_support_official", "2017-18", "59.5", "null", "null", "null", "null", "false", "outcome_only", only},
		{"ascof-outcomes-2017-18-to-2023-24", "no_further_support_official", "2021-22", "71.4", "null", "null", "null", "null", "false", "outcome_only", only},
		{"salt-2021-22", "people_by_way_of_support_official", "2021-22", "10585.0", "null", "null", "null", "null", "false", "outcome_only", "A number of people; councils differ in size, so it is compared with none."},
		{"salt-2021-22", "planned_reviews_official", "2021-22", "34.3", "33.1812", "35.4689", "2270", "6615", "false", "no_polarity", "Worked out here from the publisher's counts."},
		{"ascof-open-2014-15-to-2018-19", "satisfaction_official", "2014-15", "63.2", "null", "null", "null", "445", "false", "outcome_only", only},
		{"ascof-2024-25", "satisfaction_official", "2024-25", "65.5", "61.6", "69.4", "null", "545", "true", "", ""},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// The publisher's reasons for a missing figure stay the publisher's.
func TestMissingInThePublishersWords(t *testing.T) {
	dir := shared
	if n := ask(t, dir, `SELECT count(*) FROM cells WHERE (value IS NULL) = (status = '')`); n[0][0] != "0" {
		t.Errorf("%s rows have a value and a reason for none, or neither", n[0][0])
	}
	for _, c := range [][2]string{{"c", "Suppressed by the publisher."}, {"x", "Not available, says the publisher."}, {"z", "Not applicable, says the publisher."}} {
		n := ask(t, dir, "SELECT count(*), count(*) FILTER (contains(notes, '"+c[1]+"')) FROM cells WHERE value IS NULL AND status = '"+c[0]+"'")
		if n[0][0] == "0" || n[0][0] != n[0][1] {
			t.Errorf("of %s rows with status %s, %s say %q", n[0][0], c[0], n[0][1], c[1])
		}
	}
	if n := ask(t, dir, `SELECT count(*) FROM cells WHERE notes ILIKE '%too few people%'`); n[0][0] != "0" {
		t.Errorf("%s rows speak of a suppression of this project", n[0][0])
	}
}

// A family's file of another year, or another shape of the same table, gives the same rows without a change of code.
func TestOtherShapesOfAFamily(t *testing.T) {
	cases, err := filepath.Glob(filepath.Join("testdata", "family", "*.txtar"))
	if err != nil || len(cases) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, path := range cases {
		a, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		text, want := string(a.Files[0].Data), strings.TrimSpace(string(a.Files[1].Data))
		year := strings.TrimSpace(strings.TrimPrefix(string(a.Comment), "year"))
		latin, err := charmap.Windows1252.NewEncoder().String(strings.ReplaceAll(text, "\n", "\r\n"))
		if err != nil {
			t.Fatal(err)
		}
		for name, bytes := range map[string][]byte{
			"a.csv": []byte(text), "b.csv": []byte("\ufeff" + strings.ReplaceAll(text, "\n", "\r\n")), "c.csv": []byte(latin), "d.csv.gz": pack(t, []byte(text)),
			"e.xlsx": xlsx(t, csvRows(t, text)), "f.ods": ods(t, csvRows(t, text)), "g.CSV": []byte(text),
			"semicolons.csv": parted(t, text, ';'), "tabs.csv": parted(t, text, '\t'), "utf16.csv": wide(t, text), "columns.csv": columnsTurned(t, text),
		} {
			t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar")+"/"+name, func(t *testing.T) {
				dir := t.TempDir()
				file := filepath.Join(dir, "in", name)
				write(t, file, bytes)
				r := publish(t, official.Options{Paths: []string{file}, Releases: dir, Year: year})
				got := []string{r.Editions[0].ID}
				for _, row := range ask(t, dir, `SELECT measure, period, area_code, category, value, lower_95, upper_95, numerator, denominator, status FROM cells ORDER BY measure, period, area_code, category`) {
					got = append(got, strings.TrimSpace(strings.Join(row, " ")))
				}
				if diff := cmp.Diff(want, strings.Join(got, "\n")); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			})
		}
	}
}

// parted is a table with its columns parted by another sign; numbers lose their commas.
func parted(t *testing.T, text string, by rune) []byte {
	t.Helper()
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.Comma = by
	thousands := regexp.MustCompile(`(\d),(\d{3})`)
	for _, row := range csvRows(t, text) {
		for i := range row {
			row[i] = thousands.ReplaceAllString(row[i], "$1$2")
		}
		if err := w.Write(row); err != nil {
			t.Fatal(err)
		}
	}
	w.Flush()
	return out.Bytes()
}

func wide(t *testing.T, text string) []byte {
	t.Helper()
	out, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return []byte(out)
}

// columnsTurned is a table with blank rows between its own, and, where its header is its first row, the columns the other way round and their
// names in capitals and with points.
func columnsTurned(t *testing.T, text string) []byte {
	t.Helper()
	var out bytes.Buffer
	w, rows := csv.NewWriter(&out), csvRows(t, text)
	plain := strings.Contains(strings.ToLower(strings.Join(rows[0], " ")), "measure") && len(rows[0]) > 7 && rows[0][1] != ""
	for i, row := range rows {
		if plain {
			slices.Reverse(row)
		}
		if plain && i == 0 {
			for j := range row {
				row[j] = strings.ReplaceAll(strings.ToUpper(row[j]), " ", ".")
			}
		}
		for range 1 + i%2 { // a blank row after every other
			if err := w.Write(row); err != nil {
				t.Fatal(err)
			}
			row = make([]string, len(row))
		}
	}
	w.Flush()
	return out.Bytes()
}

// A folder says in edition.json what its files do not.
func TestFolderSaysItsPublication(t *testing.T) {
	a, err := txtar.ParseFile(filepath.Join("testdata", "family", "open_without_year.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, "in", "open.csv"), a.Files[0].Data)
	write(t, filepath.Join(dir, "in", "edition.json"), []byte(`{"publisher": "NHS England", "published": "2020-12-10", "year": "2019/20", "title": "ASCOF 2019-20"}`))
	publish(t, official.Options{Paths: []string{filepath.Join(dir, "in")}, Releases: dir})
	var m release.Manifest
	text := read(t, filepath.Join(dir, "official", "ascof-open-2019-20", "manifest.json"))
	if err := json.Unmarshal(text, &m); err != nil {
		t.Fatal(err)
	}
	if m.PublishedOn != "2020-12-10" || m.Title != "ASCOF 2019-20" || m.Sources[0].Publisher != "NHS England" || m.Synthetic {
		t.Errorf("the manifest says %s", text)
	}
}

// Bad inputs are refused in a sentence that names file, line and mend, and the editions that stand are untouched.
func TestBadInputs(t *testing.T) {
	dir := shared
	before := files(t, dir)
	cases, err := filepath.Glob(filepath.Join("testdata", "bad", "*.txtar"))
	if err != nil || len(cases) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, path := range cases {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(t.TempDir(), a.Files[0].Name)
			write(t, file, a.Files[0].Data)
			refused(t, dir, file, fault.Refused, strings.TrimSpace(string(a.Files[1].Data)))
		})
	}
	if diff := cmp.Diff(before, files(t, dir)); diff != "" {
		t.Errorf("editions were touched:\n%s", diff)
	}
}

func TestDamagedFiles(t *testing.T) {
	dir, in := t.TempDir(), t.TempDir()
	packed := read(t, filepath.Join("data", "salt_2021-22_t50.csv.gz"))
	at := func(name string, bytes []byte) string {
		write(t, filepath.Join(in, name), bytes)
		return filepath.Join(in, name)
	}
	const damaged = "The file is damaged, cut short or not what its name says. Fetch it again."
	book := xlsx(t, [][]string{{"a"}})
	refused(t, dir, at("cut.csv.gz", packed[:len(packed)/2]), fault.Refused, "cut.csv.gz: "+damaged)
	refused(t, dir, at("plain.csv.gz", []byte("measure\n")), fault.Refused, "plain.csv.gz: "+damaged)
	refused(t, dir, at("cut.xlsx", book[:len(book)/2]), fault.Refused, "cut.xlsx: "+damaged)
	refused(t, dir, at("cut.ods", []byte("PK")), fault.Refused, "cut.ods: "+damaged)
	refused(t, dir, at("a.pdf", []byte("%PDF")), fault.Refused, "a.pdf: Official statistics are read from CSV files and workbooks. Give a .csv, .csv.gz, .xlsx or .ods file.")
	refused(t, dir, at("binary.csv", []byte("a\x00b")), fault.Refused, "binary.csv: The file is not text. Save it as CSV in UTF-8.")
	refused(t, dir, filepath.Join(in, "none.csv"), fault.NotFound, "none.csv: There is no such file or folder. Check the path.")
	refused(t, "", in, fault.Usage, "No releases directory is given. Name one with --releases.")
}

// Other figures of a publication that stands are a conflict, unless its publisher is said to have revised them; then both stand.
func TestRevisionStandsBesideWhatItRevises(t *testing.T) {
	a, err := txtar.ParseFile(filepath.Join("testdata", "family", "open_without_year.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "in", "open.csv")
	write(t, file, a.Files[0].Data)
	o := official.Options{Paths: []string{file}, Releases: dir, Year: "2019-20"}
	publish(t, o)
	write(t, file, bytes.Replace(a.Files[0].Data, []byte("Outcome,27.9"), []byte("Outcome,28.0"), 1))
	if _, err := official.Publish(context.Background(), o); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "an edition is never edited") {
		t.Fatalf("other figures give %v, want a conflict", err)
	}
	o.Revised = true
	if r := publish(t, o); r.Editions[0].ID != "ascof-open-2019-20.2" || r.Overlaps[0].Differing != 1 {
		t.Errorf("the revision is %+v with %+v", r.Editions[0].ID, r.Overlaps)
	}
	if r := publish(t, o); !r.Editions[0].Unchanged || r.Editions[0].ID != "ascof-open-2019-20.2" {
		t.Errorf("the revision again is %+v", r.Editions[0])
	}
}

func TestStoppedPublishLeavesNoEdition(t *testing.T) {
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	file := filepath.Join("data", "salt_2021-22_t50.csv.gz")
	if _, err := official.Publish(ctx, official.Options{Paths: []string{file}, Releases: dir}); !fault.Is(err, fault.Canceled) {
		t.Errorf("a stopped publish gives %v", err)
	}
	if left, err := os.ReadDir(filepath.Join(dir, "official")); err != nil || len(left) != 0 {
		t.Errorf("%v was left behind (%v)", left, err)
	}
}

// Reading all files inside the program: 20 seconds are allowed.
func BenchmarkPublishInside(b *testing.B) {
	for b.Loop() {
		if _, err := official.Publish(context.Background(), official.Options{Releases: b.TempDir()}); err != nil {
			b.Fatal(err)
		}
	}
}

// refused publishes a path that must fail with the kind and words, the path's folder apart.
func refused(t *testing.T, releases, path string, kind fault.Kind, want string) {
	t.Helper()
	_, err := official.Publish(context.Background(), official.Options{Paths: []string{path}, Releases: releases})
	if err == nil {
		t.Fatalf("%s is taken", path)
	}
	if got := strings.ReplaceAll(err.Error(), filepath.Dir(path)+string(filepath.Separator), ""); got != want || !fault.Is(err, kind) {
		t.Errorf("%v fault:\n got %s\nwant %s", fault.Of(err), got, want)
	}
}

// files are all files of a directory with their bytes.
func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			name, _ := filepath.Rel(dir, path)
			out[name] = strconv.Quote(string(read(t, path)))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func write(t *testing.T, path string, text []byte) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

func pack(t *testing.T, text []byte) []byte {
	t.Helper()
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}
