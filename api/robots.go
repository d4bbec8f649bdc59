package api

import (
	"encoding/xml"
	"fmt"
	"strings"
	"time"

	"github.com/careduty/careduty/api/problem"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/fault"
	"github.com/gin-gonic/gin"
)

// What programs that gather the web look for at fixed addresses. All of it names addresses in full, so it is made from the base as feeds are.

// robots lets crawlers read the pages, which say everything, and of the API only what describes data sets.
func (s *service) robots(g *gin.Context) {
	base, alone, err := s.absolute(g.Request)
	if err != nil {
		s.fail(g, err)
		return
	}
	text := "User-agent: *\nDisallow: /v1/\nAllow: /v1/catalog.jsonld\nAllow: /v1/openapi.json\nAllow: /v1/releases\nSitemap: " + base + "/sitemap.xml\n"
	s.sendDocument(g, "text/plain; charset=utf-8", []byte(text), alone)
}

// stillPages are the pages that need neither measure nor area.
var stillPages = []string{"/", "/reports", "/areas", "/measures", "/releases", "/compare", "/data", "/docs", "/about", "/corrections", "/accessibility"}

// siteMap is a list of pages as sitemaps.org has it.
type siteMap struct {
	XMLName xml.Name   `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	Pages   []sitePage `xml:"url"`
}

type sitePage struct {
	Address string `xml:"loc"`
	Changed string `xml:"lastmod,omitempty"`
}

// siteMap lists the pages of the current release: those of each measure and of each area. A measure's page for one area is linked from both.
func (s *service) siteMap(g *gin.Context) {
	base, alone, err := s.absolute(g.Request)
	if err != nil {
		s.fail(g, err)
		return
	}
	var all siteMap
	for _, path := range stillPages {
		all.Pages = append(all.Pages, sitePage{Address: base + path})
	}
	if r, done, err := s.set.Use(g.Request.Context(), ""); err == nil { // without a release the other pages are there all the same
		for _, m := range r.Subjects() {
			for _, page := range []string{"", "/league-table", "/trend"} {
				all.Pages = append(all.Pages, sitePage{base + "/reports/" + m.ID + page, r.Manifest.PublishedOn})
			}
			all.Pages = append(all.Pages, sitePage{base + "/measures/" + m.ID, r.Manifest.PublishedOn})
		}
		for _, a := range area.All() {
			all.Pages = append(all.Pages, sitePage{base + "/areas/" + a.Code, r.Manifest.PublishedOn}, sitePage{base + "/areas/" + a.Code + "/profile", r.Manifest.PublishedOn})
		}
		all.Pages = append(all.Pages, sitePage{base + "/releases/" + r.ID(), r.Manifest.PublishedOn})
		done()
	}
	text, err := xml.Marshal(all)
	if err != nil {
		s.fail(g, fault.New(fault.Internal, "The list of pages cannot be made.", "").Because(err))
		return
	}
	s.sendDocument(g, "application/xml", append([]byte(xml.Header), text...), alone)
}

// securityDays is how long a security.txt may be relied on.
const securityDays = 90

// security says where to report a hole (RFC 9116), which needs somebody to report it to. The day it ends is the only date here that comes from
// the clock: the standard asks for one that lies ahead.
func (s *service) security(g *gin.Context) {
	contact := contactURI(s.options.Contact)
	if contact == "" {
		s.fail(g, problem.Invalid(problem.NotFound, problem.Item{
			Parameter: "path", Code: problem.UnknownValue, Detail: "The operator of this service has not said how they are reached (--contact).",
		}))
		return
	}
	base, alone, err := s.absolute(g.Request)
	if err != nil {
		s.fail(g, err)
		return
	}
	var text strings.Builder
	fmt.Fprintf(&text, "Contact: %s\nExpires: %s\nPreferred-Languages: en\nCanonical: %s%s\n", contact,
		time.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, securityDays).Format(time.RFC3339), base, g.Request.URL.Path)
	s.sendDocument(g, "text/plain; charset=utf-8", []byte(text.String()), alone)
}
