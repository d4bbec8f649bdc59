package audit_test

import (
	"testing"

	"github.com/careduty/careduty/etl/audit"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/release"
)

// A manifest that does not say how its figures were protected is refused in words.
func TestAReleaseWithoutItsProtectionIsRefused(t *testing.T) {
	for name, d := range map[string]*release.Disclosure{"no part at all": nil, "no table": {}, "a table of another kind": {Table: []any{1}}} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			b, err := release.NewBuilder(dir, "synthetic-2026-03-31")
			if err != nil {
				t.Fatal(err)
			}
			if _, err := b.Seal(release.Manifest{Kind: release.KindRelease, Synthetic: true, PublishedOn: "2026-03-31", Disclosure: d}); err != nil {
				t.Fatal(err)
			}
			if err := b.Commit(t.Context()); err != nil {
				t.Fatal(err)
			}
			if _, err := audit.Run(t.Context(), audit.Options{Releases: dir}); !fault.Is(err, fault.Refused) {
				t.Errorf("got %v", err)
			}
		})
	}
}
