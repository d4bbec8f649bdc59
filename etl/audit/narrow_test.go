package audit_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/careduty/careduty/etl/audit"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// world is a made-up truth, what is known of each count, and facts that hold in it.
type world struct {
	truth []int32
	spans [][2]int32
	facts []fact
}

type fact struct {
	whole       int32
	least, most int32
	parts       []int32
}

// anyWorld has few counts and small ones, so that every possible truth can be tried.
func anyWorld(t *rapid.T, counts int) world {
	w := world{}
	for range counts {
		n := rapid.Int32Range(0, 6).Draw(t, "n")
		span := [2]int32{max(0, n-rapid.Int32Range(0, 3).Draw(t, "below")), n + rapid.Int32Range(0, 3).Draw(t, "above")}
		if rapid.IntRange(0, 9).Draw(t, "unknown") == 0 {
			span[1] = audit.Unbounded
		}
		w.truth, w.spans = append(w.truth, n), append(w.spans, span)
	}
	for range rapid.IntRange(0, 4).Draw(t, "facts") {
		w.facts = append(w.facts, anyFact(t, w.truth))
	}
	return w
}

// anyFact is a fact that holds.
func anyFact(t *rapid.T, truth []int32) fact {
	order := rapid.Permutation(indices(len(truth))).Draw(t, "order")
	f := fact{whole: order[0], parts: order[1 : 1+rapid.IntRange(1, len(order)-1).Draw(t, "parts")]}
	over := -truth[f.whole]
	for _, p := range f.parts {
		over += truth[p]
	}
	f.least, f.most = over-rapid.Int32Range(0, 2).Draw(t, "slack below"), over+rapid.Int32Range(0, 2).Draw(t, "slack above")
	switch rapid.IntRange(0, 3).Draw(t, "sides") {
	case 0:
		f.least = -audit.Unbounded
	case 1:
		f.most = audit.Unbounded
	}
	return f
}

func indices(n int) []int32 {
	out := make([]int32, n)
	for i := range out {
		out[i] = int32(i)
	}
	return out
}

func (w world) known(facts ...fact) *audit.Facts {
	k := &audit.Facts{}
	for _, s := range w.spans {
		k.Add(s[0], s[1])
	}
	for _, f := range facts {
		k.Between(f.whole, f.least, f.most, f.parts...)
	}
	return k
}

func spans(k *audit.Facts) [][2]int32 {
	out := make([][2]int32, k.Len())
	for i := range out {
		out[i][0], out[i][1] = k.Bounds(int32(i))
	}
	return out
}

func (f fact) holds(x []int32) bool {
	over := -x[f.whole]
	for _, p := range f.parts {
		over += x[p]
	}
	return (f.least == -audit.Unbounded || over >= f.least) && (f.most == audit.Unbounded || over <= f.most)
}

// feasible visits every truth up to 12 that what is known allows.
func (w world) feasible(visit func(x []int32)) {
	x := make([]int32, len(w.spans))
	var try func(i int)
	try = func(i int) {
		if i == len(x) {
			for _, f := range w.facts {
				if !f.holds(x) {
					return
				}
			}
			visit(x)
			return
		}
		for x[i] = w.spans[i][0]; x[i] <= min(w.spans[i][1], 12); x[i]++ {
			try(i + 1)
		}
	}
	try(0)
}

// Nothing that the facts allow together is ruled out: not the truth, nor any other.
func TestNarrowIsSound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := anyWorld(t, rapid.IntRange(2, 4).Draw(t, "counts"))
		k := w.known(w.facts...)
		if !k.Narrow() {
			t.Fatal("true facts are called a contradiction")
		}
		w.feasible(func(x []int32) {
			for i, s := range spans(k) {
				if x[i] < s[0] || x[i] > s[1] {
					t.Fatalf("%d was ruled out for count %d, left with %v", x[i], i, s)
				}
			}
		})
	})
}

// With one fact about bounded counts, the intervals are as narrow as they can be.
func TestNarrowIsExactForOneFact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := anyWorld(t, 3)
		for i := range w.spans {
			w.spans[i][1] = min(w.spans[i][1], w.truth[i]+3)
		}
		w.facts = []fact{anyFact(t, w.truth)}
		want := make([][2]int32, len(w.truth))
		for i := range want {
			want[i] = [2]int32{audit.Unbounded, -1}
		}
		w.feasible(func(x []int32) {
			for i, v := range x {
				want[i] = [2]int32{min(want[i][0], v), max(want[i][1], v)}
			}
		})
		k := w.known(w.facts...)
		k.Narrow()
		if diff := cmp.Diff(want, spans(k)); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestAddingAFactNeverWidens(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := anyWorld(t, rapid.IntRange(2, 8).Draw(t, "counts"))
		more := anyFact(t, w.truth)
		few, many := w.known(w.facts...), w.known(append(slices.Clone(w.facts), more)...)
		few.Narrow()
		many.Narrow()
		for i, s := range spans(many) {
			if old := spans(few)[i]; s[0] < old[0] || s[1] > old[1] {
				t.Fatalf("count %d: %v became %v", i, old, s)
			}
			if w.truth[i] < s[0] || w.truth[i] > s[1] {
				t.Fatalf("count %d: the truth was ruled out", i)
			}
		}
	})
}

func TestOrderOfFactsDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := anyWorld(t, rapid.IntRange(2, 8).Draw(t, "counts"))
		one, two := w.known(w.facts...), w.known(rapid.Permutation(w.facts).Draw(t, "facts in another order")...)
		one.Narrow()
		two.Narrow()
		if diff := cmp.Diff(spans(one), spans(two)); diff != "" {
			t.Fatal(diff)
		}
		again := one.Narrow()
		if diff := cmp.Diff(spans(one), spans(two)); diff != "" || !again {
			t.Fatalf("something was left to conclude: %s", diff)
		}
	})
}

func TestNarrowSeesContradictions(t *testing.T) {
	for name, build := range map[string]func(k *audit.Facts){
		"parts above the whole": func(k *audit.Facts) { k.Sum(k.Add(0, 4), 0, k.Add(3, 9), k.Add(2, 9)) },
		"parts below the whole": func(k *audit.Facts) { k.Sum(k.Add(8, 9), 0, k.Add(0, 3), k.Add(0, 4)) },
		"numerator too large":   func(k *audit.Facts) { k.AtMost(k.Add(5, 9), k.Add(0, 4)) },
		"year too large":        func(k *audit.Facts) { k.AtMostSum(k.Add(9, 9), k.Add(0, 4), k.Add(0, 4)) },
		"unknown and met too many": func(k *audit.Facts) {
			k.AtLeastSum(k.Add(0, 5), k.Add(3, 9), k.Add(3, 9))
		},
	} {
		k := &audit.Facts{}
		build(k)
		if k.Narrow() {
			t.Errorf("%s: not seen", name)
		}
	}
}

// A small worked example: a total published as 10 of which one part is published as 20 and the other as 0.
func TestNarrowWorkedExample(t *testing.T) {
	k, table := &audit.Facts{}, disclosure.Standard()
	total := drawnAs(k, table, disclosure.Council, 10)
	large, none := drawnAs(k, table, disclosure.Council, 20), drawnAs(k, table, disclosure.Council, 0)
	other := drawnAs(k, table, disclosure.Council, 3) // cannot have been drawn
	k.Sum(total, 0, large, none)
	k.Narrow()
	want := [][2]int32{{11, 19}, {11, 19}, {0, 8}, {0, audit.Unbounded}}
	if diff := cmp.Diff(want, spans(k)); diff != "" {
		t.Error(diff)
	}
	_ = other
}

// nation is a made-up release: councils in regions, seven dimensions, three counts a cell, each drawn by the table.
func nation(cells int) (*audit.Facts, []int32) {
	random := rand.New(rand.NewPCG(3, 4))
	table := disclosure.Standard()
	noise, _ := disclosure.NewNoise(table, []byte("a key for benchmarks, 32 bytes!!"))
	drawer := noise.Drawer(disclosure.Stream{Vintage: 1})
	draw := func(n int32) uint64 {
		y, _ := drawer.Draw(uint64(n), random.Uint64())
		return y
	}
	k := &audit.Facts{}
	var truth []int32
	add := func(n int32) int32 {
		truth = append(truth, n)
		return drawnAs(k, table, disclosure.Council, draw(n))
	}
	cell := func(n int32) (int32, [3]int32) {
		unknown := random.Int32N(n/8 + 1)
		met := random.Int32N(n - unknown + 1)
		c := [3]int32{add(n), add(unknown), add(met)}
		k.AtLeastSum(c[0], c[1], c[2])
		return n, c
	}
	for len(truth) < 3*cells {
		left, total := cell(10 + random.Int32N(2000))
		for range 7 {
			parts, rest := []int32{}, left
			for range 4 {
				n, part := cell(random.Int32N(rest + 1))
				parts, rest = append(parts, part[0]), rest-n
			}
			_, last := cell(rest)
			k.Sum(total[0], 0, append(parts, last[0])...)
		}
	}
	return k, truth
}

func TestNarrowNeverRulesOutANationsTruth(t *testing.T) {
	k, truth := nation(20_000)
	if !k.Narrow() {
		t.Fatal("a drawn release is called a contradiction")
	}
	for i, n := range truth {
		if low, high := k.Bounds(int32(i)); n < low || n > high {
			t.Fatalf("a count of %d is thought to be %d to %d", n, low, high)
		}
	}
}

// BenchmarkNarrow is B1 on five million cells, which is to take under five seconds.
func BenchmarkNarrow(b *testing.B) {
	for b.Loop() {
		b.StopTimer()
		k, _ := nation(5_000_000)
		b.StartTimer()
		if !k.Narrow() {
			b.Fatal("a contradiction")
		}
	}
}

// drawnAs adds a count of which y was published; nothing is known of one that cannot have been drawn.
func drawnAs(k *audit.Facts, table *disclosure.Table, tier disclosure.Tier, y uint64) int32 {
	low, high, ok := table.Truths(tier, y)
	if !ok {
		return k.Add(0, audit.Unbounded)
	}
	return k.Add(int32(low), int32(high))
}
