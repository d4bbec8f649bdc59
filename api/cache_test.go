package api

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// Whoever waits for an answer whose maker fails gets the failure too, never an empty answer.
func TestThoseWhoWaitGetThePanicToo(t *testing.T) {
	c := newCache(1)
	begun, fail := make(chan struct{}), make(chan struct{})
	panicked := make(chan bool, 10)
	var all sync.WaitGroup
	load := func(build func() (*response, error)) {
		told := false
		defer func() { panicked <- recover() != nil || told }()
		a, err := c.load("tag", build)
		if told = err != nil && a == nil; !told {
			t.Error("an empty answer")
		}
	}
	all.Go(func() { load(func() (*response, error) { close(begun); <-fail; panic("a defect") }) })
	<-begun
	for range 5 {
		all.Go(func() { load(func() (*response, error) { return nil, errors.New("made twice") }) })
	}
	time.Sleep(50 * time.Millisecond)
	close(fail)
	all.Wait()
	for range 6 {
		if !<-panicked {
			t.Error("somebody was not told of the defect")
		}
	}
}

// However many ways a request is written, what is kept of them is bounded in bytes.
func TestWhatIsKeptIsBounded(t *testing.T) {
	c := newCache(1)
	a := &response{header: http.Header{"X": {strings.Repeat("h", 5000)}}, body: make([]byte, 3000), etag: "tag"}
	for i := range 50_000 {
		c.remember(fmt.Sprint(i, strings.Repeat("k", 2000)), a.etag, http.Header{"Content-Location": {strings.Repeat("h", 3000)}})
		if i < 2000 {
			b := *a
			b.etag = fmt.Sprint("tag", i)
			if _, err := c.load(b.etag, func() (*response, error) { return &b, nil }); err != nil {
				t.Fatal(err)
			}
		}
	}
	c.answers.CleanUp()
	c.etags.CleanUp()
	if n := c.etags.WeightedSize(); n > etagBytes {
		t.Errorf("ways take %d bytes", n)
	}
	if n := c.answers.WeightedSize(); n > 1<<20 || c.answers.EstimatedSize() > 130 {
		t.Errorf("%d answers take %d bytes", c.answers.EstimatedSize(), n)
	}
	c.remember(strings.Repeat("k", longestKey+1), a.etag, nil)
	if _, ok := c.asked(strings.Repeat("k", longestKey+1)); ok {
		t.Error("a request of any length is remembered")
	}
}

func TestWantsGzip(t *testing.T) {
	for header, want := range map[string]bool{
		"gzip": true, "GZip": true, "br, gzip;q=0.8": true, "gzip;q=0": false, "gzip; Q=0.0": false, "*": true, "*;q=0": false, "identity": false,
		"gzip;q=0.2, identity;q=0.9": false, "identity;q=0.2, gzip;q=0.9": true, "gzip;q=0, *": false, "deflate, *;q=0.1": true, "gzip;q=x": false, "": false, "x-gzip": true,
	} {
		if got := wantsGzip(http.Header{"Accept-Encoding": {header}}); got != want {
			t.Errorf("%q: %t", header, got)
		}
	}
}

func TestOptionsAreChecked(t *testing.T) {
	good := Options{Spool: t.TempDir()}.filled()
	if err := good.check(); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*Options){
		"at once": func(o *Options) { o.AtOnce = -1 }, "memory": func(o *Options) { o.MemoryMB = -5 }, "rate": func(o *Options) { o.RatePerMinute = -2 },
		"no scheme": func(o *Options) { o.BaseURL = "x.org" }, "another scheme": func(o *Options) { o.BaseURL = "ftp://x" }, "a query": func(o *Options) { o.BaseURL = "https://x.org?a=b" },
		"a path": func(o *Options) { o.BaseURL = "https://x.org/care" }, "no host": func(o *Options) { o.BaseURL = "https://" }, "a user": func(o *Options) { o.BaseURL = "https://u:p@x.org" },
		"everyone's address": func(o *Options) { o.Addr = "0.0.0.0:8080" }, "every address": func(o *Options) { o.Addr = ":8080" }, "a proxy": func(o *Options) { o.TrustedProxies = []string{"all"} },
		"no spool": func(o *Options) { o.Spool = "/does/not/exist" },
	} {
		o := good
		change(&o)
		if err := o.check(); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	o := good
	o.BaseURL, o.Addr = "https://x.org//", "0.0.0.0:8080"
	if err := o.check(); err != nil || o.BaseURL != "https://x.org" {
		t.Errorf("%q, %v", o.BaseURL, err)
	}
}
