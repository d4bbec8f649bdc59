package publish

import (
	"testing"

	"github.com/careduty/careduty/etl/evaluate"
	"github.com/careduty/careduty/etl/publish/ledger"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/warehouse"
)

// A repeated count stands for the people who are there now only where it was drawn of them: not where the same people were drawn for another period
// and happen to show the same count, and not where there is nobody now who may have been there then.
func TestARepeatedCountStandsForThoseItWasDrawnOf(t *testing.T) {
	l, err := ledger.Open(t.Context(), t.TempDir()+"/care.duckdb", "fingerprint")
	check(t, err)
	defer l.Close() //nolint:errcheck // not kept
	key := make([]byte, 32)
	for i := range key {
		key[i] = byte(i)
	}
	noise, err := disclosure.NewNoise(disclosure.Standard(), key)
	check(t, err)
	draws, err := l.Draws(t.Context(), "people", "")
	check(t, err)
	p := &protector{
		job: &job{ledger: l, noise: noise, insider: newInsider(warehouse.Keys{}), outers: newOuters(nil)}, t: &evaluate.Table{Measure: measure.Definition{}},
	}
	s := &stream{noise.Stream(disclosure.Set{Population: "people", Tier: disclosure.Council, Vintage: disclosure.Provisional}), draws, 0}
	ann, both := evaluate.Set{N: 1, S: 7}, evaluate.Set{N: 2, S: 16}
	of := map[evaluate.Set]keptCount{{}: {checked: true}}
	for _, x := range []evaluate.Set{ann, both} {
		y, check := p.draw(s, disclosure.Council, x, 0)
		of[x] = keptCount{y: y, check: check, checked: true}
	}
	alike := of[both]
	alike.y = of[ann].y
	unsaid := of[ann]
	unsaid.checked, unsaid.check = false, 0
	for name, c := range map[string]struct {
		now  evaluate.Set
		kept keptCount
		want bool
	}{
		"the same people":                   {ann, of[ann], true},
		"others, who show the same":         {ann, alike, false},
		"nobody, as before":                 {evaluate.Set{}, of[evaluate.Set{}], true},
		"nobody now":                        {evaluate.Set{}, alike, false},
		"somebody where there was nobody":   {ann, of[evaluate.Set{}], false},
		"of whom it was drawn was not kept": {ann, unsaid, false},
		"nor whether it was of nobody":      {evaluate.Set{}, unsaid, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := p.stands(s, place{tier: disclosure.Council}, c.now, c.kept, rolePopulation); got != c.want {
				t.Errorf("it stands: %v, want %v", got, c.want)
			}
		})
	}
}
