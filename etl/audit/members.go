package audit

import (
	"slices"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/release"
)

// members says, from the manifest alone, which councils are in which figure.
type members struct {
	councils []area.Area
	all      map[string][]int16 // councils of an area, by place among councils
	missing  map[spanKey][]string
	stated   map[statedKey][]string
	open     map[spanKey][]string // areas that were drawn before the follow-up was over; none are all
}

type spanKey struct {
	measure measure.ID
	period  string
}

type statedKey struct {
	spanKey
	area string
}

func newMembers(m release.Manifest) *members {
	x := &members{councils: area.Of(area.Council), all: map[string][]int16{}, missing: map[spanKey][]string{}, stated: map[statedKey][]string{}, open: map[spanKey][]string{}}
	for i, c := range x.councils {
		for _, code := range []string{c.Code, c.Parent, area.England} {
			x.all[code] = append(x.all[code], int16(i))
		}
	}
	for id, spans := range m.Missing {
		for _, s := range spans {
			x.missing[spanKey{measure.ID(id), s.Period}] = s.Councils
		}
	}
	for id, spans := range m.Members {
		for _, s := range spans {
			x.stated[statedKey{spanKey{measure.ID(id), s.Period}, s.Area}] = s.Councils
		}
	}
	for id, spans := range m.Unfinished {
		for _, s := range spans {
			x.open[spanKey{measure.ID(id), s.Period}] = s.Areas
		}
	}
	return x
}

// unfinished says whether an area's figure of a period was drawn before its follow-up was over.
func (x *members) unfinished(id measure.ID, period, code string) bool {
	areas, ok := x.open[spanKey{id, period}]
	return ok && (len(areas) == 0 || slices.Contains(areas, code))
}

// in lists the councils in a figure, by place among the councils: those stated, or else all of the area that have a figure of their own.
func (x *members) in(id measure.ID, period, code string) []int16 {
	key := spanKey{id, period}
	missing, stated := x.missing[key], x.stated[statedKey{key, code}]
	if len(missing) == 0 && stated == nil {
		return x.all[code]
	}
	var in []int16
	for _, c := range x.all[code] {
		at := x.councils[c].Code
		if stated != nil && slices.Contains(stated, at) || stated == nil && !slices.Contains(missing, at) {
			in = append(in, c)
		}
	}
	return in
}

// tier is the one a figure of these councils is drawn for: an area with one covered child is its child.
func (x *members) tier(a area.Area, in []int16) disclosure.Tier {
	if a.Level == area.Council || len(in) < 2 {
		return disclosure.Council
	}
	parent := x.councils[in[0]].Parent
	for _, c := range in {
		if x.councils[c].Parent != parent {
			return disclosure.Country
		}
	}
	return disclosure.Region
}
