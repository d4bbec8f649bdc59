package disclosure

import (
	"fmt"

	"github.com/careduty/careduty/internal/fault"
)

// seal checks the table, then fixes its bytes and their hash.
func (t *Table) seal() (*Table, error) {
	for i := range t.tiers {
		if wrong := t.tiers[i].check(); wrong != "" {
			return nil, fault.New(fault.Usage, wrong, "Rebuild the table from its parameters.").At(Tier(i).String())
		}
	}
	t.file = t.encode()
	t.hash = sum256(t.file)
	return t, nil
}

// check is the list of promises a tier's rows keep: every row sums to one, has mean n, lies within D of n on every multiple of five
// there and on nothing else, and a larger truth gives larger values. The answer is what is wrong, if anything.
func (r *rows) check() string {
	for n := range r.row {
		if wrong := r.checkRow(n); wrong != "" {
			return wrong
		}
	}
	for n := 0; n+1 < len(r.row); n++ {
		if !r.rises(uint64(n)) {
			return fmt.Sprintf("The rows of %d and %d are not in order.", n, n+1)
		}
	}
	if !r.rises(uint64(len(r.row) - 1)) {
		return "The last row and the one after it are not in order."
	}
	return ""
}

func (r *rows) checkRow(n int) string {
	row := r.row[n]
	sum, moment := uint64(0), uint64(0) // moment in fives; below 2^64 since n is below 2000
	for i, w := range row.Weights {
		if w == 0 || w > Whole {
			return fmt.Sprintf("The row of %d gives no chance to a value within reach.", n)
		}
		sum += w
		moment += w * (row.First/Step + uint64(i))
	}
	if len(row.Weights) == 0 || sum != Whole {
		return fmt.Sprintf("The row of %d does not sum to one.", n)
	}
	if moment != uint64(n)*(Whole/Step) {
		return fmt.Sprintf("The row of %d does not have mean %d.", n, n)
	}
	first, count := support(n, r.D)
	if row.First != uint64(first) || len(row.Weights) != count {
		return fmt.Sprintf("The row of %d does not reach exactly %d either way.", n, r.D)
	}
	return ""
}

// support is the smallest published value for n and how many there are.
func support(n, d int) (first, count int) {
	if n == 0 {
		return 0, 1
	}
	if n > d {
		first = (n - d + Step - 1) / Step * Step
	}
	return first, (n+d-first)/Step + 1
}

// orderSlack is by how much the row of n+1 may be likelier than that of n to give at most some value. The order is exact but where
// the variance first meets V: there the upper tail is held back from one row to the next, by up to 0.24 % in the standard table.
const orderSlack = Whole / 400

// rises says that neither end of the row of n+1 lies below that of n, and that it is nowhere likelier to give a value of at most y, but
// for the slack.
func (r *rows) rises(n uint64) bool {
	i, shift := r.place(n)
	j, up := r.place(n + 1)
	low, high := r.row[i].First+shift, r.row[j].First+up
	if high < low {
		return false
	}
	for y := low; y <= n+uint64(r.D)+Step; y += Step {
		if below(r.running[j], high, y) > below(r.running[i], low, y)+orderSlack {
			return false
		}
	}
	return true
}

// below is the weight of the values up to y.
func below(running []uint64, first, y uint64) uint64 {
	if y < first {
		return 0
	}
	return running[min(int((y-first)/Step), len(running)-1)]
}
