package disclosure_test

import (
	"math"
	"testing"

	"github.com/careduty/careduty/internal/disclosure"
)

// What the noise leaves of a council's figure, from the table alone: the mean relative error of a count by how many people it is of, and how far a
// share of so many people is off. The bounds are those of the method's comparison with others (decision 3), with a little room.
func TestTheNoiseLeavesWhatItPromises(t *testing.T) {
	table := disclosure.Standard()
	off := func(n uint64) (sum float64) {
		row := table.Row(disclosure.Council, n)
		for i := range row.Weights {
			y := row.First + uint64(i)*disclosure.Step
			sum += row.P(y) * math.Abs(float64(y)-float64(n))
		}
		return sum / float64(n)
	}
	for _, c := range []struct {
		from, to uint64
		most     float64
	}{{10, 49, 0.12}, {50, 199, 0.03}, {200, 999, 0.01}} {
		var sum float64
		for n := c.from; n <= c.to; n++ {
			sum += off(n)
		}
		if mean := sum / float64(c.to-c.from+1); mean > c.most {
			t.Errorf("counts of %d to %d are off by %.1f%% on average, more than %.1f%%", c.from, c.to, 100*mean, 100*c.most)
		}
	}
}
