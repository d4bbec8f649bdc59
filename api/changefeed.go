package api

import (
	"context"
	"fmt"
	"io"

	"github.com/careduty/careduty/api/answer"
	"github.com/careduty/careduty/api/format"
	"github.com/careduty/careduty/api/query"
	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/release"
	"github.com/gorilla/feeds"
)

var atom = format.Format{Name: "atom", Media: "application/atom+xml; charset=utf-8", Extension: "atom", Accept: []string{"application/atom+xml", "application/xml", "text/xml"}}

// feedReleases is how many releases a feed of changes looks back on.
const feedReleases = 3

// changeFeed compares each of the newest releases that stand with the one before it.
func (s *service) changeFeed(ctx context.Context, q *query.Feed) (answer.Answer, error) {
	var standing []release.Listed
	for _, l := range s.set.Listed() {
		if l.Withdrawn == nil {
			standing = append(standing, l)
		}
	}
	t := answer.NewFeed(q)
	for i := range min(feedReleases, len(standing)-1) {
		changes, err := s.between(ctx, standing[i], standing[i+1], t.Changed(q))
		if err != nil {
			return nil, err
		}
		t.Add(standing[i].Manifest, changes)
	}
	return t, nil
}

// between is what changed from one release to the next.
func (s *service) between(ctx context.Context, now, before release.Listed, q *query.Changes) (*answer.ChangeList, error) {
	a, done, err := s.set.Use(ctx, now.Manifest.ID)
	if err != nil {
		return nil, err
	}
	defer done()
	b, done, err := s.set.Use(ctx, before.Manifest.ID)
	if err != nil {
		return nil, err
	}
	defer done()
	return answer.Changes(ctx, a, b, q, answer.Room{Most: answer.MaxCompareRows})
}

// writeFeed writes a feed of changes as Atom; its entries lead to the pages that list the figures.
func writeFeed(w io.Writer, t *answer.ChangeFeed, at query.Address) error {
	f := &feeds.AtomFeed{
		Xmlns: "http://www.w3.org/2005/Atom", Title: "careduty: what changed for " + t.Of, Id: at.Base + at.Path, Updated: t.Updated + "T00:00:00Z",
		Link: &feeds.AtomLink{Href: at.Base + at.Path, Rel: "self"}, Author: &feeds.AtomAuthor{AtomPerson: feeds.AtomPerson{Name: "careduty"}},
	}
	if t.Updated == "" {
		f.Updated = "1970-01-01T00:00:00Z" // a feed must say something, and nothing was ever changed
	}
	for _, e := range t.Entries {
		page := at.Base + "/releases/" + e.Release + "/changes?" + t.Filter
		f.Entries = append(f.Entries, &feeds.AtomEntry{
			Title: fmt.Sprintf("%s: %d figures changed in release %s", t.Of, e.Total, e.Release), Id: page, Updated: e.Published + "T00:00:00Z", Published: e.Published + "T00:00:00Z",
			Links:   []feeds.AtomLink{{Href: page, Rel: "alternate", Type: "text/html"}, {Href: at.Base + "/v1/releases/" + e.Release + "/changes?" + t.Filter, Rel: "related", Type: "application/json"}},
			Summary: &feeds.AtomSummary{Type: "text", Content: words.Changed(e.Added, e.Revised, e.Removed)},
		})
	}
	text, err := feeds.ToXML(f)
	if err != nil {
		return fault.New(fault.Internal, "The feed cannot be made.", "").Because(err)
	}
	_, err = io.WriteString(w, text)
	return err
}
