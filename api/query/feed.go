package query

import (
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
)

// Feed is what changed for one area or one measure, release by release.
type Feed struct {
	Asked
	Area    area.Area        `form:"-" swaggerignore:"true"` // none where the feed is a measure's
	Subject *measure.Subject `form:"-" swaggerignore:"true"` // nil where it is an area's
}

// ReadFeed reads a Feed.
func ReadFeed(s Scope) (Query, error) {
	q := &Feed{}
	r := begin(s, &q.Asked, NoRelease)
	var err error
	if s.Path["measure"] != "" {
		if q.Subject, err = r.subject(); err != nil {
			return q, err
		}
	} else if q.Area, err = r.pathArea(); err != nil {
		return q, err
	}
	return q, r.finish()
}
