package release_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/release"
)

// stand puts releases without figures into a directory.
func stand(t *testing.T, ids ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, id := range ids {
		b, err := release.NewBuilder(dir, id)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.Seal(release.Manifest{Kind: release.KindRelease, Synthetic: true, PublishedOn: id[10:20]}); err != nil {
			t.Fatal(err)
		}
		if err := b.Commit(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestWithdraw(t *testing.T) {
	old, present := "synthetic-2026-03-31", "synthetic-2026-06-30"
	dir := stand(t, old, present)
	w := release.Withdrawal{Reason: "A council sent the wrong file.", Replacement: present, On: "2026-07-01"}
	for name, c := range map[string]struct {
		id   string
		with func(*release.Withdrawal)
		want fault.Kind
	}{
		"unknown release":        {"synthetic-2025-01-01", func(*release.Withdrawal) {}, fault.NotFound},
		"no reason":              {old, func(w *release.Withdrawal) { w.Reason = " " }, fault.Usage},
		"no day":                 {old, func(w *release.Withdrawal) { w.On = "soon" }, fault.Usage},
		"unknown replacement":    {old, func(w *release.Withdrawal) { w.Replacement = "synthetic-2020-01-01" }, fault.Usage},
		"replacement is the one": {old, func(w *release.Withdrawal) { w.Replacement = old }, fault.Usage},
	} {
		bad := w
		c.with(&bad)
		if err := release.Withdraw(dir, c.id, bad); !fault.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := release.Withdraw(dir, old, w); err != nil {
		t.Fatal(err)
	}
	if err := release.Withdraw(dir, old, w); !fault.Is(err, fault.Conflict) {
		t.Errorf("withdrawn a second time: %v", err)
	}
	all, err := release.List(dir)
	if err != nil || len(all) != 2 || all[1].Withdrawn == nil || *all[1].Withdrawn != w || all[0].Withdrawn != nil {
		t.Errorf("List = %+v, %v", all, err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*.unfinished")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if _, err := os.Stat(filepath.Join(dir, old, "manifest.json")); err != nil {
		t.Errorf("the release itself was touched: %v", err)
	}
}
