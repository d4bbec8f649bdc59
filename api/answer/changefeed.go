package answer

import (
	"github.com/careduty/careduty/api/query"
	"github.com/careduty/careduty/internal/release"
)

// ChangeFeed is what changed for one area or measure, release by release, newest first.
type ChangeFeed struct {
	Facts
	Of      string // name of the area, or title of the measure
	Filter  string // area=E08000035 or measure=overdue_reviews
	Updated string // date of the newest release that was looked at
	Entries []FeedEntry
}

// FeedEntry is what one release changed.
type FeedEntry struct {
	Release, Published             string
	Added, Revised, Removed, Total int
}

// Table is nothing: a feed has a format of its own.
func (t *ChangeFeed) Table() Table { return Table{rows: held[releaseRow](nil)} }

// NewFeed is a feed without entries yet.
func NewFeed(q *query.Feed) *ChangeFeed {
	t := &ChangeFeed{Of: q.Area.Name, Filter: "area=" + q.Area.Code}
	if q.Subject != nil {
		t.Of, t.Filter = q.Subject.Title, "measure="+q.Subject.ID
	}
	t.Name = "changes"
	return t
}

// Changed is the question for what one release changed of a feed's area or measure.
func (t *ChangeFeed) Changed(q *query.Feed) *query.Changes {
	c := &query.Changes{}
	if q.Subject != nil {
		c.Measures = []string{q.Subject.ID}
	} else {
		c.Areas = query.Areas{Codes: []string{q.Area.Code}, Named: true}
	}
	return c
}

// Add adds an entry, if the release changed anything.
func (t *ChangeFeed) Add(m release.Manifest, changes *ChangeList) {
	t.Updated = max(t.Updated, m.PublishedOn)
	e := FeedEntry{Release: m.ID, Published: m.PublishedOn, Total: len(changes.Rows)}
	for _, r := range changes.Rows {
		switch r.Change {
		case "added":
			e.Added++
		case "revised":
			e.Revised++
		default:
			e.Removed++
		}
	}
	if e.Total > 0 {
		t.Entries = append(t.Entries, e)
	}
}
