package api

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/careduty/careduty/api/format"
	"github.com/careduty/careduty/api/problem"
	"github.com/gin-gonic/gin"
)

// response is a finished answer: header and body as they are sent.
type response struct {
	header http.Header
	body   []byte
	etag   string
	packed func() *response // the same compressed, for those who take it; nil where the answer has the caller's coding already
}

// answer serves one route: from memory if it was asked before, else settled, compared and worked out.
func (s *service) answer(r route) gin.HandlerFunc {
	return func(c *gin.Context) {
		coding := wantsGzip(c.Request)
		raw := s.rawKey(c.Request, coding)
		if a, ok := s.cache.asked(raw); ok {
			s.metrics.remembered.Inc()
			send(c, a)
			return
		}
		a, err := s.workOut(c, r, coding)
		if err != nil {
			s.fail(c, err)
			return
		}
		if a != nil {
			s.cache.remember(raw, a)
			send(c, a)
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
func (s *service) workOut(g *gin.Context, r route, coding bool) (*response, error) {
	q, done, err := s.ask(g.Request, namesOf(g), r)
	defer done()
	if err != nil {
		return nil, err
	}
	coding = coding && !q.large() && compresses(q.format)
	etag := s.etag(q, coding)
	header := q.facts()
	header.Set("ETag", etag)
	header.Set("Cache-Control", "public, max-age=60, must-revalidate")
	header.Set("Vary", "Accept, Accept-Encoding")
	if coding {
		header.Set("Content-Encoding", "gzip")
	}
	if matches(g.Request.Header.Get("If-None-Match"), etag) {
		notModified(g, header)
		return nil, nil //nolint:nilnil // answered
	}
	if q.large() {
		return nil, s.stream(g, q, header)
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
	leave, err := s.gate.enter(ctx)
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

// stream sends rows as they come. The header waits for the first of them, so that a fault before it is still a problem; a
// fault after it can only cut the connection.
func (s *service) stream(g *gin.Context, q question, header http.Header) error {
	w := &waiting{g: g, header: header}
	if g.Request.Method == http.MethodHead {
		w.begin()
		return nil
	}
	ctx, stop := context.WithTimeout(g.Request.Context(), streamTimeout)
	defer stop()
	leave, err := s.gate.enter(ctx)
	if err != nil {
		return err
	}
	defer leave()
	s.metrics.worked.Inc()
	m, err := s.work(ctx, q)
	if err != nil {
		return err
	}
	add(header, m.header())
	if err = m.write(ctx, w); err == nil {
		return nil
	}
	if !w.begun {
		return err
	}
	s.options.Log.Error("an answer broke off", "request", requestID(g), "cause", cause(err))
	panic(http.ErrAbortHandler)
}

type waiting struct {
	g      *gin.Context
	header http.Header
	begun  bool
}

func (w *waiting) begin() {
	copyHeader(w.g.Writer.Header(), w.header)
	w.g.Status(http.StatusOK)
	w.g.Writer.WriteHeaderNow()
	w.begun = true
}

func (w *waiting) Write(p []byte) (int, error) {
	if !w.begun {
		w.begin()
	}
	return w.g.Writer.Write(p)
}

func send(c *gin.Context, a *response) {
	if a.packed != nil && wantsGzip(c.Request) {
		a = a.packed()
	}
	if matches(c.Request.Header.Get("If-None-Match"), a.etag) {
		notModified(c, a.header)
		return
	}
	copyHeader(c.Writer.Header(), a.header)
	c.Status(http.StatusOK)
	if c.Request.Method == http.MethodHead {
		c.Writer.WriteHeaderNow()
		return
	}
	_, _ = c.Writer.Write(a.body) // whoever went away cannot be told
}

// notModified says so, with the fields a cache needs and no others (RFC 9110, 15.4.5).
func notModified(c *gin.Context, header http.Header) {
	h := c.Writer.Header()
	for _, name := range []string{"Etag", "Cache-Control", "Content-Location", "Vary"} {
		if v := header[name]; v != nil {
			h[name] = v
		}
	}
	delete(h, "Access-Control-Expose-Headers") // the stored answer has them
	delete(h, "X-Content-Type-Options")
	c.Status(http.StatusNotModified)
	c.Writer.WriteHeaderNow()
}

// add adds fields to a header.
func add(to, more http.Header) {
	for k, v := range more {
		to[k] = append(to[k], v...)
	}
}

// copyHeader shares the values, which nobody changes.
func copyHeader(to, from http.Header) {
	for k, v := range from {
		to[k] = v
	}
}

// fail answers with the problem behind an error and logs what is our own fault, once.
func (s *service) fail(c *gin.Context, err error) {
	p := problem.Of(err)
	p.RequestID = requestID(c)
	if p.Status >= http.StatusInternalServerError {
		s.options.Log.Error("a request failed", "request", p.RequestID, "path", c.FullPath(), "status", p.Status, "cause", cause(err))
	}
	h := c.Writer.Header()
	body := p.JSON()
	if h.Set("Content-Type", problem.MediaType); wantsPage(c.Request) {
		h.Set("Content-Type", format.HTML.Media)
		secured(h)
		body = s.problemPage(c, p)
	}
	h.Set("Cache-Control", "no-store")
	if p.RetryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(p.RetryAfter))
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	c.Status(p.Status)
	if c.Request.Method != http.MethodHead {
		_, _ = c.Writer.Write(body)
	}
	c.Writer.WriteHeaderNow()
}

// cause is the whole chain of an error, for the log of the public side only.
func cause(err error) string {
	text := err.Error()
	for e := errors.Unwrap(err); e != nil; e = errors.Unwrap(e) {
		text += ": " + e.Error()
	}
	return text
}

// etag is settled by what the answer is made of, and compared before it is made.
func (s *service) etag(q question, coding bool) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%s\n%s\n%s\n%v", s.options.Version, s.options.BaseURL, s.markers(q), q.identity(s), coding)
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

// matches compares an If-None-Match header with an ETag, weakly, as RFC 9110 has it.
func matches(header, etag string) bool {
	if header == "" {
		return false
	}
	for part := range strings.SplitSeq(header, ",") {
		part = strings.TrimPrefix(strings.TrimSpace(part), "W/")
		if part == etag || part == "*" {
			return true
		}
	}
	return false
}

func compresses(f format.Format) bool {
	return strings.HasPrefix(f.Media, "text/") || f.Name == format.JSON.Name || strings.HasSuffix(f.Media, "xml")
}

func compress(body []byte) ([]byte, error) {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if _, err := z.Write(body); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
