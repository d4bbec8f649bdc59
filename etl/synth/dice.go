package synth

import (
	"hash/fnv"
	"math"
	"math/rand/v2"
)

// dice are the random draws of one council, keyed anew for every person, so that what is drawn for a person depends on the seed,
// the council and the person's number and on nothing else.
type dice struct {
	pcg  *rand.PCG
	rand *rand.Rand
	seed uint64
}

// diceFor are dice of a council (or of another named purpose).
func diceFor(seed uint64, name string) *dice {
	h := fnv.New64a()
	h.Write([]byte(name))
	pcg := rand.NewPCG(0, 0)
	d := &dice{pcg: pcg, rand: rand.New(pcg), seed: scramble(seed) ^ h.Sum64()}
	d.key(0)
	return d
}

// key starts the draws of one person; number 0 is the council itself.
func (d *dice) key(number uint64) { d.pcg.Seed(scramble(d.seed+number), scramble(number^^d.seed)) }

// scramble is splitmix64's finaliser: neighbouring numbers become unlike ones.
func scramble(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// yes is true with probability p.
func (d *dice) yes(p float64) bool { return d.rand.Float64() < p }

// unit is a number from 0 up to 1.
func (d *dice) unit() float64 { return d.rand.Float64() }

// between is a whole number from a to b, both included.
func (d *dice) between(a, b int) int { return a + int(d.rand.Uint32N(uint32(b-a+1))) }

// days is a number of days from a to b.
func (d *dice) days(a, b int) day { return day(d.between(a, b)) }

// share is a number from a up to b.
func (d *dice) share(a, b float64) float64 { return a + (b-a)*d.rand.Float64() }

// normal has mean 0 and standard deviation 1.
func (d *dice) normal() float64 { return d.rand.NormFloat64() }

// skewed is log-normal about a median: waits, hours and the like.
func (d *dice) skewed(median, sigma float64) float64 {
	return median * math.Exp(sigma*d.rand.NormFloat64())
}

// wait is a skewed number of days, at most limit.
func (d *dice) wait(median, sigma float64, limit day) day {
	return min(day(d.skewed(median, sigma)+0.5), limit)
}

// until is the days until the next of events that happen perYear times a year; never if they do not.
func (d *dice) until(perYear float64) day {
	if perYear <= 0 {
		return never
	}
	return day(min(d.rand.ExpFloat64()*365.25/perYear, 40000)) + 1
}

// mix is a choice among codes, each with its weight.
type mix struct {
	codes []string
	upto  []float64 // cumulative shares, the last is 1
}

// mixOf makes a mix from codes and weights in turn.
func mixOf(pairs ...any) mix {
	var m mix
	total := 0.0
	for i := 0; i < len(pairs); i += 2 {
		total += weight(pairs[i+1])
		m.codes, m.upto = append(m.codes, pairs[i].(string)), append(m.upto, total)
	}
	for i := range m.upto {
		m.upto[i] /= total
	}
	return m
}

func weight(w any) float64 {
	if n, ok := w.(int); ok {
		return float64(n)
	}
	return w.(float64)
}

// pick draws a code.
func (d *dice) pick(m mix) string {
	u := d.rand.Float64()
	for i, upto := range m.upto {
		if u < upto {
			return m.codes[i]
		}
	}
	return m.codes[len(m.codes)-1]
}
