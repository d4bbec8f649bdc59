package api

import (
	"net"
	"net/http"
	"regexp"
	"slices"

	"github.com/careduty/careduty/api/problem"
	"github.com/gin-gonic/gin"
)

// absolute is where the public sees the service, for documents that cannot do without: the base URL, or what the request itself says, for that
// caller alone, as far as the service is known by that name.
func (s *service) absolute(r *http.Request) (base string, alone bool, err error) {
	if s.options.BaseURL != "" {
		return s.options.BaseURL, false, nil
	}
	host := r.Host
	name, _, err := net.SplitHostPort(host)
	if err != nil {
		name = host
	}
	if !hostName.MatchString(host) {
		return "", true, problem.New(problem.Misdirected, "The request names no host that addresses could be made of.")
	}
	if len(s.options.AllowHosts) > 0 && !slices.Contains(s.options.AllowHosts, name) {
		return "", true, problem.New(problem.Misdirected, "The service is not known by the host name of the request.")
	}
	scheme := "http://"
	if r.TLS != nil || s.proxies.Trusted(r) && r.Header.Get("X-Forwarded-Proto") == "https" {
		scheme = "https://"
	}
	return scheme + host, true, nil
}

// hostName is a name or an address with or without a port. Whatever else a request calls its host is not written into a document.
var hostName = regexp.MustCompile(`^([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?$`)

// sendDocument sends a document made from a base.
func (s *service) sendDocument(g *gin.Context, media string, body []byte, alone bool) {
	a := fixed(media, body)
	if alone {
		forOne(a.header)
	}
	s.send(g, a)
}

// forOne says that an answer was made for one caller: nobody else is to have it from a cache.
func forOne(h http.Header) {
	h.Set("Cache-Control", "private, no-cache")
	h.Set("Vary", h.Get("Vary")+", Host")
}
