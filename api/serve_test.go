package api_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/careduty/careduty/api"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/release/releasetest"
)

// serve runs the service on a free port until the test ends; stop ends it and gives what it returned.
func serve(t testing.TB, o api.Options) (base string, stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	addr, ended := make(chan string, 1), make(chan error, 1)
	o.Addr, o.Version, o.Ready = "127.0.0.1:0", "test", func(a string) { addr <- a }
	go func() { ended <- api.Serve(ctx, o) }()
	var once sync.Once
	var result error
	stop = func() error {
		once.Do(func() { cancel(); result = <-ended })
		return result
	}
	t.Cleanup(func() { _ = stop() })
	select {
	case a := <-addr:
		return "http://" + a, stop
	case err := <-ended:
		ended <- err // for stop
		t.Fatal(err)
	}
	return "", nil
}

func TestServeAnswersUntilItIsTold(t *testing.T) {
	base, stop := serve(t, api.Options{Releases: releases})
	r, err := http.Get(base + "/health/ready") //nolint:noctx // a test
	if err != nil || r.StatusCode != http.StatusOK {
		t.Fatal(r, err)
	}
	r.Body.Close()
	if err := stop(); err != nil {
		t.Errorf("the service ends with %v", err)
	}
	if _, err := http.Get(base + "/health/ready"); err == nil { //nolint:noctx,bodyclose // there is no answer
		t.Error("it answers after its end")
	}
}

func TestServeRefuses(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	cases := []struct {
		name string
		o    api.Options
		kind fault.Kind
		says string
	}{
		{"a port in use", api.Options{Addr: taken.Addr().String(), Releases: releases}, fault.Conflict, "port is in use"},
		{"a bad address", api.Options{Addr: "nowhere", Releases: releases}, fault.Usage, "127.0.0.1:8080"},
		{"an empty directory", api.Options{Addr: "127.0.0.1:0", Releases: t.TempDir()}, fault.Refused, "careduty publish"},
		{"no directory", api.Options{Addr: "127.0.0.1:0", Releases: "/does/not/exist"}, fault.Refused, "cannot be read"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			ctx, stop := context.WithTimeout(t.Context(), 10*time.Second)
			defer stop()
			if err := api.Serve(ctx, c.o); !fault.Is(err, c.kind) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want %v that says %q", err, c.kind, c.says)
			}
		})
	}
}

// A release swapped in under load: no request fails, none mixes two releases, and the new one is served.
func TestSwapUnderLoad(t *testing.T) {
	dir := t.TempDir()
	publish := func(i int) string {
		id := fmt.Sprintf("synthetic-2026-%02d-01", i)
		o := releasetest.Options{ID: id, Measures: 1, Years: 1, Dimensions: []string{}, Shift: i}
		if err := releasetest.Write(t.Context(), dir, o); err != nil {
			t.Fatal(err)
		}
		return id
	}
	publish(1)
	base, stop := serve(t, api.Options{Releases: dir, Every: 20 * time.Millisecond})
	done := make(chan struct{})
	var clients sync.WaitGroup
	var newest atomic.Value
	newest.Store("")
	for n := range 4 {
		clients.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-done:
					return
				default:
					newest.Store(ask(t, fmt.Sprintf("%s%s?limit=%d", base, league, 1+(n*1000+i)%150)))
				}
			}
		})
	}
	for i := 2; i <= 4; i++ {
		id := publish(i)
		deadline := time.Now().Add(10 * time.Second)
		for newest.Load() != id && time.Now().Before(deadline) {
			time.Sleep(5 * time.Millisecond)
		}
		if newest.Load() != id {
			t.Errorf("%s is not served", id)
		}
	}
	close(done)
	clients.Wait()
	if err := stop(); err != nil {
		t.Error(err)
	}
}

// ask holds an answer to be of one release, and gives it.
func ask(t *testing.T, target string) string {
	r, err := http.Get(target) //nolint:noctx // a test
	if err != nil {
		t.Error(err)
		return ""
	}
	text, err := io.ReadAll(r.Body)
	if err = closing(err, r); err != nil || r.StatusCode != http.StatusOK {
		t.Errorf("%s: %d %v", target, r.StatusCode, err)
		return ""
	}
	ids := map[string]bool{}
	for _, m := range rowRelease.FindAllStringSubmatch(string(text), -1) {
		ids[m[1]] = true
	}
	if len(ids) != 1 {
		t.Errorf("an answer of %d releases: %v", len(ids), ids)
	}
	for id := range ids {
		return id
	}
	return ""
}

func closing(err error, r *http.Response) error {
	if cerr := r.Body.Close(); err == nil {
		err = cerr
	}
	return err
}

// free is an address nobody listens on.
func free(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func text(t *testing.T, target string) string {
	t.Helper()
	r, err := http.Get(target) //nolint:noctx // a test
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(r.Body)
	if err = closing(err, r); err != nil {
		t.Fatal(err)
	}
	return string(got)
}

// The heap is held to a bound that leaves what is in use its room.
func TestMemoryIsHeld(t *testing.T) {
	t.Setenv("GOMEMLIMIT", "")
	before := debug.SetMemoryLimit(-1)
	_, stop := serve(t, api.Options{Releases: releases, CacheMB: 64})
	held := func() bool { limit := debug.SetMemoryLimit(-1); return limit >= (112+64)<<20 && limit < before }
	for begun := time.Now(); !held(); time.Sleep(10 * time.Millisecond) {
		if time.Since(begun) > 5*time.Second {
			t.Fatalf("the bound is %d bytes", debug.SetMemoryLimit(-1))
		}
	}
	stop()
	for begun := time.Now(); debug.SetMemoryLimit(-1) != before; time.Sleep(10 * time.Millisecond) {
		if time.Since(begun) > 5*time.Second {
			t.Fatal("the bound stays when the service has ended")
		}
	}
}
