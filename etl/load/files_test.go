package load_test

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/careduty/careduty/etl/load"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/warehouse"
	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
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
		"nested":   {packed(t, "", map[string][]byte{"a/extract.json": []byte(declared), "b/extract.json": []byte(declared)}), "missing"},
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
