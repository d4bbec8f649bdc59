package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/careduty/careduty/internal/release/releasetest"
)

// unused is a port nobody listens on.
func unused(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	return port
}

// begun runs a program until the test ends and gives what it writes to standard error.
func begun(t *testing.T, env []string, name string, args ...string) *bytes.Buffer {
	t.Helper()
	var log bytes.Buffer
	c := exec.Command(name, args...)
	c.Env, c.Stderr = append(os.Environ(), env...), &log
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Process.Kill(); _ = c.Wait() })
	return &log
}

// Behind the proxy of docker-compose.yml, by its own configuration: TLS, one address everywhere, and the client is who the proxy saw, whatever it claims.
func TestBehindTheProxy(t *testing.T) {
	if _, err := exec.LookPath("caddy"); err != nil {
		t.Skip("there is no caddy: apt-get install caddy")
	}
	data, dir, server, plain, secure := t.TempDir(), t.TempDir(), unused(t), unused(t), unused(t)
	if err := releasetest.Write(t.Context(), dir, releasetest.Options{Measures: 1, Years: 1, Dimensions: []string{}, NoOfficial: true}); err != nil {
		t.Fatal(err)
	}
	base := "https://localhost:" + secure
	served := exec.Command("careduty", "serve", "--releases", dir, "--addr", "127.0.0.1:"+server, "--base-url", base, "--trusted-proxies", "127.0.0.0/8", "--log-clients")
	log, err := served.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := served.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = served.Process.Kill(); _ = served.Wait() })
	begun(t, []string{"XDG_DATA_HOME=" + data, "XDG_CONFIG_HOME=" + data, "CARE_HTTP=" + plain, "CARE_HTTPS=" + secure, "CARE_HOST=localhost", "CARE_SERVER=127.0.0.1:" + server},
		"caddy", "run", "--adapter", "caddyfile", "--config", "../../docs/proxy/Caddyfile")
	client := trusting(t, filepath.Join(data, "caddy", "pki", "authorities", "local", "root.crt"))
	var r *http.Response
	for range 600 {
		if r, err = client.Get(base + "/health/ready"); err == nil { //nolint:noctx // a test
			_ = r.Body.Close()
			if r.StatusCode == http.StatusOK {
				break
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	if err != nil || r.StatusCode != http.StatusOK {
		t.Fatal(r, err)
	}
	request, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/v1/releases.atom", nil)
	request.Header.Set("X-Forwarded-For", "203.0.113.9")
	request.Header.Set("X-Request-Id", "whoasks")
	if r, err = client.Do(request); err != nil {
		t.Fatal(err)
	}
	text, _ := io.ReadAll(r.Body)
	_ = r.Body.Close()
	if r.StatusCode != http.StatusOK || !strings.Contains(string(text), base+"/") || r.Header.Get("Strict-Transport-Security") == "" {
		t.Errorf("%d: %s", r.StatusCode, text)
	}
	if r, err = client.Get("http://localhost:" + plain + "/v1/about"); err != nil { //nolint:noctx // a test
		t.Fatal(err)
	}
	_ = r.Body.Close()
	if r.StatusCode != http.StatusPermanentRedirect || !strings.HasPrefix(r.Header.Get("Location"), "https://localhost") {
		t.Errorf("without TLS: %d to %s", r.StatusCode, r.Header.Get("Location"))
	}
	_ = served.Process.Signal(os.Interrupt)
	lines, _ := io.ReadAll(log)
	if who := asked(t, lines, "whoasks"); who != "127.0.0.1" && who != "::1" {
		t.Errorf("the client counts as %q", who)
	}
}

// trusting is a client that trusts the proxy's own authority, once there is one.
func trusting(t *testing.T, path string) *http.Client {
	t.Helper()
	pool := x509.NewCertPool()
	for range 600 {
		if text, err := os.ReadFile(path); err == nil && pool.AppendCertsFromPEM(text) {
			return &http.Client{
				Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}}, Timeout: 10 * time.Second,
				CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatal("the proxy has made no certificate")
	return nil
}

// asked is the client of a request, by the service's log.
func asked(t *testing.T, log []byte, id string) string {
	t.Helper()
	for line := range bytes.Lines(log) {
		var entry struct{ Request, Client string }
		if json.Unmarshal(line, &entry) == nil && entry.Request == id {
			return entry.Client
		}
	}
	t.Errorf("the request is not in the log: %s", log)
	return ""
}
