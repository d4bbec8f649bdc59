package check

import (
	"context"
	"slices"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/release"
)

// published is the current release of a directory, as far as a report needs it; nil is none.
type published struct {
	set     *release.Set
	release *release.Release
	done    func()
}

// openPublished opens the current release of a directory; an empty name is none.
func openPublished(ctx context.Context, dir string) (*published, error) {
	if dir == "" {
		return nil, nil //nolint:nilnil // nothing is published to be shown beside
	}
	set, err := release.OpenSet(ctx, dir, release.Options{Keep: 1})
	if err != nil {
		return nil, err
	}
	r, done, err := set.Use(ctx, release.Latest)
	if err != nil {
		set.Close()
		return nil, err
	}
	return &published{set, r, done}, nil
}

func (p *published) close() {
	if p != nil {
		p.done()
		p.set.Close()
	}
}

func (p *published) id() string {
	if p == nil {
		return ""
	}
	return p.release.ID()
}

// beside adds what is published for the figure's period: of England, of the council's region and of the council. Of a council that has
// withdrawn figures of the release nothing is given.
func (p *published) beside(f *Figure, id, council string) {
	if p == nil {
		return
	}
	s, ok := p.release.Subject(id)
	if !ok || s.Definition == nil {
		return
	}
	value := func(code string) *float64 {
		if c := p.release.Total(s, code, f.Period); c != nil {
			return c.Value
		}
		return nil
	}
	a, _ := area.ByCode(council)
	f.England, f.Region = value(area.England), value(a.Parent)
	if !slices.ContainsFunc(p.release.Corrections, func(c release.Correction) bool { return c.Council == council }) {
		f.Own = value(council)
	}
}
