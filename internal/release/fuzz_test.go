package release_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/release"
)

// Whatever lies in a release directory is read or refused, and ends nothing.

func FuzzManifest(f *testing.F) {
	dir := f.TempDir()
	write(f, dir, tiny(first))
	text, err := os.ReadFile(filepath.Join(dir, first, "manifest.json"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	for _, s := range []string{
		`{"format":1,"kind":"release","synthetic":true,"id":"synthetic-2026-03-31","published_on":"2026-03-31"}`, `{"official":["../x"]}`, `{"files":[{"name":"../x","bytes":-1}]}`, `{}`, `null`, `[]`,
		`{"measures":[{"id":"a/b"}],"published_on":"2026-03-31"}`, `{"periods":["x"],"published_on":"2026-03-31"}`,
	} {
		f.Add([]byte(s))
	}
	at := filepath.Join(f.TempDir(), first)
	if err := os.Mkdir(at, 0o755); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		sealed(t, at, string(text))
		all, err := release.Scan(filepath.Dir(at))
		if err != nil || len(all) != 1 || all[0].Manifest.ID != first {
			t.Fatalf("%+v, %v", all, err)
		}
		l := all[0]
		if l.Fault != nil && !fault.Is(l.Fault, fault.Refused) {
			t.Errorf("fault %v", l.Fault)
		}
		for _, name := range l.Names() {
			if path, _, err := l.File(name); err == nil && filepath.Dir(path) != at {
				t.Errorf("%q leads out of the release", name)
			}
		}
		if l.Fault != nil {
			return
		}
		for _, id := range l.Manifest.Official {
			if strings.ContainsAny(id, `/\`) {
				t.Errorf("edition %q leads out of the directory", id)
			}
		}
		if set, err := release.OpenSet(t.Context(), filepath.Dir(at), release.Options{}); err == nil {
			set.Close()
		}
	})
}

func FuzzMarker(f *testing.F) {
	f.Add([]byte(`{"reason": "A wrong file.", "on": "2026-07-01", "replacement": "2026-09-30"}`))
	f.Add([]byte(`{"reason": 1}`))
	f.Add([]byte(``))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text []byte) {
		put(t, filepath.Join(dir, first+".withdrawn.json"), string(text))
		all, err := release.Scan(dir)
		if err != nil || len(all) != 1 || all[0].Withdrawn == nil || all[0].Withdrawn.Reason == "" || all[0].Markers == "" {
			t.Fatalf("%+v, %v", all, err)
		}
	})
}

func FuzzSums(f *testing.F) {
	f.Add("00  manifest.json\n")
	f.Add("  \n")
	f.Add("00  ../manifest.json")
	dir := filepath.Join(f.TempDir(), first)
	if err := os.Mkdir(dir, 0o755); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		put(t, filepath.Join(dir, "SHA256SUMS"), text)
		if all, err := release.Scan(filepath.Dir(dir)); err != nil || len(all) != 1 || all[0].Fault == nil {
			t.Fatalf("%+v, %v", all, err)
		}
	})
}

// FuzzCells has the reader of columns take a data file that is not what was written.
func FuzzCells(f *testing.F) {
	dir := f.TempDir()
	write(f, dir, tiny(first))
	path := filepath.Join(dir, first, release.CellsFile(first))
	whole, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(uint(len(whole)-100), byte(7))
	f.Add(uint(len(whole)-9), byte(255))
	f.Add(uint(4), byte(0))
	f.Fuzz(func(t *testing.T, at uint, by byte) {
		text := []byte(string(whole))
		text[at%uint(len(text))] ^= by
		put(t, path, string(text))
		file, err := release.OpenColumns(filepath.Dir(path), first)
		if err != nil {
			return
		}
		defer file.Close()
		for i := range file.Groups() {
			_, _ = file.Read(t.Context(), i)
		}
	})
}
