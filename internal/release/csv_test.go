package release_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/careduty/careduty/internal/duck"
	"github.com/careduty/careduty/internal/release"
	"github.com/careduty/careduty/internal/release/releasetest"
)

// DuckDB reads the same rows, in the same order, from both files of a release; texts that are empty in one are missing in the other.
func TestCSVHasTheRowsOfTheDataFile(t *testing.T) {
	for _, c := range []struct{ dir, id string }{
		{filepath.Join(fixture, releasetest.ID), releasetest.ID},
		{filepath.Join(fixture, release.OfficialDir, releasetest.Edition), releasetest.Edition},
	} {
		db, err := duck.Open(t.Context(), duck.Options{Public: true})
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		var types, kept []string
		for _, f := range release.Fields() {
			types = append(types, duck.Quote(f.Name)+": "+duck.Quote(f.Type))
			value := duck.Name(f.Name)
			if f.Type == "VARCHAR" {
				value = "nullif(" + value + ", '') AS " + value
			}
			kept = append(kept, value)
		}
		rows := func(source string) string {
			return "(SELECT row_number() OVER () AS at, " + strings.Join(kept, ", ") + " FROM " + source + ")"
		}
		packed := rows(fmt.Sprintf("read_csv(%s, header = true, columns = {%s})", duck.Quote(filepath.Join(c.dir, release.CSVFile(c.id))), strings.Join(types, ", ")))
		data := rows(fmt.Sprintf("read_parquet(%s)", duck.Quote(filepath.Join(c.dir, release.CellsFile(c.id)))))
		var n, left, right int
		query := fmt.Sprintf("SELECT (SELECT count(*) FROM %[1]s), (SELECT count(*) FROM (FROM %[1]s EXCEPT FROM %[2]s)), (SELECT count(*) FROM (FROM %[2]s EXCEPT FROM %[1]s))", data, packed)
		if err := db.Exec(t.Context(), "SET preserve_insertion_order = true"); err != nil {
			t.Fatal(err)
		}
		if err := db.One(t.Context(), query, nil, &n, &left, &right); err != nil {
			t.Fatal(err)
		}
		if n == 0 || left != 0 || right != 0 {
			t.Errorf("%s: of %d rows %d are not in the CSV, and %d of the CSV are not among them", c.id, n, left, right)
		}
	}
}

func TestSameCellsMakeTheSameCSV(t *testing.T) {
	again := t.TempDir()
	write(t, again, releasetest.Options{})
	first, second := packed(t, fixture), packed(t, again)
	if !bytes.Equal(first, second) {
		t.Error("the same cells make other bytes the second time")
	}
	if text := unpack(t, first); !strings.HasPrefix(text, "measure,source,area_code,") || strings.Count(text, "\n") != strings.Count(text, "\r\n") {
		t.Errorf("not RFC 4180: %.200q", text)
	}
}

func packed(t *testing.T, dir string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, releasetest.ID, release.CSVFile(releasetest.ID)))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func unpack(t *testing.T, text []byte) string {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	out, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// Whatever else could be hidden in the file is found: it is the rows of the data file, packed, or it is not the same.
func TestSameCSVFindsWhatIsElseInTheFile(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, tiny(releasetest.ID))
	whole := packed(t, dir)
	text := unpack(t, whole)
	again := func(text string, header gzip.Header) []byte {
		var out bytes.Buffer
		z := gzip.NewWriter(&out)
		z.Header = header
		_, _ = z.Write([]byte(text))
		_ = z.Close()
		return out.Bytes()
	}
	at := filepath.Join(dir, releasetest.ID, release.CSVFile(releasetest.ID))
	for name, c := range map[string]struct {
		bytes []byte
		want  bool
	}{
		"as written":         {whole, true},
		"packed otherwise":   {again(text, gzip.Header{}), true},
		"another figure":     {again(strings.Replace(text, ",percent,", ",percent ,", 1), gzip.Header{}), false},
		"a row more":         {again(text+"x\r\n", gzip.Header{}), false},
		"a row less":         {again(text[:strings.LastIndex(strings.TrimSpace(text), "\n")+1], gzip.Header{}), false},
		"a comment":          {again(text, gzip.Header{Comment: "x"}), false},
		"a name":             {again(text, gzip.Header{Name: "x"}), false},
		"something after it": {append(bytes.Clone(whole), 'x'), false},
		"a second part":      {append(bytes.Clone(whole), again("x", gzip.Header{})...), false},
		"no gzip":            {[]byte(text), false},
	} {
		if err := os.WriteFile(at, c.bytes, 0o600); err != nil {
			t.Fatal(err)
		}
		if same, err := release.SameCSV(t.Context(), filepath.Dir(at), releasetest.ID); err != nil || same != c.want {
			t.Errorf("%s: %v (%v), want %v", name, same, err, c.want)
		}
	}
	remove(t, at)
	if same, err := release.SameCSV(t.Context(), filepath.Dir(at), releasetest.ID); err != nil || !same {
		t.Errorf("a release of before there was a CSV: %v (%v)", same, err)
	}
}
