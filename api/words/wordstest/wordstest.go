// Package wordstest holds texts that people read to the rules of words, in the tests of whoever shows them.
package wordstest

import (
	"regexp"
	"testing"
)

// banned are words that judge where only figures are known, or that readers take for something else.
var banned = regexp.MustCompile(`(?i)\b(best|worst|top|bottom|failing|significant|margin of error)\b`)

// Check fails the test for each banned word of a text, showing what stands round it.
func Check(t testing.TB, text string) {
	t.Helper()
	for _, at := range banned.FindAllStringIndex(text, -1) {
		t.Errorf("%q is in: %s", text[at[0]:at[1]], text[max(0, at[0]-60):min(len(text), at[1]+60)])
	}
}
