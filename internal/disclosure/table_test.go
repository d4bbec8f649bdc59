package disclosure_test

import (
	"flag"
	"math"
	"os"
	"testing"

	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/fault"
	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

const golden = "testdata/table.csv"

func TestStandardTableIsTheGoldenOne(t *testing.T) {
	table, err := disclosure.NewTable(disclosure.StandardParameters())
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(golden, table.File(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(table.File())); diff != "" {
		t.Errorf("the table has changed; counts in ledgers were drawn by the old one (-want +got):\n%s", diff)
	}
	if table.Hash() != disclosure.Standard().Hash() || len(table.Hash()) != 64 {
		t.Error("two builds of one table have different hashes")
	}
}

// The rows section 1 of the specification gives.
func TestRowsOfTheSpecification(t *testing.T) {
	for _, c := range []struct {
		n         uint64
		want      []float64
		tolerance float64
	}{
		{1, []float64{.826, .147, .026}, .0006},
		{4, []float64{.28, .64, .08}, .0006},
		{6, []float64{.075, .655, .265, .005}, .0006},
	} {
		row := disclosure.Standard().Row(disclosure.Council, c.n)
		if row.First != 0 || len(row.Weights) != len(c.want) {
			t.Errorf("row %d starts at %d with %d values", c.n, row.First, len(row.Weights))
			continue
		}
		for i, want := range c.want {
			if got := row.P(uint64(i * disclosure.Step)); math.Abs(got-want) > c.tolerance {
				t.Errorf("row %d: P(%d) = %.4f, want %.3f", c.n, i*disclosure.Step, got, want)
			}
		}
	}
	if row := disclosure.Standard().Row(disclosure.Country, 0); row.P(0) != 1 || len(row.Weights) != 1 {
		t.Error("no one is not always published as no one")
	}
}

// moments are the sum, mean and variance of a row, by summation.
func moments(row disclosure.Row) (sum, mean, variance float64) {
	for i := range row.Weights {
		y := row.First + uint64(i)*disclosure.Step
		sum += row.P(y)
		mean += row.P(y) * float64(y)
	}
	for i := range row.Weights {
		y := float64(row.First + uint64(i)*disclosure.Step)
		variance += row.P(uint64(y)) * (y - mean) * (y - mean)
	}
	return sum, mean, variance
}

func TestRowsAreUnbiasedBoundedAndNoWiderThanV(t *testing.T) {
	table := disclosure.Standard()
	for _, tier := range disclosure.Tiers {
		d := uint64(tier.D())
		for n := range uint64(400) {
			row := table.Row(tier, n)
			sum, mean, variance := moments(row)
			last := row.First + uint64(len(row.Weights)-1)*disclosure.Step
			if math.Abs(sum-1) > 1e-12 || math.Abs(mean-float64(n)) > 1e-9 {
				t.Fatalf("%s %d: sum %v, mean %v", tier, n, sum, mean)
			}
			if row.First%disclosure.Step != 0 || row.First+d < n || last > n+d {
				t.Fatalf("%s %d: values from %d to %d", tier, n, row.First, last)
			}
			if variance > tier.V()+1e-6 || n >= d && math.Abs(variance-tier.V()) > 1e-6 {
				t.Fatalf("%s %d: variance %v, want %v", tier, n, variance, tier.V())
			}
		}
	}
}

// A row of greatest entropy for its mean and variance has log-weights that are a parabola: third differences vanish.
func TestRowsHaveGreatestEntropy(t *testing.T) {
	for _, tier := range disclosure.Tiers {
		for n := uint64(1); n < uint64(tier.D()+disclosure.Step); n++ {
			row := disclosure.Standard().Row(tier, n)
			for i := 3; i < len(row.Weights); i++ {
				l := func(j int) float64 { return math.Log(float64(row.Weights[i-j])) }
				if third := l(0) - 3*l(1) + 3*l(2) - l(3); math.Abs(third) > 1e-4 {
					t.Errorf("%s %d: third difference %v at value %d", tier, n, third, i)
				}
			}
		}
	}
}

func TestTruthsInvertTheRows(t *testing.T) {
	table := disclosure.Standard()
	for _, tier := range disclosure.Tiers {
		for y := uint64(0); y < 150; y++ {
			low, high, ok := table.Truths(tier, y)
			for n := uint64(0); n < 300; n++ {
				possible := table.Row(tier, n).P(y) > 0
				if inside := ok && low <= n && n <= high; inside != possible {
					t.Fatalf("%s: %d published for %d: possible %v, but truths %d to %d (%v)", tier, y, n, possible, low, high, ok)
				}
			}
		}
	}
}

func TestNewTableRefusesParametersThatCannotBeMet(t *testing.T) {
	for name, p := range map[string]disclosure.Parameters{
		"census cell key":  {D: 2, V: 1},
		"variance too low": {D: 9, V: 6},
		"no variance":      {D: 9, V: math.NaN()},
		"endless reach":    {D: 1e6, V: 8},
	} {
		all := disclosure.StandardParameters()
		all[disclosure.Region] = p
		if _, err := disclosure.NewTable(all); !fault.Is(err, fault.Usage) {
			t.Errorf("%s: error %v, want a usage fault", name, err)
		}
	}
}

func TestParseTableReadsItsOwnFile(t *testing.T) {
	want := disclosure.Standard()
	got, err := disclosure.ParseTable(want.File())
	if err != nil {
		t.Fatal(err)
	}
	if got.Hash() != want.Hash() || got.Parameters(disclosure.Region) != want.Parameters(disclosure.Region) {
		t.Error("the table read back is another one")
	}
	if got.Row(disclosure.Council, 1234).P(1235) != want.Row(disclosure.Council, 1234).P(1235) {
		t.Error("a row read back is another one")
	}
}

func FuzzParseTable(f *testing.F) {
	file := disclosure.Standard().File()
	f.Add(file)
	f.Add(file[:len(file)/2])
	f.Add([]byte("tier,d,v,n,y,probability\ncouncil,9,8,0,0,1.000000000000\n"))
	f.Add([]byte("tier,d,v,n,y,probability\ncouncil,9,8,-1,0,1.000000000000\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		table, err := disclosure.ParseTable(b)
		if err == nil && string(table.File()) != string(b) {
			t.Error("a table read is not the file it was read from")
		}
		if err != nil && fault.Of(err) == fault.Internal {
			t.Errorf("a bad file is called a defect of ours: %v", err)
		}
	})
}
