package api_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"net/http"
	"strings"
	"testing"

	"github.com/careduty/careduty/api"
	"github.com/careduty/careduty/api/problem"
	"github.com/careduty/careduty/internal/release"
	"github.com/careduty/careduty/internal/release/releasetest"
)

func describe(t *testing.T, h http.Handler, id string) api.Package {
	t.Helper()
	r := get(t, h, "/v1/releases/"+id)
	var p api.Package
	if err := json.Unmarshal([]byte(body(t, r)), &p); err != nil || r.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d %v", id, r.StatusCode, err)
	}
	for i := range p.Resources { // relative to the address of the description, as the standard wants
		if strings.HasPrefix(p.Resources[i].Path, "/") {
			t.Errorf("%s is no relative path", p.Resources[i].Path)
		}
		p.Resources[i].Path = "/v1/releases/" + p.Resources[i].Path
	}
	return p
}

func TestFilesHaveTheChecksumsTheirPackageSays(t *testing.T) {
	h := handler(t)
	for _, id := range []string{current, older, releasetest.Edition} {
		p := describe(t, h, id)
		if p.ID != id || len(p.Resources) == 0 || len(p.Resources[0].Schema.Fields) != len(release.Fields()) {
			t.Fatalf("%s: %+v", id, p)
		}
		if formats := p.Resources[0].Format + " " + p.Resources[1].Format + p.Resources[1].Compression; formats != "parquet csvgz" || p.Resources[0].Rows == 0 || p.Resources[0].Rows != p.Resources[1].Rows {
			t.Errorf("%s: %+v", id, p.Resources)
		}
		for _, f := range p.Resources {
			r := get(t, h, f.Path)
			if r.Header.Get("Content-Type") != f.Mediatype || r.Header.Get("Content-Encoding") != "" {
				t.Errorf("%s: %v", f.Path, r.Header)
			}
			sum := sha256.Sum256([]byte(body(t, r)))
			if got := "sha256:" + hex.EncodeToString(sum[:]); got != f.Hash || r.Header.Get("ETag") != `"`+f.Hash[7:]+`"` {
				t.Errorf("%s: %s, want %s (ETag %s)", f.Path, got, f.Hash, r.Header.Get("ETag"))
			}
			if !strings.Contains(r.Header.Get("Content-Disposition"), id) || r.Header.Get("Repr-Digest") == "" {
				t.Errorf("%s: %v", f.Path, r.Header)
			}
		}
	}
}

func TestFilesInRanges(t *testing.T) {
	h := handler(t)
	path := describe(t, h, current).Resources[0].Path
	whole := body(t, get(t, h, path))
	if r := get(t, h, describe(t, h, current).Resources[1].Path, "Range", "bytes=0-1"); r.StatusCode != http.StatusPartialContent || body(t, r) != "\x1f\x8b" {
		t.Errorf("the first bytes of the CSV: %d %v", r.StatusCode, r.Header)
	}
	r := get(t, h, path, "Range", "bytes=0-3")
	if r.StatusCode != http.StatusPartialContent || body(t, r) != "PAR1" || r.Header.Get("Content-Range") == "" {
		t.Errorf("the first bytes: %d %v", r.StatusCode, r.Header)
	}
	if r := get(t, h, path, "Range", "bytes=-8"); body(t, r) != whole[len(whole)-8:] {
		t.Errorf("the last bytes: %d", r.StatusCode)
	}
	etag := r.Header.Get("ETag")
	if r := get(t, h, path, "If-None-Match", etag); r.StatusCode != http.StatusNotModified {
		t.Errorf("not modified: %d", r.StatusCode)
	}
	if r := get(t, h, path, "Range", "bytes=0-3", "If-Range", `"other"`); r.StatusCode != http.StatusOK {
		t.Errorf("a range of another file: %d", r.StatusCode)
	}
	if r := do(t, h, http.MethodHead, path); body(t, r) != "" || r.Header.Get("Accept-Ranges") != "bytes" {
		t.Errorf("HEAD: %v", r.Header)
	}
}

func TestLatestRedirects(t *testing.T) {
	h := handler(t)
	for name, want := range map[string]string{"cells.parquet": release.CellsFile(current), "cells.csv.gz": release.CSVFile(current), "manifest.json": "manifest.json", "SHA256SUMS": "SHA256SUMS"} {
		r := get(t, h, "/v1/releases/latest/files/"+name)
		if at := r.Header.Get("Location"); r.StatusCode != http.StatusTemporaryRedirect || at != "/v1/releases/"+current+"/files/"+want || get(t, h, at).StatusCode != http.StatusOK {
			t.Errorf("%s: %d to %q", name, r.StatusCode, at)
		}
	}
	checkProblem(t, get(t, h, "/v1/releases/latest/files/none.csv"), 404, problem.NotFound)
	checkProblem(t, get(t, h, "/v1/releases/"+current+"/files/..%2F..%2Fetc%2Fpasswd"), 404, problem.NotFound)
	checkProblem(t, get(t, h, "/v1/releases/"+withdrawn+"/files/manifest.json"), 410, problem.Withdrawn)
	checkProblem(t, get(t, h, "/v1/releases/none/files/manifest.json"), 404, problem.NotFound)
}

func TestFeedHasEveryRelease(t *testing.T) {
	r := get(t, handler(t), "/v1/releases.atom")
	var feed struct {
		Entry []struct {
			ID    string `xml:"id"`
			Title string `xml:"title"`
		} `xml:"entry"`
	}
	if err := xml.Unmarshal([]byte(body(t, r)), &feed); err != nil || len(feed.Entry) != 4 { // three releases and an edition
		t.Fatalf("%d entries: %v", len(feed.Entry), err)
	}
	if e := feed.Entry[1]; !strings.HasPrefix(e.Title, "Withdrawn: ") || e.ID != "http://example.org/v1/releases/"+withdrawn {
		t.Errorf("%+v", e)
	}
}

func TestChangesAreThoseOfTheValues(t *testing.T) {
	h := handler(t)
	a := decode(t, get(t, h, "/v1/releases/latest/changes?area=E08000001,E92000001"))
	kinds := map[any]int{}
	for _, row := range a.Data {
		kinds[row["change"]]++
		if row["change"] == "revised" && row["value"] == row["value_before"] && row["vintage"] == row["vintage_before"] {
			t.Errorf("nothing changed in %v", row)
		}
	}
	if kinds["added"] == 0 || kinds["revised"] == 0 {
		t.Errorf("changes %v", kinds)
	}
	if a := decode(t, get(t, h, "/v1/releases/latest/changes?from="+current)); len(a.Data) != 0 {
		t.Errorf("%d changes from a release to itself", len(a.Data))
	}
	if a := decode(t, get(t, h, "/v1/releases/"+older+"/changes")); len(a.Data) != 0 || len(a.Meta.Warnings) != 1 {
		t.Errorf("the first release: %d changes, warnings %v", len(a.Data), a.Meta.Warnings)
	}
}
