package api_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/careduty/careduty/api"
	"github.com/careduty/careduty/internal/release"
	"github.com/careduty/careduty/internal/release/releasetest"
)

// small writes a release that is quick to open, with the measure that tests ask for.
func small(t *testing.T, dir, id string) {
	t.Helper()
	if err := releasetest.Write(t.Context(), dir, releasetest.Options{ID: id, Measures: 1, Years: 1, Dimensions: []string{}}); err != nil {
		t.Fatal(err)
	}
}

// status asks until an address answers with a status, for a while.
func becomes(t *testing.T, target string, want int) (text string) {
	t.Helper()
	got := 0
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if got, text = asked(t, target); got == want {
			return text
		}
	}
	t.Errorf("%s: %d, want %d: %.300s", target, got, want, text)
	return text
}

func asked(t *testing.T, target string) (status int, text string) {
	t.Helper()
	r, err := http.Get(target) //nolint:noctx // a test
	if err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, body(t, r)
}

// addresses are of every kind that can name a release.
func addresses(id string) []string {
	return []string{
		"/v1/data?measure=overdue_reviews&release=" + id, league + "?release=" + id, league + "?format=csv&release=" + id, "/v1/reports?release=" + id,
		"/v1/areas/E08000001/profile?release=" + id, "/v1/about?release=" + id, "/reports/overdue_reviews/league-table?release=" + id,
		"/v1/releases/" + id, "/v1/releases/" + id + "/changes", "/releases/" + id,
		"/v1/releases/" + id + "/files/manifest.json", "/v1/releases/" + id + "/files/" + release.CellsFile(id), "/v1/releases/" + id + "/files/" + release.CSVFile(id),
	}
}

// The last release of a directory is withdrawn under a service that has answered for it, whatever else lies there.
func TestWithdrawingTheLastRelease(t *testing.T) {
	for name, beside := range map[string]func(t *testing.T, dir string){
		"alone":             func(*testing.T, string) {},
		"a half-copied one": func(t *testing.T, dir string) { mkdir(t, filepath.Join(dir, "synthetic-2026-09-30")) },
		"an unreadable marker": func(t *testing.T, dir string) {
			if err := os.WriteFile(filepath.Join(dir, "synthetic-2025-12-31.withdrawn.json"), []byte("{"), 0o600); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir, id := t.TempDir(), "synthetic-2026-03-31"
			small(t, dir, id)
			base, stop := serve(t, api.Options{Releases: dir, Every: 20 * time.Millisecond, RatePerMinute: -1})
			for _, a := range addresses(id) {
				if got, text := asked(t, base+a); got != http.StatusOK {
					t.Fatalf("%s: %d before it is withdrawn: %.300s", a, got, text)
				}
			}
			beside(t, dir)
			if err := release.Withdraw(dir, id, release.Withdrawal{Reason: "A figure tells of one person.", On: "2026-12-01"}); err != nil {
				t.Fatal(err)
			}
			becomes(t, base+"/health/ready", http.StatusServiceUnavailable)
			withdrawnEverywhere(t, base, id)
			if err := stop(); err != nil {
				t.Fatal(err)
			}
			base, _ = serve(t, api.Options{Releases: dir, Every: 20 * time.Millisecond, RatePerMinute: -1}) // it starts again, and says the same
			withdrawnEverywhere(t, base, id)
			small(t, dir, "synthetic-2026-06-30")
			becomes(t, base+"/health/ready", http.StatusOK)
			becomes(t, base+league, http.StatusOK)
			withdrawnEverywhere(t, base, id)
		})
	}
}

func withdrawnEverywhere(t *testing.T, base, id string) {
	t.Helper()
	for _, a := range addresses(id) {
		got, text := asked(t, base+a)
		if got != http.StatusGone || !strings.Contains(text, "A figure tells of one person.") || strings.Contains(text, "that replaces it") { // nothing does
			t.Errorf("%s: %d %.300s", a, got, text)
		}
	}
}

func mkdir(t *testing.T, path string) {
	t.Helper()
	if err := os.Mkdir(path, 0o755); err != nil {
		t.Fatal(err)
	}
}

// A release whose file is changed on the disk answers no more, under any address of it, and the probe says so; others go on.
func TestAReleaseSpoiltUnderWay(t *testing.T) {
	dir, old, now := t.TempDir(), "synthetic-2026-03-31", "synthetic-2026-06-30"
	small(t, dir, old)
	small(t, dir, now)
	base, _ := serve(t, api.Options{Releases: dir, Every: 20 * time.Millisecond, RatePerMinute: -1})
	path := filepath.Join(dir, old, release.CSVFile(old))
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, append([]byte("x"), text[1:]...), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, _ := asked(t, base+"/v1/releases/"+old+"/files/"+release.CSVFile(old)); got != http.StatusServiceUnavailable {
		t.Errorf("a spoilt file is sent: %d", got)
	}
	becomes(t, base+league+"?release="+old, http.StatusServiceUnavailable)
	told := func() (int, string, bool) {
		got, text := asked(t, base+"/health/ready")
		return got, text, strings.Contains(text, `"faults":[{"release":"`+old+`"`)
	}
	got, said, ok := told()
	for end := time.Now().Add(5 * time.Second); !ok && time.Now().Before(end); got, said, ok = told() { // once the directory was read again
		time.Sleep(20 * time.Millisecond)
	}
	if got != http.StatusOK || !ok {
		t.Errorf("ready: %d %s", got, said)
	}
	if got, _ := asked(t, base+league); got != http.StatusOK {
		t.Errorf("the current release: %d", got)
	}
}

// One council's figures are withdrawn under a service that has shown them: no format of any route has them any more, tags are others, and the
// files that hold them are sent no more.
func TestCorrectedFiguresAreOnNoRoute(t *testing.T) {
	dir, old, now := t.TempDir(), "synthetic-2026-03-31", "synthetic-2026-06-30"
	if err := releasetest.Write(t.Context(), dir, releasetest.Options{ID: old, Measures: 1, Years: 1, Dimensions: []string{"sex"}}); err != nil {
		t.Fatal(err)
	}
	small(t, dir, now)
	base, _ := serve(t, api.Options{Releases: dir, Every: 20 * time.Millisecond, RatePerMinute: -1})
	const council = "E08000035"
	pinned := "&release=" + old
	routes := []string{
		league + "?period=2025-26-Q4&area=" + council + pinned, "/v1/data?measure=overdue_reviews&period=all&area=" + council + pinned,
		"/v1/data?measure=overdue_reviews&period=2025-26-Q4&by=sex&area=" + council + pinned, "/v1/areas/" + council + "/profile?period=2025-26-Q4" + pinned,
		"/v1/reports/overdue_reviews/trend?period=2025-26-Q4&area=" + council + pinned,
	}
	figures, tags := map[string]int{}, map[string]string{}
	for _, route := range routes {
		a, tag := rowsWithFigures(t, base+route)
		if figures[route], tags[route] = a, tag; a == 0 {
			t.Fatalf("%s has no figure to begin with", route)
		}
	}
	if err := release.Correct(dir, old, release.Correction{Council: council, Reason: "The file was of another year.", On: "2026-07-01"}); err != nil {
		t.Fatal(err)
	}
	becomes(t, base+"/v1/releases/"+old+"/files/"+release.CellsFile(old), http.StatusGone)
	for _, route := range routes {
		if n, tag := rowsWithFigures(t, base+route); n > 0 || tag == tags[route] {
			t.Errorf("%s: %d rows with figures, tag %s before %s", route, n, tag, tags[route])
		}
		if _, text := asked(t, base+route+"&format=csv"); !strings.Contains(text, "Withdrawn: The file was of another year.") {
			t.Errorf("%s as CSV does not say why: %.300s", route, text)
		}
	}
	for _, name := range []string{release.CellsFile(old), release.CSVFile(old)} {
		if _, text := asked(t, base+"/v1/releases/"+old+"/files/"+name); !strings.Contains(text, "cells-withdrawn") || !strings.Contains(text, now) {
			t.Errorf("%s: %s", name, text)
		}
	}
	if got, _ := asked(t, base+"/v1/releases/"+old+"/files/manifest.json"); got != http.StatusOK {
		t.Errorf("the manifest: %d", got)
	}
	if got, _ := asked(t, base+"/v1/releases/"+now+"/files/"+release.CellsFile(now)); got != http.StatusOK {
		t.Errorf("the newer release's file: %d", got)
	}
}

func rowsWithFigures(t *testing.T, target string) (n int, tag string) {
	t.Helper()
	r, err := http.Get(target) //nolint:noctx // a test
	if err != nil {
		t.Fatal(err)
	}
	tag = r.Header.Get("ETag")
	for _, row := range decode(t, r).Data {
		if row["value"] != nil && row["area_code"] == "E08000035" && row["source"] == "records" {
			n++
		}
	}
	return n, tag
}
