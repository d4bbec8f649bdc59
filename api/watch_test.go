package api_test

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/careduty/careduty/api"
)

// Alert rules and the dashboard ask for metrics that there are, of a server that has answered and one that is a copy; and the dashboard is what Grafana reads.
func TestWhatIsWatchedIsThere(t *testing.T) {
	metrics := free(t)
	src := &source{synced: time.Now(), begin: make(chan error, 1)}
	src.begin <- nil
	base, _ := serve(t, api.Options{Releases: releases, MetricsAddr: metrics, Source: src})
	for range 2 { // a request is counted once it was answered
		_ = text(t, base+league)
	}
	there := text(t, "http://"+metrics+"/metrics")
	for _, path := range []string{"../docs/watch/alerts.yml", "../docs/watch/dashboard.json"} {
		asked, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		names := regexp.MustCompile(`careduty_[a-z_]+|process_[a-z_]+`).FindAllString(string(asked), -1)
		if len(names) < 9 {
			t.Errorf("%s asks for %d metrics", path, len(names))
		}
		for _, name := range names {
			if !strings.Contains(there, "\n# TYPE "+strings.TrimSuffix(name, "_bucket")+" ") {
				t.Errorf("%s asks for %s, which the service does not give", path, name)
			}
		}
	}
	f, err := os.Open("../docs/watch/dashboard.json")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var board struct {
		Title  string
		Panels []struct {
			Title   string
			Targets []struct{ Expr string }
		}
	}
	all, _ := io.ReadAll(f)
	if err := json.Unmarshal(all, &board); err != nil || board.Title == "" || len(board.Panels) < 8 {
		t.Fatalf("the dashboard: %v, %d panels", err, len(board.Panels))
	}
	for _, p := range board.Panels {
		if p.Title == "" || len(p.Targets) == 0 || p.Targets[0].Expr == "" {
			t.Errorf("panel %q asks for nothing", p.Title)
		}
	}
	if r, err := http.Get(base + "/metrics"); err != nil || r.StatusCode != http.StatusNotFound { //nolint:noctx // a test
		t.Errorf("the public reads metrics: %v", err)
	} else {
		_ = r.Body.Close()
	}
}
