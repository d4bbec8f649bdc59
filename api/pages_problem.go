package api

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/careduty/careduty/api/format"
	"github.com/careduty/careduty/api/page"
	"github.com/careduty/careduty/api/problem"
	"github.com/careduty/careduty/internal/area"
	"github.com/gin-gonic/gin"
)

// problemJSON is how programs are told what is wrong.
var problemJSON = format.Format{Name: "problem", Media: problem.MediaType, Accept: []string{problem.MediaType, "application/json"}}

// wantsPage says whether an error is told as a page: on the addresses of pages, to whoever does not ask for JSON instead.
func wantsPage(r *http.Request) bool {
	for _, prefix := range []string{"/v1/", "/health/"} {
		if strings.HasPrefix(r.URL.Path+"/", prefix) {
			return false
		}
	}
	f, ok := format.Negotiate(r.Header.Get("Accept"), []format.Format{format.HTML, problemJSON})
	return !ok || isPage(f)
}

// problemPage says the same as the problem's JSON, for people.
func (s *service) problemPage(c *gin.Context, p *problem.Problem) []byte {
	f := &page.Frame{Title: p.Title, At: part(c.FullPath())}
	if l, err := s.set.Find(""); err == nil {
		f.Label = label(l.Manifest, nil, false)
	}
	v := page.Problem{
		Status: p.Status, Detail: p.Detail, Fix: forPages(p.Fix), Reason: p.Reason, RequestID: p.RequestID, Documented: p.Type, Bulk: p.Bulk,
	}
	if p.RetryAfter > 0 {
		v.Wait = "Load the page again in a moment."
	}
	if p.Replacement != "" {
		v.Instead = &page.Link{Text: p.Replacement, Href: instead(c, "release", p.Replacement)}
	}
	for _, i := range p.Errors {
		v.Items = append(v.Items, s.problemItem(c, p, i))
	}
	switch {
	case len(p.Errors) > 1:
		v.Detail = "" // each is said below
	case len(p.Errors) == 1 && p.Errors[0].Detail == p.Detail:
		v.Items[0].Detail = ""
	}
	return rendered(f, v)
}

// forPages speaks of pages where a fix speaks of the API.
func forPages(fix string) string {
	return strings.ReplaceAll(fix, "GET /v1/", "/")
}

func (s *service) problemItem(c *gin.Context, p *problem.Problem, i problem.Item) page.ProblemItem {
	out := page.ProblemItem{Parameter: i.Parameter, Detail: i.Detail, Allowed: i.Allowed}
	if i.Parameter == "path" {
		out.Parameter = ""
	}
	if i.DidYouMean == "" {
		return out
	}
	out.Meant = &page.Link{Text: i.DidYouMean, Href: meantAddress(c, i)}
	if a, ok := area.ByCode(i.DidYouMean); ok {
		out.Meant.Text = a.Name
	}
	return out
}

// meantAddress is the address that was probably meant.
func meantAddress(c *gin.Context, i problem.Item) string {
	switch {
	case i.Parameter == "path":
		if strings.Contains(i.DidYouMean, ":") {
			return "/"
		}
		return i.DidYouMean
	case i.Code == problem.UnknownParameter:
		q := c.Request.URL.Query()
		q[i.DidYouMean] = q[i.Parameter]
		q.Del(i.Parameter)
		return withQuery(c.Request.URL.EscapedPath(), q)
	}
	return instead(c, i.Parameter, i.DidYouMean)
}

// instead is the same address with another value of a name, be it in the path or behind it.
func instead(c *gin.Context, name, value string) string {
	q := c.Request.URL.Query()
	if old := c.Param(name); old != "" && !q.Has(name) {
		params := slices.Clone(c.Params)
		for i := range params {
			if params[i].Key == name {
				params[i].Value = value
			}
		}
		return withQuery(filled(c.FullPath(), params), q)
	}
	if parts := list(q.Get(name)); len(parts) > 1 {
		return c.Request.URL.EscapedPath() // which of several was meant is not known
	}
	q.Set(name, value)
	return withQuery(c.Request.URL.EscapedPath(), q)
}

func withQuery(path string, q url.Values) string {
	if text := readable.Replace(q.Encode()); text != "" {
		return path + "?" + text
	}
	return path
}

// pagePaths are the addresses of pages, for whoever mistyped one.
func (s *service) pagePaths() []string {
	var out []string
	for _, r := range s.pages() {
		out = append(out, r.path)
	}
	return out
}
