package api

import (
	"cmp"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/internal/fault"
	"github.com/gin-gonic/gin"
	"github.com/gorilla/feeds"
)

// digest is a SHA-256 as the Repr-Digest field has it (RFC 9530).
func digest(hexadecimal string) string {
	raw, err := hex.DecodeString(hexadecimal)
	if err != nil {
		return ""
	}
	return "sha-256=:" + base64.StdEncoding.EncodeToString(raw) + ":"
}

// feed gives the releases as an Atom feed, newest first, withdrawals included.
//
//	@Summary		Feed of releases
//	@Description	Atom: one entry a release, with its changes linked; a withdrawn release keeps its entry, which says why.
//	@Tags			releases
//	@Produce		application/atom+xml
//	@Success		200		{string}	string
//	@Failure		default	{object}	problem.Problem
//	@Router			/v1/releases.atom [get]
func (s *service) feed(g *gin.Context) {
	base, alone, err := s.absolute(g.Request)
	if err != nil {
		s.fail(g, err)
		return
	}
	f := &feeds.AtomFeed{
		Xmlns: "http://www.w3.org/2005/Atom", Title: "careduty: releases", Id: base + "/v1/releases.atom",
		Link: &feeds.AtomLink{Href: base + "/v1/releases.atom", Rel: "self"}, Author: &feeds.AtomAuthor{AtomPerson: feeds.AtomPerson{Name: "careduty"}},
	}
	for _, l := range s.set.Listed() {
		m := l.Manifest
		e := &feeds.AtomEntry{
			Title: m.Title + " (" + m.ID + ")", Id: base + "/v1/releases/" + m.ID, Updated: m.PublishedOn + "T00:00:00Z", Published: m.PublishedOn + "T00:00:00Z",
			Links:   []feeds.AtomLink{{Href: base + "/releases/" + m.ID, Rel: "alternate", Type: "text/html"}, {Href: base + "/v1/releases/" + m.ID + "/changes", Rel: "related"}},
			Summary: &feeds.AtomSummary{Type: "text", Content: words.Released(m.PublishedOn, m.AsOf, len(m.Measures), m.Synthetic)},
		}
		if w := l.Withdrawn; w != nil {
			e.Title = "Withdrawn: " + e.Title
			e.Updated = cmp.Or(w.On, m.PublishedOn) + "T00:00:00Z"
			e.Summary.Content = "Withdrawn" + on(w.On) + ": " + w.Reason
		}
		f.Updated = max(f.Updated, e.Updated)
		f.Entries = append(f.Entries, e)
	}
	editions, _ := s.set.Present()
	for _, m := range slices.Backward(editions) {
		on := m.PublishedOn
		if on == "" {
			continue // nobody knows when it was published
		}
		f.Entries = append(f.Entries, &feeds.AtomEntry{
			Title: m.Title + " (" + m.ID + ")", Id: base + "/v1/releases/" + m.ID, Updated: on + "T00:00:00Z", Published: on + "T00:00:00Z",
			Links: []feeds.AtomLink{{Href: base + "/v1/releases/" + m.ID, Rel: "alternate"}}, Summary: &feeds.AtomSummary{Type: "text", Content: m.Attribution},
		})
		f.Updated = max(f.Updated, on+"T00:00:00Z")
	}
	slices.SortStableFunc(f.Entries, func(a, b *feeds.AtomEntry) int { return strings.Compare(b.Published, a.Published) })
	text, err := feeds.ToXML(f)
	if err != nil {
		s.fail(g, fault.New(fault.Internal, "The feed cannot be made.", "").Because(err))
		return
	}
	g.Writer.Header()["Link"] = []string{`</v1/releases>; rel="alternate"`}
	s.sendDocument(g, "application/atom+xml; charset=utf-8", []byte(text), alone)
}

// on is a day after a verb; nothing where it is not known.
func on(day string) string {
	if day == "" {
		return ""
	}
	return " on " + day
}
