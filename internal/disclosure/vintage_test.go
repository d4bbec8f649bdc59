package disclosure_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/fault"
)

const (
	provisional = disclosure.Provisional
	revised     = disclosure.Revised
	final       = disclosure.Final
)

func TestDue(t *testing.T) {
	for _, c := range []struct {
		first, published string
		want             disclosure.Vintage
	}{
		{"2025-05-10", "2025-05-10", provisional},
		{"2025-05-10", "2025-11-09", provisional},
		{"2025-05-10", "2025-11-10", revised},
		{"2025-05-10", "2026-05-09", revised},
		{"2025-05-10", "2026-05-10", final},
		{"2025-05-10", "2031-01-01", final},
		{"2025-08-31", "2026-02-28", provisional},
		{"2025-08-31", "2026-03-01", revised},
		{"2024-02-29", "2025-02-28", revised},
		{"2024-02-29", "2025-03-01", final},
		{"2025-05-10", "2025-04-01", provisional},
	} {
		if got := disclosure.Due(day(t, c.first), day(t, c.published)); got != c.want {
			t.Errorf("first %s, published %s: %s, want %s", c.first, c.published, got, c.want)
		}
	}
}

func day(t *testing.T, text string) time.Time {
	t.Helper()
	d, err := time.Parse(time.DateOnly, text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// The threshold lies between its ends, takes every value there, and is another for every area and period end.
func TestThresholdIsDrawnByTheKey(t *testing.T) {
	noise, again, other := newNoise(t, key), newNoise(t, key), newNoise(t, []byte("another key for tests, 32 bytes."))
	seen, differ := map[int]int{}, 0
	for i := range 2200 {
		area, end := "E0800003"+strconv.Itoa(i%10), strconv.Itoa(2000+i/10)+"-03-31"
		x := noise.Threshold(area, end)
		if x != again.Threshold(area, end) {
			t.Fatal("drawn twice with two outcomes")
		}
		if x != other.Threshold(area, end) {
			differ++
		}
		seen[x]++
	}
	for x := disclosure.LeastThreshold; x <= disclosure.MostThreshold; x++ {
		if seen[x] < 120 || seen[x] > 290 {
			t.Errorf("%d was drawn %d times of 2200", x, seen[x])
		}
		delete(seen, x)
	}
	if len(seen) > 0 || differ < 1800 {
		t.Errorf("outside: %v; %d of 2200 differ under another key", seen, differ)
	}
}

func TestGrowthByMoreThanAFifthOpensAVintage(t *testing.T) {
	for _, c := range []struct {
		then, now int
		want      bool
	}{{10, 12, false}, {10, 13, true}, {150, 153, false}, {1, 2, true}, {0, 0, false}, {5, 4, false}} {
		if got := disclosure.Grew(c.then, c.now); got != c.want {
			t.Errorf("from %d to %d: %t", c.then, c.now, got)
		}
	}
}

func TestVintagesAreCounted(t *testing.T) {
	v := disclosure.Vintage(0)
	for number, want := range []disclosure.Vintage{provisional, revised, final, final} {
		if v = v.Next(); v != want || int(v.Number()) != min(number+1, 3) {
			t.Errorf("vintage %d is %s, number %d", number+1, v, v.Number())
		}
	}
}

func TestVintageLetters(t *testing.T) {
	for _, v := range []disclosure.Vintage{provisional, revised, final} {
		if got, err := disclosure.ParseVintage(v.String()); err != nil || got != v {
			t.Errorf("%s is read back as %s, %v", v, got, err)
		}
	}
	for _, letter := range []string{"", "P", "pr", "x"} {
		if _, err := disclosure.ParseVintage(letter); !fault.Is(err, fault.Refused) {
			t.Errorf("%q: error %v, want a refusal", letter, err)
		}
	}
}
