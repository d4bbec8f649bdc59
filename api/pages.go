package api

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"sync"

	"github.com/careduty/careduty/api/format"
	"github.com/careduty/careduty/api/page"
	"github.com/careduty/careduty/api/problem"
	"github.com/careduty/careduty/docs"
	"github.com/gin-gonic/gin"
)

// fixed is an answer settled by the program alone.
func fixed(media string, body []byte) *answer {
	sum := sha256.Sum256(body)
	etag := `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
	h := http.Header{}
	h.Set("Content-Type", media)
	h.Set("ETag", etag)
	h.Set("Cache-Control", "public, max-age=300, stale-while-revalidate=3600")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if media == format.HTML.Media {
		secured(h)
	}
	return &answer{header: h, body: body, etag: etag}
}

var (
	openAPIAnswer = sync.OnceValue(func() *answer { return fixed("application/json", docs.OpenAPI) })
	styleAnswer   = sync.OnceValue(func() *answer { return fixed("text/css; charset=utf-8", page.Style) })
)

func problems() []page.Problem {
	var out []page.Problem
	for _, name := range problem.Names() {
		p := problem.New(name, "")
		out = append(out, page.Problem{Name: name, Title: p.Title, Status: p.Status})
	}
	return out
}

// openAPI gives the description of the API.
//
//	@Summary	This description
//	@Tags		about
//	@Produce	json
//	@Success	200	{object}	object
//	@Router		/v1/openapi.json [get]
func (s *service) openAPI(c *gin.Context) { send(c, openAPIAnswer()) }

func (s *service) style(c *gin.Context) { send(c, styleAnswer()) }

// manual makes the page once: it is settled by the program and its address.
func manual(base string) func() (*answer, error) {
	return sync.OnceValues(func() (*answer, error) {
		body, err := page.Docs(docs.OpenAPI, problems(), base)
		return fixed(format.HTML.Media, body), err
	})
}

// docs gives the same for people.
//
//	@Summary	The description as a page
//	@Tags		about
//	@Produce	html
//	@Success	200	{string}	string
//	@Router		/docs [get]
func (s *service) docs(c *gin.Context) {
	a, err := s.manual()
	if err != nil {
		s.fail(c, err)
		return
	}
	send(c, a)
}

// home gives the front page.
//
//	@Summary	The front page
//	@Tags		about
//	@Produce	html
//	@Success	200	{string}	string
//	@Router		/ [get]
func (s *service) home(c *gin.Context) {
	r, done, err := s.set.Use(c.Request.Context(), "")
	if err != nil {
		s.fail(c, err)
		return
	}
	defer done()
	h := page.Home{Release: r.ID(), PublishedOn: r.Manifest.PublishedOn, Synthetic: r.Manifest.Synthetic}
	for _, x := range r.Subjects() {
		h.Reports = append(h.Reports, page.Line{ID: x.ID, Title: x.Title, Question: x.Question})
	}
	body, err := h.HTML()
	if err != nil {
		s.fail(c, err)
		return
	}
	send(c, fixed(format.HTML.Media, body))
}
