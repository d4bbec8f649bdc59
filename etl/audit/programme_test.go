package audit_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/careduty/careduty/etl/audit"
	"github.com/careduty/careduty/internal/measure"
	"pgregory.net/rapid"
)

// breakdowns are made-up dimensions: leaves alone, and with one band or two.
var breakdowns = [][]measure.Category{
	{{Slug: "a"}, {Slug: "b"}},
	{{Slug: "a", Parent: "x"}, {Slug: "b", Parent: "x"}, {Slug: "c"}, {Slug: "x", Band: true}},
	{{Slug: "a"}, {Slug: "b"}, {Slug: "c"}, {Slug: "d"}},
	{{Slug: "a", Parent: "x"}, {Slug: "b", Parent: "x"}, {Slug: "c", Parent: "y"}, {Slug: "d"}, {Slug: "x", Band: true}, {Slug: "y", Band: true}},
}

// The places of a cell's counts.
const (
	population = iota
	unknown
	numerator
	kinds
)

// total adds up the leaves of some people into bands and the total: counts in the order the audit has them.
func total(categories []measure.Category, leaves func(leaf int) [kinds]int32) []int32 {
	out := make([]int32, (len(categories)+1)*kinds)
	for i, leaf := range categories {
		if leaf.Band {
			continue
		}
		for kind, n := range leaves(i) {
			out[i*kinds+kind] = n
			out[len(categories)*kinds+kind] += n
			for band, x := range categories {
				if x.Band && x.Slug == leaf.Parent {
					out[band*kinds+kind] += n
				}
			}
		}
	}
	return out
}

// anyParts is a made-up truth with what is known of it.
func anyParts(t *rapid.T, of [][]measure.Category) audit.PartsForTest {
	x := audit.PartsForTest{Categories: rapid.SampledFrom(of).Draw(t, "categories"), Areas: 1, Median: rapid.Bool().Draw(t, "median")}
	x.Truth = total(x.Categories, func(int) [kinds]int32 {
		u, m := rapid.Int32Range(0, 5).Draw(t, "unknown"), rapid.Int32Range(0, 9).Draw(t, "met")
		others := int32(0)
		if !x.Median {
			others = rapid.Int32Range(0, 6).Draw(t, "others")
		}
		return [kinds]int32{u + m + others, u, m}
	})
	reach, least := rapid.SampledFrom([]int32{2, 5, 9, 20}).Draw(t, "reach"), int32(0)
	if reach > 5 && rapid.Bool().Draw(t, "wide") {
		least = 7 // every interval alone keeps seven values
	}
	for _, n := range x.Truth {
		span := [2]int32{max(0, n-rapid.Int32Range(0, reach).Draw(t, "below")), n + rapid.Int32Range(least, reach).Draw(t, "above")}
		if rapid.IntRange(0, 6).Draw(t, "withheld") == 0 {
			span = [2]int32{0, audit.Unbounded}
		}
		x.Spans = append(x.Spans, span)
	}
	return x
}

// joined has intervals that are all wide by themselves. Together they leave those of the last category who met it 5 to 8, and at most three
// unknown in each of the others.
func joined() audit.PartsForTest {
	x := audit.PartsForTest{Categories: []measure.Category{{Slug: "a"}, {Slug: "b"}, {Slug: "c"}}, Areas: 1}
	x.Truth = total(x.Categories, func(leaf int) [kinds]int32 { return [][kinds]int32{{24, 0, 23}, {23, 0, 23}, {13, 0, 7}}[leaf] })
	open := [2]int32{0, audit.Unbounded}
	x.Spans = [][2]int32{
		{16, 32},
		open, open,
		{16, 32},
		open, open,
		{12, 20},
		open,
		{0, 8},
		{60, 60},
		open,
		{53, 53}, // so 7 did not meet it, of whom at least 4 are in the last category
	}
	return x
}

// What a programme finds together is closer than what A1 finds of one fact at a time.
func TestProgrammeWorkedExample(t *testing.T) {
	x, one, ok := joined().Narrowed()
	if !ok || !one.Passed {
		t.Fatalf("A1 is to find nothing: %v", one.Figures)
	}
	for _, c := range []struct {
		count     int
		low, high float64
	}{{6 + numerator, 5, 8}, {unknown, 0, 3}, {6 + unknown, 0, 7}, {6 + population, 12, 15}} {
		if low, high, ok := x.Programme(c.count); !ok || math.Abs(low-c.low) > 1e-6 || math.Abs(high-c.high) > 1e-6 {
			t.Errorf("count %d lies from %v to %v, not from %v to %v", c.count, low, high, c.low, c.high)
		}
	}
}

// Where everything is withheld a programme has no upper bound, and says so.
func TestProgrammeWithoutBounds(t *testing.T) {
	x := joined()
	for i := range x.Spans {
		x.Spans[i] = [2]int32{0, audit.Unbounded}
	}
	if low, high, ok := x.Programme(numerator); !ok || low != 0 || !math.IsInf(high, 1) {
		t.Errorf("from %v to %v, %v", low, high, ok)
	}
}

func TestProgrammeNeverRulesOutTheTruth(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := anyParts(t, breakdowns)
		i := rapid.IntRange(0, len(x.Truth)-1).Draw(t, "count")
		low, high, ok := x.Programme(i)
		if n := float64(x.Truth[i]); !ok || n < low-1e-6 || n > high+1e-6 {
			t.Fatalf("count %d is %v and was bounded by %v and %v, %v", i, n, low, high, ok)
		}
	})
}

// large is a country by age: counts to hundreds of thousands, some small among them, one in five withheld.
func large(random *rand.Rand) audit.PartsForTest {
	age, _ := measure.DimensionOf("age_band")
	x := audit.PartsForTest{Categories: age.Categories, Areas: 1}
	x.Truth = total(x.Categories, func(int) [kinds]int32 {
		n := random.Int32N(10)
		if random.IntN(3) > 0 {
			n = random.Int32N(200_000)
		}
		u := random.Int32N(n/8 + 1)
		return [kinds]int32{n, u, random.Int32N(n - u + 1)}
	})
	for _, n := range x.Truth {
		span := [2]int32{max(0, n/5*5-44), n/5*5 + 44}
		if random.IntN(5) == 0 {
			span = [2]int32{0, audit.Unbounded}
		}
		x.Spans = append(x.Spans, span)
	}
	return x
}

// Rounding spoils some programmes of large counts; they are solved all the same.
func TestProgrammeOfLargeCounts(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 10)) // unscaled, the solver gives up on one of these
	for range 30 {
		x := large(random)
		i := random.IntN(len(x.Truth))
		low, high, ok := x.Programme(i)
		if n := float64(x.Truth[i]); !ok || n < low-1e-3 || n > high+1e-3 {
			t.Errorf("count %d is %v and was bounded by %v and %v, %v", i, n, low, high, ok)
		}
	}
}

// What leaves a share's count free may narrow a median's: of a median nobody is neither unknown nor with an amount, so that one count follows
// from the other two. A2 finds it either way: with the search for witnesses, and with the programme.
func TestAMediansCountsFollowFromEachOther(t *testing.T) {
	x := audit.PartsForTest{Categories: []measure.Category{{Slug: "a"}, {Slug: "b"}}, Areas: 1}
	x.Truth = total(x.Categories, func(int) [kinds]int32 { return [kinds]int32{25, 6, 19} })
	open := [2]int32{0, audit.Unbounded}
	x.Spans = [][2]int32{{24, 26}, {0, 12}, {18, 20}, open, open, open, open, open, open}
	for median, want := range map[bool][2]float64{false: {0, 8}, true: {4, 8}} {
		x.Median = median
		if low, high, ok := x.Programme(unknown); !ok || math.Abs(low-want[0]) > 1e-6 || math.Abs(high-want[1]) > 1e-6 {
			t.Errorf("median %t: unknown from %v to %v, want %v", median, low, high, want)
		}
		if w, ok := x.Witnesses(); !ok || w.Span(unknown, farthest) != int32(want[1]-want[0]) {
			t.Errorf("median %t: the search sees unknown %d apart, want %v", median, w.Span(unknown, farthest), want)
		}
		if r := x.Linear(1); r.Passed == median {
			t.Errorf("median %t: A2 passed %t", median, r.Passed)
		}
	}
}
