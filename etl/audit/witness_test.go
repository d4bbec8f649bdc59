package audit_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/careduty/careduty/etl/audit"
	"pgregory.net/rapid"
)

// allows checks a truth against all that is known, in plain words.
func allows(t rapid.TB, x audit.PartsForTest, truth []int32) {
	t.Helper()
	summed := total(x.Categories, func(leaf int) [kinds]int32 { return [kinds]int32(truth[leaf*kinds : (leaf+1)*kinds]) })
	if !slices.Equal(summed, truth) {
		t.Fatalf("%v does not add up: %v", truth, summed)
	}
	for i, n := range truth {
		if n < x.Spans[i][0] || n > x.Spans[i][1] {
			t.Fatalf("count %d is %d, outside %v", i, n, x.Spans[i])
		}
	}
	for at := 0; at < len(truth); at += kinds {
		if truth[at+unknown]+truth[at+numerator] > truth[at+population] {
			t.Fatalf("more unknown and met than people: %v", truth[at:at+kinds])
		}
		if x.Median && truth[at+unknown]+truth[at+numerator] != truth[at+population] {
			t.Fatalf("people of a median whose answer is neither known nor unknown: %v", truth[at:at+kinds])
		}
	}
}

// width is how far apart a programme leaves the values of a count, up to what matters.
func width(t rapid.TB, x audit.PartsForTest, count int) (low float64, wide int32) {
	t.Helper()
	low, high, ok := x.Programme(count)
	if !ok {
		t.Fatalf("the programme of count %d cannot be solved: %v %v", count, x.Truth, x.Spans)
	}
	return low, int32(min(high-low+1e-6, farthest))
}

const farthest = 12

// Every truth the search passes through is allowed, and it finds all of a count's values: as many as a programme leaves.
func TestWitnessesAreAllowedAndAllAreFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := anyParts(t, breakdowns)
		w, ok := x.Witnesses()
		if !ok {
			t.Fatal("the truth is not allowed")
		}
		for range 3 {
			count := rapid.IntRange(0, len(x.Truth)-1).Draw(t, "count")
			span := int32(0)
			for apart := int32(1); apart <= farthest; apart++ {
				span = w.Span(count, apart)
				allows(t, x, w.Reached())
			}
			if _, wide := width(t, x, count); min(span, farthest) != wide {
				t.Fatalf("count %d: seen %d apart, and the programme leaves %d", count, span, wide)
			}
		}
	})
}

// The same of ages, of which there are seven and two bands, and of counts as large as a country's.
func TestWitnessesOfLargeCounts(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 10))
	for range 30 {
		x := large(random)
		w, ok := x.Witnesses()
		if !ok {
			t.Fatal("the truth is not allowed")
		}
		count := random.IntN(len(x.Truth))
		span := w.Span(count, farthest)
		allows(t, x, w.Reached())
		if _, wide := width(t, x, count); min(span, farthest) != wide {
			t.Errorf("count %d: seen %d apart, and the programme leaves %d", count, span, wide)
		}
	}
}

// Where the truth is not known the search begins at one that is allowed, and finds as much from there.
func TestWitnessesBeginWithoutTheTruth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := anyParts(t, breakdowns)
		for at := 0; at < len(x.Truth); at += kinds {
			if rapid.IntRange(0, 1).Draw(t, "changed since") == 0 {
				x.Truth[at+population], x.Truth[at+unknown], x.Truth[at+numerator] = -1, -1, -1
			}
		}
		w, ok := x.Witnesses()
		if !ok {
			t.Fatal("there is an allowed truth, and it was not found")
		}
		allows(t, x, w.Reached())
		count := rapid.IntRange(0, len(x.Truth)-1).Draw(t, "count")
		span := w.Span(count, farthest)
		allows(t, x, w.Reached())
		if _, wide := width(t, x, count); min(span, farthest) != wide {
			t.Fatalf("count %d: seen %d apart, and the programme leaves %d", count, span, wide)
		}
	})
}

// A truth that is not allowed is no place to begin, nor are intervals that no truth lies in.
func TestWitnessesHaveNowhereToBegin(t *testing.T) {
	for name, spoil := range map[string]func(x *audit.PartsForTest){
		"a truth ruled out":            func(x *audit.PartsForTest) { x.Spans[6+numerator] = [2]int32{8, 20} },
		"a truth that does not add up": func(x *audit.PartsForTest) { x.Truth[9+numerator]++; x.Spans[9+numerator][1]++ },
		"no truth":                     func(x *audit.PartsForTest) { x.Truth[0], x.Spans[9+population] = -1, [2]int32{99, 99} },
	} {
		x := joined()
		spoil(&x)
		if _, ok := x.Witnesses(); ok {
			t.Errorf("%s: the search began", name)
		}
	}
}
