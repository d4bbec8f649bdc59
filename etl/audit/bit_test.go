package audit

import (
	"testing"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
)

// everywhere is a union of one release without cells, of every area.
func everywhere() *union {
	u := &union{areas: area.All(), place: map[string]int{}, files: []*published{{members: newMembers(release.Manifest{})}}}
	for i, a := range u.areas {
		u.place[a.Code] = i
	}
	return u
}

// Everyone whose answer is known is attacked alike, wherever few or many met the measure, and with the answer that they have: here one in a
// hundred met it in every second council, and half in the others, so that a quarter of all have.
func TestPeopleAreAttackedByTheirNumber(t *testing.T) {
	u, d := everywhere(), &measure.Definition{ID: "m", Grain: measure.Snapshot}
	s := printedSeries(d, "", categories(""), []period.Period{{Start: 2025, Q: 4}}, len(u.areas))
	truth := make([]Truth, len(u.areas))
	rare := map[int]bool{}
	for a, x := range u.areas {
		if x.Level != area.Council {
			continue
		}
		met := int32(250)
		if rare[a] = a%2 == 0; rare[a] {
			met = 5
		}
		s.printed(a, 0, true, []int16{int16(len(rare))}, met)
		truth[a] = Truth{Population: 600, Unknown: 100, Numerator: met}
	}
	m := newModel(disclosure.Standard(), nil)
	m.add(s, truth)
	b, few := newBits(m.table), 0
	figures := b.figures(u, m)
	for _, f := range figures {
		if f.known != 500 {
			t.Fatalf("of %d people the answer is known", f.known)
		}
		if rare[f.a] {
			few++
		}
	}
	if len(figures) != len(area.Of(area.Council)) || few < 70 {
		t.Errorf("%d councils, %d of them with few", len(figures), few)
	}
	const people = 4000
	b.take(u, m, people)
	if share := b.met.people / b.all.people; b.all.people != people || share < 0.22 || share > 0.29 {
		t.Errorf("%g people were attacked, %.3f of whom met the measure", b.all.people, share)
	}
}
