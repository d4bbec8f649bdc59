package api

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/careduty/careduty/api/format"
	"github.com/careduty/careduty/api/page"
	"github.com/careduty/careduty/api/problem"
	"github.com/careduty/careduty/api/query"
	"github.com/careduty/careduty/internal/release"
	"github.com/gin-gonic/gin"
)

// A page is an answer in one more format: the same question as below /v1, with the same answer, written for people. So no figure on a page can be
// another than the API's.

// handlePages serves the pages, and leads from the addresses without one to the data.
func (s *service) handlePages(e *gin.Engine) {
	has := map[string]bool{}
	for _, r := range pages() {
		has[r.path] = true
		e.GET(r.path, s.page(r))
		e.HEAD(r.path, s.page(r))
	}
	for _, r := range routes {
		if path := strings.TrimPrefix(r.path, "/v1"); !has[path] {
			e.GET(path, passOn)
			e.HEAD(path, passOn)
		}
	}
}

func (r route) isPage() bool { return r.formats[0].Name == format.HTML.Name }

// dropEmpty takes out what was left empty: a form sends that too.
func dropEmpty(values url.Values) {
	maps.DeleteFunc(values, func(_ string, v []string) bool { return len(v) == 1 && v[0] == "" })
}

// joinRepeated makes one list of values that a form sent one by one.
func joinRepeated(values url.Values) {
	for name, all := range values {
		if given := slices.DeleteFunc(slices.Clone(all), func(v string) bool { return v == "" }); len(all) > 1 {
			values[name] = []string{strings.Join(given, ",")}
		}
	}
}

// groupOf takes out the one parameter that pages alone have: how a league table's rows are grouped.
func groupOf(values url.Values, r route) (string, error) {
	if !strings.HasSuffix(r.path, "/league-table") {
		return "", nil
	}
	text := values.Get("group")
	values.Del("group")
	if allowed := []string{"england", "none"}; text != "" && !slices.Contains(allowed, text) {
		return "", problem.Invalid(problem.InvalidParameter, problem.Item{
			Parameter: "group", Code: problem.UnknownValue, Detail: query.Quote(text) + " is not one of the values this can have.", Allowed: allowed, DidYouMean: problem.Nearest(text, allowed),
		})
	}
	return text, nil
}

// tracking says whether a parameter was added by whoever led here, to tell people apart.
func tracking(name string) bool {
	return strings.HasPrefix(name, "utm_") || slices.Contains([]string{"_", "fbclid", "gclid", "gbraid", "wbraid", "dclid", "msclkid", "yclid", "igshid", "mc_cid", "mc_eid", "twclid", "ttclid", "li_fat_id", "_hsenc", "_hsmi"}, name)
}

// page answers with a page, or leads elsewhere: to the data whoever asks for data, to the address without tracking whoever brings it along.
func (s *service) page(r route) gin.HandlerFunc {
	answer := s.answer(r)
	return func(c *gin.Context) {
		if q := c.Request.URL.Query(); slices.ContainsFunc(slices.Collect(maps.Keys(q)), tracking) {
			maps.DeleteFunc(q, func(name string, _ []string) bool { return tracking(name) })
			redirect(c, page.WithQuery(c.Request.URL.EscapedPath(), q))
			return
		}
		if f, ok := asksForData(c.Request, r.formats); ok {
			toData(c, page.Filled(r.data, namesOf(c)), f)
			return
		}
		var titles map[string]string
		if r.path == "/areas" && c.Request.URL.RawQuery != "" { // only who searches may mean a measure
			titles = s.titles()
		}
		if target, ok := page.Found(r.path, namesOf(c), c.Request.URL.Query(), titles); ok {
			redirect(c, target)
			return
		}
		answer(c)
	}
}

// titles are those of the current release's measures, for those who search for one by its words.
func (s *service) titles() map[string]string {
	r, done, err := s.set.Use(context.Background(), "")
	if err != nil {
		return nil
	}
	defer done()
	out := map[string]string{}
	for _, x := range r.Subjects() {
		out[x.ID] = x.Title
	}
	return out
}

// asksForData is the format of the data that a request wants in place of the page, if it does.
func asksForData(r *http.Request, offered []format.Format) (format.Format, bool) {
	name := ""
	if strings.Contains(r.URL.RawQuery, "format=") {
		name = r.URL.Query().Get("format")
	}
	for _, f := range offered {
		if f.Name == name {
			return f, f.Name != format.HTML.Name
		}
	}
	if name != "" {
		return format.Format{}, false // the page says what is wrong with it
	}
	f, ok := format.Negotiate(r.Header.Get("Accept"), offered)
	return f, ok && f.Name != format.HTML.Name
}

// toData redirects to the same question below /v1.
func toData(c *gin.Context, path string, f format.Format) {
	q := c.Request.URL.Query()
	q.Del("group")
	if q.Del("format"); f.Name != format.JSON.Name {
		q.Set("format", f.Name)
	}
	c.Header("Vary", "Accept")
	redirect(c, page.WithQuery(path, q))
}

// passOn leads from an address without a page to the data below /v1.
func passOn(c *gin.Context) {
	target := "/v1" + c.Request.URL.EscapedPath()
	if q := c.Request.URL.RawQuery; q != "" {
		target += "?" + q
	}
	redirect(c, target)
}

func redirect(c *gin.Context, target string) {
	c.Header("Cache-Control", "public, max-age=300")
	c.Redirect(http.StatusTemporaryRedirect, target)
}

// operator is who runs the service, as pages name them.
func (s *service) operator() page.Operator {
	o := s.options
	return page.Operator{Name: o.Operator, Contact: o.Contact, Href: contactURI(o.Contact)}
}

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
	return !ok || f.Name == format.HTML.Name
}

// problemPage says the same as a problem's JSON, for people.
func (s *service) problemPage(c *gin.Context, p *problem.Problem) []byte {
	var current *release.Manifest
	if l, err := s.set.Find(""); err == nil && !s.stale() {
		current = &l.Manifest
	}
	return page.ProblemPage(page.Asked{Route: c.FullPath(), Path: c.Request.URL.EscapedPath(), Names: namesOf(c), Values: c.Request.URL.Query(), Operator: s.operator()}, p, current)
}
