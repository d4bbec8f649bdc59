package publish_test

import (
	"cmp"
	"flag"
	"math"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/careduty/careduty/etl/evaluate"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/release"
	"github.com/careduty/careduty/internal/warehouse"
	"github.com/careduty/careduty/queries"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

var update = flag.Bool("update-utility", false, "write docs/utility.md anew")

// useful is what one measure's council totals are worth beside the truth.
type useful struct {
	id              string
	councils        int
	people          float64 // in the middle council
	apart           float64 // how far councils differ, in standard deviations of the noise
	spearman        float64
	moved, byChance float64    // share of councils in another quarter of the table: by the noise, and by chance alone
	totals, parts   [3]float64 // mean error of a numerator, by size: of councils' totals, and of their ages
	shown           float64    // share of people who are in an age whose figure is shown
}

// TestUtility compares the newest release in CAREDUTY_RELEASES with the truth in CAREDUTY_WAREHOUSE; with -update-utility it writes
// docs/utility.md.
func TestUtility(t *testing.T) {
	path, dir := os.Getenv("CAREDUTY_WAREHOUSE"), os.Getenv("CAREDUTY_RELEASES")
	if path == "" || dir == "" {
		t.Skip("no warehouse and releases named")
	}
	all, err := release.List(dir)
	if err != nil || len(all) == 0 {
		t.Fatal("no release", err)
	}
	list := worth(t, all[0], engineOf(t, path, all[0].Manifest.AsOf))
	for _, u := range list {
		t.Logf("%+v", u)
	}
	for _, broken := range outOfBounds(list, whole(t)) {
		t.Error(broken)
	}
	if *update {
		write(t, utilityPage, report(all[0].Manifest.ID, list))
	}
}

// engineOf counts the warehouse as it stood on a day.
func engineOf(t *testing.T, path, asOf string) *evaluate.Engine {
	t.Helper()
	w, err := warehouse.Open(t.Context(), path, warehouse.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Close() })
	day, _ := time.Parse(time.DateOnly, asOf)
	r, err := w.AsOf(t.Context(), day)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	engine, err := evaluate.New(t.Context(), r, evaluate.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return engine
}

// worth compares every share and rate of a release with the truth, in order of id.
func worth(t *testing.T, l release.Listed, engine *evaluate.Engine) []useful {
	t.Helper()
	loaded, err := measure.Load(queries.Files)
	if err != nil {
		t.Fatal(err)
	}
	file, err := release.OpenColumns(l.Dir, l.Manifest.ID)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	groups, err := file.Index(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var list []useful
	for _, d := range l.Manifest.Measures {
		at := slices.IndexFunc(loaded, func(x measure.Measure) bool { return x.ID == d.ID })
		if at < 0 || d.Kind.Median() {
			continue
		}
		table, err := engine.Count(t.Context(), loaded[at])
		if err != nil {
			t.Fatal(err)
		}
		u := useful{id: string(d.ID)}
		for breakdown := range 2 { // the total, and age
			group, ok := groups[release.Group{Measure: d.ID, Dimension: table.Breakdowns[breakdown].Dimension}]
			if !ok {
				t.Fatalf("the release has no rows of %s by %q", d.ID, table.Breakdowns[breakdown].Dimension)
			}
			c, err := file.Read(t.Context(), group)
			if err != nil {
				t.Fatal(err)
			}
			u.compare(table, breakdown, c)
		}
		if u.councils >= 30 {
			list = append(list, u)
		}
	}
	slices.SortFunc(list, func(a, b useful) int { return cmp.Compare(a.id, b.id) })
	return list
}

// compare takes the rows of one breakdown; of totals, those of the last period.
func (u *useful) compare(t *evaluate.Table, breakdown int, c release.Columns) {
	per, areas := len(t.Breakdowns[breakdown].Categories), area.All()
	var truth, published, sizes, noise []float64
	var off, number [3]float64
	var shown, all float64
	for i := range c.Rows {
		p, a, k := i/per/len(areas), areas[i/per%len(areas)], i%per
		if a.Level != area.Council || t.Breakdowns[breakdown].Categories[k].Band {
			continue
		}
		in := t.In(p, a.Code)
		n := t.At(p, in, breakdown, k)
		if p == len(t.Periods)-1 && breakdown == 1 {
			all += float64(n.Population.N)
			if c.Numbers["value"][i] == c.Numbers["value"][i] {
				shown += float64(n.Population.N)
			}
		}
		y := c.Numbers["numerator"][i]
		if y != y || len(in) == 0 {
			continue
		}
		if size := sizeOf(n.Numerator.N); size >= 0 {
			off[size] += math.Abs(y-float64(n.Numerator.N)) / float64(n.Numerator.N)
			number[size]++
		}
		d := n.Population.N - n.Unknown.N
		if t.Measure.UnknownRule == measure.InDenominator {
			d = n.Population.N
		}
		if breakdown == 0 && p == len(t.Periods)-1 && d > 0 {
			truth = append(truth, float64(n.Numerator.N)/float64(d))
			published = append(published, c.Numbers["value"][i])
			sizes = append(sizes, float64(d))
			noise = append(noise, c.Numbers["noise_sd"][i])
		}
	}
	for i := range off {
		off[i] /= number[i]
	}
	if breakdown > 0 {
		u.parts, u.shown = off, shown/all
		return
	}
	u.totals = off
	u.councils = len(truth)
	if len(truth) < 30 {
		return
	}
	u.spearman = stat.Correlation(ranked(truth), ranked(published), nil)
	u.moved, u.byChance = moved(truth, published), moved(truth, redrawn(truth, sizes))
	slices.Sort(sizes)
	slices.Sort(noise)
	if u.apart = 100 * spread(truth) / noise[len(noise)/2]; t.Measure.Kind == measure.Rate {
		u.apart *= 10
	}
	u.people = sizes[len(sizes)/2]
}

func sizeOf(n int64) int {
	switch {
	case n >= 200:
		return 2
	case n >= 50:
		return 1
	case n >= 10:
		return 0
	}
	return -1
}

// ranked gives each value its rank, the mean of them where values tie.
func ranked(x []float64) []float64 {
	order := make([]int, len(x))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return cmp.Compare(x[i], x[j]) })
	out := make([]float64, len(x))
	for i := 0; i < len(order); {
		j := i
		for j < len(order) && x[order[j]] == x[order[i]] {
			j++
		}
		for k := i; k < j; k++ {
			out[order[k]] = float64(i+j-1) / 2
		}
		i = j
	}
	return out
}

// moved is the share that stands in another quarter of the order.
func moved(a, b []float64) float64 {
	n, x, y := 0.0, ranked(a), ranked(b)
	for i := range x {
		if int(4*x[i]/float64(len(x))) != int(4*y[i]/float64(len(y))) {
			n++
		}
	}
	return n / float64(len(a))
}

// redrawn is what another year of the same councils might have shown, by chance alone: as many people, each as likely as before.
func redrawn(share, size []float64) []float64 {
	out := make([]float64, len(share))
	for i := range out {
		// A quantile that differs from council to council, the same each time.
		u := math.Mod(0.5+0.6180339887498949*float64(i), 1)
		sd := math.Sqrt(share[i] * (1 - share[i]) / size[i])
		out[i] = share[i] + sd*distuv.UnitNormal.Quantile(min(max(u, 0.001), 0.999))
	}
	return out
}

// spread is how far the middle half of some values lie apart, as a standard deviation: a few councils far off do not make it.
func spread(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return (sorted[3*len(sorted)/4] - sorted[len(sorted)/4]) / 1.349
}
