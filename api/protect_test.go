package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/careduty/careduty/api"
	"github.com/careduty/careduty/api/problem"
)

func TestRateLimitIsEachClientsOwn(t *testing.T) {
	h := api.New(shared, api.Options{Version: "test", RatePerMinute: 3, TrustedProxies: []string{"192.0.2.0/24"}})
	ask := func(client string) *http.Response { return from(t, h, "192.0.2.1:1", client, "/v1/about") }
	for i := range 3 {
		r := ask("198.51.100.1")
		if r.StatusCode != http.StatusOK || r.Header.Get("RateLimit") != fmt.Sprintf(`"default";r=%d;t=%d`, 2-i, 21+20*i) || r.Header.Get("RateLimit-Policy") != `"default";q=3;w=60` {
			t.Errorf("request %d: %d %q %q", i, r.StatusCode, r.Header.Get("RateLimit"), r.Header.Get("RateLimit-Policy"))
		}
	}
	r := ask("198.51.100.1")
	checkProblem(t, r, http.StatusTooManyRequests, problem.TooMany)
	if r.Header.Get("Retry-After") != "21" {
		t.Errorf("Retry-After %q", r.Header.Get("Retry-After"))
	}
	if r := ask("198.51.100.2"); r.StatusCode != http.StatusOK {
		t.Errorf("another client: %d", r.StatusCode)
	}
	if r := from(t, h, "203.0.113.9:1", "198.51.100.3", "/v1/about"); !strings.Contains(r.Header.Get("RateLimit"), "r=2") {
		t.Errorf("a header from nobody trusted is believed: %s", r.Header.Get("RateLimit"))
	}
	if r := from(t, h, "192.0.2.1:1", "198.51.100.1", "/health/live"); r.StatusCode != http.StatusOK {
		t.Errorf("a probe is limited: %d", r.StatusCode)
	}
}

// from asks through a proxy for a client.
func from(t *testing.T, h http.Handler, proxy, client, target string) *http.Response {
	t.Helper()
	return answerTo(t, h, func(r *http.Request) {
		r.RemoteAddr = proxy
		r.Header.Set("X-Forwarded-For", client)
	}, target)
}

func TestTooMuchAtOnceIsTurnedAway(t *testing.T) {
	h := api.New(shared, api.Options{Version: "test", AtOnce: 1, CacheMB: 1})
	var all sync.WaitGroup
	codes := make(chan *http.Response, 200)
	for i := range 200 {
		all.Go(func() {
			codes <- get(t, h, fmt.Sprintf("/v1/data?measure=first_reviews_on_time&period=all&limit=%d", 5000+i))
		})
	}
	all.Wait()
	close(codes)
	seen := map[int]int{}
	for r := range codes {
		seen[r.StatusCode]++
		if r.StatusCode == http.StatusServiceUnavailable {
			checkProblem(t, r, http.StatusServiceUnavailable, problem.Overloaded)
			if r.Header.Get("Retry-After") == "" {
				t.Error("no Retry-After")
			}
		}
	}
	if seen[200] == 0 || seen[503] == 0 || seen[200]+seen[503] != 200 {
		t.Errorf("statuses %v", seen)
	}
}

func TestQueryTimeoutStopsTheQuery(t *testing.T) {
	h := api.New(shared, api.Options{Version: "test", QueryTimeout: 1})
	checkProblem(t, get(t, h, league), http.StatusGatewayTimeout, problem.QueryTimeout)
}

func TestMetricsHaveTheirOwnListener(t *testing.T) {
	private := free(t)
	base, _ := serve(t, api.Options{Releases: releases, MetricsAddr: private})
	for range 2 {
		if got := text(t, base+league); !strings.Contains(got, "overdue_reviews") {
			t.Fatal("no answer")
		}
	}
	wanted := []string{
		`careduty_requests_total{method="GET",route="/v1/reports/:measure/league-table",status="200"} 2`, `careduty_answers_total{from="memory"} 1`, `careduty_answers_total{from="work"} 1`,
	}
	missing := func() string {
		got := text(t, "http://"+private+"/metrics")
		for _, want := range wanted {
			if !strings.Contains(got, want) {
				return want
			}
		}
		return ""
	}
	// A request is counted when its answer has been sent, so its reader may be here before it is.
	for deadline := time.Now().Add(5 * time.Second); missing() != "" && time.Now().Before(deadline); {
		time.Sleep(10 * time.Millisecond)
	}
	if want := missing(); want != "" {
		t.Errorf("%s is not in the metrics", want)
	}
	r, err := http.Get(base + "/metrics") //nolint:noctx // a test
	if err != nil || r.StatusCode != http.StatusNotFound {
		t.Errorf("metrics are public: %d %v", r.StatusCode, err)
	}
	_ = r.Body.Close()
}
