package api

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/careduty/careduty/api/format"
	"github.com/careduty/careduty/api/problem"
	"github.com/gin-gonic/gin"
)

// send sends an answer held whole, or as much of it as the request wants.
func (s *service) send(c *gin.Context, a *response) {
	if a.packed != nil && wantsGzip(c.Request.Header) {
		a = a.compressed()
	}
	asked := c.Request.Header
	switch condition(c.Request, a.etag) {
	case http.StatusNotModified:
		notModified(c, a.header)
		return
	case http.StatusPreconditionFailed:
		s.fail(c, preconditionFailed())
		return
	}
	copyHeader(c.Writer.Header(), a.header)
	if asked["Range"] != nil {
		s.sendContent(c, bytes.NewReader(a.body), time.Time{})
		return
	}
	c.Status(http.StatusOK)
	if c.Request.Method == http.MethodHead {
		c.Writer.WriteHeaderNow()
		return
	}
	switch n := len(a.body); { // whoever went away cannot be told
	case n > inOne:
		_, _ = paced(c.Writer).Write(a.body)
		return
	case n > piece:
		_ = http.NewResponseController(c.Writer).SetWriteDeadline(time.Now().Add(pieceTime * time.Duration(n) / piece))
	}
	_, _ = c.Writer.Write(a.body)
}

// sendContent sends what a request wants of a content whose header has been set, by the library's precedence of conditions and ranges. A range
// that cannot be given is a problem like any other; one of another unit than bytes is ignored.
func (s *service) sendContent(c *gin.Context, content io.ReadSeeker, modified time.Time) {
	asked := c.Request.Header
	if unit, ranges, ok := strings.Cut(strings.TrimSpace(asked.Get("Range")), "="); ok && strings.EqualFold(unit, "bytes") {
		asked.Set("Range", "bytes="+ranges)
	} else {
		asked.Del("Range")
	}
	for _, name := range [...]string{"If-Match", "If-None-Match"} { // of which the library reads one line
		if lines := asked[name]; len(lines) > 1 {
			asked.Set(name, strings.Join(lines, ", "))
		}
	}
	w := &contentWriter{ResponseWriter: paced(c.Writer)}
	c.Writer.Header().Del("Content-Length") // of the whole
	http.ServeContent(w, c.Request, "", modified, content)
	switch w.refused {
	case http.StatusRequestedRangeNotSatisfiable:
		s.fail(c, problem.New(problem.RangeNotSatisfiable, "The bytes asked for are not there. Content-Range says how many there are."))
	case http.StatusPreconditionFailed:
		s.fail(c, preconditionFailed())
	}
}

// contentWriter keeps back what the library says where it refuses, for which there is a problem.
type contentWriter struct {
	http.ResponseWriter
	refused int
}

// WriteHeader lets through what is no refusal.
func (w *contentWriter) WriteHeader(status int) {
	if status == http.StatusRequestedRangeNotSatisfiable || status == http.StatusPreconditionFailed {
		w.refused = status
		h := w.Header()
		for _, name := range []string{"Etag", "Content-Encoding", "Content-Disposition", "Repr-Digest", "Last-Modified", "Content-Length"} {
			h.Del(name)
		}
		return
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write leaves the words of a refusal out.
func (w *contentWriter) Write(p []byte) (int, error) {
	if w.refused != 0 {
		return len(p), nil
	}
	return w.ResponseWriter.Write(p)
}

// What a reader takes at least: a piece within the time, which is a kilobyte a second. An answer that is held whole and not much longer is one
// write, with as much more time: each write wakes the reader, which costs more than what it sends.
const (
	piece     = 60_000
	pieceTime = time.Minute
	inOne     = 4 * piece
)

// pacedWriter gives each piece of a body its own time, so that a slow line gets all of it and one that has stopped does not hold the connection.
type pacedWriter struct {
	http.ResponseWriter
	control *http.ResponseController
}

func paced(w http.ResponseWriter) *pacedWriter {
	return &pacedWriter{w, http.NewResponseController(w)}
}

// Write writes a piece at a time.
func (w *pacedWriter) Write(p []byte) (n int, err error) {
	for len(p) > 0 {
		_ = w.control.SetWriteDeadline(time.Now().Add(pieceTime)) // a writer of a test has none
		m, err := w.ResponseWriter.Write(p[:min(piece, len(p))])
		if n += m; err != nil {
			return n, err
		}
		p = p[m:]
	}
	return n, nil
}

// condition is what the conditions of a request come to for a representation with an ETag, before any work: 304, 412, or 0 to go on
// (RFC 9110, 13.2.2; there are no dates on such a representation).
func condition(r *http.Request, etag string) int {
	if match := r.Header["If-Match"]; match != nil && !matches(strings.Join(match, ","), etag, false) {
		return http.StatusPreconditionFailed
	}
	if none := r.Header["If-None-Match"]; none != nil && matches(strings.Join(none, ","), etag, true) {
		return http.StatusNotModified
	}
	return 0
}

func preconditionFailed() *problem.Problem {
	return problem.New(problem.PreconditionFailed, "The answer is no longer the one that If-Match names.")
}

// matches says whether a list of ETags has one; a weak one counts where that is enough.
func matches(list, etag string, weak bool) bool {
	for part := range strings.SplitSeq(list, ",") {
		part = strings.TrimSpace(part)
		if weak {
			part = strings.TrimPrefix(part, "W/")
		}
		if part == etag || part == "*" {
			return true
		}
	}
	return false
}

// validating are the fields of an answer that a 304 has too.
var validating = [...]string{"Etag", "Cache-Control", "Content-Location", "Vary"}

// notModified says so, with the fields a cache needs and no others (RFC 9110, 15.4.5).
func notModified(c *gin.Context, header http.Header) {
	h := c.Writer.Header()
	for _, name := range validating {
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
	switch {
	case strings.HasSuffix(p.Type, "#"+problem.Overloaded):
		s.shed(c)
	case s.stale(): // which is logged where the source is followed
	case p.Status >= http.StatusInternalServerError:
		s.options.Log.Error("a request failed", "request", p.RequestID, "path", c.FullPath(), "status", p.Status, "cause", cause(err))
	}
	if p.Status == http.StatusServiceUnavailable && p.RetryAfter == 0 {
		p.RetryAfter = 2
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
