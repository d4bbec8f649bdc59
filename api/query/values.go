package query

import (
	"slices"
	"strconv"
	"strings"

	"github.com/careduty/careduty/api/problem"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// This file holds the types of parameters: each reads itself, and the same name means the same on every route.

// Choice is one word of a closed list.
type Choice string

func (c *Choice) read(r *reader, f field, text string, _ bool) {
	if text == "" {
		return
	}
	if !slices.Contains(f.enums, text) {
		r.unknown(f.name, text, f.enums)
		return
	}
	*c = Choice(text)
	r.set(f.name, text, f.standard)
}

// Format is the format asked for by name, which beats the Accept header. It is no part of the canonical query.
type Format string

func (c *Format) read(r *reader, f field, text string, given bool) {
	if given && !slices.Contains(f.enums, text) {
		r.unknown(f.name, text, f.enums)
	}
	*c = Format(text)
}

// Text is words to look for.
type Text string

func (t *Text) read(r *reader, f field, text string, _ bool) {
	*t = Text(text)
	r.set(f.name, text, f.standard)
}

// Subjects are measures and official series, which must be named.
type Subjects []*measure.Subject

func (s *Subjects) read(r *reader, f field, text string, given bool) {
	if !given {
		r.bad(f.name, problem.Required, "Say which measures: their ids, separated by commas.", nil, "")
		return
	}
	ids := list(text)
	for _, id := range ids {
		if x, ok := r.Catalogue.Subject(id); ok {
			*s = append(*s, x)
			continue
		}
		r.unknown(f.name, id, r.Catalogue.IDs())
	}
	r.set(f.name, strings.Join(ids, ","), "")
}

// Areas are areas named by their codes; each has a row in the answer, under the code it was asked by.
type Areas struct {
	Codes []string
	Named bool
}

func (a *Areas) read(r *reader, f field, text string, given bool) {
	a.Named = given
	for _, code := range list(text) {
		if code, ok := r.everArea(f.name, code); ok && !slices.Contains(a.Codes, code) {
			a.Codes = append(a.Codes, code)
		}
	}
	slices.Sort(a.Codes)
	if given {
		r.set(f.name, strings.Join(list(strings.ToUpper(text)), ","), "")
	}
}

// Highlighted are areas that pictures, pages and files set off from the others.
type Highlighted []string

func (m *Highlighted) read(r *reader, f field, text string, _ bool) {
	for _, code := range list(text) {
		if code, ok := r.presentArea(f.name, code); ok && !slices.Contains(*m, code) {
			*m = append(*m, code)
		}
	}
	slices.Sort(*m)
	r.set(f.name, strings.Join(*m, ","), "")
}

// Within is one area that the others must lie in.
type Within string

func (w *Within) read(r *reader, f field, text string, _ bool) {
	*w = area.England
	if len(list(text)) != 1 {
		r.bad(f.name, problem.Repeated, "Name one area.", nil, "")
		return
	}
	if code, ok := r.presentArea(f.name, text); ok {
		*w = Within(code)
		r.set(f.name, code, f.standard)
	}
}

// Levels are levels of areas.
type Levels []area.Level

func (l *Levels) read(r *reader, f field, text string, _ bool) {
	allowed := []string{string(area.Council), string(area.Region), string(area.Country)}
	var names []string
	for _, name := range list(text) {
		if !slices.Contains(allowed, name) {
			r.unknown(f.name, name, allowed)
			continue
		}
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		*l = append(*l, area.Level(name))
	}
	r.set(f.name, strings.Join(names, ","), f.standard)
}

// Comparisons are what rows can be compared with, in the order of their columns.
var Comparisons = []string{"england", "region", "previous", "year_ago"}

// Compare are the comparisons asked for; none where the word none was.
type Compare []string

func (c *Compare) read(r *reader, f field, text string, _ bool) {
	asked := list(text)
	*c = Compare{}
	if text != "none" {
		for _, name := range asked {
			if !slices.Contains(Comparisons, name) {
				r.unknown(f.name, name, append(slices.Clone(Comparisons), "none"))
			}
		}
		for _, name := range Comparisons {
			if slices.Contains(asked, name) {
				*c = append(*c, name)
			}
		}
		text = strings.Join(*c, ",")
	}
	r.set(f.name, text, f.standard)
	r.asked.Resolved[f.name] = []string(*c)
}

// Order is a column to sort by; missing values come last either way.
type Order struct {
	Column     string
	Descending bool
}

// Sort is an order of rows. The columns a route can be sorted by are those of Sortable.
type Sort []Order

// sortable are the columns rows of a kind can be sorted by.
var sortable = map[string][]string{
	"league": {"rank", "value", "area_name", "area_code", "denominator", "numerator", "lower_95", "upper_95"},
	"trend":  {"period", "area_code", "area_name", "area_level", "value"},
	"data":   {"measure", "area_code", "area_name", "area_level", "period", "value", "lower_95", "upper_95", "numerator", "denominator"},
}

func (s *Sort) of(r *reader, kind string) {
	text, given := r.one("sort")
	for _, key := range list(text) {
		column, descending := strings.CutPrefix(key, "-")
		if !slices.Contains(sortable[kind], column) {
			r.unknown("sort", column, sortable[kind])
			continue
		}
		*s = append(*s, Order{column, descending})
	}
	if given {
		r.set("sort", strings.Join(list(text), ","), "")
	}
}

// MaxLimit is the largest page there is.
const MaxLimit = 10_000

// Limit is how many rows are wanted; 0 where none was given.
type Limit int

func (l *Limit) read(r *reader, f field, text string, given bool) {
	if !given {
		return
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > MaxLimit {
		r.bad(f.name, problem.OutOfRange, "limit takes a whole number from 1 to 10000.", nil, "")
		return
	}
	*l = Limit(n)
	r.set(f.name, strconv.Itoa(n), "")
}

// Grain is quarter or year; empty where it is left to the measure.
type Grain period.Grain

func (g *Grain) read(r *reader, f field, text string, given bool) {
	var c Choice
	c.read(r, f, text, given)
	*g = Grain(c)
}
