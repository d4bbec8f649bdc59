package api

import (
	"net/http"

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
