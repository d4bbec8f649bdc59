package publish_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/careduty/careduty/etl/publish"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/queries"
)

// TestNational publishes a loaded warehouse, the one CAREDUTY_WAREHOUSE names, and tells what the audit found: how the figures in
// docs/adr/0007-audit-criteria.md were measured. CAREDUTY_MEASURES keeps to some measures, CAREDUTY_RELEASES to a directory.
func TestNational(t *testing.T) {
	path := os.Getenv("CAREDUTY_WAREHOUSE")
	if path == "" {
		t.Skip("no warehouse named")
	}
	dir := os.Getenv("CAREDUTY_RELEASES")
	if dir == "" {
		dir = t.TempDir()
	}
	all, err := measure.Load(queries.Files)
	if err != nil {
		t.Fatal(err)
	}
	if names := os.Getenv("CAREDUTY_MEASURES"); names != "" {
		all = slices.DeleteFunc(all, func(m measure.Measure) bool { return !slices.Contains(strings.Split(names, ","), string(m.ID)) })
	}
	out, err := publish.Publish(t.Context(), publish.Options{
		Warehouse: path, Releases: dir, Program: "careduty test", Measures: all, MemoryMB: 4096,
		Progress: func(done, total int, doing string) { t.Logf("%d of %d: %s", done, total, doing) },
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range out.Audit.Figures() {
		t.Logf("%s %s: %s %.4g (%s %.4g)", r.ID, r.Attack, r.Words, r.Figure, r.Bound, r.Limit)
	}
	t.Logf("%s: %d cells", out.ID, out.Cells)
}
