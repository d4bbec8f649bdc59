package audit_test

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/careduty/careduty/etl/audit"
	"github.com/careduty/careduty/internal/release"
)

// planted stands for a set hash, or for the first half of a reference.
const planted = 0xfedcba9876543210

// A key, a set hash and a reference are found wherever they are planted: in the manifest, in a note, in a file of its own.
func TestPlantedSecretsAreFound(t *testing.T) {
	secrets := map[string]string{
		"key": "a secret of the controls", "set hash": strconv.FormatUint(planted, 10),
		"reference": "fedcba98-7654-3210-8123-0123456789ab",
	}
	places := map[string]func(how *method, secret string){
		"manifest": func(how *method, secret string) { how.say = func(m *release.Manifest) { m.Title += " " + secret } },
		"note": func(how *method, secret string) {
			how.plant = func(c *release.Cell) {
				if c.Measure == "overdue_reviews" && c.Category == "black" {
					c.Notes += secret
				}
			}
		},
		"file": func(how *method, secret string) { how.file = "of no use: " + secret },
	}
	for place, put := range places {
		for name, secret := range secrets {
			how := method{draw: keyed, few: true}
			put(&how, secret)
			f := figuresOf(rowsOf(t, how, 4), "secrets found")
			if len(f) != 1 || f[0].Value == 0 || f[0].Holds() {
				t.Errorf("%s in a %s: %v", name, place, f)
			}
		}
	}
}

// What has the form of a hash is seen by those who know no secret, too; so is a field that the format does not have.
func TestWhatLooksLikeAHashIsFound(t *testing.T) {
	for name, c := range map[string]struct {
		say  func(m *release.Manifest)
		want float64
	}{
		"nothing":        {func(*release.Manifest) {}, 0},
		"digits":         {func(m *release.Manifest) { m.Attribution = "by 123456789012345 people" }, 1},
		"hexadecimal":    {func(m *release.Manifest) { m.Official = []string{fmt.Sprintf("ascof-%x", uint64(planted))} }, 1},
		"a reference":    {func(m *release.Manifest) { m.Program = "fedcba98-7654-3210-8123-0123456789ab" }, 1},
		"a known digest": {func(m *release.Manifest) { m.Content = fmt.Sprintf("%064x", uint64(planted)) }, 0},
		"a number": {func(m *release.Manifest) {
			m.Audit = []release.AuditResult{{ID: "A1", Figure: 12345678901234567890, Passed: true}}
		}, 1},
		"a fraction": {func(m *release.Manifest) { m.Audit = []release.AuditResult{{ID: "A1", Figure: 1. / 7e5, Passed: true}} }, 0},
	} {
		how := method{draw: keyed, few: true, say: c.say}
		if f := figuresOf(rowsOf(t, how, 4), values); len(f) != 1 || f[0].Value != c.want {
			t.Errorf("%s: %v, want %g", name, f, c.want)
		}
	}
	if audit.UnknownFieldForTest([]byte(`{"kind": "release", "sums": []}`)) == 0 {
		t.Error("a field of no name is not seen")
	}
}
