package publish_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/careduty/careduty/etl/publish"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/warehouse"
	"github.com/google/go-cmp/cmp"
)

// try publishes and gives the fault.
func (x *world) try(day string) error {
	x.t.Helper()
	_, err := publish.Publish(x.t.Context(), publish.Options{
		Warehouse: x.path, Releases: x.releases, PublishedOn: on(x.t, day), Program: "careduty test", Threads: 1, Measures: x.measures,
	})
	return err
}

// A measure whose title holds a key: the audit finds it. Nothing is published, the ledger remembers that it was tried, and what is published
// afterwards is as though it had not been.
func TestACandidateThatFailsTheAuditIsRememberedAndNotPublished(t *testing.T) {
	x := newWorld(t)
	x.fill(year(leeds, 300), year(kirklees, 200))
	keys, err := os.ReadFile(warehouse.KeyPath(x.path))
	if err != nil {
		t.Fatal(err)
	}
	noise := regexp.MustCompile(`"noise": "([0-9a-f]{64})"`).FindSubmatch(keys)
	if noise == nil {
		t.Fatal("there is no noise key")
	}
	sound := x.measures
	x.measures = slices.Clone(sound)
	x.measures[0].Title = string(noise[1])
	for try := range 2 {
		_, err := x.outcome("2026-04-10")
		if !fault.Is(err, fault.Refused) || !strings.Contains(err.Error(), "did not withstand the audit: B9") || strings.Contains(err.Error(), string(noise[1])) {
			t.Fatalf("try %d: %v", try, err)
		}
		if entries, _ := os.ReadDir(x.releases); len(entries) > 0 {
			t.Fatalf("try %d left %v behind", try, entries)
		}
	}
	if n := x.kept("SELECT count(*) FROM entry WHERE failed = 'B9' AND vintages = 0 AND cells = 0"); n != 2 {
		t.Errorf("the ledger holds %d failed candidates, want 2", n)
	}
	x.measures = sound
	if got := x.publish("2026-04-10"); len(got) == 0 || x.kept("SELECT count(*) FROM entry WHERE failed = '' AND number = 3") != 1 {
		t.Errorf("after two failures %d figures are published", len(got))
	}
}

// With a key file that is not to be relied on nothing is published, and the operator is told why and where.
func TestBadKeysPublishNothing(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(t *testing.T, path string)
		says  string
	}{
		"short": {func(t *testing.T, path string) {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			key := strings.LastIndex(string(text), `"`) // the end of the noise key
			write(t, path, string(text[:key-2])+string(text[key:]))
		}, "The key file is damaged: a key is short or missing."},
		"cut off": {func(t *testing.T, path string) {
			if err := os.Truncate(path, 100); err != nil {
				t.Fatal(err)
			}
		}, "The key file is damaged: a key is short or missing."},
		"of another warehouse": {func(t *testing.T, path string) {
			text, err := os.ReadFile(warehouse.KeyPath(newWorld(t).path))
			if err != nil {
				t.Fatal(err)
			}
			write(t, path, string(text))
		}, "The key file belongs to another warehouse."},
		"readable by others": {expose, "Others may read the key file."},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			x := newWorld(t)
			x.fill(year(leeds, 300))
			x.publish("2026-04-10")
			before := tree(t, x.releases)
			keys := warehouse.KeyPath(x.path)
			c.spoil(t, keys)
			err := x.try("2026-10-10")
			if !fault.Is(err, fault.Refused) || !strings.HasPrefix(err.Error(), keys+": "+c.says) {
				t.Errorf("err = %v", err)
			}
			if diff := cmp.Diff(before, tree(t, x.releases)); diff != "" {
				t.Errorf("the releases have changed:\n%s", diff)
			}
		})
	}
}
