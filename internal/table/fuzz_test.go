package table

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/careduty/careduty/internal/duck"
	"github.com/xuri/excelize/v2"
)

// readAll reads a file to its end, or to what is wrong with it, and never beyond a bound.
func readAll(t *testing.T, r *Reader, m Member) {
	t.Helper()
	rows, _, err := r.Open(context.Background(), m, Form{}, nil)
	if err != nil {
		return
	}
	defer rows.Close()
	last := -1
	for range 10_000 {
		cells, line, err := rows.Next()
		if errors.Is(err, io.EOF) || err != nil {
			return
		}
		if line <= last || cells == nil {
			t.Fatal("rows do not follow each other")
		}
		last = line
	}
}

func FuzzWorkbook(f *testing.F) {
	book := excelize.NewFile()
	_ = book.SetSheetRow("Sheet1", "A1", &[]any{"person_ref", "died_on", 1.5, true})
	_ = book.SetSheetRow("Sheet1", "A3", &[]any{"P1", 45000})
	b, err := book.WriteToBuffer()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte("PK\x03\x04"))
	f.Add([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
	// A sheet whose XML is the fuzzer's, in an archive that is whole: what a damaged one would never reach.
	f.Fuzz(func(t *testing.T, data []byte) {
		r := NewReader(64)
		defer r.Close()
		readAll(t, r, Bytes("a.xlsx", data))
		var out bytes.Buffer
		z := zip.NewWriter(&out)
		old, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range old.File {
			w, _ := z.Create(m.Name)
			if m.Name == "xl/worksheets/sheet1.xml" {
				_, _ = w.Write(data)
				continue
			}
			in, _ := m.Open()
			_, _ = io.Copy(w, in)
		}
		_ = z.Close()
		readAll(t, r, Bytes("a.xlsx", out.Bytes()))
	})
}

func FuzzParquet(f *testing.F) {
	path := filepath.Join(f.TempDir(), "a.parquet")
	db, err := duck.Open(f.Context(), duck.Options{})
	if err != nil {
		f.Fatal(err)
	}
	err = db.Exec(f.Context(), "COPY (SELECT i AS person_ref, DATE '2025-01-31' AS died_on, 'x' || i AS \"a b\" FROM range(20) t(i)) TO "+duck.Quote(path)+" (FORMAT parquet)")
	if err != nil {
		f.Fatal(err)
	}
	_ = db.Close()
	whole, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole, 0, byte(0))
	f.Add(whole[:len(whole)/2], 3, byte(7))
	f.Add([]byte("PAR1\x15\x04\x15\x10\xff\xff\xff\xffPAR1"), 1, byte(1))
	r := NewReader(64)
	f.Cleanup(func() { _ = r.Close() })
	// The footer tells where all else lies: a byte of it is changed.
	f.Fuzz(func(t *testing.T, data []byte, at int, change byte) {
		if n := len(data); n > 16 && at >= 0 {
			data = bytes.Clone(data)
			data[n-9-at%(n-9)] ^= change
		}
		readAll(t, r, Bytes("a.parquet", data))
	})
}

func FuzzText(f *testing.F) {
	for _, s := range []string{"a,b\n1,2\n", "a\r1\r2", "\xff\xfea\x00", "\x1f\x8b\x08", "\xef\xbb\xbf\"a\nb\"\n", "sep=;\na;b\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r := NewReader(0)
		readAll(t, r, Bytes("a.csv", data))
		readAll(t, r, Bytes("a.csv.gz", data))
	})
}
