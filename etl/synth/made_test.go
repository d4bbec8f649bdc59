package synth_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/careduty/careduty/etl/synth"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/schemas"
)

var asOf = period.Date(2026, time.March, 31)

// made is one extract that the tests of this package read and none of them changes.
var made = sync.OnceValue(func() (m struct {
	folder  string
	summary synth.Summary
	err     error
},
) {
	m.folder = filepath.Join(scratch, "made")
	m.summary, m.err = synth.Write(bare(), synth.Options{Out: m.folder, People: 30_000, Seed: 1, AsOf: asOf})
	return m
})

var scratch string

func TestMain(m *testing.M) {
	var err error
	if scratch, err = os.MkdirTemp("", "synth"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(scratch)
	os.Exit(code)
}

// file is one record file as it was written, header apart.
type file struct {
	columns map[string]int
	rows    [][]string
}

func (f file) get(row []string, column string) string {
	if i := f.columns[column]; i < len(row) {
		return row[i]
	}
	return ""
}

// read reads one council's file of a kind.
func read(t *testing.T, council, kind string) file {
	t.Helper()
	m := made()
	if m.err != nil {
		t.Fatal(m.err)
	}
	f, err := os.Open(filepath.Join(m.folder, "synthetic-"+council, kind+".csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := file{columns: map[string]int{}, rows: rows[1:]}
	for i, name := range rows[0] {
		out.columns[name] = i
	}
	return out
}

// each calls do with every council's file of a kind.
func each(t *testing.T, kind string, do func(council string, f file)) {
	t.Helper()
	for _, c := range area.Of(area.Council) {
		do(c.Code, read(t, c.Code, kind))
	}
}

// dates holds what has been read already: the same few thousand days come again and again.
var dates = map[string]time.Time{}

// day reads a date; the zero time stands for none or a bad one.
func day(text string) time.Time {
	d, ok := dates[text]
	if !ok {
		d, _ = time.Parse(time.DateOnly, text)
		dates[text] = d
	}
	return d
}

// within says whether a span of days, open where a date is missing, holds a day.
func within(first, last string, on time.Time) bool {
	a, b := day(first), day(last)
	return !a.IsZero() && !a.After(on) && (b.IsZero() || !b.Before(on))
}

func names(k schemas.Kind) string {
	var out []string
	for _, f := range k.Fields {
		out = append(out, f.Name)
	}
	return strings.Join(out, ",")
}
