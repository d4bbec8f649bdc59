package api

import (
	"crypto/sha256"
	"encoding/base64"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/careduty/careduty/api/format"
	"github.com/careduty/careduty/api/problem"
	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
)

// This file reads each parameter, once for all routes: the same name means the same everywhere.

// set notes what was asked unless it is the default, which has no place in a canonical address.
func (c *call) set(name, value, standard string) {
	if value != standard && value != "" {
		c.canon[name] = value
	}
}

// readFormat takes format= before the Accept header.
func (c *call) readFormat() error {
	names := make([]string, len(c.route.formats))
	for i, f := range c.route.formats {
		names[i] = f.Name
	}
	c.format = c.route.formats[0]
	if name := c.one("format"); name != "" {
		i := slices.Index(names, name)
		if i < 0 {
			c.unknown("format", name, names)
			return nil
		}
		c.format = c.route.formats[i]
		return nil
	}
	f, ok := format.Negotiate(c.g.Request.Header.Get("Accept"), c.route.formats)
	if !ok {
		p := problem.New(problem.NotAcceptable, "None of the media types in the Accept header is available here.")
		p.Errors = []problem.Item{{Parameter: "Accept", Code: problem.UnknownValue, Detail: p.Detail, Allowed: medias(c.route.formats)}}
		return p
	}
	c.format = f
	return nil
}

func medias(all []format.Format) []string {
	out := make([]string, len(all))
	for i, f := range all {
		out[i] = f.Accept[0]
	}
	return out
}

// readRelease opens the release the call is about: the one named, the one of a date, the cursor's where the answer comes in
// pages, or the current one.
func (c *call) readRelease(paged bool) error {
	id, on, at := c.one("release"), c.one("as_of"), ""
	if paged {
		at = c.one("cursor")
	}
	if id != "" && on != "" {
		c.bad("as_of", problem.Conflicting, "Give a release or a date, not both.", nil, "")
	}
	if at != "" {
		var err error
		if c.cursor, err = parseCursor(at); err != nil {
			c.bad("cursor", problem.Malformed, err.Error(), nil, "")
			return c.finish()
		}
		if id != "" && id != release.Latest && id != c.cursor.Release {
			c.bad("cursor", problem.Conflicting, errCursor.Error(), nil, "")
		}
		c.offset = c.cursor.Offset
		return c.openRelease(c.cursor.Release)
	}
	if on != "" {
		if _, err := time.Parse(time.DateOnly, on); err != nil {
			c.bad("as_of", problem.Malformed, "Write a date as 2026-03-31.", nil, "")
			return c.finish()
		}
		l, err := c.s.set.AsOf(on)
		if err != nil {
			return err
		}
		id = l.Manifest.ID
		c.set("as_of", on, "")
	}
	return c.openRelease(id)
}

func (c *call) openRelease(id string) error {
	r, done, err := c.s.set.Use(c.g.Request.Context(), id)
	if err == nil {
		c.release, c.done = r, done
		c.pinned = c.canon["as_of"] == "" && id != "" && id != release.Latest
		return nil
	}
	return c.s.releaseProblem(id, err)
}

// releaseProblem says more of a release that is not there: which one was meant, or why it is gone and what replaces it.
func (s *service) releaseProblem(id string, err error) error {
	switch fault.Of(err) {
	case fault.NotFound:
		ids := []string{release.Latest}
		for _, l := range s.set.Listed() {
			ids = append(ids, l.Manifest.ID)
		}
		return problem.Invalid(problem.NotFound, problem.Item{
			Parameter: "release", Code: problem.UnknownValue, Detail: "There is no release " + quote(id) + ".", DidYouMean: problem.Nearest(id, ids),
		})
	case fault.Gone:
		p := problem.Of(err)
		if l, _ := s.set.Find(id); l.Withdrawn != nil {
			p.Reason, p.Replacement = l.Withdrawn.Reason, l.Withdrawn.Replacement
		}
		return p
	}
	return err
}

// subject is the measure or series named in the path.
func (c *call) subject() (*measure.Subject, error) {
	id := c.g.Param("measure")
	s, ok := c.release.Subject(id)
	if ok {
		return s, nil
	}
	return nil, problem.Invalid(problem.NotFound, problem.Item{
		Parameter: "measure", Code: problem.UnknownValue, Detail: "There is no measure " + quote(id) + " in this release.",
		DidYouMean: problem.Nearest(id, c.measureIDs()),
	})
}

func (c *call) measureIDs() []string {
	var out []string
	for _, s := range c.release.Subjects() {
		out = append(out, s.ID)
	}
	return out
}

// measures are those of the measure parameter, which is required.
func (c *call) measures() []*measure.Subject {
	text := c.one("measure")
	if text == "" {
		c.bad("measure", problem.Required, "Say which measures: their ids, separated by commas.", nil, "")
		return nil
	}
	var out []*measure.Subject
	ids := list(text)
	for _, id := range ids {
		s, ok := c.release.Subject(id)
		if !ok {
			c.unknown("measure", id, c.measureIDs())
			continue
		}
		out = append(out, s)
	}
	c.set("measure", strings.Join(ids, ","), "")
	return out
}

// areas are those of the area parameter. A code that was given up for another is taken for it, one that was split or merged is
// left out; both are said in a warning.
func (c *call) areas() []string {
	text := c.one("area")
	var out []string
	for _, code := range list(text) {
		if code, ok := c.area("area", code); ok && !slices.Contains(out, code) {
			out = append(out, code)
		}
	}
	slices.Sort(out)
	if text != "" {
		c.set("area", strings.Join(list(strings.ToUpper(text)), ","), "")
	}
	return out
}

// area is the current code for one given, if there is one.
func (c *call) area(parameter, code string) (string, bool) {
	if a, ok := area.ByCode(code); ok {
		return a.Code, true
	}
	if text, ok := formerCode(code); ok {
		c.warn(text)
		found := area.Resolve(code)
		return found.Area.Code, found.Known
	}
	c.bad(parameter, problem.UnknownValue, quote(code)+" is not the code of an area. Areas go by their ONS codes; GET /v1/areas?q= finds them.",
		nil, meantArea(code))
	return "", false
}

// formerCode says what became of a code that was given up, if it is one.
func formerCode(code string) (text string, ok bool) {
	found := area.Resolve(code)
	switch {
	case found.Recoded:
		return words.Recoded(strings.ToUpper(code), found.Area.Name, found.Area.Code), true
	case len(found.Changes) > 0:
		var next []string
		for _, s := range found.Changes {
			next = append(next, s.New)
		}
		return words.GivenUp(strings.ToUpper(code), found.Changes[0].From, next), true
	}
	return "", false
}

// meantArea is the code someone probably had in mind: that of a name, of a return's code, or the nearest code.
func meantArea(text string) string {
	if a, ok := area.Named(text); ok {
		return a.Code
	}
	if r := area.Resolve(text); r.Known {
		return r.Area.Code
	}
	var codes, names []string
	for _, a := range area.All() {
		codes, names = append(codes, a.Code), append(names, a.Name)
	}
	if a, ok := area.Named(problem.Nearest(text, names)); ok {
		return a.Code
	}
	return problem.Nearest(text, codes)
}

var levels = []string{string(area.Council), string(area.Region), string(area.Country)}

// levels are those of the level parameter, or the standard where none is given.
func (c *call) levels(standard ...area.Level) []area.Level {
	text := c.one("level")
	if text == "" {
		return standard
	}
	var out []area.Level
	for _, l := range list(text) {
		if !slices.Contains(levels, l) {
			c.unknown("level", l, levels)
			continue
		}
		out = append(out, area.Level(l))
	}
	slices.Sort(out)
	names := make([]string, len(out))
	for i, l := range out {
		names[i] = string(l)
	}
	usual := ""
	if len(standard) == 1 {
		usual = string(standard[0])
	}
	c.set("level", strings.Join(names, ","), usual)
	return out
}

// within is one area that the others must lie in; England where none is given.
func (c *call) within() string {
	text := c.one("within")
	if text == "" {
		return area.England
	}
	if len(list(text)) != 1 {
		c.bad("within", problem.Repeated, "Name one area.", nil, "")
		return area.England
	}
	code, _ := c.area("within", text)
	c.set("within", code, area.England)
	return code
}

// grain is quarter, year or, where it is left to the measure, empty.
func (c *call) grain() period.Grain {
	text := c.one("grain")
	allowed := []string{string(period.Quarter), string(period.Year)}
	if text == "" {
		return ""
	}
	if !slices.Contains(allowed, text) {
		c.unknown("grain", text, allowed)
		return ""
	}
	c.set("grain", text, "")
	return period.Grain(text)
}

// periods is the period parameter or the route's default.
func (c *call) periods(standard string) periods {
	text := c.one("period")
	if text == "" {
		text = standard
	}
	p, err := parsePeriods(text)
	if err != nil {
		c.bad("period", problem.Malformed, err.Error(), nil, "")
		return periods{latest: true}
	}
	c.set("period", p.String(), standard)
	return p
}

var comparisons = []string{"england", "region", "previous", "year_ago"}

// compare are the comparisons asked for, or the route's own.
func (c *call) compare(standard ...string) []string {
	text := c.one("compare")
	if text == "" {
		c.resolved["compare"] = append([]string{}, standard...)
		return standard
	}
	if text == "none" {
		c.set("compare", "none", strings.Join(standard, ","))
		c.resolved["compare"] = []string{}
		return nil
	}
	var out []string
	for _, name := range comparisons {
		if slices.Contains(list(text), name) {
			out = append(out, name)
		}
	}
	for _, name := range list(text) {
		if !slices.Contains(comparisons, name) {
			c.unknown("compare", name, append(slices.Clone(comparisons), "none"))
		}
	}
	c.set("compare", strings.Join(out, ","), strings.Join(standard, ","))
	c.resolved["compare"] = out
	return out
}

// sort is the order of rows, by some of the columns.
func (c *call) sort(allowed []string) []release.Order {
	text := c.one("sort")
	var out []release.Order
	for _, key := range list(text) {
		column, descending := strings.CutPrefix(key, "-")
		if !slices.Contains(allowed, column) {
			c.unknown("sort", column, allowed)
			continue
		}
		out = append(out, release.Order{Column: column, Descending: descending})
	}
	if text != "" {
		c.set("sort", strings.Join(list(text), ","), "")
	}
	return out
}

const (
	standardLimit = 1000
	maxLimit      = 10_000
)

// limit is how many rows a page has; other formats than JSON are given whole.
func (c *call) limit() int {
	text, at := c.one("limit"), c.values.Get("cursor")
	if c.format.Name != format.JSON.Name {
		for name, value := range map[string]string{"limit": text, "cursor": at} {
			if value != "" {
				c.bad(name, problem.Conflicting, "Only JSON comes in pages; "+c.format.Name+" is given whole.", nil, "")
			}
		}
		return 0
	}
	if text == "" {
		return standardLimit
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > maxLimit {
		c.bad("limit", problem.OutOfRange, "limit takes a whole number from 1 to 10000.", nil, "")
		return standardLimit
	}
	c.set("limit", strconv.Itoa(n), strconv.Itoa(standardLimit))
	return n
}

// query is a short name of the canonical query, by which a cursor knows its own.
func (c *call) query() string {
	all := maps.Clone(c.canon)
	for _, name := range []string{"cursor", "limit", "as_of"} { // the release is in the cursor
		delete(all, name)
	}
	h := sha256.Sum256([]byte(c.g.Request.URL.Path + "?" + encode(all)))
	return base64.RawURLEncoding.EncodeToString(h[:6])
}

// checkCursor refuses a cursor of another query; it must be called when every parameter is read.
func (c *call) checkCursor() {
	if c.offset > 0 && c.cursor.Query != c.query() {
		c.bad("cursor", problem.Conflicting, errCursor.Error(), nil, "")
	}
	if c.offset > 0 {
		c.canon["cursor"] = c.cursor.String()
	}
}

// breakdown is the one dimension rows are broken down by, and which of its categories.
type breakdown struct {
	dimension  measure.Dimension
	categories []string
	not        []string
}

// breakdown reads by= and the filters that name a dimension. Parents are given only where they are named, and never beside their own parts.
func (c *call) breakdown() breakdown {
	var ids []string
	for _, d := range c.release.Dimensions() {
		ids = append(ids, d.ID)
	}
	var out breakdown
	var asked []string
	for _, id := range list(c.one("by")) {
		if !slices.Contains(ids, id) {
			c.unknown("by", id, ids)
			continue
		}
		asked = append(asked, id)
	}
	for _, id := range ids {
		text := c.one(id)
		if text == "" {
			continue
		}
		if !slices.Contains(asked, id) {
			asked = append(asked, id)
		}
		out.categories, out.not = c.categories(id, text)
	}
	if len(asked) > 1 {
		c.bad("by", problem.Conflicting, "One dimension at a time: figures by two at once would be too small to publish safely.", asked, "")
	}
	if len(asked) > 0 {
		out.dimension, _ = c.release.Dimension(asked[0])
		if len(out.categories)+len(out.not) == 0 {
			c.set("by", asked[0], "")
		}
	}
	return out
}

func (c *call) categories(id, text string) (named, not []string) {
	d, _ := c.release.Dimension(id)
	named, not, err := parseCategories(text)
	if err != nil {
		c.bad(id, problem.Conflicting, err.Error(), nil, "")
	}
	var slugs []string
	for _, k := range d.Categories {
		slugs = append(slugs, k.Slug)
	}
	known := func(part []string) []string {
		var out []string
		for _, slug := range part {
			if !slices.Contains(slugs, slug) && slices.Contains(slugs, slug+"+") {
				slug += "+" // a plus sign in an address reads as a space
			}
			if !slices.Contains(slugs, slug) {
				c.unknown(id, slug, slugs)
				continue
			}
			out = append(out, slug)
		}
		return out
	}
	named, not = known(named), known(not)
	for _, slug := range named {
		if k, _ := d.Category(slug); k.Parent != "" && slices.Contains(named, k.Parent) {
			c.bad(id, problem.Conflicting, quote(slug)+" is a part of "+quote(k.Parent)+"; rows never mix the two.", nil, "")
		}
	}
	if len(not) > 0 {
		c.set(id, "ne:"+strings.Join(not, ","), "")
	} else {
		c.set(id, strings.Join(named, ","), "")
	}
	return named, not
}
