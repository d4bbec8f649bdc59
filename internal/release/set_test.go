package release_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/release"
	"github.com/careduty/careduty/internal/release/releasetest"
)

// tiny is the quickest release there is.
func tiny(id string) releasetest.Options {
	return releasetest.Options{ID: id, Measures: 1, Years: 1, Dimensions: []string{}}
}

func write(t testing.TB, dir string, o releasetest.Options) {
	t.Helper()
	if err := releasetest.Write(t.Context(), dir, o); err != nil {
		t.Fatal(err)
	}
}

func edit(t *testing.T, path string, change func(string) string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(change(string(text))), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestOpenSetRefuses(t *testing.T) {
	id := releasetest.ID
	cases := []struct {
		name, says string
		spoil      func(t *testing.T, dir string)
	}{
		{"an empty directory", "neither a release nor an edition", func(t *testing.T, dir string) {
			remove(t, filepath.Join(dir, id))
			remove(t, filepath.Join(dir, release.OfficialDir))
		}},
		{"no directory", "cannot be read", func(t *testing.T, dir string) { remove(t, dir) }},
		{"changed cells", "checksum differs", func(t *testing.T, dir string) {
			edit(t, filepath.Join(dir, id, release.CellsFile(id)), func(s string) string { return s[:len(s)/2] + "!" + s[len(s)/2+1:] })
		}},
		{"changed cells as CSV", "checksum differs", func(t *testing.T, dir string) {
			edit(t, filepath.Join(dir, id, release.CSVFile(id)), func(s string) string { return s[:len(s)/2] + "!" + s[len(s)/2+1:] })
		}},
		{"shortened cells", "size", func(t *testing.T, dir string) {
			edit(t, filepath.Join(dir, id, release.CellsFile(id)), func(s string) string { return s[:len(s)/2] })
		}},
		{"missing cells", "is missing", func(t *testing.T, dir string) { remove(t, filepath.Join(dir, id, release.CellsFile(id))) }},
		{"missing sums", "SHA256SUMS is missing", func(t *testing.T, dir string) { remove(t, filepath.Join(dir, id, "SHA256SUMS")) }},
		{"a changed manifest", "checksum differs", func(t *testing.T, dir string) {
			edit(t, filepath.Join(dir, id, "manifest.json"), func(s string) string { return strings.Replace(s, "Made-up", "Real", 1) })
		}},
		{"another name", "names another release", func(t *testing.T, dir string) {
			if err := os.Rename(filepath.Join(dir, id), filepath.Join(dir, "synthetic-2027-01-01")); err != nil {
				t.Fatal(err)
			}
		}},
		{"a newer format", "format 99", func(t *testing.T, dir string) {
			edit(t, filepath.Join(dir, id, "manifest.json"), func(s string) string { return strings.Replace(s, `"format": 2`, `"format": 99`, 1) })
			release.ResumForTest(t, filepath.Join(dir, id), release.CellsFile(id), release.CSVFile(id), "manifest.json")
		}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, tiny(id))
			c.spoil(t, dir)
			_, err := release.OpenSet(t.Context(), dir, release.Options{})
			if !fault.Is(err, fault.Refused) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want a refusal that says %q", err, c.says)
			}
		})
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.RemoveAll(path); err != nil {
		t.Fatal(err)
	}
}

func withdraw(t *testing.T, dir, id string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, id+".withdrawn.json"), []byte(`{"reason": "A council's file was wrong.", "on": "2026-05-01"}`), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestRefusesMixedDirectories(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, tiny(releasetest.ID))
	b, err := release.NewBuilder(dir, "2026-06-30")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Seal(release.Manifest{Kind: release.KindRelease, PublishedOn: "2026-06-30"}); err != nil {
		t.Fatal(err)
	}
	if err := b.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := release.OpenSet(t.Context(), dir, release.Options{}); err == nil || !strings.Contains(err.Error(), "side by side") {
		t.Errorf("a mixed directory opens: %v", err)
	}
}

func TestCurrentIsTheLastPublished(t *testing.T) {
	dir := t.TempDir()
	for _, o := range []releasetest.Options{
		{ID: "synthetic-2026-03-31", PublishedOn: "2026-05-01"},
		{ID: "synthetic-2026-03-31.2", PublishedOn: "2026-05-01"},
		{ID: "synthetic-2026-03-31.10", PublishedOn: "2026-05-01"},
		{ID: "synthetic-2025-12-31", PublishedOn: "2026-02-01"},
		{ID: "synthetic-2026-06-30", PublishedOn: "2026-07-01"},
	} {
		o.Measures, o.Years, o.Dimensions = 1, 1, []string{}
		write(t, dir, o)
	}
	withdraw(t, dir, "synthetic-2026-06-30")
	set, err := release.OpenSet(t.Context(), dir, release.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer set.Close()
	if l, err := set.Find(release.Latest); err != nil || l.Manifest.ID != "synthetic-2026-03-31.10" {
		t.Errorf("latest is %s (%v)", l.Manifest.ID, err)
	}
	if l, err := set.AsOf("2026-04-30"); err != nil || l.Manifest.ID != "synthetic-2025-12-31" {
		t.Errorf("as of April: %s (%v)", l.Manifest.ID, err)
	}
	if _, err := set.AsOf("2020-01-01"); !fault.Is(err, fault.NotFound) {
		t.Errorf("before the first release: %v", err)
	}
	if _, err := set.Find("synthetic-2026-06-30"); !fault.Is(err, fault.Gone) {
		t.Errorf("withdrawn: %v", err)
	}
	if _, err := set.Find("synthetic-1999-01-01"); !fault.Is(err, fault.NotFound) {
		t.Errorf("unknown: %v", err)
	}
}

func TestSwapUnderLoadDropsNoOne(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, tiny("synthetic-2026-03-31"))
	set, err := release.OpenSet(t.Context(), dir, release.Options{Keep: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer set.Close()
	ctx, stop := context.WithCancel(t.Context())
	var users sync.WaitGroup
	seen := sync.Map{}
	for range 4 {
		users.Go(func() {
			for ctx.Err() == nil {
				seen.Store(useOnce(t, set), true)
			}
		})
	}
	for _, id := range []string{"synthetic-2026-04-30", "synthetic-2026-05-31", "synthetic-2026-06-30"} {
		write(t, dir, tiny(id))
		if changed, err := set.Refresh(t.Context()); err != nil || !changed {
			t.Errorf("%s is not noticed: %v", id, err)
		}
		for deadline := time.Now().Add(5 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
			if _, ok := seen.Load(id); ok {
				break
			}
		}
	}
	stop()
	users.Wait()
	for _, id := range []string{"synthetic-2026-03-31", "synthetic-2026-04-30", "synthetic-2026-05-31", "synthetic-2026-06-30"} {
		if _, ok := seen.Load(id); !ok {
			t.Errorf("%s was never served", id)
		}
	}
}

// useOnce asks the current release and gives its id; the rows must all be of it.
func useOnce(t *testing.T, set *release.Set) string {
	r, done, err := set.Use(context.Background(), release.Latest)
	if err != nil {
		t.Error(err)
		return ""
	}
	defer done()
	s := r.Subjects()[0]
	p, _ := s.Latest(s.Grain)
	cells, err := r.Select(context.Background(), release.Query{Wants: []release.Want{{Subject: s, Periods: parse(t, p.String())}}, Levels: []area.Level{area.Region}})
	if err != nil || len(cells) != 9 || cells[0].Release != r.ID() {
		t.Errorf("%d rows of %s: %v", len(cells), r.ID(), err)
	}
	return r.ID()
}

func TestRefreshKeepsServingWhenTheNewOneIsDamaged(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, tiny("synthetic-2026-03-31"))
	set, err := release.OpenSet(t.Context(), dir, release.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer set.Close()
	write(t, dir, tiny("synthetic-2026-06-30"))
	remove(t, filepath.Join(dir, "synthetic-2026-06-30", "SHA256SUMS"))
	if _, err := set.Refresh(t.Context()); !fault.Is(err, fault.Refused) {
		t.Errorf("a damaged release is taken: %v", err)
	}
	if got := useOnce(t, set); got != "synthetic-2026-03-31" {
		t.Errorf("serving %s", got)
	}
}
