package api_test

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/careduty/careduty/api"
	"github.com/careduty/careduty/api/problem"
	"github.com/careduty/careduty/internal/release"
	"github.com/careduty/careduty/internal/release/releasetest"
)

// Whatever address an answer was asked for under, the one it names for good gives the same answer and names a release.
func TestPermalinksGiveTheSameAnswer(t *testing.T) {
	h := handler(t)
	for _, target := range []string{
		league, league + "?as_of=2026-06-01", league + "?as_of=2026-06-01&format=csv", "/v1/areas?q=leeds&as_of=2026-01-05", league + "?limit=3",
		"/v1/releases/latest", "/v1/releases/latest/changes", "/v1/releases/latest/changes?area=E92000001&format=csv", "/v1/releases/" + releasetest.Edition,
	} {
		r := get(t, h, target)
		at := r.Header.Get("Content-Location")
		again := get(t, h, at)
		if r.StatusCode != http.StatusOK || again.StatusCode != http.StatusOK || again.Header.Get("Content-Location") != at || strings.Contains(at, "latest") || strings.Contains(at, "as_of") {
			t.Errorf("%s: %d, its permalink %s: %d", target, r.StatusCode, at, again.StatusCode)
		}
		if rows(t, r) != rows(t, again) {
			t.Errorf("%s and %s differ", target, at)
		}
		if !strings.Contains(at, current) && !strings.Contains(at, older) && !strings.Contains(at, releasetest.Edition) {
			t.Errorf("%s: the permalink %s names no release", target, at)
		}
	}
}

// Generated clients send the declared default release=latest beside the date that is meant.
func TestADateWinsOverTheDefaultRelease(t *testing.T) {
	h := handler(t)
	alone, beside := get(t, h, league+"?as_of=2026-01-05"), get(t, h, league+"?as_of=2026-01-05&release=latest")
	at := beside.Header.Get("Content-Location")
	if beside.StatusCode != http.StatusOK || !strings.Contains(at, older) || at != alone.Header.Get("Content-Location") {
		t.Errorf("%d, of %s; the date alone is of %s", beside.StatusCode, at, alone.Header.Get("Content-Location"))
	}
	if rows(t, alone) != rows(t, beside) {
		t.Error("the answers differ")
	}
}

// rows is a body but for what is said of its own address.
func rows(t *testing.T, r *http.Response) string {
	t.Helper()
	text, _, _ := strings.Cut(body(t, r), `"meta":`)
	return text
}

// readOn follows a cursor to its end: the rest of the whole, of the release it began with.
func readOn(t *testing.T, h http.Handler, at, whole string) {
	t.Helper()
	pages := 0
	for ; at != ""; pages++ {
		a := decode(t, get(t, h, at))
		if a.Meta.Release.ID != "synthetic-2026-03-31" || a.Meta.Total != 153 {
			t.Fatalf("%s is of %s", at, a.Meta.Release.ID)
		}
		for _, row := range a.Data {
			if !strings.Contains(whole, `"area_code":"`+row["area_code"].(string)+`"`) || row["release"] != "synthetic-2026-03-31" {
				t.Errorf("%v", row)
			}
		}
		if again := get(t, h, a.Links.Permalink); again.StatusCode != http.StatusOK {
			t.Errorf("the permalink of a page, %s: %d", a.Links.Permalink, again.StatusCode)
		}
		at = a.Links.Next
	}
	if pages != 3 {
		t.Errorf("%d pages after the first", pages)
	}
}

// A reader who began with one release reads it to its end, whatever is published meanwhile and however the release was chosen.
func TestCursorsOutliveANewRelease(t *testing.T) {
	dir := t.TempDir()
	write := func(id, on string, shift int) {
		o := releasetest.Options{ID: id, PublishedOn: on, Measures: 1, Years: 1, Dimensions: []string{}, Shift: shift}
		if err := releasetest.Write(t.Context(), dir, o); err != nil {
			t.Fatal(err)
		}
	}
	write("synthetic-2026-03-31", "2026-05-01", 0)
	set, err := release.OpenSet(t.Context(), dir, release.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer set.Close()
	h := api.New(set, api.Options{Version: "test"})
	var next, whole []string
	for _, chosen := range []string{"", "&as_of=2026-12-31", "&release=latest"} {
		a := decode(t, get(t, h, league+"?limit=50"+chosen))
		next = append(next, a.Links.Next)
		whole = append(whole, rows(t, get(t, h, league+"?limit=10000"+chosen)))
	}
	write("synthetic-2026-06-30", "2026-08-01", 2)
	if changed, err := set.Refresh(t.Context()); err != nil || !changed {
		t.Fatal(changed, err)
	}
	for i, at := range next {
		readOn(t, h, at, whole[i])
	}
	if a := decode(t, get(t, h, league)); a.Meta.Release.ID != "synthetic-2026-06-30" {
		t.Errorf("serving %s", a.Meta.Release.ID)
	}
	_, at, _ := strings.Cut(next[0], "cursor=")
	at, _, _ = strings.Cut(at, "&")
	checkProblem(t, get(t, h, league+"?limit=50&release=synthetic-2026-06-30&cursor="+at), 400, problem.InvalidParameter)
	marker := []byte(`{"reason": "Wrong.", "on": "2026-09-01"}`)
	if err := os.WriteFile(filepath.Join(dir, "synthetic-2026-03-31.withdrawn.json"), marker, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := set.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	checkProblem(t, get(t, h, next[0]), 410, problem.Withdrawn)
}
