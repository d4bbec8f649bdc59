package audit

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
)

// outside is what official tables tell of council counts: every series and year of which any edition in the directory prints them. An attacker
// has them all, whichever is served.
type outside struct {
	editions []string // ids, in order
	counted  map[seriesYear]bool
}

// seriesYear is an official series in a financial year.
type seriesYear struct{ series, year string }

// readOutside reads every edition beside the releases. One that is damaged is a fault: an attack without it would be of less than is known.
func readOutside(ctx context.Context, releases string) (outside, error) {
	out := outside{counted: map[seriesYear]bool{}}
	parent := filepath.Join(releases, release.OfficialDir)
	entries, err := os.ReadDir(parent)
	if err != nil && !os.IsNotExist(err) {
		return out, err
	}
	for _, e := range entries {
		if !e.IsDir() || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		if err := out.add(ctx, filepath.Join(parent, e.Name())); err != nil {
			return out, err
		}
		out.editions = append(out.editions, e.Name())
	}
	return out, nil
}

// add takes in the council totals of an edition that are published with their counts.
func (o *outside) add(ctx context.Context, dir string) error {
	if err := release.Verify(dir); err != nil {
		return err
	}
	f, err := release.OpenColumns(dir, filepath.Base(dir))
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // only read
	for group := range f.Groups() {
		c, err := f.Read(ctx, group, "measure", "period", "area_level", "dimension", "numerator", "denominator")
		if err != nil {
			return err
		}
		for i := range c.Rows {
			if c.Texts["dimension"].At(i) == "" && c.Texts["area_level"].At(i) == string(area.Council) && has(c.Numbers["numerator"][i]) && has(c.Numbers["denominator"][i]) {
				o.counted[seriesYear{c.Texts["measure"].At(i), c.Texts["period"].At(i)}] = true
			}
		}
	}
	return nil
}

// tells says whether a council's totals of a measure in a year stand in an official table that counts the same people.
func (o outside) tells(d *measure.Definition, year period.Period) bool {
	return slices.ContainsFunc(d.Official, func(x measure.Official) bool { return x.Same && o.counted[seriesYear{x.Series, year.String()}] })
}
