package statistics_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/statistics"
	"gonum.org/v1/gonum/stat/distuv"
)

// press prints made-up cells as a release does: people are taken by chance, and counts are drawn from the public table.
type press struct {
	random *rand.Rand
	tier   disclosure.Tier
}

func newPress(seed uint64, tier disclosure.Tier) *press {
	return &press{rand.New(rand.NewPCG(seed, 15)), tier}
}

// draw is a published count for n people.
func (p *press) draw(n int) float64 {
	row := disclosure.Standard().Row(p.tier, uint64(max(n, 0)))
	u := p.random.Float64()
	for i, w := range row.Weights {
		if u -= float64(w) / disclosure.Whole; u < 0 {
			return float64(row.First) + float64(disclosure.Step*i)
		}
	}
	return float64(row.First) + float64(disclosure.Step*(len(row.Weights)-1))
}

// cell is a printed share of n people who each meet a measure with chance share, with its people and the standard deviation of its noise.
func (p *press) cell(n int, share float64) (printed, people, noise float64) {
	met := distuv.Binomial{N: float64(n), P: min(max(share, 0), 1), Src: p.random}.Rand()
	people = p.draw(n)
	printed = min(p.draw(int(met))/people, 1)
	v := p.tier.V() / (people * people)
	return printed, people, math.Sqrt(v + 2*printed*printed*v)
}

// series is a printed share at so many times. Where dispersion is above 1, the true share scatters so that all of the variance is so many times chance's; shock
// moves it at each time besides.
func (p *press) series(n, points int, share, slope, dispersion float64, shock []float64) []statistics.Point {
	chance := statistics.ShareChance(share, float64(n), math.Sqrt(p.tier.V()*(1+2*share*share))/float64(n))
	out := make([]statistics.Point, points)
	var met, of float64
	noises, people := make([]float64, points), make([]float64, points)
	for i := range out {
		at := share + slope*float64(i) + math.Sqrt(dispersion-1)*chance*p.random.NormFloat64()
		if shock != nil {
			at += shock[i]
		}
		value, size, noise := p.cell(n, at)
		out[i] = statistics.Point{At: float64(i), Value: value}
		noises[i], people[i] = noise, size
		met, of = met+value*size, of+size
	}
	for i := range out {
		out[i].Chance = statistics.ShareChance(met/of, people[i], noises[i])
	}
	return out
}

func share(hits, of int) float64 { return 100 * float64(hits) / float64(of) }

// steady counts the series of a level that are called rising or falling, of those tried.
func steady(t *testing.T, p *press, areas, people, points int, slope, dispersion float64) (hits, of int) {
	t.Helper()
	lines := make([]statistics.Line, areas)
	for i := range lines {
		line, ok := statistics.Fit(p.series(people, points, 0.7, slope, dispersion, nil))
		if !ok {
			t.Fatal("a series of five points has no line")
		}
		lines[i] = line
	}
	pooled, ok := statistics.PooledDispersion(lines)
	for _, l := range lines {
		d := pooled
		if !ok {
			d = l.OwnDispersion()
		}
		if l.Direction(d) != statistics.NoSteadyChange {
			hits++
		}
	}
	return hits, areas
}

// A steady figure is called rising or falling in 3 to 6 % of cases at each level, length and dispersion.
func TestTrendSize(t *testing.T) {
	for _, level := range []struct {
		name                  string
		tier                  disclosure.Tier
		areas, people, rounds int
	}{{"councils", disclosure.Council, 150, 300, 30}, {"regions", disclosure.Region, 9, 4000, 500}, {"England", disclosure.Country, 1, 40000, 4500}} {
		for _, points := range []int{5, 8, 12, 24} {
			for _, dispersion := range []float64{1, 2} {
				p := newPress(uint64(points), level.tier)
				hits, of := 0, 0
				for range level.rounds {
					h, n := steady(t, p, level.areas, level.people, points, 0, dispersion)
					hits, of = hits+h, of+n
				}
				size := share(hits, of)
				t.Logf("%s, %d points, dispersion %g: size %.1f %%", level.name, points, dispersion, size)
				if size < 3 || size > 6 {
					t.Errorf("%s, %d points, dispersion %g: size %.1f %%, want 3 to 6", level.name, points, dispersion, size)
				}
			}
		}
	}
}

// What moves every region at once moves England as much, and its chance is smaller than theirs: the regions' dispersion would call
// a steady England rising or falling far too often. Its own does not.
func TestEnglandTellsItsOwnDispersion(t *testing.T) {
	const rounds, points, regions = 1000, 12, 9
	country, region := newPress(1, disclosure.Country), newPress(2, disclosure.Region)
	own, borrowed := 0, 0
	for range rounds {
		shock := make([]float64, points)
		for i := range shock {
			shock[i] = 0.01 * country.random.NormFloat64()
		}
		lines := make([]statistics.Line, regions)
		for i := range lines {
			lines[i], _ = statistics.Fit(region.series(4000, points, 0.7, 0, 1, shock))
		}
		england, _ := statistics.Fit(country.series(regions*4000, points, 0.7, 0, 1, shock))
		pooled, ok := statistics.PooledDispersion(lines)
		if !ok {
			t.Fatal("nine regions have no dispersion")
		}
		if england.Direction(england.OwnDispersion()) != statistics.NoSteadyChange {
			own++
		}
		if england.Direction(pooled) != statistics.NoSteadyChange {
			borrowed++
		}
	}
	t.Logf("common shocks: size %.1f %% by its own dispersion, %.1f %% by the regions'", share(own, rounds), share(borrowed, rounds))
	if s := share(own, rounds); s < 3 || s > 6.5 {
		t.Errorf("size by its own dispersion %.1f %%, want 3 to 6.5", s)
	}
	if s := share(borrowed, rounds); s < 15 {
		t.Errorf("size by the regions' dispersion %.1f %%: the reason to prefer its own is gone", s)
	}
}

// A council of 300 people whose share rises by one point a quarter is seen to rise in most cases over three years.
func TestTrendPower(t *testing.T) {
	p := newPress(3, disclosure.Council)
	hits, of := 0, 0
	for range 10 {
		h, n := steady(t, p, 150, 300, 12, 0.01, 1)
		hits, of = hits+h, of+n
	}
	t.Logf("power at one point a quarter over 12 quarters, 300 people: %.0f %%", share(hits, of))
	if share(hits, of) < 70 {
		t.Errorf("power %.0f %%, want at least 70", share(hits, of))
	}
}

// spread is how often councils whose true shares differ so that all of the variance is ratio times chance's are said to differ beyond chance.
func spread(p *press, councils, rounds, people int, target, ratio float64) float64 {
	hits := 0
	for range rounds {
		areas := make([]statistics.FunnelPoint, councils)
		for i := range areas {
			n := people + p.random.IntN(people)
			chance := statistics.ShareChance(target, float64(n), math.Sqrt(p.tier.V()*(1+2*target*target))/float64(n))
			at := target + math.Sqrt(ratio-1)*chance*p.random.NormFloat64()
			areas[i].Share, areas[i].People, areas[i].Noise = p.cell(n, at)
		}
		if f, ok := statistics.NewFunnel(target, areas); ok && f.Widened {
			hits++
		}
	}
	return share(hits, rounds)
}

// Spread between councils is seen where it is (at least 80 % at half as much variance again and 150 councils) and not where it is not
// (at most 6 %, from ten councils on).
func TestSpreadPowerAndFalseAlarms(t *testing.T) {
	p := newPress(4, disclosure.Council)
	for _, councils := range []int{10, 33, 150} {
		for _, target := range []float64{0.1, 0.5, 0.9} {
			alarms := spread(p, councils, 1000, 300, target, 1)
			t.Logf("%d councils round %.0f %%: false alarms %.1f %%", councils, 100*target, alarms)
			if alarms > 6.5 { // 6, and what a thousand rounds can be out by
				t.Errorf("%d councils round %.0f %%: false alarms %.1f %%, want at most 6", councils, 100*target, alarms)
			}
		}
	}
	power := spread(p, 150, 300, 300, 0.5, 1.5)
	t.Logf("150 councils, variance ratio 1.5: power %.0f %%", power)
	if power < 80 {
		t.Errorf("power %.0f %%, want at least 80", power)
	}
}

// The winsorised mean square of chance alone is 0.68 for many areas, and the funnel divides by what it is for as many as there are.
func TestRatioIsOneByChance(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 5))
	for _, councils := range []int{10, 33, 150} {
		var sum float64
		const rounds = 2000
		for range rounds {
			areas := make([]statistics.FunnelPoint, councils)
			for i := range areas {
				areas[i] = statistics.FunnelPoint{Share: 0.5 + random.NormFloat64()*0.5/math.Sqrt(1000), People: 1000}
			}
			f, ok := statistics.NewFunnel(0.5, areas)
			if !ok {
				t.Fatal("no funnel")
			}
			sum += f.Ratio
		}
		if mean := sum / rounds; math.Abs(mean-1) > 0.03 {
			t.Errorf("%d areas: mean ratio %.3f, want 1", councils, mean)
		}
	}
}

// Intervals hold the true share at least 94 times in a hundred, at sizes from the gate on and over the whole range. Rank intervals hold an area's place
// among true shares at least 95 times in a hundred.
func TestCoverage(t *testing.T) {
	p := newPress(6, disclosure.Council)
	for _, n := range []int{30, 60, 300} {
		for _, truth := range []float64{0, 0.02, 0.5, 0.98, 1} {
			hits, shown := 0, 0
			for range 3000 {
				value, people, noise := p.cell(n, truth)
				if people < float64(disclosure.Council.DenominatorGate()) {
					continue
				}
				low, high := statistics.ShareInterval(value, people, noise)
				shown++
				if low <= truth && truth <= high {
					hits++
				}
			}
			t.Logf("%d people, %.0f %%: the interval holds the truth in %.1f %%", n, 100*truth, share(hits, shown))
			if share(hits, shown) < 93.5 {
				t.Errorf("%d people, %.0f %%: coverage %.1f %%", n, 100*truth, share(hits, shown))
			}
		}
	}
}

func TestRankCoverage(t *testing.T) {
	p := newPress(7, disclosure.Council)
	hits, of := 0, 0
	for range 40 {
		truth, printed := make([]float64, 150), make([]statistics.Estimate, 150)
		for i := range truth {
			truth[i] = min(max(0.6+0.08*p.random.NormFloat64(), 0), 1)
			value, people, noise := p.cell(150+p.random.IntN(600), truth[i])
			low, high := statistics.ShareInterval(value, people, noise)
			printed[i] = statistics.Estimate{Value: value, Lower: low, Upper: high}
		}
		for i, r := range statistics.Ranks(printed, false) {
			place := 1
			for _, other := range truth {
				if other > truth[i] {
					place++
				}
			}
			of++
			if r.Low <= place && place <= r.High {
				hits++
			}
		}
	}
	t.Logf("rank intervals hold the true place in %.1f %%", share(hits, of))
	if share(hits, of) < 95 {
		t.Errorf("rank coverage %.1f %%, want at least 95", share(hits, of))
	}
}
