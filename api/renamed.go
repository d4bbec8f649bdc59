package api

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/careduty/careduty/api/answer"
	"github.com/gin-gonic/gin"
)

// When ids of official series that were given up stop leading to those that took their place.
const (
	renamedSince  = "2026-12-01"
	renamedSunset = "2027-12-01"
)

// renamed leads from an address with an id that an official series had before to the same address with its present one.
func (s *service) renamed(g *gin.Context) {
	ids := s.set.Renamed()
	if _, ok := ids[g.Param("measure")]; !ok && !strings.Contains(g.Request.URL.RawQuery, "measure") {
		return // as nearly every request, which need not be taken apart
	}
	target := *g.Request.URL
	var last string
	path := strings.Split(target.Path, "/")
	for i := 1; i < len(path); i++ {
		if now, ok := ids[path[i]]; ok && (path[i-1] == "reports" || path[i-1] == "measures") {
			path[i], last = now, path[i]
		}
	}
	target.Path, target.RawPath = strings.Join(path, "/"), ""
	if query, err := url.ParseQuery(target.RawQuery); err == nil && query.Has("measure") {
		names := strings.Split(query.Get("measure"), ",")
		for i, name := range names {
			if now, ok := ids[name]; ok {
				names[i], last = now, name
			}
		}
		query.Set("measure", strings.Join(names, ","))
		if last != "" {
			target.RawQuery = query.Encode()
		}
	}
	if last == "" {
		return
	}
	mark(g.Writer.Header(), renaming(last, ids[last]))
	g.Writer.Header().Set("Cache-Control", "public, max-age=300")
	g.Redirect(http.StatusPermanentRedirect, target.RequestURI())
	g.Abort()
}

// renaming is the announcement that an id will be taken away.
func renaming(id, now string) answer.Deprecation {
	return answer.Deprecation{Kind: deprecatedMeasure, Name: id, Since: renamedSince, Sunset: renamedSunset, Instead: now}
}
