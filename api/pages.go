package api

import (
	"context"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/careduty/careduty/api/format"
	"github.com/careduty/careduty/api/page"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/release"
	"github.com/gin-gonic/gin"
)

// A page is an answer in one more format: the handler of its twin below /v1 reads the same parameters and finds the same rows,
// and only how they are written differs. So no figure on a page can be another than the API's.

// twins are the addresses of the API that have a page, each with what writes it. A page that shows another address's answer, or
// none, says so.
func (s *service) pages() []route {
	show := func(path string, handle func(*call) (*reply, error), twin string, draw drawPage) route {
		formats := append([]format.Format{format.HTML}, s.formatsOf(twin)...)
		return route{path: path, formats: formats, handle: marked(handle), page: &leaf{twin: twin, draw: draw}}
	}
	same := func(path string, handle func(*call) (*reply, error), draw drawPage) route {
		return show(path, handle, "/v1"+path, draw)
	}
	return []route{
		show("/", listReports, "/v1/reports", homePage),
		same("/reports", listReports, reportsPage),
		same("/reports/:measure", showReport, reportPage),
		same("/reports/:measure/league-table", leagueTable, leaguePage),
		same("/reports/:measure/trend", trend, trendPage),
		same("/areas", listAreas, areasPage),
		same("/areas/:area", showArea, areaPage),
		same("/areas/:area/profile", profile, profilePage),
		same("/measures", listMeasures, measuresPage),
		same("/measures/:measure", showMeasure, measurePage),
		same("/releases", listReleases, releasesPage),
		same("/releases/:release", showRelease, releasePage),
		same("/about", about, aboutPage),
		show("/docs", still("docs"), openAPIPath, docsPage),
		show("/corrections", still("corrections"), "", correctionsPage),
		show("/accessibility", still("accessibility"), "", accessibilityPage),
	}
}

// handlePages serves the pages, and leads from the addresses without one to the data.
func (s *service) handlePages(e *gin.Engine) {
	has := map[string]bool{}
	for _, r := range s.pages() {
		has[r.path] = true
		e.GET(r.path, s.page(r))
		e.HEAD(r.path, s.page(r))
	}
	for _, r := range s.routes() {
		if path := strings.TrimPrefix(r.path, "/v1"); !has[path] {
			e.GET(path, passOn)
			e.HEAD(path, passOn)
		}
	}
}

// leaf is what makes a route a page.
type leaf struct {
	twin string // path of the API's answer with the same figures; empty for none
	draw drawPage
}

// drawPage makes a page of what its twin answers.
type drawPage func(c *call, f *page.Frame, x *shown) (page.View, error)

// shown is an answer before it is written: its rows or its object, as the handler has them.
type shown struct {
	data     any
	subjects []*measure.Subject
	above    []*row   // of a league table: England's row and the region's
	drawn    *drawing // of a league table or trend: what its pictures say
}

// dataOf is what a page is made of, in its own type.
func dataOf[T any](x *shown) T {
	out, _ := x.data.(T)
	return out
}

func isPage(f format.Format) bool { return f.Name == format.HTML.Name }

// whole says whether an answer is made in one piece, and so has to stay small.
func whole(f format.Format) bool { return isPicture(f) || isPage(f) }

// show writes the page of an answer.
func (c *call) show(w io.Writer, x *shown) error {
	f := c.pageFrame(x.subjects)
	view, err := c.route.page.draw(c, f, x)
	if err != nil {
		return err
	}
	c.pageEnd(f, x.subjects)
	body, err := page.HTML(f, view)
	if err != nil {
		return err
	}
	_, err = w.Write(body)
	return err
}

// still answers pages that need no figures: the release is opened for its label only.
func still(name string) func(*call) (*reply, error) {
	return func(c *call) (*reply, error) {
		if err := c.openRelease(""); err != nil {
			return nil, err
		}
		c.listing = name
		return &reply{name: name, write: func(_ context.Context, w io.Writer) error { return c.show(w, &shown{}) }}, nil
	}
}

// pageParams change how a page looks and not what it says: the API has none of them.
var pageParams = []string{"highlight", "group"}

// marked reads what pages take beside their twin's parameters. A form sends what was left empty, so that counts as not sent.
func marked(handle func(*call) (*reply, error)) func(*call) (*reply, error) {
	return func(c *call) (*reply, error) {
		maps.DeleteFunc(c.values, func(_ string, v []string) bool { return len(v) == 1 && v[0] == "" })
		if strings.HasSuffix(c.route.path, "/league-table") {
			if text := c.one("highlight"); text != "" {
				code, _ := c.area("highlight", text)
				c.set("highlight", code, "")
			}
			text := c.one("group")
			if allowed := []string{"england", "none"}; text != "" && !slices.Contains(allowed, text) {
				c.unknown("group", text, allowed)
			}
			c.set("group", text, "")
		}
		return handle(c)
	}
}

// page answers with a page, or leads to its twin whoever asks for data.
func (s *service) page(r route) gin.HandlerFunc {
	answer := s.answer(r)
	return func(c *gin.Context) {
		if f, ok := asksForData(c.Request, r.formats); ok {
			toData(c, twinPath(c, r.page.twin), f)
			return
		}
		answer(c)
	}
}

// formatsOf are the formats an address of the API answers in.
func (s *service) formatsOf(path string) []format.Format {
	if path == openAPIPath {
		return []format.Format{format.JSON}
	}
	for _, r := range s.routes() {
		if r.path == path {
			return r.formats
		}
	}
	return nil
}

const openAPIPath = "/v1/openapi.json"

// asksForData is the format of the twin that a request wants in place of the page, if it does.
func asksForData(r *http.Request, offered []format.Format) (format.Format, bool) {
	name := ""
	if strings.Contains(r.URL.RawQuery, "format=") {
		name = r.URL.Query().Get("format")
	}
	for _, f := range offered {
		if f.Name == name {
			return f, !isPage(f)
		}
	}
	if name != "" {
		return format.Format{}, false // the page says what is wrong with it
	}
	f, ok := format.Negotiate(r.Header.Get("Accept"), offered)
	return f, ok && !isPage(f)
}

// toData redirects to the same question below /v1.
func toData(c *gin.Context, path string, f format.Format) {
	q := c.Request.URL.Query()
	for _, name := range pageParams {
		q.Del(name)
	}
	if q.Del("format"); f.Name != format.JSON.Name {
		q.Set("format", f.Name)
	}
	h := c.Writer.Header()
	h.Set("Cache-Control", "public, max-age=300")
	h.Set("Vary", "Accept")
	c.Redirect(http.StatusTemporaryRedirect, withQuery(path, q))
}

// twinPath fills the names of a route's path in.
func twinPath(c *gin.Context, pattern string) string { return filled(pattern, c.Params) }

func filled(pattern string, params gin.Params) string {
	for _, p := range params {
		pattern = strings.ReplaceAll(pattern, ":"+p.Key, url.PathEscape(p.Value))
	}
	return pattern
}

// passOn leads from an address without a page to the data below /v1.
func passOn(c *gin.Context) {
	target := "/v1" + c.Request.URL.EscapedPath()
	if q := c.Request.URL.RawQuery; q != "" {
		target += "?" + q
	}
	c.Header("Cache-Control", "public, max-age=300")
	c.Redirect(http.StatusTemporaryRedirect, target)
}

// gathering keeps the rows of a page until they are all there. It is one more encoder.
type gathering struct {
	drawing
	write func(rows []*row) error
}

// Close writes the page.
func (g *gathering) Close() error { return g.write(g.rows) }

// pageOf is the encoder of a page of rows.
func (p *writing) pageOf(ctx context.Context, w io.Writer) format.Encoder[row] {
	all := subjects(p.query)
	g := &gathering{drawing: drawing{ctx: ctx, call: p.call, w: w, subject: all[0], chart: p.chart}}
	g.write = func(rows []*row) error {
		x := &shown{data: rows, subjects: all, drawn: &g.drawing}
		if p.chart != "trend" {
			var err error
			if x.above, err = p.above(ctx); err != nil {
				return err
			}
		}
		return p.call.show(w, x)
	}
	return g
}

// above are England's row and, in a table of one region, the region's, as its twin gives them when they are asked for.
func (p *writing) above(ctx context.Context) ([]*row, error) {
	q := release.Query{Wants: p.query.Wants, Areas: []string{area.England}}
	if within := p.query.Within; within != "" && within != area.England {
		q.Areas = append(q.Areas, within)
	}
	compare, err := newComparer(ctx, p.call.release, q, p.compare)
	if err != nil {
		return nil, err
	}
	var out []*row
	err = p.call.release.Each(ctx, q, func(x *release.Cell) error {
		r := &row{Cell: x}
		out = append(out, r)
		return compare.fill(r)
	})
	slices.SortFunc(out, func(a, b *row) int { return strings.Compare(levelsDown[a.AreaLevel], levelsDown[b.AreaLevel]) })
	return out, err
}

var levelsDown = map[string]string{"country": "1", "region": "2", "council": "3"}

// rendered is a page apart from any route.
func rendered(f *page.Frame, v page.View) []byte {
	body, err := page.HTML(f, v)
	if err != nil {
		return []byte("<!doctype html><title>careduty</title><p>The page cannot be made.</p>")
	}
	return body
}
