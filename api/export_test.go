package api

import (
	"net/http"

	"github.com/careduty/careduty/api/answer"
	"github.com/careduty/careduty/internal/release"
	"github.com/gin-gonic/gin"
)

// Paths are the addresses a service answers.
func Paths(h http.Handler) []string {
	seen := map[string]bool{}
	var out []string
	for _, r := range h.(*gin.Engine).Routes() {
		if !seen[r.Path] {
			seen[r.Path] = true
			out = append(out, r.Path)
		}
	}
	return out
}

// NewWith is New with things that will be taken away.
func NewWith(set *release.Set, o Options, deprecated ...answer.Deprecation) http.Handler {
	s, h := build(set, o.filled())
	s.deprecated = deprecated
	return h
}

// Deprecated are those of the program.
func Deprecated() []answer.Deprecation { return deprecated }

// NewDraining is New when it has been told to end.
func NewDraining(set *release.Set, o Options) http.Handler {
	s, h := build(set, o.filled())
	s.draining.Store(true)
	return h
}
