package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/careduty/careduty/internal/mirror"
	"github.com/careduty/careduty/internal/mirror/mirrortest"
	"github.com/careduty/careduty/internal/release/releasetest"
	"github.com/minio/minio-go/v7"
)

// server is one replica: a process of its own, with a cache of its own.
type server struct {
	addr, cache string
	args        []string
	process     *exec.Cmd
	errors      bytes.Buffer
	away        atomic.Bool // not there, or without releases: it may answer 503, or not at all
	fetched     atomic.Bool // of the withdrawn release: it has answered 410
}

func (s *server) start(t *testing.T) {
	t.Helper()
	s.process = exec.Command("careduty", s.args...)
	s.process.Stderr = &s.errors
	if err := s.process.Start(); err != nil {
		t.Fatal(err)
	}
}

// kill ends it as a machine that fails does.
func (s *server) kill() {
	_ = s.process.Process.Kill()
	_ = s.process.Wait()
}

// end tells it to end, and wants it to do so in good order.
func (s *server) end(t *testing.T) {
	t.Helper()
	_ = s.process.Process.Signal(syscall.SIGTERM)
	if err := s.process.Wait(); err != nil {
		t.Errorf("%s ends with %v", s.addr, err)
	}
}

func newServer(t *testing.T, endpoint string) *server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	s := &server{addr: l.Addr().String(), cache: t.TempDir()}
	s.args = []string{
		"serve", "--releases", bucketed, "--store-endpoint", endpoint, "--store-region", "us-east-1", "--cache", s.cache, "--sync-every", "1s",
		"--addr", s.addr, "--at-once", "16",
	}
	t.Cleanup(func() {
		if s.process != nil {
			s.kill()
		}
	})
	return s
}

const bucketed = "s3://care/public"

// stand waits until a server says of itself what it should.
func (s *server) stand(t *testing.T, path string, status int, says string) time.Duration {
	t.Helper()
	began, last := time.Now(), ""
	for time.Since(began) < 2*time.Minute {
		if r, err := http.Get("http://" + s.addr + path); err == nil { //nolint:noctx // a test
			text, _ := io.ReadAll(r.Body)
			_ = r.Body.Close()
			if last = fmt.Sprintf("%d %s", r.StatusCode, text); r.StatusCode == status && strings.Contains(string(text), says) {
				return time.Since(began)
			}
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("%s%s does not become %d with %q; it is %s; its log: %s", s.addr, path, status, says, last, s.errors.String())
	return 0
}

// crowd asks servers at random for as long as the test runs and holds their answers against each other: same address and release, same bytes and ETag.
type crowd struct {
	t       *testing.T
	servers []*server
	answers sync.Map // of address and release: digest and ETag
	asked   atomic.Int64
	refused atomic.Int64 // by a server that was away
	gone    atomic.Int64
	stop    chan struct{}
	once    sync.Once
	wait    sync.WaitGroup
}

var answeredRelease = regexp.MustCompile(`"release":\s*"([^"]+)"`)

func (l *crowd) begin(clients int) {
	l.stop = make(chan struct{})
	for n := range clients {
		l.wait.Go(func() {
			for i := n; ; i += clients {
				select {
				case <-l.stop:
					return
				default:
					l.ask(l.servers[i%len(l.servers)], i)
				}
			}
		})
	}
}

func (l *crowd) end() {
	l.once.Do(func() { close(l.stop) })
	l.wait.Wait()
}

func (l *crowd) ask(s *server, i int) {
	target := fmt.Sprintf("/v1/reports/overdue_reviews/league-table?limit=%d", 1+i%150)
	pinned := i%5 == 0
	if pinned {
		target += "&release=" + first
	}
	was, away := s.fetched.Load(), s.away.Load()
	r, err := http.Get("http://" + s.addr + target) //nolint:noctx // a test
	away = away || s.away.Load()
	l.asked.Add(1)
	if err != nil {
		if l.refused.Add(1); !away {
			l.t.Errorf("%s does not answer: %v", s.addr, err)
		}
		return
	}
	text, err := io.ReadAll(r.Body)
	_ = r.Body.Close()
	switch {
	case err != nil && away, r.StatusCode == http.StatusServiceUnavailable && away:
		l.refused.Add(1)
	case err != nil:
		l.t.Errorf("%s breaks off: %v", s.addr, err)
	case r.StatusCode == http.StatusGone && pinned:
		s.fetched.Store(true)
		l.gone.Add(1)
	case r.StatusCode != http.StatusOK, pinned && was:
		l.t.Errorf("%s%s: %d %s", s.addr, target, r.StatusCode, text)
	default:
		l.compare(s, target, r.Header, text)
	}
}

func (l *crowd) compare(s *server, target string, h http.Header, text []byte) {
	if at, err := time.Parse(time.RFC3339, h.Get("Careduty-Synced")); err != nil || time.Since(at) > 15*time.Minute {
		l.t.Errorf("Careduty-Synced: %q", h.Get("Careduty-Synced"))
	}
	m := answeredRelease.FindSubmatch(text)
	if m == nil {
		l.t.Errorf("%s%s names no release", s.addr, target)
		return
	}
	is := fmt.Sprintf("%x %s", sha256.Sum256(text), h.Get("ETag"))
	if was, there := l.answers.LoadOrStore(target+" "+string(m[1]), is); there && was != is {
		l.t.Errorf("%s%s of %s differs from another replica's answer", s.addr, target, m[1])
	}
}

const (
	first  = "synthetic-2026-03-31"
	second = "synthetic-2026-06-30"
	third  = "synthetic-2026-09-30"
)

// Three replicas over one store, under load throughout: a release published, one withdrawn, a replica killed and restarted with an empty cache, the
// store gone for a while (CAREDUTY_STORE_GONE=60s), a release half uploaded. No wrong answer, and none refused but by a replica that has nothing yet.
func TestReplicas(t *testing.T) {
	mirrortest.Long(t)
	endpoint, client := mirrortest.Server(t)
	way, made, ctx := mirrortest.NewWay(t, endpoint), t.TempDir(), t.Context()
	publish := func(id string, shift int) {
		if err := releasetest.Write(ctx, made, releasetest.Options{ID: id, Measures: 1, Years: 1, Dimensions: []string{}, Shift: shift}); err != nil {
			t.Fatal(err)
		}
	}
	s, err := mirror.Open(bucketed, mirror.Options{Endpoint: endpoint, Region: "us-east-1"})
	if err != nil {
		t.Fatal(err)
	}
	put := func() {
		if _, err := s.Put(ctx, made); err != nil {
			t.Fatal(err)
		}
	}
	publish(first, 1)
	put()
	all := []*server{newServer(t, way.URL), newServer(t, way.URL), newServer(t, way.URL)}
	for _, x := range all {
		x.start(t)
	}
	for _, x := range all {
		x.stand(t, "/health/ready", 200, first)
	}
	l := &crowd{t: t, servers: all}
	l.begin(6)
	t.Cleanup(l.end)

	publish(second, 2)
	put()
	for _, x := range all {
		t.Logf("published: served after %v", x.stand(t, "/health/ready", 200, second).Round(time.Millisecond))
	}
	withdraw(t, endpoint)
	for _, x := range all {
		t.Logf("withdrawn: gone after %v", x.stand(t, "/v1/reports/overdue_reviews?release="+first, 410, "A figure was wrong.").Round(time.Millisecond))
	}
	restart(t, all[1])
	outage(t, way, all)
	halfUploaded(t, client, made, publish, all)
	l.end()
	for _, x := range all {
		x.end(t)
		if strings.Contains(x.errors.String(), `"cause"`) && strings.Contains(x.errors.String(), "dial tcp") {
			t.Errorf("a log says: %s", x.errors.String())
		}
	}
	distinct := 0
	l.answers.Range(func(any, any) bool { distinct++; return true })
	t.Logf("%d requests, %d of them to a release withdrawn (410), %d refused by a replica that was away; %d distinct answers", l.asked.Load(), l.gone.Load(), l.refused.Load(), distinct)
	if l.gone.Load() == 0 || distinct < 100 {
		t.Error("the load asked for too little")
	}
}

func withdraw(t *testing.T, endpoint string) {
	t.Helper()
	c := exec.Command("careduty", "withdraw", first, "--releases", bucketed, "--store-endpoint", endpoint, "--store-region", "us-east-1",
		"--reason", "A figure was wrong.", "--on", "2026-07-01", "--replacement", second)
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}

// restart kills a replica and starts it with nothing in its cache.
func restart(t *testing.T, s *server) {
	t.Helper()
	s.away.Store(true)
	s.kill()
	if err := os.RemoveAll(s.cache); err != nil {
		t.Fatal(err)
	}
	s.start(t)
	t.Logf("killed: ready again from an empty cache after %v", s.stand(t, "/health/ready", 200, second).Round(time.Millisecond))
	s.away.Store(false)
}

// outage takes the store away. Replicas go on; one that begins meanwhile says that it has nothing, and begins once the store is back.
func outage(t *testing.T, way *mirrortest.Way, all []*server) {
	t.Helper()
	length := 4 * time.Second
	if text := os.Getenv("CAREDUTY_STORE_GONE"); text != "" {
		var err error
		if length, err = time.ParseDuration(text); err != nil {
			t.Fatal(err)
		}
	}
	way.Shut.Store(true)
	began := time.Now()
	empty := newServer(t, way.URL)
	empty.start(t)
	empty.stand(t, "/health/live", 200, "ok")
	for _, path := range []string{"/health/ready", "/", "/v1/releases", "/v1/releases/" + first + "/files/manifest.json"} {
		empty.stand(t, path, 503, "being fetched")
	}
	time.Sleep(max(0, length-time.Since(began)))
	for _, x := range all {
		x.stand(t, "/health/ready", 200, second)
	}
	way.Shut.Store(false)
	t.Logf("the store was gone for %v; the empty replica was ready %v after", time.Since(began).Round(time.Second), empty.stand(t, "/health/ready", 200, second).Round(time.Millisecond))
	empty.end(t)
}

// halfUploaded puts a release's files without its index, as a publisher who breaks off does. No replica lists it.
func halfUploaded(t *testing.T, client *minio.Client, made string, publish func(string, int), all []*server) {
	t.Helper()
	publish(third, 3)
	entries, err := os.ReadDir(filepath.Join(made, third))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(made, third, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		key := fmt.Sprintf("public/objects/%x", sha256.Sum256(text))
		if _, err := client.PutObject(context.Background(), mirrortest.Bucket, key, bytes.NewReader(text), int64(len(text)), minio.PutObjectOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	time.Sleep(3 * time.Second)
	for _, x := range all {
		x.stand(t, "/v1/releases/"+third, 404, "no release")
		x.stand(t, "/health/ready", 200, second)
	}
}
