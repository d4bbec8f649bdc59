package api

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"log/slog"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/careduty/careduty/api/problem"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/release"
	"github.com/gin-gonic/gin"
)

const (
	maxURL    = 8 << 10
	maxHeader = 16 << 10
)

// Values shared by every answer; nobody changes them.
var (
	anyOrigin = []string{"*"}
	exposed   = []string{"ETag, Link, Content-Location, Content-Range, RateLimit, RateLimit-Policy, Retry-After, Deprecation, Sunset, Careduty-Synced, Careduty-Warning, Content-Disposition, Repr-Digest, X-Request-Id"}
	noSniff   = []string{"nosniff"}
	methods   = []string{"GET, HEAD, OPTIONS"}
	dayAge    = []string{"86400"}
)

// frame is round every request: what all answers say, what no request may be, and what becomes of a panic.
func (s *service) frame(c *gin.Context) {
	id := c.Request.Header.Get("X-Request-Id")
	if !plainID.MatchString(id) {
		id = s.process + strconv.FormatUint(s.requests.Add(1), 36)
	}
	h := c.Writer.Header()
	h["X-Request-Id"] = []string{id}
	h["Access-Control-Allow-Origin"] = anyOrigin
	h["Access-Control-Expose-Headers"] = exposed
	h["X-Content-Type-Options"] = noSniff
	s.synced(c)
	began := time.Now()
	s.metrics.running.Inc()
	defer s.ended(c, began)
	defer s.recover(c)
	switch {
	case len(c.Request.RequestURI) > maxURL:
		s.fail(c, problem.New(problem.URITooLong, "An address may have 8,192 bytes. Ask for fewer names at once, or take the whole release."))
		c.Abort()
	case headerBytes(c.Request.Header) > maxHeader:
		s.fail(c, problem.New(problem.HeaderTooLarge, "The header of a request may have 16,384 bytes."))
		c.Abort()
	case c.Request.Method == http.MethodOptions:
		s.options204(c)
	case !unlisted[c.FullPath()] && s.stale():
		s.fail(c, s.staleProblem())
		c.Abort()
	default:
		s.markRoute(c)
		s.limited(c)
	}
}

func headerBytes(h http.Header) (n int) {
	for name, values := range h {
		for _, v := range values {
			n += len(name) + len(v)
		}
	}
	return n
}

// limited goes on with the request if the client's allowance has room for it. The probes are the operator's.
func (s *service) limited(c *gin.Context) {
	address, forwarded := s.proxies.Address(c.Request)
	if forwarded {
		s.strangeProxy()
	}
	ok, wait := s.limiter.Allow(address, c.Writer.Header())
	if ok || strings.HasPrefix(c.Request.URL.Path, "/health/") {
		c.Next()
		return
	}
	p := problem.New(problem.TooMany, "More than "+strconv.Itoa(s.options.RatePerMinute)+" requests in a minute came from your address.")
	p.Fix = "Wait as long as Retry-After says, or take the whole release in one file: /v1/releases/latest/files/cells.parquet."
	p.RetryAfter = wait
	s.fail(c, p)
	c.Abort()
}

// ended counts a request and writes its line, however it ended.
func (s *service) ended(c *gin.Context, began time.Time) {
	now := time.Now()
	took := now.Sub(began)
	s.metrics.running.Dec()
	s.metrics.answered(c.FullPath(), c.Request.Method, c.Writer.Status(), took)
	log := s.options.Log.Handler() // the logger itself would look at the clock again, and up the stack for a line of code that nobody is told
	if !log.Enabled(c.Request.Context(), slog.LevelInfo) {
		return
	}
	line := slog.NewRecord(now, slog.LevelInfo, "request", 0)
	line.AddAttrs(
		slog.String("request", requestID(c)), slog.String("method", known(c.Request.Method)), slog.String("route", c.FullPath()), slog.Int("status", c.Writer.Status()),
		slog.Int("bytes", max(0, c.Writer.Size())), slog.Float64("ms", float64(took.Microseconds())/1000),
	)
	if s.options.LogClients {
		address, _ := s.proxies.Address(c.Request)
		line.AddAttrs(slog.String("client", address.String()))
	}
	_ = log.Handle(c.Request.Context(), line) // who reads the log is gone
}

var plainID = regexp.MustCompile(`^[A-Za-z0-9._-]{1,64}$`)

func (s *service) options204(c *gin.Context) {
	h := c.Writer.Header()
	h["Allow"], h["Access-Control-Allow-Methods"], h["Access-Control-Max-Age"] = methods, methods, dayAge
	h.Set("Access-Control-Allow-Headers", "*, Authorization") // any: nothing here depends on who asks
	c.AbortWithStatus(http.StatusNoContent)
}

// recover answers for a defect of ours, but for a connection that is cut on purpose.
func (s *service) recover(c *gin.Context) {
	p := recover()
	if p == nil {
		return
	}
	if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) || c.Writer.Written() {
		panic(p)
	}
	s.options.Log.Error("a handler failed", "request", requestID(c), "path", c.FullPath(), "panic", p)
	s.fail(c, problem.New(problem.Internal, "The request could not be answered. It has been logged."))
	c.Abort()
}

func requestID(c *gin.Context) string { return c.Writer.Header().Get("X-Request-Id") }

func processID() string {
	b := make([]byte, 4)
	_, _ = rand.Read(b)
	return hex.EncodeToString(b) + "-"
}

// noRoute names the nearest address.
func (s *service) noRoute(c *gin.Context) {
	if without := "/" + strings.Trim(c.Request.URL.EscapedPath(), "/"); len(without) > 1 && strings.HasSuffix(c.Request.URL.Path, "/") {
		if q := c.Request.URL.RawQuery; q != "" {
			without += "?" + q
		}
		c.Redirect(http.StatusPermanentRedirect, without)
		return
	}
	all, paths := routes, []string{}
	if wantsPage(c.Request) {
		all = pages()
	}
	for _, r := range all {
		paths = append(paths, r.path)
	}
	s.fail(c, problem.Invalid(problem.NotFound, problem.Item{
		Parameter: "path", Code: problem.UnknownValue, Detail: "There is nothing at this address. /docs lists the addresses there are.",
		DidYouMean: problem.Nearest(c.Request.URL.Path, paths),
	}))
}

func (s *service) noMethod(c *gin.Context) {
	c.Writer.Header()["Allow"] = methods
	s.fail(c, problem.New(problem.MethodNotAllowed, "The service is read with GET, HEAD and OPTIONS."))
}

// live says that the process runs.
//
//	@Summary		Whether the process runs
//	@Description	Nothing else is asked of it: a service that cannot answer for its releases lives all the same.
//	@Tags			health
//	@Produce		json
//	@Success		200	{object}	Health
//	@Router			/health/live [get]
func (s *service) live(c *gin.Context) {
	healthy(c, Health{Status: "ok"})
}

// Health is the answer of the probes.
type Health struct {
	Status  string          `json:"status" example:"ok"`
	Release string          `json:"release,omitempty"` // the current one
	Faults  []release.Fault `json:"faults,omitempty"`  // of single releases that cannot be served; the others are
} //	@name	Health

// ready says whether requests are answered: the current release can be served and the service is not about to end.
//
//	@Summary		Whether requests are answered
//	@Description	Not ready while the current release cannot be served, every release is withdrawn, the list cannot be read anew, the store of releases could not be asked for 15 minutes, or the service ends. A fault of another release is named and hinders nothing.
//	@Tags			health
//	@Produce		json
//	@Success		200		{object}	Health
//	@Failure		503		{object}	problem.Problem
//	@Router			/health/ready [get]
func (s *service) ready(c *gin.Context) {
	if s.stale() {
		s.fail(c, s.staleProblem())
		return
	}
	state := s.set.State()
	if s.draining.Load() || state.Unfit != nil {
		p := problem.New(problem.NotReady, unfit(state))
		p.RetryAfter = 5
		s.fail(c, p)
		return
	}
	healthy(c, Health{Status: "ok", Release: state.Current, Faults: state.Faults})
}

// unfit says why the service is not ready.
func unfit(state release.State) string {
	var f *fault.Error
	switch {
	case state.Unfit == nil:
		return "The service is ending."
	case errors.As(state.Unfit, &f):
		return f.What
	}
	return "The current release cannot be served."
}

func healthy(c *gin.Context, h Health) {
	c.Header("Cache-Control", "no-store")
	if c.Request.Method == http.MethodHead {
		c.Header("Content-Type", "application/json; charset=utf-8")
		c.Status(http.StatusOK)
		c.Writer.WriteHeaderNow()
		return
	}
	c.JSON(http.StatusOK, h)
}
