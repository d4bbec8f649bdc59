package api

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/careduty/careduty/api/problem"
	"github.com/careduty/careduty/internal/release"
	"github.com/gin-gonic/gin"
)

// door is what stands open while the releases are still on their way: it says so, and hands over to the service once there is one.
type door struct {
	options Options
	service *service
	handler atomic.Pointer[http.Handler]
}

// open opens the releases, once they are there, and hands over.
func (d *door) open(ctx, watch context.Context, private net.Listener) error {
	o := d.options
	if o.Source != nil {
		if err := o.Source.Begin(ctx); err != nil {
			return err
		}
		go o.Source.Follow(watch)
	}
	set, err := release.OpenSet(ctx, o.Releases, release.Options{Threads: o.Threads, MemoryMB: o.MemoryMB})
	if err != nil {
		return err
	}
	s, handler := build(set, o)
	d.service = s
	go set.Watch(watch, o.Every, s.noticed)
	go s.holdMemory(watch)
	if private != nil {
		go s.metrics.serve(watch, private)
	}
	d.handler.Store(&handler)
	return nil
}

func (d *door) close() {
	if d.service != nil {
		d.service.set.Close()
	}
}

// ServeHTTP answers that there is nothing to answer from yet, or has the service answer.
func (d *door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if h := d.handler.Load(); h != nil {
		(*h).ServeHTTP(w, r)
		return
	}
	h := w.Header()
	h["X-Content-Type-Options"], h["Access-Control-Allow-Origin"] = noSniff, anyOrigin
	h.Set("Cache-Control", "no-store")
	if r.URL.Path == "/health/live" {
		h.Set("Content-Type", "application/json; charset=utf-8")
		_, _ = w.Write([]byte(`{"status":"ok"}`)) // whoever went away cannot be told
		return
	}
	p := problem.New(problem.NotReady, "The releases are being fetched from their store; nothing can be answered yet.")
	p.RetryAfter = 5
	h.Set("Content-Type", problem.MediaType)
	h.Set("Retry-After", strconv.Itoa(p.RetryAfter))
	w.WriteHeader(p.Status)
	_, _ = w.Write(p.JSON())
}

// unlisted is what is answered all the same when a copy's source has not been listed for long: nothing of it is a figure.
var unlisted = map[string]bool{
	"/health/live": true, "/health/ready": true, "/style.css": true, "/favicon.svg": true, "/favicon.ico": true, "/v1/openapi.json": true,
}

// stale says whether the source has not been listed for so long that a withdrawal might have been missed.
func (s *service) stale() bool {
	return s.options.Source != nil && time.Since(s.options.Source.Synced()) > s.options.Stale
}

// staleProblem is what is answered then.
func (s *service) staleProblem() *problem.Problem {
	p := problem.New(problem.NotReady, fmt.Sprintf("The store of releases could not be asked for %d minutes. A withdrawal may have been missed, so no figures are given until it can be asked again.",
		int(s.options.Stale.Minutes())))
	p.Fix = "Try again in a minute."
	p.RetryAfter = 60
	return p
}

// synced says in the header when the source was last listed.
func (s *service) synced(c *gin.Context) {
	if s.options.Source != nil {
		c.Writer.Header().Set("Careduty-Synced", s.options.Source.Synced().UTC().Format(time.RFC3339))
	}
}
