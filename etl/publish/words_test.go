package publish_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/measure"
)

// What readers are told of the noise is what the tiers do, and docs/privacy.md says it in the same words.
func TestTheNoiseIsToldAsItIs(t *testing.T) {
	reach := fmt.Sprintf("multiples of %s, at random, never more than %d out for a council, %d for a region and %d for England",
		map[int]string{5: "five"}[disclosure.Step], disclosure.Council.D(), disclosure.Region.D(), disclosure.Country.D())
	if !strings.Contains(measure.Protection, reach) {
		t.Errorf("%q does not say %q", measure.Protection, reach)
	}
	text, err := os.ReadFile("../../docs/privacy.md")
	if err != nil {
		t.Fatal(err)
	}
	if plain := strings.Join(strings.Fields(strings.ReplaceAll(string(text), "**", "")), " "); !strings.Contains(plain, measure.Protection) {
		t.Error("docs/privacy.md does not say it in these words")
	}
}
