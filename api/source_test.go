package api_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/careduty/careduty/api"
	"github.com/careduty/careduty/internal/fault"
)

// source is one whose listings are made by the test.
type source struct {
	mu     sync.Mutex
	synced time.Time
	begin  chan error
}

func (s *source) Begin(ctx context.Context) error {
	select {
	case err := <-s.begin:
		return err
	case <-ctx.Done():
		return fault.New(fault.Canceled, "The service was told to end.", "")
	}
}

func (s *source) Follow(context.Context) {}

func (s *source) Synced() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.synced
}

func (s *source) list(at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.synced = at
}

// A copy whose source could not be listed for long gives no figure, page or file, not even by 304, and says why; the probes, and what
// belongs to no release, are there. Once the source is listed again all is as it was.
func TestNothingIsServedThatMayHaveBeenWithdrawn(t *testing.T) {
	src := &source{synced: time.Now()}
	h := api.New(shared, api.Options{Source: src, Version: "test"})
	etag := get(t, h, league).Header.Get("ETag")
	fresh := get(t, h, league)
	if at, err := time.Parse(time.RFC3339, fresh.Header.Get("Careduty-Synced")); err != nil || time.Since(at) > time.Minute {
		t.Errorf("Careduty-Synced: %q", fresh.Header.Get("Careduty-Synced"))
	}
	src.list(time.Now().Add(-14 * time.Minute))
	if r := get(t, h, league); r.StatusCode != http.StatusOK {
		t.Errorf("after 14 minutes: %d", r.StatusCode)
	}
	src.list(time.Now().Add(-16 * time.Minute))
	for _, target := range append(dataAddresses(), "/health/ready", league+"?format=csv", "/v1/releases/latest/files/manifest.json") {
		r := get(t, h, target, "If-None-Match", etag)
		if r.StatusCode != http.StatusServiceUnavailable || r.Header.Get("Retry-After") != "60" {
			t.Errorf("%s: %d, Retry-After %q", target, r.StatusCode, r.Header.Get("Retry-After"))
		}
		text := body(t, r)
		if !strings.Contains(text, "could not be asked for 15 minutes") {
			t.Errorf("%s says %s", target, text)
		}
		if strings.HasPrefix(target, "/v1/") && (r.Header.Get("Content-Type") != "application/problem+json" || json.Unmarshal([]byte(text), new(map[string]any)) != nil) {
			t.Errorf("%s: %s", target, r.Header.Get("Content-Type"))
		}
		if strings.Contains(text, "synthetic-") {
			t.Errorf("%s names a release", target)
		}
	}
	for _, target := range []string{"/health/live", "/style.css", "/v1/openapi.json"} {
		if r := get(t, h, target); r.StatusCode != http.StatusOK {
			t.Errorf("%s: %d", target, r.StatusCode)
		}
	}
	src.list(time.Now())
	if r := get(t, h, league, "If-None-Match", etag); r.StatusCode != http.StatusNotModified {
		t.Errorf("once it is listed again: %d", r.StatusCode)
	}
}

// dataAddresses are one of each: data, pages, feeds, files.
func dataAddresses() []string {
	return []string{
		"/", "/reports", "/docs", league, "/v1/data?measure=overdue_reviews", "/v1/releases", "/v1/about", "/v1/releases.atom", "/v1/catalog.jsonld",
		strings.TrimPrefix(league, "/v1"), league + "?format=svg", "/v1/measures", "/v1/areas",
	}
}

// What the directory is a copy of changes no byte of an answer but what is said of the service itself.
func TestACopyAnswersAsItsOriginal(t *testing.T) {
	plain, copied := api.New(shared, api.Options{Version: "test"}), api.New(shared, api.Options{Version: "test", Source: &source{synced: time.Now()}})
	for _, target := range append(dataAddresses(), league+"?format=parquet") {
		a, b := get(t, plain, target), get(t, copied, target)
		if target == "/v1/about" {
			if text := body(t, b); !strings.Contains(text, `"replica":true`) || strings.Contains(body(t, a), `"replica":true`) {
				t.Errorf("about says %s", text)
			}
			continue
		}
		if a.Header.Get("ETag") != b.Header.Get("ETag") || body(t, a) != body(t, b) {
			t.Errorf("%s: ETags %s and %s", target, a.Header.Get("ETag"), b.Header.Get("ETag"))
		}
		if a.Header.Get("Careduty-Synced") != "" {
			t.Errorf("%s: an original says when it was copied", target)
		}
	}
}

// While its releases are on their way the service lives, is not ready, and answers 503; what cannot be mended by waiting ends it.
func TestWhileTheReleasesAreOnTheirWay(t *testing.T) {
	addr, ctx := free(t), t.Context()
	src := &source{begin: make(chan error), synced: time.Now()}
	ended := make(chan error, 1)
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	ready := make(chan struct{})
	go func() {
		ended <- api.Serve(ctx, api.Options{Addr: addr, Releases: releases, Source: src, Version: "test", Ready: func(string) { close(ready) }})
	}()
	status := func(path string) int {
		for range 200 {
			r, err := http.Get("http://" + addr + path) //nolint:noctx // a test
			if err == nil {
				_ = r.Body.Close()
				return r.StatusCode
			}
			time.Sleep(10 * time.Millisecond)
		}
		return 0
	}
	for path, want := range map[string]int{"/health/live": 200, "/health/ready": 503, league: 503, "/": 503} {
		if got := status(path); got != want {
			t.Errorf("%s: %d, want %d", path, got, want)
		}
	}
	src.begin <- nil
	<-ready
	if got := status(league); got != http.StatusOK {
		t.Errorf("once they are there: %d", got)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	src = &source{begin: make(chan error, 1)}
	src.begin <- fault.New(fault.NotFound, "The object store has no such bucket.", "")
	if err := api.Serve(t.Context(), api.Options{Addr: free(t), Releases: releases, Source: src}); !fault.Is(err, fault.NotFound) {
		t.Errorf("without a bucket the service ends with %v", err)
	}
}
