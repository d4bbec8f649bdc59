package synth_test

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/careduty/careduty/internal/area"
)

// The figures docs/synthetic-data.md quotes for England are those the extract is made from.
func TestTheDocumentQuotesTheFiguresUsed(t *testing.T) {
	text, err := os.ReadFile("../../docs/synthetic-data.md")
	if err != nil {
		t.Fatal(err)
	}
	quoted := regexp.MustCompile("(?m)^\\|[^|]+\\| ([0-9.,]+) \\| `([a-z0-9_]+)` \\|").FindAllStringSubmatch(string(text), -1)
	if len(quoted) < 14 {
		t.Fatalf("%d figures are quoted, want at least 14", len(quoted))
	}
	for _, q := range quoted {
		x, err := strconv.ParseFloat(strings.ReplaceAll(q[1], ",", ""), 64)
		if err != nil || x != published(t, q[2])[area.England] {
			t.Errorf("%s is quoted as %s", q[2], q[1])
		}
	}
}
