package audit_test

import (
	"math/rand/v2"
	"testing"

	"github.com/careduty/careduty/etl/audit"
	"github.com/careduty/careduty/internal/disclosure"
)

// drawn are draws by the table, a tenth of them twice, with sizes as councils have them.
func drawn(t *testing.T, count int) []audit.Draw {
	t.Helper()
	random := rand.New(rand.NewPCG(9, 10))
	noise, err := disclosure.NewNoise(disclosure.Standard(), []byte("a key for benchmarks, 32 bytes!!"))
	if err != nil {
		t.Fatal(err)
	}
	var out []audit.Draw
	for len(out) < count {
		d := audit.Draw{Set: random.Uint32N(3), N: random.Uint32N(300), Sum: random.Uint64(), Table: true}
		d.Tier = disclosure.Tier(d.Set)
		d.Y = uint32(noise.Draw(disclosure.Set{Tier: d.Tier, Vintage: disclosure.Final}, uint64(d.N), d.Sum))
		if out = append(out, d); random.IntN(10) == 0 {
			out = append(out, d)
		}
	}
	return out
}

func TestNoiseByTheTablePasses(t *testing.T) {
	if r := audit.ScoreNoise(disclosure.Standard(), drawn(t, 60_000)); !r.Passed {
		t.Errorf("%v", r.Figures)
	}
}

func TestNoiseOfAnotherKindFails(t *testing.T) {
	for name, change := range map[string]func(d *audit.Draw){
		"nearest five":      func(d *audit.Draw) { d.Y = (d.N + 2) / 5 * 5 },
		"larger by five":    func(d *audit.Draw) { d.Y += 5 },
		"not of the table":  func(d *audit.Draw) { d.Y = d.N },
		"two counts of one": func(d *audit.Draw) { d.Sum, d.N, d.Table = 1, 100, false },
		"a little too wide": func(d *audit.Draw) {
			if d.Sum%50 == 0 && d.N > 20 {
				d.Y = (d.N - 7) / 5 * 5
			}
		},
	} {
		draws := drawn(t, 60_000)
		for i := range draws {
			change(&draws[i])
		}
		if audit.ScoreNoise(disclosure.Standard(), draws).Passed {
			t.Errorf("%s: passes", name)
		}
	}
}
