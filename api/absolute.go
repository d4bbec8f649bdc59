package api

import (
	"net"
	"slices"

	"github.com/careduty/careduty/api/problem"
	"github.com/gin-gonic/gin"
)

// absolute is where the public sees the service, for documents that cannot do without: the base URL, or what the request itself says, for that
// one answer (kept is false), as far as the service is known by that name.
func (s *service) absolute(g *gin.Context) (base string, kept bool, err error) {
	if s.options.BaseURL != "" {
		return s.options.BaseURL, true, nil
	}
	host := g.Request.Host
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = host
	}
	if len(s.options.AllowHosts) > 0 && !slices.Contains(s.options.AllowHosts, name) {
		return "", false, problem.New(problem.Misdirected, "The service is not known by the host name of the request.")
	}
	scheme := "http://"
	if g.Request.TLS != nil || s.proxies != nil && g.Request.Header.Get("X-Forwarded-Proto") == "https" {
		scheme = "https://"
	}
	return scheme + host, false, nil
}

// sendDocument sends a document made from a base: what was made for one request is for its caller alone.
func (s *service) sendDocument(g *gin.Context, media string, body []byte, kept bool) {
	a := fixed(media, body)
	if !kept {
		a.header.Set("Cache-Control", "private, no-cache")
		a.header.Set("Vary", "Accept-Encoding, Host")
	}
	s.send(g, a)
}
