package query

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// FuzzCursor gives the reader of cursors whatever bytes there are: what it takes is a cursor we could have given out, written one way.
func FuzzCursor(f *testing.F) {
	for _, seed := range []string{
		Cursor{Release: "synthetic-2026-03-31", Offset: 1000, Query: "abc"}.String(), Cursor{Release: "x", Offset: maxOffset}.String(),
		Cursor{Release: "x", Offset: 0}.String(), Cursor{Offset: 1}.String(), "", "e30", "bnVsbA", "W10", "eyJvIjotMX0", "eyJyIjoieCIsIm8iOjFlOTl9",
		"eyJyIjoibGF0ZXN0IiwibyI6MSwicSI6IiJ9", "====", "\x00", strings.Repeat("A", 5000),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := parseCursor(text)
		if err != nil {
			if c != (Cursor{}) {
				t.Errorf("%q is refused and gives %+v", text, c)
			}
			return
		}
		if c.Offset < 1 || c.Offset > maxOffset || c.Release == "" {
			t.Errorf("%q gives %+v", text, c)
		}
		if again, err := parseCursor(c.String()); err != nil || again != c {
			t.Errorf("%q gives %+v, which is written %q and gives %+v (%v)", text, c, c.String(), again, err)
		}
	})
}

// FuzzPeriods gives the reader of period= whatever bytes there are: what it takes, written one way, is the same again.
func FuzzPeriods(f *testing.F) {
	for _, seed := range []string{
		"latest", "last:3", "last:400", "last:0", "all", "2025-26", "2025-26-Q1", "2023-24-Q1..2025-26-Q4", "2024-25..", "..2024-25", "..", "2025-26,2024-25",
		"2025-26,2025-26-Q1", "2025-26-q1", "2025-26,,", "2026-26", "0000-01", "9999-00", "last:", "last:+3",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, wrong := parsePeriods(text)
		if wrong != "" {
			return
		}
		again, wrong := parsePeriods(p.String())
		if wrong != "" || !cmp.Equal(p, again) {
			t.Errorf("%q is written %q, which gives %+v (%s)", text, p.String(), again, wrong)
		}
	})
}

// FuzzCategories gives the reader of filters whatever bytes there are: it names or leaves out, never both, and nothing twice.
func FuzzCategories(f *testing.F) {
	for _, seed := range []string{"18-64,65+", "ne:unknown", "ne:a,b", "a,ne:b", "ne:", ",", "a,a", "ne:ne:a", "ne:ne: a", " a , b "} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		named, not, ok := parseCategories(text)
		if !ok {
			return
		}
		if len(named) > 0 && len(not) > 0 {
			t.Errorf("%q names %q and leaves out %q", text, named, not)
		}
		for _, slug := range slices.Concat(named, not) {
			if slug != strings.TrimSpace(slug) || strings.Contains(slug, ",") {
				t.Errorf("%q gives %q", text, slug)
			}
		}
	})
}
