package api_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/careduty/careduty/api"
)

// Answers held whole are read by address as a file is: whole, in parts, only if they are still what they were.
func TestRangesAndConditionsOfAnswers(t *testing.T) {
	h := handler(t)
	target := league + "?format=parquet"
	first := get(t, h, target)
	whole, tag := body(t, first), first.Header.Get("ETag")
	if first.Header.Get("Accept-Ranges") != "bytes" || first.Header.Get("Last-Modified") != "" {
		t.Errorf("header %v", first.Header)
	}
	for _, c := range []struct {
		name   string
		header []string
		status int
		body   string
	}{
		{"the first bytes", []string{"Range", "bytes=0-3"}, 206, whole[:4]},
		{"the last bytes", []string{"Range", "bytes=-8"}, 206, whole[len(whole)-8:]},
		{"another unit", []string{"Range", "rows=0-3"}, 200, whole},
		{"a range of this one", []string{"Range", "bytes=0-3", "If-Range", tag}, 206, whole[:4]},
		{"a range of another", []string{"Range", "bytes=0-3", "If-Range", `"x"`}, 200, whole},
		{"if it is this one", []string{"If-Match", tag}, 200, whole},
		{"if it is any", []string{"If-Match", "*"}, 200, whole},
		{"not weakly", []string{"If-Match", "W/" + tag}, 412, ""},
		{"if it is another", []string{"If-Match", `"x"`}, 412, ""},
		{"both conditions", []string{"If-Match", `"x"`, "If-None-Match", tag}, 412, ""},
		{"a range of what is there already", []string{"Range", "bytes=0-3", "If-None-Match", tag}, 304, ""},
		{"a date, which there is none of", []string{"If-Modified-Since", "Tue, 01 Jan 2030 00:00:00 GMT"}, 200, whole},
	} {
		for _, h := range []http.Handler{h, handler(t)} { // remembered, and worked out
			r := get(t, h, target, c.header...)
			if got := body(t, r); r.StatusCode != c.status || c.body != "" && got != c.body {
				t.Errorf("%s: %d with %d bytes, want %d with %d", c.name, r.StatusCode, len(got), c.status, len(c.body))
			}
		}
	}
	if r := get(t, h, target, "Range", "bytes=99999999-"); r.StatusCode != 416 || r.Header.Get("Content-Range") != fmt.Sprintf("bytes */%d", len(whole)) || r.Header.Get("ETag") != "" {
		t.Errorf("beyond the end: %d %v", r.StatusCode, r.Header)
	}
}

func TestSlashesAtTheEndLeadOn(t *testing.T) {
	h := handler(t)
	for target, want := range map[string]string{
		league + "/?level=region": league + "?level=region", "/v1/reports//": "/v1/reports", "/reports/": "/reports", "//example.org/": "/example.org",
	} {
		if r := get(t, h, target); r.StatusCode != http.StatusPermanentRedirect || r.Header.Get("Location") != want {
			t.Errorf("%s: %d to %q", target, r.StatusCode, r.Header.Get("Location"))
		}
	}
}

// large is more rows than are kept, in a format that streams.
const large = "/v1/data?measure=overdue_reviews,direct_payment_uptake,first_reviews_on_time,complaints_upheld,budget_cuts_without_reassessment&period=all&level=council&by=age_band&format=csv"

func TestStreamsAreCompressed(t *testing.T) {
	h := handler(t)
	plain := get(t, h, large)
	if plain.Header.Get("Accept-Ranges") != "none" {
		t.Fatalf("it is no stream: %v", plain.Header)
	}
	r := get(t, h, large, "Accept-Encoding", "gzip")
	if r.Header.Get("Content-Encoding") != "gzip" || r.Header.Get("ETag") == plain.Header.Get("ETag") {
		t.Fatalf("%v", r.Header)
	}
	z, err := gzip.NewReader(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	if text, err := io.ReadAll(z); err != nil || string(text) != body(t, plain) {
		t.Errorf("another answer (%v)", err)
	}
}

// Readers who take a hundred bytes and then nothing hold no place: others are answered as if they were not there.
func TestStalledReadersHoldNobodyUp(t *testing.T) {
	base, _ := serve(t, api.Options{Releases: releases, AtOnce: 2, RatePerMinute: -1, Queue: 5 * time.Second})
	for range 8 {
		c, err := net.Dial("tcp", strings.TrimPrefix(base, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		_ = c.(*net.TCPConn).SetReadBuffer(4096)
		fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: x\r\n\r\n", large)
		if _, err := io.CopyN(io.Discard, c, 100); err != nil {
			t.Fatal(err)
		}
	}
	began := time.Now()
	for i := range 10 {
		if got, text := asked(t, fmt.Sprintf("%s%s?limit=%d", base, league, 100+i)); got != http.StatusOK {
			t.Fatalf("%d: %.300s", got, text)
		}
	}
	if took := time.Since(began); took > 10*time.Second {
		t.Errorf("ten answers took %s", took)
	}
}

// logLines is a log that several write to.
type logLines struct {
	mu sync.Mutex
	bytes.Buffer
}

func (l *logLines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.Buffer.Write(p)
}

// Each request has a line, which names its client only where that is wanted; a made-up method is one word.
func TestAccessLog(t *testing.T) {
	for _, clients := range []bool{false, true} {
		var out logLines
		h := api.New(shared, api.Options{Version: "test", Log: slog.New(slog.NewJSONHandler(&out, nil)), LogClients: clients, TrustedProxies: []string{"192.0.2.0/24"}})
		from(t, h, "192.0.2.1:1", "198.51.100.9", league)
		do(t, h, "BREW", league)
		var seen []map[string]any
		for lines := bufio.NewScanner(strings.NewReader(out.String())); lines.Scan(); {
			var line map[string]any
			if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
				t.Fatal(err)
			}
			if line["msg"] == "request" {
				seen = append(seen, line)
			}
		}
		if len(seen) != 2 || seen[0]["route"] != "/v1/reports/:measure/league-table" || seen[0]["status"] != 200.0 || seen[1]["method"] != "other" {
			t.Fatalf("%v", seen)
		}
		if got, named := seen[0]["client"]; named != clients || clients && got != "198.51.100.9" {
			t.Errorf("the client is %v", got)
		}
	}
}

// What is turned away is counted, and told once a minute, not once a request.
func TestShedLoadIsALineAMinute(t *testing.T) {
	var out logLines
	h := api.New(shared, api.Options{Version: "test", AtOnce: 1, CacheMB: 1, Queue: time.Millisecond, Log: slog.New(slog.NewJSONHandler(&out, nil))})
	var all sync.WaitGroup
	for i := range 100 {
		all.Go(func() { get(t, h, fmt.Sprintf("/v1/data?measure=first_reviews_on_time&period=all&limit=%d", 6000+i)) })
	}
	all.Wait()
	if n := strings.Count(out.String(), "turned away"); n != 1 || strings.Contains(out.String(), `"ERROR"`) {
		t.Errorf("%d lines: %.500s", n, out.String())
	}
}

// Without a base URL what is kept holds no host, and what must be absolute is made for its caller alone.
func TestAddressesWithoutABaseURL(t *testing.T) {
	h := api.New(shared, api.Options{Version: "test"})
	for _, target := range []string{"/v1/releases.atom", "/v1/catalog.jsonld"} {
		r := get(t, h, target)
		if text := body(t, r); !strings.Contains(text, "http://example.") || !strings.HasPrefix(r.Header.Get("Cache-Control"), "private") {
			t.Errorf("%s: %v %.200s", target, r.Header, text)
		}
	}
	with := api.New(shared, api.Options{Version: "test", BaseURL: "https://care.example.org"})
	for _, target := range []string{"/v1/releases.atom", "/v1/catalog.jsonld"} {
		r := get(t, with, target)
		if text := body(t, r); !strings.Contains(text, "https://care.example.org/") || !strings.HasPrefix(r.Header.Get("Cache-Control"), "public") {
			t.Errorf("%s: %v %.200s", target, r.Header, text)
		}
	}
	if a, b := get(t, h, league).Header.Get("ETag"), get(t, with, league).Header.Get("ETag"); a == b {
		t.Error("two addresses of the service have one ETag")
	}
	other := api.New(shared, api.Options{Version: "another build"})
	if a, b := get(t, h, league).Header.Get("ETag"), get(t, other, league).Header.Get("ETag"); a == b {
		t.Error("two builds have one ETag")
	}
}

// timedWriter notes what is written to it, and the time it is given.
type timedWriter struct {
	http.ResponseWriter
	pieces []int
	given  []time.Duration
}

func (w *timedWriter) Write(p []byte) (int, error) {
	w.pieces = append(w.pieces, len(p))
	return len(p), nil
}

func (w *timedWriter) SetWriteDeadline(at time.Time) error {
	w.given = append(w.given, time.Until(at))
	return nil
}

// An answer that is held is one write as long as it is not very long, with a second for each kilobyte at least; a longer one has a minute for each
// piece of sixty.
func TestALineHasTheTimeItNeeds(t *testing.T) {
	h := handler(t)
	for target, one := range map[string]bool{league: true, "/v1/data?measure=overdue_reviews,direct_payment_uptake&period=all": false} {
		get(t, h, target)
		w := &timedWriter{ResponseWriter: httptest.NewRecorder()}
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, target, nil)
		h.ServeHTTP(w, r)
		total := 0
		for _, n := range w.pieces {
			total += n
		}
		switch {
		case total < 60_000 || one != (len(w.pieces) == 1) || one != (total <= 240_000) || len(w.given) != len(w.pieces):
			t.Errorf("%s: %d bytes in %d pieces, given time %d times", target, total, len(w.pieces), len(w.given))
		case one && w.given[0].Seconds() < float64(total)/1000-1:
			t.Errorf("%s: %d bytes in %s", target, total, w.given[0])
		case !one && (slices.Max(w.pieces) > 60_000 || slices.Min(w.given) < 59*time.Second || slices.Max(w.given) > time.Minute):
			t.Errorf("%s: %d bytes at once, between %s and %s", target, slices.Max(w.pieces), slices.Min(w.given), slices.Max(w.given))
		}
	}
}
