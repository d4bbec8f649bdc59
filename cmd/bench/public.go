package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
)

// public measures the public side on the release the private side made.
func public(ctx context.Context, o options, r *report) error {
	dir := filepath.Join(o.dir, fmt.Sprintf("synthetic-%d-all", o.people))
	if _, err := os.Stat(dir); err != nil {
		dir = filepath.Join(o.dir, fmt.Sprintf("synthetic-%d-releases", o.people))
	}
	r.say("server")
	began := time.Now()
	served, err := start(ctx, []string{o.binary, "serve", "--releases", dir, "--addr", "127.0.0.1:0"})
	if err != nil {
		return err
	}
	defer served.stop()
	r.add("server ready", fmt.Sprintf("%.2f s", time.Since(began).Seconds()), "", "under 1 s")
	if err := cached(ctx, r, served.url); err != nil {
		return err
	}
	return uncached(ctx, r, served.url, dir)
}

// cached compares an answer served from memory, and a 304, with a bare gin handler that sends the same bytes.
func cached(ctx context.Context, r *report, url string) error {
	const path = "/v1/reports/overdue_reviews/league-table"
	body, etag, err := fetch(ctx, url+path)
	if err != nil {
		return err
	}
	file := filepath.Join(os.TempDir(), fmt.Sprintf("bare-%d", os.Getpid()))
	if err := os.WriteFile(file, body, 0o600); err != nil {
		return err
	}
	defer os.Remove(file)
	plain, err := start(ctx, self("bare", file))
	if err != nil {
		return err
	}
	defer plain.stop()
	for _, c := range []struct{ what, etag, bound string }{
		{"cached league table", "", "at least 70% of bare gin (80% in the end)"}, {"304", etag, "at least 90% of bare gin"},
	} {
		r.say(c.what)
		var ours, theirs float64
		for range 3 { // in turns, so that both meet the same noise
			ours = max(ours, rate(ctx, url+path, c.etag))
			theirs = max(theirs, rate(ctx, plain.url, c.etag))
		}
		r.add(c.what, fmt.Sprintf("%.0f a second; bare gin with the same bytes %.0f", ours, theirs), fmt.Sprintf("%.0f%%", 100*ours/theirs), c.bound)
	}
	return nil
}

// bare is a gin handler that does nothing but send a file's bytes, or 304.
func bare(ctx context.Context, args []string) error {
	body, err := os.ReadFile(args[0])
	if err != nil {
		return err
	}
	gin.SetMode(gin.ReleaseMode)
	h := gin.New()
	h.GET("/", func(c *gin.Context) {
		if c.GetHeader("If-None-Match") != "" {
			c.Status(http.StatusNotModified)
			return
		}
		c.Data(http.StatusOK, "application/json", body)
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Printf("Serving http://%s/\n", l.Addr())
	server := &http.Server{Handler: h, ReadHeaderTimeout: time.Second}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// process is a server of ours under measurement.
type process struct {
	url  string
	stop func()
}

// start runs a server and waits for the line that says where it answers.
func start(ctx context.Context, args []string) (process, error) {
	ctx, cancel := context.WithCancel(ctx)
	c := exec.CommandContext(ctx, args[0], args[1:]...) //nolint:gosec // the bench's own commands
	out, err := c.StdoutPipe()
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		cancel()
		return process{}, err
	}
	stop := func() { cancel(); _ = c.Wait() }
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		for _, word := range strings.Fields(lines.Text()) {
			if strings.HasPrefix(word, "http://") {
				return process{url: strings.TrimSuffix(word, "/"), stop: stop}, nil
			}
		}
	}
	stop()
	return process{}, fmt.Errorf("%s did not start", args[0])
}
