package api

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
)

// deprecated is what will be taken away, each with its replacement. An entry stays until what it names is gone, twelve months after it was
// announced at the earliest; answers that use it say so in their header and, where they have notes, in words.
var deprecated []Deprecation

// Deprecation is a route, a parameter or a measure that will be taken away.
type Deprecation struct {
	Kind    string `json:"kind" enums:"route,parameter,measure"`
	Name    string `json:"name" example:"/v1/data"`     // a route's path with {measure} and the like, or the name of the parameter or measure
	Since   string `json:"since" format:"date"`         // from when it should not be used
	Sunset  string `json:"sunset" format:"date"`        // when it ends
	Instead string `json:"instead" example:"/v1/cells"` // what to use; empty where nothing takes its place
} //	@name	Deprecation

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
			d.mark(g.Writer.Header())
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
func (d Deprecation) mark(h http.Header) {
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

// deprecations are the entries of the call's route, its parameters and the measures it names.
func (c *call) deprecations() []Deprecation {
	measures := append(list(c.values.Get("measure")), c.g.Param("measure"))
	var out []Deprecation
	for _, d := range c.s.deprecated {
		switch d.Kind {
		case deprecatedRoute:
			if d.Name == documented(c.route.path) {
				out = append(out, d)
			}
		case deprecatedParameter:
			if c.values.Has(d.Name) {
				out = append(out, d)
			}
		case deprecatedMeasure:
			if slices.Contains(measures, d.Name) {
				out = append(out, d)
			}
		}
	}
	return out
}
