package publish_test

import (
	"os"
	"strconv"
	"testing"

	"github.com/careduty/careduty/etl/audit"
	"github.com/careduty/careduty/etl/publish"
)

// TestUnderManyKeys attacks one warehouse, the one CAREDUTY_WAREHOUSE names, under as many keys as CAREDUTY_KEYS says, CAREDUTY_FIRST being the first:
// what docs/adr/0007-audit-criteria.md says of keys. B0 to B4 must hold under each, but for the rare pair of draws that is drawn again.
func TestUnderManyKeys(t *testing.T) {
	path, keys := os.Getenv("CAREDUTY_WAREHOUSE"), keyCount(t, "CAREDUTY_KEYS")
	if path == "" || keys == 0 {
		t.Skip("no warehouse, or no number of keys, named")
	}
	first := keyCount(t, "CAREDUTY_FIRST")
	type spread struct{ least, most float64 }
	seen, failed, pairs := map[string]spread{}, map[string]int{}, 0
	var names []string
	err := publish.UnderKeys(t.Context(), publish.Options{Warehouse: path, Releases: t.TempDir(), Program: "careduty test", MemoryMB: 4096}, first, first+keys, func(key uint64, r audit.Report) {
		if r.RarePair() {
			pairs++
		}
		for _, f := range r.Figures() {
			name := f.ID + " " + f.Words
			s, ok := seen[name]
			if !ok {
				names, s = append(names, name), spread{f.Figure, f.Figure}
			}
			seen[name] = spread{min(s.least, f.Figure), max(s.most, f.Figure)}
			if !f.Passed {
				failed[name]++
				if f.ID <= "B4" && !r.RarePair() {
					t.Errorf("key %d: %s is %.4g, and may be %s %.4g", key, name, f.Figure, f.Bound, f.Limit)
				}
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		t.Logf("%s: %.4g to %.4g, refused under %d of %d keys", name, seen[name].least, seen[name].most, failed[name], keys)
	}
	t.Logf("rare pairs: %d", pairs)
}

func keyCount(t *testing.T, name string) uint64 {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return 0
	}
	n, err := strconv.ParseUint(text, 10, 32)
	if err != nil {
		t.Fatal(name, err)
	}
	return n
}
