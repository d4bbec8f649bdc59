package load_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"hash/crc32"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/careduty/careduty/etl/load"
	"github.com/careduty/careduty/internal/duck"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/warehouse"
	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/xuri/excelize/v2"
)

const declared = `{"specification": "careduty-records/1", "council": "E08000035", "from": "2019-04-01", "to": "2026-03-31",
"produced_on": "2026-04-14", "kinds": ["people"], "synthetic": true}`

// caseFiles are the files of one extract of a case.
func caseFiles(t *testing.T, name, folder string) map[string][]byte {
	t.Helper()
	a, err := txtar.ParseFile("testdata/cases/" + name + ".txtar")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	files := map[string][]byte{}
	for _, f := range a.Files {
		if strings.HasPrefix(f.Name, folder+"/") {
			write(t, filepath.Join(dir, f.Name), f.Data)
		}
	}
	entries, err := os.ReadDir(filepath.Join(dir, folder))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		files[e.Name()], _ = os.ReadFile(filepath.Join(dir, folder, e.Name()))
	}
	return files
}

// packed writes a .zip with members in order of name, below a folder if one is given.
func packed(t *testing.T, folder string, files map[string][]byte) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, data := range files {
		w, err := z.Create(folder + name)
		if err == nil {
			_, err = w.Write(data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "a.zip")
	write(t, path, b.Bytes())
	return path
}

func loaded(t *testing.T, path string) (load.Extract, error) {
	t.Helper()
	report, err := load.Load(t.Context(), load.Options{
		Warehouse: filepath.Join(t.TempDir(), "w.duckdb"), Paths: []string{path}, MaxRejects: 100,
	})
	if len(report.Extracts) != 1 {
		t.Fatalf("%d extracts are reported, want one (%v)", len(report.Extracts), err)
	}
	return report.Extracts[0], err
}

// The same records in every form an extract may have lead to the same report.
func TestFormsAreAlike(t *testing.T) {
	for _, name := range []string{"clean", "rejected_rows", "notes"} {
		files := caseFiles(t, name, "a")
		delete(files, "readme.txt")
		if name == "rejected_rows" {
			// A ragged row cannot be written as Parquet, nor can a NUL.
			var kept []string
			for line := range strings.Lines(string(files["people.csv"])) {
				if n := strings.Count(line, ","); n == 7 && !strings.Contains(line, "\x00") {
					kept = append(kept, line)
				}
			}
			files["people.csv"] = []byte(strings.Join(kept, ""))
		}
		dir := filepath.Join(t.TempDir(), "a.zip")
		parquet := map[string][]byte{}
		for file, data := range files {
			write(t, filepath.Join(dir, file), data)
			kind, isCSV := strings.CutSuffix(file, ".csv")
			if name == "clean" && isCSV || name != "clean" && kind != "people" && isCSV && kind != "assessments" {
				to := filepath.Join(t.TempDir(), kind+".parquet")
				if err := warehouse.ParquetFromCSV(t.Context(), kind, filepath.Join(dir, file), to); err != nil {
					t.Fatal(err)
				}
				parquet[kind+".parquet"], _ = os.ReadFile(to)
				continue
			}
			parquet[file] = data
		}
		folder := filepath.Join(t.TempDir(), "a.zip")
		for file, data := range parquet {
			write(t, filepath.Join(folder, file), data)
		}
		want, err := loaded(t, moved(t, dir))
		if err != nil {
			t.Fatal(err)
		}
		for form, path := range map[string]string{
			"zip": packed(t, "", files), "zip with a folder": packed(t, "Leeds 2026/", files),
			"parquet": moved(t, folder), "parquet in a zip": packed(t, "", parquet),
		} {
			got, err := loaded(t, path)
			if err != nil {
				t.Fatalf("%s, %s: %v", name, form, err)
			}
			if diff := cmp.Diff(alike(want), alike(got)); diff != "" {
				t.Errorf("%s, %s (-csv +%s):\n%s", name, form, form, diff)
			}
		}
	}
}

// moved gives a folder a name that is not a .zip's.
func moved(t *testing.T, dir string) string {
	t.Helper()
	to := strings.TrimSuffix(dir, ".zip")
	if err := os.Rename(dir, to); err != nil {
		t.Fatal(err)
	}
	return to
}

// alike forgets what differs by form: names of files, and row numbers, which Parquet counts without a header.
func alike(x load.Extract) load.Extract {
	x.Name = ""
	x.Findings = append([]load.Finding(nil), x.Findings...)
	for i := range x.Findings {
		f := &x.Findings[i]
		f.Rows = nil
		f.File = strings.TrimSuffix(strings.TrimSuffix(f.File, ".parquet"), ".csv")
	}
	return x
}

func TestSameBytesInAnotherFormAreKnown(t *testing.T) {
	files := caseFiles(t, "clean", "a")
	dir, w := t.TempDir(), filepath.Join(t.TempDir(), "w.duckdb")
	for file, data := range files {
		write(t, filepath.Join(dir, file), data)
	}
	for i, path := range []string{dir, packed(t, "x/", files), dir} {
		report, err := load.Load(t.Context(), load.Options{Warehouse: w, Paths: []string{path}})
		want := load.AlreadyLoaded
		if i == 0 {
			want = load.Loaded
		}
		if err != nil || report.Extracts[0].Status != want {
			t.Errorf("load %d: %s (%v), want %s", i+1, report.Extracts[0].Status, err, want)
		}
	}
}

func TestArchivesThatAreNone(t *testing.T) {
	people := []byte("person_ref\nP1\n")
	bomb := bytes.Repeat([]byte("0"), 20<<20)
	two := func() string {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for _, name := range []string{"extract.json", "people.csv", "people.csv"} {
			w, _ := z.Create(name)
			_, _ = w.Write(map[string][]byte{"extract.json": []byte(declared), "people.csv": people}[name])
		}
		_ = z.Close()
		path := filepath.Join(t.TempDir(), "a.zip")
		write(t, path, b.Bytes())
		return path
	}
	junk := filepath.Join(t.TempDir(), "a.zip")
	write(t, junk, []byte("PK\x03\x04 and nothing more"))
	for name, c := range map[string]struct{ path, says string }{
		"outside":  {packed(t, "", map[string][]byte{"extract.json": []byte(declared), "../people.csv": people}), "points outside"},
		"absolute": {packed(t, "/", map[string][]byte{"extract.json": []byte(declared)}), "points outside"},
		"bomb":     {packed(t, "", map[string][]byte{"extract.json": []byte(declared), "people.csv": bomb}), "absurd"},
		"two":      {two(), "two files"},
		"junk":     {junk, "cannot be read"},
		"empty":    {packed(t, "", nil), "missing"},
	} {
		x, err := loaded(t, c.path)
		if !fault.Is(err, fault.Refused) || x.Status != load.Refused || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %s, %v", name, x.Status, err)
		}
	}
}

func TestFilesTooLarge(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "extract.json"), []byte(declared))
	write(t, filepath.Join(dir, "people.csv"), []byte("person_ref\n"))
	// The file takes no room: all but its beginning is a hole.
	if err := os.Truncate(filepath.Join(dir, "people.csv"), 3<<30); err != nil {
		t.Skip("no sparse files here")
	}
	if x, err := loaded(t, dir); !fault.Is(err, fault.Refused) || x.Findings[0].Rule != "file_too_large" {
		t.Errorf("a file of 3 GB: %v", err)
	}
	write(t, filepath.Join(dir, "people.csv"), []byte("person_ref\nP1"+strings.Repeat("0", 2<<20)+"\n"))
	if x, err := loaded(t, dir); !fault.Is(err, fault.Refused) || x.Findings[0].Rule != "row_too_long" {
		t.Errorf("a row of 2 MB: %v", err)
	}
}

func TestDeclaredUTF16(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "extract.json"), []byte(strings.Replace(declared, "{", `{"encoding": "utf-16le", "delimiter": "\t", `, 1)))
	var text []byte
	for _, u := range utf16.Encode([]rune("\uFEFF\"person_ref\"\tsex\tward\r\nP1\tFemale\tCafé\r\n")) {
		text = append(text, byte(u), byte(u>>8))
	}
	write(t, filepath.Join(dir, "people.csv"), text)
	x, err := loaded(t, dir)
	if err != nil || x.Kinds[0].Loaded != 1 || x.Kinds[0].Rejected != 0 {
		t.Errorf("%+v (%v)", x, err)
	}
}

func TestPaths(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"b", "a", ".hidden"} {
		write(t, filepath.Join(dir, name, "extract.json"), []byte(strings.Replace(declared, "E08000035", map[string]string{"a": "E06000001", "b": "E06000002"}[name], 1)))
		write(t, filepath.Join(dir, name, "people.csv"), []byte("person_ref\nP1\n"))
	}
	write(t, filepath.Join(dir, "notes.txt"), []byte("x"))
	report, err := load.Load(t.Context(), load.Options{Warehouse: filepath.Join(dir, "w"), Paths: []string{dir}})
	if err != nil || len(report.Extracts) != 2 || report.Extracts[0].Name != "a" || report.Extracts[1].Batch != 2 {
		t.Errorf("a folder of extracts: %+v (%v)", report, err)
	}
	for path, want := range map[string]fault.Kind{
		filepath.Join(dir, "none"): fault.NotFound, filepath.Join(dir, "notes.txt"): fault.Usage, t.TempDir(): fault.Refused,
	} {
		if _, err := load.Load(t.Context(), load.Options{Warehouse: filepath.Join(dir, "w"), Paths: []string{path}}); !fault.Is(err, want) {
			t.Errorf("%s: %v, want %v", filepath.Base(path), err, want)
		}
	}
	if _, err := load.Load(t.Context(), load.Options{Warehouse: filepath.Join(dir, "w")}); !fault.Is(err, fault.Usage) {
		t.Errorf("no path: %v", err)
	}
}

// people is the extract that tests of packing send: a person, and what became of it.
func people(t *testing.T, files map[string][]byte) (load.Extract, error) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "x")
	write(t, filepath.Join(dir, "extract.json"), []byte(declared))
	for name, data := range files {
		write(t, filepath.Join(dir, name), data)
	}
	return loaded(t, dir)
}

func gzipped(t *testing.T, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := z.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestPackedFilesAreRead(t *testing.T) {
	text := []byte("\xef\xbb\xbfperson_ref,sex,died_on\nP1,female,2025-01-31\nP2,male,\n")
	zipped := func(files map[string][]byte) []byte {
		data, err := os.ReadFile(packed(t, "", files))
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	two := append(gzipped(t, text[:40]), gzipped(t, text[40:])...)
	for name, files := range map[string]map[string][]byte{
		"gzip":                      {"people.csv.gz": gzipped(t, text)},
		"gzip of gzip":              {"PEOPLE.CSV.GZ": gzipped(t, gzipped(t, text))},
		"gzip in members":           {"people.csv.gz": two},
		"a text that says gzip":     {"people.csv.gz": text},
		"zip of the file alone":     {"people.csv.zip": zipped(map[string][]byte{"people.csv": text})},
		"zip in zip":                {"all.zip": zipped(map[string][]byte{"people.zip": zipped(map[string][]byte{"people.csv": text})})},
		"gzip and text, in parts":   {"people_1.csv.gz": gzipped(t, []byte("person_ref,sex,died_on\nP1,female,2025-01-31\n")), "people_2.csv": []byte("person_ref,sex,died_on\nP2,male,\n")},
		"a folder of gzipped parts": {"people.csv/part-0.csv.gz": gzipped(t, text), "people.csv/_SUCCESS": nil, "people.csv/.part-0.csv.gz.crc": {1}},
	} {
		x, err := people(t, files)
		if err != nil || x.Kinds[0].Loaded != 2 || len(x.Findings) > 0 {
			t.Errorf("%s: %+v (%v)", name, x, err)
		}
	}
	junk := append(gzipped(t, text)[:30], "and no more"...)
	if x, err := people(t, map[string][]byte{"people.csv.gz": junk}); !fault.Is(err, fault.Refused) || x.Findings[0].Rule != "file_unreadable" {
		t.Errorf("a damaged gzip: %v", err)
	}
}

// sealed marks the members of an archive as encrypted, or as packed by a method, as other tools do.
func sealed(t *testing.T, flag, method uint16, files map[string][]byte) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		h := &zip.FileHeader{Name: name, Method: zip.Store, CompressedSize64: uint64(len(files[name])), UncompressedSize64: uint64(len(files[name])), CRC32: crc32.ChecksumIEEE(files[name])}
		if name != "extract.json" || flag != 0 {
			h.Flags, h.Method = flag, method
		}
		w, err := z.CreateRaw(h)
		if err == nil {
			_, err = w.Write(files[name])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "a.zip")
	write(t, path, b.Bytes())
	return path
}

func TestArchivesThatCannotBeUnpackedAreToldInWords(t *testing.T) {
	files := map[string][]byte{"extract.json": []byte(declared), "people.csv": []byte("person_ref\nP1\n")}
	for name, c := range map[string]struct {
		flag, method uint16
		says, fix    string
	}{
		"ZipCrypto": {1, zip.Deflate, "encrypted", "password"}, "AES": {1, 99, "encrypted", "password"}, "AES without the bit": {0, 99, "encrypted", "password"},
		"Deflate64": {0, 9, "a method that is not read", "ordinary Deflate"}, "LZMA": {0, 14, "a method that is not read", "ordinary Deflate"},
	} {
		x, err := loaded(t, sealed(t, c.flag, c.method, files))
		if !fault.Is(err, fault.Refused) || x.Status != load.Refused || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), c.fix) {
			t.Errorf("%s: %s, %v", name, x.Status, err)
		}
	}
}

// book writes a workbook of sheets, each of rows of cells.
func book(t *testing.T, change func(*excelize.File), sheets map[string][][]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for _, name := range slices.Sorted(maps.Keys(sheets)) {
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for i, row := range sheets[name] {
			cell, _ := excelize.CoordinatesToCellName(1, i+1)
			if err := f.SetSheetRow(name, cell, &row); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, ok := sheets["Sheet1"]; !ok {
		_ = f.DeleteSheet("Sheet1")
	}
	if change != nil {
		change(f)
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A workbook as people keep them: a title over the header, dates as dates and as numbers of days, references as numbers, formulas, blank rows,
// and the records on the sheet that is called after the kind or, without one, on the first.
func TestWorkbooksAreRead(t *testing.T) {
	day := time.Date(2025, 1, 31, 0, 0, 0, 0, time.UTC)
	rows := [][]any{
		{"People known to adult social care"},
		{},
		{"person_ref", "birth_year", "sex", "has_unpaid_carer", "died_on", "team"},
		{1001, 1950, "Female", true, day, "North"},
		{1002.0, 1951.0, "male", false, 45688},
		{},
		{"P3", nil, "male", "Y", "2025-01-31"},
	}
	formula := func(sheet string) func(*excelize.File) {
		return func(f *excelize.File) {
			_ = f.SetCellFormula(sheet, "B7", "1900+52")
			_ = f.MergeCell(sheet, "A1", "F1")
			_ = f.UpdateLinkedValue()
			_ = f.SetCellValue(sheet, "B7", 1952)
		}
	}
	for name, data := range map[string][]byte{
		"the kind's sheet": book(t, formula("People"), map[string][][]any{"Notes": {{"read me"}}, "People": rows}),
		"the first sheet":  book(t, formula("A"), map[string][][]any{"A": rows, "B": {{"read me"}}}),
	} {
		dir := filepath.Join(t.TempDir(), "x")
		write(t, filepath.Join(dir, "extract.json"), []byte(declared))
		write(t, filepath.Join(dir, "people.xlsx"), data)
		w := filepath.Join(t.TempDir(), "w.duckdb")
		report, err := load.Load(t.Context(), load.Options{Warehouse: w, Paths: []string{dir}})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, f := range report.Extracts[0].Findings {
			if f.Rule != "title_rows" && f.Rule != "column_unknown" {
				t.Errorf("%s: %s in %s: %v", name, f.Rule, f.Field, f.Rows)
			}
		}
		got := textRows(t, w, "SELECT birth_year, sex, has_unpaid_carer, died_on FROM people ORDER BY 1")
		if want := "1950 female yes 2025-01-31\n1951 male no 2025-01-31\n1952 male yes 2025-01-31\n"; got != want {
			t.Errorf("%s:\n%s", name, got)
		}
	}
}

// Days may be counted from 1904, and what is no workbook is told to be none.
func TestOldAndBrokenWorkbooks(t *testing.T) {
	old := func(f *excelize.File) {
		yes := true
		_ = f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes})
	}
	dir := filepath.Join(t.TempDir(), "x")
	write(t, filepath.Join(dir, "extract.json"), []byte(declared))
	write(t, filepath.Join(dir, "people.xlsx"), book(t, old, map[string][][]any{"people": {{"person_ref", "died_on"}, {"P1", 45688 - 1462}}}))
	w := filepath.Join(t.TempDir(), "w.duckdb")
	if _, err := load.Load(t.Context(), load.Options{Warehouse: w, Paths: []string{dir}}); err != nil {
		t.Fatal(err)
	}
	if got := textRows(t, w, "SELECT died_on FROM people"); got != "2025-01-31\n" {
		t.Errorf("days counted from 1904: %s", got)
	}
	for name, data := range map[string][]byte{"file_unreadable": []byte("PK no workbook"), "file_encrypted": []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more")} {
		if x, err := people(t, map[string][]byte{"people.xlsx": data}); !fault.Is(err, fault.Refused) || x.Findings[0].Rule != name {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Parquet as tools write it, in every time zone the same.
func TestParquetAsToolsWriteIt(t *testing.T) {
	db, err := duck.Open(t.Context(), duck.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	path := filepath.Join(t.TempDir(), "people [1].parquet")
	err = db.Exec(t.Context(), `SET TimeZone = 'UTC'; COPY (SELECT * FROM (VALUES
		('P1', 1950.0::DOUBLE, true, TIMESTAMPTZ '2021-06-15 00:00:00+00', TIMESTAMP '2021-06-15 00:00:00', CAST('female' AS ENUM('female', 'male'))),
		('P2', NULL, false, TIMESTAMPTZ '2022-10-30 00:00:00+00', NULL, CAST('male' AS ENUM('female', 'male'))),
		('P3', 'NaN'::DOUBLE, NULL, NULL, TIMESTAMP '2021-06-15 10:00:00', NULL),
		(NULL, NULL, NULL, NULL, NULL, NULL)
		) AS t(person_ref, birth_year, has_unpaid_carer, died_on, left_on, sex)) TO `+duck.Quote(path)+` (FORMAT parquet)`)
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, zone := range []string{"UTC", "Europe/London", "America/New_York"} {
		t.Setenv("TZ", zone)
		dir := filepath.Join(t.TempDir(), "x")
		write(t, filepath.Join(dir, "extract.json"), []byte(declared))
		write(t, filepath.Join(dir, "people.parquet"), data)
		w := filepath.Join(t.TempDir(), "w.duckdb")
		report, err := load.Load(t.Context(), load.Options{Warehouse: w, Paths: []string{dir}})
		if err != nil || len(report.Extracts[0].Findings) != 1 || report.Extracts[0].Findings[0].Rule != "unreadable" || report.Extracts[0].Findings[0].Rows[0] != 3 {
			t.Fatalf("%s: %v %+v", zone, err, report)
		}
		got := textRows(t, w, "SELECT birth_year, has_unpaid_carer, died_on, left_on, sex FROM people ORDER BY died_on NULLS LAST")
		if want := "1950 yes 2021-06-15 2021-06-15 female\n no 2022-10-30  male\n    \n"; got != want {
			t.Errorf("%s:\n%s", zone, got)
		}
	}
}
