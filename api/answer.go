package api

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"
)

// response is a finished answer: header and body as they are sent.
type response struct {
	header http.Header
	body   []byte
	etag   string
	packed *packed // the same compressed, for those who take it; nil where the answer has the caller's coding already
}

// answer serves one route: from memory if it was asked before, else settled, compared and worked out.
func (s *service) answer(r route) gin.HandlerFunc {
	return func(c *gin.Context) {
		coding := wantsGzip(c.Request.Header)
		raw := s.rawKey(c.Request, coding)
		if k, ok := s.cache.asked(raw); ok { // none of which was made for one caller
			if condition(c.Request, k.etag) == http.StatusNotModified {
				s.metrics.remembered.Inc()
				notModified(c, k.header)
				return
			}
			if a, ok := s.cache.answer(k.etag); ok {
				s.metrics.remembered.Inc()
				s.send(c, a)
				return
			}
		}
		a, err := s.workOut(c, r, raw, coding)
		if err != nil {
			s.fail(c, err)
			return
		}
		if a != nil {
			s.send(c, a)
		}
	}
}

// rawKey is a request as it was written. The state of the directory is part of it, so a new or withdrawn release ends every key.
func (s *service) rawKey(r *http.Request, coding bool) string {
	var b strings.Builder
	b.Grow(len(r.URL.Path) + len(r.URL.RawQuery) + 64)
	b.WriteString(strconv.FormatUint(s.set.Generation(), 36))
	if coding {
		b.WriteByte('z')
	}
	b.WriteByte(' ')
	b.WriteString(r.URL.Path)
	b.WriteByte('?')
	b.WriteString(r.URL.RawQuery)
	b.WriteByte(' ')
	b.WriteString(r.Header.Get("Accept"))
	return b.String()
}

// workOut gives the answer, or nil where it was sent already (not modified, or streamed).
func (s *service) workOut(g *gin.Context, r route, raw string, coding bool) (*response, error) {
	q, done, err := s.ask(g.Request, namesOf(g), r)
	defer done()
	if err != nil {
		return nil, err
	}
	coding = coding && compresses(q.format)
	etag := s.etag(q, coding)
	header := q.facts()
	header.Set("ETag", etag)
	header.Set("Cache-Control", "public, max-age=60, must-revalidate")
	header.Set("Vary", "Accept, Accept-Encoding")
	if q.alone {
		forOne(header)
	}
	if coding {
		header.Set("Content-Encoding", "gzip")
	}
	if !q.alone {
		s.cache.remember(raw, etag, header)
	}
	switch condition(g.Request, etag) {
	case http.StatusNotModified:
		notModified(g, header)
		return nil, nil //nolint:nilnil // answered
	case http.StatusPreconditionFailed:
		return nil, preconditionFailed()
	}
	leave, err := s.underWay(g)
	if err != nil {
		return nil, err
	}
	defer leave()
	if q.large() {
		return nil, s.stream(g, q, header, coding)
	}
	header.Set("Accept-Ranges", "bytes")
	if q.alone {
		return s.write(q, header, etag, coding)
	}
	return s.cache.load(etag, func() (*response, error) { return s.write(q, header, etag, coding) })
}

func namesOf(g *gin.Context) map[string]string {
	out := map[string]string{}
	for _, p := range g.Params {
		out[p.Key] = p.Value
	}
	return out
}

// buffers are what answers are written into. Kept answers are copies of their exact size: a buffer that grew has up to as much again.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// write works an answer out. Those who wait for the same one share it, so it does not end with the request that began it.
func (s *service) write(q question, header http.Header, etag string, coding bool) (*response, error) {
	ctx, stop := context.WithTimeout(context.Background(), s.options.QueryTimeout)
	defer stop()
	leave, err := s.places.enter(ctx, false)
	if err != nil {
		return nil, err
	}
	defer leave()
	s.metrics.worked.Inc()
	body := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(body)
	body.Reset()
	m, err := s.work(ctx, q)
	if err != nil {
		return nil, err
	}
	if err := m.write(ctx, body); err != nil {
		return nil, err
	}
	add(header, m.header())
	a := &response{header: header, etag: etag}
	if coding {
		a.body, err = compress(body.Bytes())
	} else {
		a.body = bytes.Clone(body.Bytes())
	}
	if err != nil {
		return nil, err
	}
	header["Content-Length"] = []string{strconv.Itoa(len(a.body))}
	return a, nil
}

// etag is settled by what the answer is made of, and compared before it is made.
func (s *service) etag(q question, coding bool) string {
	h := sha256.New()
	o := s.options
	fmt.Fprintf(h, "%s\n%s\n%q %q\n%s\n%s\n%v", o.Version, q.address.Base, o.Operator, o.Contact, s.markers(q), q.identity(s), coding)
	return `"` + base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:12]) + `"`
}

// markers are the digests of the withdrawals and corrections of the releases a question is about: what they take away makes another answer.
func (s *service) markers(q question) string {
	out := ""
	if q.release != nil {
		out = q.release.Markers
	}
	if q.earlier != "" {
		l, _ := s.set.Find(q.earlier)
		out += "," + l.Markers
	}
	return out
}
