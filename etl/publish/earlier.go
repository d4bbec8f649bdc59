package publish

import (
	"context"
	"encoding/json"

	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/release"
)

// earlier is the release before this one, as far as its rows can stand in this one: those of periods in which nothing is drawn, of measures
// whose definition is the same. They are what would be made again, byte for byte, from the same ledger by the same program.
type earlier struct {
	release *release.Earlier
	same    map[measure.ID]bool // measures whose definition has not changed
}

// openEarlier opens the release that the ledger drew last, if it is in the directory and the same program made it. Rows of an older one could
// lack what a release in another directory has drawn since.
func (j *job) openEarlier(ctx context.Context) error {
	last := j.ledger.Last()
	for _, l := range j.all {
		if l.Manifest.ID != last.Release || l.Manifest.Program != j.Program || last.TableHash != j.noise.Table().Hash() {
			continue
		}
		e, err := release.OpenEarlier(ctx, l)
		if err != nil {
			return err
		}
		j.earlier = &earlier{e, map[measure.ID]bool{}}
		for i := range j.Measures {
			j.earlier.compare(&j.Measures[i].Definition)
		}
	}
	return nil
}

// compare notes whether the earlier release has a measure under the same definition.
func (e *earlier) compare(d *measure.Definition) {
	for i := range e.release.Manifest.Measures {
		if old := &e.release.Manifest.Measures[i]; old.ID == d.ID {
			was, _ := json.Marshal(old) // a definition is plain data, which always marshals
			is, _ := json.Marshal(d)
			e.same[d.ID] = string(was) == string(is)
		}
	}
}

// standing are the rows of a breakdown that may be repeated; nil where none may. A median's are made again: the audit holds them to the ledger.
func (e *earlier) standing(ctx context.Context, d *measure.Definition, dimension string) (*release.Standing, error) {
	if e == nil || !e.same[d.ID] || d.Kind.Median() {
		return nil, nil //nolint:nilnil // nothing stands
	}
	return e.release.Standing(ctx, release.Group{Measure: d.ID, Dimension: dimension})
}

func (e *earlier) close() {
	if e != nil {
		_ = e.release.Close()
	}
}
