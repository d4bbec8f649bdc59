// Package mirrortest runs a real S3 server on loopback for tests, and puts between it and its users what can go wrong on the way.
package mirrortest

import (
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// Bucket is the one bucket of the server.
const Bucket = "care"

// asked is set by make test-store.
const asked = "CAREDUTY_STORE_TESTS"

// Server is moto's, which keeps to multipart uploads and to conditional writes. Without it the test is skipped, and says how to have it; where
// CAREDUTY_STORE_TESTS is set, it fails.
func Server(t testing.TB, env ...string) (endpoint string, client *minio.Client) {
	t.Helper()
	program, err := exec.LookPath("moto_server")
	if err != nil {
		if os.Getenv(asked) != "" {
			t.Fatal("there is no moto_server: pip install 'moto[server]'")
		}
		t.Skip("there is no moto_server: pip install 'moto[server]'")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	_ = l.Close()
	_, port, _ := net.SplitHostPort(addr)
	c := exec.Command(program, "-H", "127.0.0.1", "-p", port)
	c.Env = append(os.Environ(), env...)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Process.Kill(); _ = c.Wait() })
	t.Setenv("AWS_ACCESS_KEY_ID", "test")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "test")
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	client, err = minio.New(addr, &minio.Options{Creds: credentials.NewStaticV4("test", "test", "")})
	if err != nil {
		t.Fatal(err)
	}
	for range 1200 {
		if r, err := http.Get("http://" + addr + "/moto-api/"); err == nil { //nolint:noctx // a test
			_ = r.Body.Close()
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if err := client.MakeBucket(context.Background(), Bucket, minio.MakeBucketOptions{}); err != nil {
		t.Fatal(err)
	}
	return "http://" + addr, client
}

// Long skips a test that takes a minute or more where `make test-store` did not ask for it.
func Long(t testing.TB) {
	t.Helper()
	if os.Getenv(asked) == "" {
		t.Skip("make test-store runs it")
	}
}

// Way is what lies between a store and its users. While it is shut, connections are cut; writes can be let through up to a number.
type Way struct {
	URL    string
	Shut   atomic.Bool
	Writes atomic.Int64 // how many more are let through; below 0 as many as come
	Deaf   atomic.Bool  // conditions of writes do not reach the store
}

// NewWay opens a way to a store.
func NewWay(t testing.TB, endpoint string) *Way {
	t.Helper()
	u, err := url.Parse(endpoint)
	if err != nil {
		t.Fatal(err)
	}
	w := new(Way)
	w.Writes.Store(-1)
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(u)
		r.Out.Host = r.In.Host // which is part of what is signed
	}}
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		writes := r.Method == http.MethodPut || r.Method == http.MethodPost
		if w.Shut.Load() || writes && w.Writes.Load() >= 0 && w.Writes.Add(-1) < 0 {
			if writes {
				w.Writes.CompareAndSwap(-1, 0)
			}
			panic(http.ErrAbortHandler)
		}
		if w.Deaf.Load() {
			r.Header.Del("If-None-Match")
		}
		proxy.ServeHTTP(rw, r)
	}))
	t.Cleanup(server.Close)
	w.URL = server.URL
	return w
}

// Answering is a store that answers every request with one error of S3's.
func Answering(t testing.TB, status int, code string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/xml")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(strings.ReplaceAll(`<?xml version="1.0"?><Error><Code>CODE</Code><Message>secret-of-the-store</Message></Error>`, "CODE", code)))
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// Tree is every file below a directory with its text.
func Tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		out[name] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}
