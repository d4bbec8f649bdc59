package mirror_test

import (
	"context"
	"crypto/tls"
	"encoding/pem"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/mirror"
	"github.com/careduty/careduty/internal/mirror/mirrortest"
	"github.com/google/go-cmp/cmp"
)

const secret = "wJalrXUtnFEMI-secret"

// What is wrong with a store is one sentence, and none of what was sent, answered, or said by the language's own library is in it.
func TestWhatIsWrongIsToldInASentence(t *testing.T) {
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIA-secret")
	t.Setenv("AWS_SECRET_ACCESS_KEY", secret)
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("<!doctype html><p>Hello<br>")) }))
	t.Cleanup(page.Close)
	secure := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(secure.Close)
	old := httptest.NewUnstartedServer(http.NotFoundHandler())
	old.TLS = &tls.Config{MaxVersion: tls.VersionTLS11} //nolint:gosec // which is to be refused
	old.StartTLS()
	t.Cleanup(old.Close)
	cases := []struct {
		name, endpoint string
		kind           fault.Kind
		says           string
	}{
		{"nobody there", "http://127.0.0.1:1", fault.Unavailable, "does not answer"},
		{"no such machine", "https://storage.invalid", fault.Unavailable, "no machine of the object store's name"},
		{"a page", page.URL, fault.Usage, "is no object store"},
		{"no TLS", "https" + strings.TrimPrefix(page.URL, "http"), fault.Usage, "does not speak TLS"},
		{"TLS that does not verify", secure.URL, fault.Usage, "certificate cannot be verified"},
		{"TLS of long ago", old.URL, fault.Usage, "TLS"},
		{"no such bucket", mirrortest.Answering(t, 404, "NoSuchBucket"), fault.NotFound, "no such bucket"},
		{"credentials", mirrortest.Answering(t, 403, "AccessDenied"), fault.Usage, "refuses these credentials"},
		{"an unknown key", mirrortest.Answering(t, 403, "InvalidAccessKeyId"), fault.Usage, "refuses these credentials"},
		{"a wrong key", mirrortest.Answering(t, 403, "SignatureDoesNotMatch"), fault.Usage, "refuses these credentials"},
		{"an expired session", mirrortest.Answering(t, 400, "ExpiredToken"), fault.Usage, "session with the object store has expired"},
		{"clock skew", mirrortest.Answering(t, 403, "RequestTimeTooSkewed"), fault.Usage, "clock is wrong"},
		{"another region", mirrortest.Answering(t, 400, "AuthorizationHeaderMalformed"), fault.Usage, "another region"},
		{"a failure of its own", mirrortest.Answering(t, 500, "InternalError"), fault.Unavailable, "store failed"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s, err := mirror.Open("s3://care/public", mirror.Options{Endpoint: c.endpoint, Region: "us-east-1"})
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			published(t, dir, "2026-03-31", "a")
			_, put := s.Put(context.Background(), dir)
			_, listed := replica(t, s, plenty).Sync(context.Background())
			doing := map[string]error{"put": put, "sync": listed}
			if c.endpoint != page.URL { // which takes whatever is sent to it
				doing["conditional"] = s.Conditional(context.Background())
			}
			for doing, err := range doing {
				if !fault.Is(err, c.kind) || !strings.Contains(err.Error(), c.says) {
					t.Errorf("%s: %v (%v), want %v that says %q", doing, err, fault.Of(err), c.kind, c.says)
				}
				if err != nil {
					plainly(t, err.Error())
				}
			}
		})
	}
}

// plainly refuses a message that shows a secret, an answer of the store, or words of the language's library.
func plainly(t *testing.T, text string) {
	t.Helper()
	for _, not := range []string{secret, "AKIA", "secret-of-the-store", "dial tcp", "x509", "tls:", "http:", "EOF", "connection", "lookup", "XML", "127.0.0.1", "%!", "\n"} {
		if strings.Contains(strings.ReplaceAll(text, "http://", ""), not) && (not != "connection" || !strings.Contains(text, "TLS connection")) {
			t.Errorf("%q has %q", text, not)
		}
	}
}

// A store whose certificate is signed by an authority of its own is reached with that authority's file.
func TestAuthorityOfItsOwn(t *testing.T) {
	secure := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>`))
	}))
	defer secure.Close()
	file, none := filepath.Join(t.TempDir(), "ca.pem"), filepath.Join(t.TempDir(), "none.pem")
	write(t, file, string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: secure.Certificate().Raw})))
	write(t, none, "no certificate")
	s, err := mirror.Open("s3://care", mirror.Options{Endpoint: secure.URL, Region: "us-east-1", CA: file})
	if err != nil {
		t.Fatal(err)
	}
	synced(t, replica(t, s, plenty))
	for _, o := range []mirror.Options{
		{Endpoint: secure.URL, CA: none},
		{Endpoint: secure.URL, CA: filepath.Join(t.TempDir(), "missing")},
		{Endpoint: "http://127.0.0.1:1", CA: file},
	} {
		if _, err := mirror.Open("s3://care", o); !fault.Is(err, fault.Usage) || !strings.Contains(err.Error(), "--store-ca") {
			t.Errorf("%v: %v", o, err)
		}
	}
}

// A server that keeps to credentials refuses others.
func TestCredentials(t *testing.T) {
	endpoint, _ := mirrortest.Server(t, "INITIAL_NO_AUTH_ACTION_COUNT=1")
	s := store(t, endpoint)
	_, err := replica(t, s, plenty).Sync(context.Background())
	if !fault.Is(err, fault.Usage) || !strings.Contains(err.Error(), "refuses these credentials") {
		t.Errorf("told %v", err)
	}
}

// Wherever a publisher's line to the store breaks, a replica has the release whole or not at all, and the publisher who goes on ends where one
// without a break does.
func TestAPublisherBreaksOffAnywhere(t *testing.T) {
	endpoint, _ := mirrortest.Server(t)
	const most = 13 // writes of two releases and a marker, and those that try the store
	var broken, whole atomic.Int64
	t.Run("after", func(t *testing.T) {
		for writes := range int64(most) {
			t.Run(fmt.Sprint(writes), func(t *testing.T) {
				t.Parallel()
				if breaksOff(t, endpoint, writes) {
					broken.Add(1)
				} else {
					whole.Add(1)
				}
			})
		}
	})
	if broken.Load() != most-2 || whole.Load() != 2 {
		t.Errorf("%d publishers broke off, %d came to an end", broken.Load(), whole.Load())
	}
}

// breaksOff has a publisher's line break after so many writes, and tells whether it did.
func breaksOff(t *testing.T, endpoint string, writes int64) bool {
	t.Helper()
	way, dir := mirrortest.NewWay(t, endpoint), t.TempDir()
	published(t, dir, "2026-03-31", "a")
	published(t, dir, "2026-06-30", "b")
	write(t, filepath.Join(dir, "2026-03-31.withdrawn.json"), `{"reason":"wrong"}`)
	open := func(url string) *mirror.Store {
		s, err := mirror.Open(fmt.Sprintf("s3://care/breaks/%d", writes), mirror.Options{Endpoint: url, Region: "us-east-1"})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	way.Writes.Store(writes)
	_, err := open(way.URL).Put(t.Context(), dir)
	r, want := replica(t, open(endpoint), plenty), mirrortest.Tree(t, dir)
	synced(t, r)
	for name, text := range mirrortest.Tree(t, r.Dir()) {
		if want[name] != text {
			t.Errorf("%s is half there", name)
		}
	}
	for _, id := range []string{"2026-03-31", "2026-06-30"} {
		if n := len(filesOf(t, filepath.Join(r.Dir(), id))); n != 0 && n != 2 {
			t.Errorf("%s has %d files", id, n)
		}
	}
	if err != nil && !fault.Is(err, fault.Unavailable) {
		t.Errorf("the publisher is told %v", err)
	}
	put(t, open(endpoint), dir)
	if synced(t, r); !cmp.Equal(want, mirrortest.Tree(t, r.Dir())) {
		t.Errorf("going on: %s", cmp.Diff(want, mirrortest.Tree(t, r.Dir())))
	}
	return err != nil
}

func filesOf(t *testing.T, dir string) []os.DirEntry {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return entries
}

// One id is claimed by one release; whoever has claimed it may claim it again.
func TestClaims(t *testing.T) {
	endpoint, _ := mirrortest.Server(t)
	s, dir, ctx := store(t, endpoint), t.TempDir(), context.Background()
	published(t, dir, "one", "a")
	published(t, dir, "two", "b")
	for _, c := range []struct {
		sealed string
		taken  bool
	}{{"one", false}, {"one", false}, {"two", true}} {
		err := s.Claim(ctx, "2026-03-31", filepath.Join(dir, c.sealed))
		if c.taken != fault.Is(err, fault.Conflict) || !c.taken && err != nil {
			t.Errorf("%s is told %v", c.sealed, err)
		}
	}
}

// A directory that a publisher made itself is the store's only once it is there: another's of the same name takes its place, and one that never got there goes.
func TestWhatAPublisherMadeGivesWayToTheStore(t *testing.T) {
	endpoint, _ := mirrortest.Server(t)
	s, dir := store(t, endpoint), t.TempDir()
	published(t, dir, "2026-03-31", "theirs")
	put(t, s, dir)
	r := replica(t, s, plenty)
	published(t, r.Dir(), "2026-03-31", "ours")
	published(t, r.Dir(), "2026-06-30", "never put")
	if synced(t, r); !cmp.Equal(mirrortest.Tree(t, dir), mirrortest.Tree(t, r.Dir())) {
		t.Error(cmp.Diff(mirrortest.Tree(t, dir), mirrortest.Tree(t, r.Dir())))
	}
	published(t, r.Dir(), "2026-06-30", "put")
	put(t, s, r.Dir())
	before, _ := os.Stat(filepath.Join(r.Dir(), "2026-06-30", "cells.parquet"))
	synced(t, r)
	after, _ := os.Stat(filepath.Join(r.Dir(), "2026-06-30", "cells.parquet"))
	if !os.SameFile(before, after) {
		t.Error("what the publisher made and put was fetched again")
	}
}

// Two operators who mark one council's figures at the same moment both have their marker, or one is told.
func TestMarkersAreNotLost(t *testing.T) {
	endpoint, _ := mirrortest.Server(t)
	s, one, two, ctx := store(t, endpoint), t.TempDir(), t.TempDir(), context.Background()
	published(t, one, "2026-03-31", "a")
	put(t, s, one)
	const name = "2026-03-31.corrected-E08000035.json"
	write(t, filepath.Join(one, name), `{"reason":"one"}`)
	write(t, filepath.Join(two, name), `{"reason":"two"}`)
	done := make(chan error, 2)
	for _, dir := range []string{one, two} {
		go func() { _, err := s.PutMarkers(ctx, dir); done <- err }()
	}
	errs := []error{<-done, <-done}
	if n := len(slices.DeleteFunc(errs, func(err error) bool { return !fault.Is(err, fault.Conflict) })); n > 1 {
		t.Errorf("both are refused: %v", errs)
	}
	r := replica(t, s, plenty)
	synced(t, r)
	if text := mirrortest.Tree(t, r.Dir())[name]; !strings.Contains(text, "reason") {
		t.Errorf("the marker is %q", text)
	}
}

// A marker too large to be one still withdraws, by its name; a marker that cannot be had keeps the listing from counting.
func TestMarkersCountFirst(t *testing.T) {
	endpoint, client := mirrortest.Server(t)
	s, dir := store(t, endpoint), t.TempDir()
	published(t, dir, "2026-03-31", "a")
	put(t, s, dir)
	overwrite(t, client, "public/releases/markers/2026-03-31.withdrawn.json", strings.Repeat(" ", 100_000))
	r := replica(t, s, plenty)
	synced(t, r)
	if text, ok := mirrortest.Tree(t, r.Dir())["2026-03-31.withdrawn.json"]; !ok || text != "" {
		t.Errorf("the marker is there: %v, with %d bytes", ok, len(text))
	}
	if time.Since(r.Synced()) > time.Minute {
		t.Error("the listing does not count")
	}
}

// A cache is one program's, and of an outline manifests alone are fetched.
func TestCaches(t *testing.T) {
	endpoint, _ := mirrortest.Server(t)
	s, dir, cache := store(t, endpoint), t.TempDir(), t.TempDir()
	published(t, dir, "2026-03-31", "a")
	put(t, s, dir)
	r, err := mirror.NewReplica(s, cache, plenty)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := mirror.NewReplica(s, cache, plenty); !fault.Is(err, fault.Conflict) {
		t.Errorf("a second program is told %v", err)
	}
	_ = r.Close()
	outline, err := mirror.NewOutline(s, cache)
	if err != nil {
		t.Fatal(err)
	}
	defer outline.Close()
	synced(t, outline)
	got, want := mirrortest.Tree(t, outline.Dir()), mirrortest.Tree(t, dir)
	if hollow := got["2026-03-31/cells.parquet"]; strings.Trim(hollow, "\x00") != "" || len(hollow) != 1000 || got["2026-03-31/manifest.json"] != want["2026-03-31/manifest.json"] {
		t.Errorf("an outline of %d files", len(got))
	}
}
