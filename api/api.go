// Package api is the public service: it answers questions about published releases over HTTP and can reach nothing else.
//
// A request becomes a question (query reads it), the question an answer (answer works it out), the answer bytes (format, page or picture writes
// them); this package has the routes, one line each, and HTTP. What an answer will be is settled by program, release and canonical query, so its
// ETag is known and compared before any work; an answer is written once and then served from memory.
//
// The general description of the API, for swag:
//
//	@title			careduty
//	@version		1
//	@description	Open statistics on how councils in England carry out Care Act planning duties. No key, no cookies, GET only. Every number comes with its uncertainty, its caveats and a permanent address.
//	@license.name	Open Government Licence v3.0
//	@license.url	https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/
package api

import (
	"context"
	"log/slog"
	"net/http"
	"runtime/debug"
	"sync/atomic"
	"time"

	"github.com/careduty/careduty/api/answer"
	"github.com/careduty/careduty/api/client"
	"github.com/careduty/careduty/api/spool"
	"github.com/careduty/careduty/internal/release"
	"github.com/gin-gonic/gin"
)

// Options say how the service runs. The zero value of a field is the default named beside it.
type Options struct {
	Addr     string // 127.0.0.1:8080
	Releases string // the releases directory
	Version  string // of the program: part of every ETag
	BaseURL  string // where the public sees the service, for citations: https://example.org
	Operator string // who runs the service, as pages name them; empty: pages say that it is missing
	Contact  string // how they are reached: an e-mail address or https://…; empty: pages say that it is missing
	CacheMB  int    // memory for answers: 64
	MemoryMB int    // memory of each open release: 1,024
	Threads  int    // threads of each open release: as many as processors

	RatePerMinute  int      // requests a client may send in a minute: 300; below 0 as many as it likes
	TrustedProxies []string // networks whose X-Forwarded-For is believed; none
	AtOnce         int      // queries that run at once: 8
	AllowHosts     []string // names the public may see the service by, where there is no BaseURL
	Spool          string   // directory for what slow readers have not taken yet: the system's for temporary files
	SpoolMB        int      // how much of it in all: 2,048
	MetricsAddr    string   // where Prometheus reads metrics; nowhere if empty
	LogClients     bool     // whether requests are logged with the client's address

	QueryTimeout time.Duration // after which a query is stopped: 10 s
	Queue        time.Duration // how long a query waits for its turn: 2 s
	Drain        time.Duration // how long running requests have when the service ends: 15 s
	Every        time.Duration // how often the directory is read for a new release: 5 s

	Source Source        // where the directory is a copy from; nil where it is its own
	Stale  time.Duration // how long a copy is served when its source can no longer be listed: 15 min

	Log   *slog.Logger
	Ready func(addr string) // called once, when the service answers
}

// Source is what the releases directory is kept like: an object store, of which each replica of the service has a copy.
type Source interface {
	// Begin returns when the directory is as the source has it; an error is one that waiting does not mend.
	Begin(ctx context.Context) error
	// Follow keeps the directory like the source until the context ends.
	Follow(ctx context.Context)
	// Synced is when the source was last listed.
	Synced() time.Time
}

func (o Options) filled() Options {
	set := func(v *int, to int) {
		if *v == 0 {
			*v = to
		}
	}
	wait := func(v *time.Duration, to time.Duration) {
		if *v == 0 {
			*v = to
		}
	}
	if o.Addr == "" {
		o.Addr = "127.0.0.1:8080"
	}
	if o.Version == "" {
		o.Version = buildVersion()
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	set(&o.CacheMB, 64)
	set(&o.MemoryMB, 1024)
	set(&o.RatePerMinute, 300)
	set(&o.AtOnce, 8)
	set(&o.SpoolMB, 2048)
	wait(&o.Queue, 2*time.Second)
	wait(&o.QueryTimeout, 10*time.Second)
	wait(&o.Drain, 15*time.Second)
	wait(&o.Every, 5*time.Second)
	wait(&o.Stale, 15*time.Minute)
	return o
}

func buildVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value
		}
	}
	return info.Main.Version
}

// service is what every handler shares.
type service struct {
	set      *release.Set
	options  Options
	cache    *cache
	proxies  client.Proxies
	limiter  *client.Limiter
	shares   *client.Shares
	places   *concurrency
	spool    *spool.Spool // nil where there is no room for answers under way
	metrics  *metrics
	shedding shedding
	draining atomic.Bool
	requests atomic.Uint64
	process  string // begins each request's id

	deprecated []answer.Deprecation
}

// answersEach is how many answers of one client may be under way.
const answersEach = 4

// New makes the service over a set of releases, which the caller closes after the last request.
func New(set *release.Set, o Options) http.Handler {
	_, h := build(set, o.filled())
	return h
}

func build(set *release.Set, o Options) (*service, http.Handler) {
	s := &service{
		set: set, options: o, cache: newCache(o.CacheMB), limiter: client.NewLimiter(o.RatePerMinute), shares: client.NewShares(answersEach),
		places: newConcurrency(o.AtOnce, 4*o.AtOnce, o.Queue), metrics: newMetrics(o.Version), process: processID(), deprecated: deprecated,
	}
	s.places.waits = s.metrics.waited
	s.proxies, _ = client.ParseProxies(o.TrustedProxies) // Serve has refused what is none, and a directory that cannot be written to
	s.spool, _ = spool.New(o.Spool, int64(o.SpoolMB)<<20)
	s.metrics.watch(s)
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	r.RedirectTrailingSlash, r.RedirectFixedPath, r.HandleMethodNotAllowed = false, false, true
	r.Use(s.frame, s.renamed)
	for _, x := range routes {
		r.GET(x.path, s.answer(x))
		r.HEAD(x.path, s.answer(x))
	}
	s.handlePages(r)
	for path, handle := range map[string]gin.HandlerFunc{
		"/health/live": s.live, "/health/ready": s.ready, "/v1/openapi.json": s.openAPI, "/style.css": s.style, "/favicon.svg": s.icon, "/favicon.ico": s.icon,
		"/robots.txt": s.robots, "/sitemap.xml": s.siteMap, "/.well-known/security.txt": s.security,
		"/v1/releases.atom": s.feed, "/v1/catalog.jsonld": s.catalogue, "/v1/releases/:release/files/:name": s.files,
	} {
		r.GET(path, handle)
		r.HEAD(path, handle)
	}
	r.NoRoute(s.noRoute)
	r.NoMethod(s.noMethod)
	return s, r
}
