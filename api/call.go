package api

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/careduty/careduty/api/format"
	"github.com/careduty/careduty/api/problem"
	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/internal/release"
	"github.com/gin-gonic/gin"
)

// call is one request on its way to a reply: what was asked, what is wrong with it, and the release it is about.
type call struct {
	s      *service
	g      *gin.Context
	route  route
	format format.Format

	values   url.Values
	known    []string          // parameters of this route
	canon    map[string]string // what was asked, written one way; defaults left out
	items    []problem.Item
	warnings []string
	said     []string       // notes on this very answer
	register bool           // areas and code lists, which are real whatever the release is
	resolved map[string]any // what defaults and words such as latest came to

	release *release.Release
	done    func()
	pinned  bool   // the release was named: this answer never changes
	listing string // set where the address takes no release: what the answer depends on instead
	dated   string // when what is shown was published, where that is not the release the call is about
	lasting string // path with a release's id where latest may stand in the one asked for
	since   string // id of the release compared with, which stands in the permalink
	offset  int    // from a cursor
	cursor  cursor
}

func (s *service) newCall(g *gin.Context, r route) *call {
	return &call{s: s, g: g, route: r, canon: map[string]string{}, resolved: map[string]any{}, done: func() {}}
}

func (c *call) close() { c.done() }

// run reads what every route has in common and has the route's handler say what it will answer. All that is
// wrong with the request comes back at once.
func (c *call) run(r route) (*reply, error) {
	var err error
	if c.values, err = url.ParseQuery(c.g.Request.URL.RawQuery); err != nil {
		return nil, problem.Invalid(problem.InvalidParameter, problem.Item{
			Parameter: "", Code: problem.Malformed, Detail: "The part of the address after ? cannot be read.",
		})
	}
	if err := c.readFormat(); err != nil {
		return nil, err
	}
	reply, err := r.handle(c)
	if err != nil {
		return nil, err
	}
	if err := c.finish(); err != nil {
		return nil, err
	}
	for _, d := range c.deprecations() {
		c.warn(words.Deprecated(d.Kind, d.Name, d.Sunset, d.Instead))
	}
	return reply, nil
}

// one is the single value of a parameter; two are a fault.
func (c *call) one(name string) string {
	c.known = append(c.known, name)
	v := c.values[name]
	if len(v) > 1 {
		c.bad(name, problem.Repeated, "The parameter is given more than once. Separate several values by commas.", nil, "")
	}
	if len(v) == 0 {
		return ""
	}
	if v[0] == "" {
		c.bad(name, problem.Malformed, "The parameter has no value. Leave it out to have the default.", nil, "")
	}
	return v[0]
}

// bad notes one thing wrong with the request.
func (c *call) bad(parameter, code, detail string, allowed []string, meant string) {
	c.items = append(c.items, problem.Item{Parameter: parameter, Code: code, Detail: detail, Allowed: allowed, DidYouMean: meant})
}

// unknown notes a value that is none of a closed list.
func (c *call) unknown(parameter, value string, allowed []string) {
	shown := allowed
	if len(shown) > 40 {
		shown = nil
	}
	c.bad(parameter, problem.UnknownValue, quote(value)+" is not one of the values this can have.", shown, problem.Nearest(value, allowed))
}

// finish adds the parameters nobody asked about and gives every problem at once, or none.
func (c *call) finish() error {
	for name := range c.values {
		if !slices.Contains(c.known, name) {
			allowed := slices.Sorted(slices.Values(c.known))
			c.bad(name, problem.UnknownParameter, quote(name)+" is not a parameter of this address.", slices.Compact(allowed), problem.Nearest(name, allowed))
		}
	}
	if len(c.items) == 0 {
		return nil
	}
	slices.SortStableFunc(c.items, func(a, b problem.Item) int { return strings.Compare(a.Parameter, b.Parameter) })
	return problem.Invalid(problem.InvalidParameter, c.items...)
}

// note adds what to know of this very answer.
func (c *call) note(text string) { c.said = append(c.said, text) }

func (c *call) warn(text string) { c.warnings = append(c.warnings, text) }

// canonical is the query written one way: sorted, defaults left out, neither format nor release.
func (c *call) canonical() string { return encode(c.canon) }

// address is this call's address with some parameters set (or, with "", taken out).
func (c *call) address(set map[string]string) string {
	return c.addressAt(c.g.Request.URL.EscapedPath(), set)
}

func (c *call) addressAt(path string, set map[string]string) string {
	all := map[string]string{}
	for k, v := range c.canon {
		all[k] = v
	}
	if c.pinned && c.listing == "" {
		all["release"] = c.releaseID()
	}
	if c.format.Name != format.JSON.Name && !isPage(c.format) {
		all["format"] = c.format.Name
	}
	for k, v := range set {
		if all[k] = v; v == "" {
			delete(all, k)
		}
	}
	if len(all) == 0 {
		return path
	}
	return path + "?" + encode(all)
}

// permalink is the address under which this answer stays what it is.
func (c *call) permalink() string {
	if c.listing != "" {
		path := cmp.Or(c.lasting, c.g.Request.URL.EscapedPath())
		if isPage(c.format) {
			path = strings.TrimPrefix(path, "/v1")
		}
		return c.addressAt(path, map[string]string{"from": c.since})
	}
	return c.address(map[string]string{"release": c.releaseID(), "as_of": ""})
}

// encode writes parameters in order of name; commas and colons stay readable.
func encode(all map[string]string) string {
	parts := make([]string, 0, len(all))
	for k, v := range all {
		parts = append(parts, url.QueryEscape(k)+"="+readable.Replace(url.QueryEscape(v)))
	}
	slices.Sort(parts)
	return strings.Join(parts, "&")
}

var readable = strings.NewReplacer("%2C", ",", "%3A", ":")

func (c *call) releaseID() string {
	if c.release == nil {
		return ""
	}
	return c.release.ID()
}

// header is everything that is said beside the body.
func (c *call) header(r *reply, etag string, coding bool) http.Header {
	h := http.Header{}
	h.Set("ETag", etag)
	h.Set("Content-Type", c.format.Media)
	h.Set("Cache-Control", "public, max-age=300, stale-while-revalidate=3600")
	if c.pinned {
		h.Set("Cache-Control", "public, max-age=86400")
	}
	permalink := c.permalink()
	h.Set("Content-Location", permalink)
	if c.release != nil {
		if at, ok := published(cmp.Or(c.dated, c.release.Manifest.PublishedOn)); ok {
			h.Set("Last-Modified", at.Format(http.TimeFormat))
		}
	}
	h.Set("Vary", "Accept, Accept-Encoding")
	h.Add("Link", "<"+permalink+`>; rel="canonical"`)
	h.Add("Link", "<"+release.LicenceURL+`>; rel="license"`)
	for _, d := range c.deprecations() {
		d.mark(h)
	}
	if coding {
		h.Set("Content-Encoding", "gzip")
	}
	if isPage(c.format) {
		secured(h)
	}
	if c.format.File {
		h.Set("Content-Disposition", `attachment; filename="`+c.fileName(r.name)+`"`)
	}
	return h
}

// fileName tells what the file holds and of which release it is.
func (c *call) fileName(name string) string {
	if id := c.releaseID(); id != "" {
		name += "-" + strings.ReplaceAll(id, ".", "-")
	}
	return name + "." + c.format.Extension
}

// quote shows a caller's own word back, in bounds.
func quote(s string) string {
	if r := []rune(s); len(r) > 60 {
		s = string(r[:60]) + "…"
	}
	return "“" + strings.ToValidUTF8(s, "?") + "”"
}
