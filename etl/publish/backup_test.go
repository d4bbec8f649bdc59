package publish_test

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/careduty/careduty/etl/evaluate/evaluatetest"
	"github.com/careduty/careduty/etl/publish"
	"github.com/careduty/careduty/etl/publish/ledger"
	"github.com/careduty/careduty/internal/fault"
	"github.com/google/go-cmp/cmp"
)

// extracts are two councils' records as they stood, and after one of them sent more.
func extracts() (before, after []evaluatetest.Extract) {
	return []evaluatetest.Extract{year(leeds, 300), year(kirklees, 200)}, []evaluatetest.Extract{year(leeds, 340), year(kirklees, 200)}
}

// backed publishes with a backup.
func (x *world) backed(day, dir string) publish.Outcome {
	x.t.Helper()
	out, err := publish.Publish(x.t.Context(), publish.Options{
		Warehouse: x.path, Releases: x.releases, PublishedOn: on(x.t, day), Program: "careduty test", Threads: 1, Measures: x.measures, Backup: dir,
	})
	if err != nil {
		x.t.Fatal(err)
	}
	return out
}

// restored is a world made of nothing but a backup, the keys that were kept apart from it, and the releases that were published.
func restored(x *world, backup, keys string, releases map[string]string) *world {
	x.t.Helper()
	dir := x.t.TempDir()
	y := &world{t: x.t, path: filepath.Join(dir, filepath.Base(x.path)), releases: filepath.Join(dir, "releases"), measures: x.measures}
	put := func(path, text string, mode os.FileMode) {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			x.t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), mode); err != nil {
			x.t.Fatal(err)
		}
	}
	for name, text := range tree(x.t, backup) {
		put(filepath.Join(dir, name), text, 0o600)
	}
	put(y.path+".keys", keys, 0o600)
	for name, text := range releases {
		put(filepath.Join(y.releases, name), text, 0o644)
	}
	return y
}

// Everything is destroyed but the backup and the keys kept apart: the next release is byte for byte what it would have been, so keys, draws and vintages are
// the same. A backup older than the newest release is noticed, and its ledger rebuilt.
func TestABackupIsGoneOnWith(t *testing.T) {
	x, safe := newWorld(t), t.TempDir()
	before, after := extracts()
	x.fill(before...)
	first := x.backed("2026-04-10", safe)
	keys, err := os.ReadFile(x.path + ".keys")
	if err != nil {
		t.Fatal(err)
	}
	published := tree(t, x.releases)
	x.fill(after...)
	second := x.backed("2026-10-10", safe)
	want := tree(t, x.releases)
	for _, name := range []string{x.path, x.path + ".keys", ledger.Path(x.path)} {
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
	}

	y := restored(x, first.Backup, string(keys), published)
	if out := y.backed("2026-04-10", t.TempDir()); !out.Unchanged || out.ID != first.ID {
		t.Errorf("what is published already is published as %s", out.ID)
	}
	y.fill(after...)
	if out := y.backed("2026-10-10", t.TempDir()); out.ID != second.ID || !cmp.Equal(want, tree(t, y.releases)) {
		t.Errorf("from the backup %s differs from %s", out.ID, second.ID)
	}
	if letters(shown(t, second), leeds) != "r" {
		t.Errorf("the second release's vintage of Leeds is %q: this test shows nothing", letters(shown(t, second), leeds))
	}

	old := restored(x, first.Backup, string(keys), want)
	for _, day := range []string{"2026-04-10", "2026-11-10"} {
		if _, err := old.outcome(day); !fault.Is(err, fault.Refused) || !strings.Contains(err.Error(), "careduty ledger recover") {
			t.Errorf("a backup older than the newest release, on %s: %v", day, err)
		}
	}
	old.fill(after...) // as they were sent
	old.lose()
	if _, err := old.recover(); err != nil {
		t.Fatal(err)
	}
	if got := old.publish("2026-11-10"); !maps.Equal(values(shown(t, second), leeds), values(got, leeds)) {
		t.Error("after it was rebuilt other figures stand")
	}
}

// A backup has the warehouse and its ledger, for their owner alone, with checksums, and no key. One that cannot be written is told apart from a release that
// could not be, and is written by the next run.
func TestBackups(t *testing.T) {
	x, safe := newWorld(t), filepath.Join(t.TempDir(), "safe")
	before, _ := extracts()
	x.fill(before...)
	o := publish.Options{Warehouse: x.path, Releases: x.releases, PublishedOn: on(t, "2026-04-10"), Program: "careduty test", Threads: 1, Measures: x.measures}
	o.Backup = filepath.Dir(x.path)
	if out, err := publish.Publish(t.Context(), o); !fault.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "is published") || out.ID == "" {
		t.Fatalf("beside the warehouse itself: %v", err)
	}
	out := x.backed("2026-04-10", safe)
	if !out.Unchanged {
		t.Error("the release was made again for its backup")
	}
	files := tree(t, out.Backup)
	for _, name := range []string{filepath.Base(x.path), filepath.Base(ledger.Path(x.path)), "SHA256SUMS"} {
		if files[name] == "" {
			t.Errorf("the backup lacks %s", name)
		}
		if info, err := os.Stat(filepath.Join(out.Backup, name)); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v", name, info.Mode())
		}
	}
	for name := range files {
		if strings.Contains(name, "keys") {
			t.Errorf("the backup holds %s", name)
		}
	}
	again := x.backed("2026-04-10", safe)
	if entries, _ := os.ReadDir(safe); len(entries) != 1 || again.Backup != out.Backup {
		t.Errorf("%d folders of backups of one release", len(entries))
	}
}
