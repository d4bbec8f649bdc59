package api

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/careduty/careduty/api/answer"
	"github.com/careduty/careduty/api/query"
	"github.com/careduty/careduty/api/words"
	"github.com/gin-gonic/gin"
)

// deprecated is what will be taken away, each with its replacement. An entry stays until what it names is gone, twelve months after it was
// announced at the earliest; answers that use it say so in their header and, where they have notes, in words.
var deprecated []answer.Deprecation

// The kinds of thing that can be deprecated.
const (
	deprecatedRoute     = "route"
	deprecatedParameter = "parameter"
	deprecatedMeasure   = "measure"
)

// markRoute marks whatever a route that will be taken away answers, errors too.
func (s *service) markRoute(g *gin.Context) {
	for _, d := range s.deprecated {
		if d.Kind == deprecatedRoute && d.Name == documented(g.FullPath()) {
			mark(g.Writer.Header(), d)
		}
	}
}

// documented is a route's path as the description of the API has it.
func documented(path string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if name, ok := strings.CutPrefix(p, ":"); ok {
			parts[i] = "{" + name + "}"
		}
	}
	return strings.Join(parts, "/")
}

// mark adds the fields of RFC 9745 and RFC 8594. They have one value each, so of several things the one that ends first is told.
func mark(h http.Header, d answer.Deprecation) {
	since, err := time.Parse(time.DateOnly, d.Since)
	sunset, err2 := time.Parse(time.DateOnly, d.Sunset)
	if err != nil || err2 != nil {
		return
	}
	was, err := http.ParseTime(h.Get("Sunset"))
	if err != nil {
		h.Add("Link", `</v1/about>; rel="deprecation"`)
	} else if !sunset.Before(was) {
		return
	}
	h.Set("Deprecation", "@"+strconv.FormatInt(since.Unix(), 10))
	h.Set("Sunset", sunset.Format(http.TimeFormat))
}

// deprecations are the entries of a question's route, its parameters and the measures it names; the answer warns of them.
func (s *service) deprecations(q question, values url.Values) []answer.Deprecation {
	measures := append(strings.Split(values.Get("measure"), ","), q.names["measure"])
	var out []answer.Deprecation
	for _, d := range s.deprecated {
		used := false
		switch d.Kind {
		case deprecatedRoute:
			used = d.Name == documented(q.route.path)
		case deprecatedParameter:
			used = values.Has(d.Name)
		case deprecatedMeasure:
			used = slices.Contains(measures, d.Name)
		}
		if used {
			out = append(out, d)
			asked := q.query.Understood()
			asked.Warnings = append(asked.Warnings, query.Warning{Code: query.Deprecated, Detail: words.Deprecated(d.Kind, d.Name, d.Sunset, d.Instead)})
		}
	}
	return out
}
