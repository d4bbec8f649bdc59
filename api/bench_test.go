package api_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/careduty/careduty/api"
	"github.com/careduty/careduty/internal/duck"
	"github.com/careduty/careduty/internal/release"
	"github.com/careduty/careduty/internal/release/releasetest"
	"github.com/gin-gonic/gin"
)

// Each figure is measured beside its yardstick in the same run, and the ratio of the two reported.

// national is a directory with a national release of five measures, or the one CAREDUTY_BENCH_RELEASES names.
func national(b *testing.B) string {
	b.Helper()
	if dir := os.Getenv("CAREDUTY_BENCH_RELEASES"); dir != "" {
		return dir
	}
	dir := b.TempDir()
	if err := releasetest.Write(b.Context(), dir, releasetest.Options{Measures: 5, Years: 6, Dimensions: []string{"all"}}); err != nil {
		b.Fatal(err)
	}
	return dir
}

// fetch reads an address whole and gives its size.
func fetch(b *testing.B, client *http.Client, target, etag string) int64 {
	r, err := http.NewRequestWithContext(b.Context(), http.MethodGet, target, nil)
	if err != nil {
		b.Fatal(err)
	}
	if etag != "" {
		r.Header.Set("If-None-Match", etag)
	}
	a, err := client.Do(r)
	if err != nil {
		b.Fatal(err)
	}
	n, err := io.Copy(io.Discard, a.Body)
	if err = closing(err, a); err != nil || a.StatusCode >= 400 {
		b.Fatal(a.StatusCode, err)
	}
	return n
}

// BenchmarkHit compares what an answer from memory and a 304 cost beside a bare gin handler that sends the same bytes, without a network.
func BenchmarkHit(b *testing.B) {
	set, err := release.OpenSet(b.Context(), national(b), release.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer set.Close()
	h := api.New(set, api.Options{Version: "bench", RatePerMinute: 300})
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodGet, league, nil)
	h.ServeHTTP(w, r)
	body, _ := io.ReadAll(w.Body)
	etag := w.Header().Get("ETag")
	gin.SetMode(gin.ReleaseMode)
	e := gin.New()
	e.GET("/bytes", func(c *gin.Context) { c.Data(http.StatusOK, "application/json", body) })
	e.GET("/304", func(c *gin.Context) { c.Status(http.StatusNotModified) })
	run := func(name string, h http.Handler, target, etag string) {
		b.Run(name, func(b *testing.B) {
			r := httptest.NewRequest(http.MethodGet, target, nil)
			r.RemoteAddr = "127.0.0.1:4000"
			if etag != "" {
				r.Header.Set("If-None-Match", etag)
			}
			b.ReportAllocs()
			w := &counted{header: http.Header{}}
			for b.Loop() {
				clear(w.header)
				h.ServeHTTP(w, r)
			}
		})
	}
	run("hit", h, league, "")
	run("hit/bare", e, "/bytes", "")
	run("304", h, league, etag)
	run("304/bare", e, "/304", etag)
}

// BenchmarkUncached compares a league table that nobody asked for before with the same query, prepared, straight on DuckDB.
func BenchmarkUncached(b *testing.B) {
	dir := national(b)
	base, _ := serve(b, api.Options{Releases: dir})
	straight := prepared(b, dir)
	client := plain()
	var ours, theirs []time.Duration
	n := 0
	for b.Loop() {
		// Another limit is another answer with the same rows.
		target := fmt.Sprintf("%s%s?period=2025-26-Q3&limit=%d", base, league, 200+n%9800)
		n++
		begun := time.Now()
		fetch(b, client, target, "")
		middle := time.Now()
		straight()
		ours, theirs = append(ours, middle.Sub(begun)), append(theirs, time.Since(middle))
	}
	slices.Sort(ours)
	slices.Sort(theirs)
	b.ReportMetric(float64(ours[len(ours)/2])/float64(theirs[len(theirs)/2]), "x_of_duckdb_p50")
	b.ReportMetric(float64(ours[len(ours)/2].Microseconds()), "us_p50")
	b.ReportMetric(float64(ours[len(ours)*99/100].Microseconds()), "us_p99")
	b.ReportMetric(float64(theirs[len(theirs)/2].Microseconds()), "us_duckdb_p50")
}

// prepared is the league table's query on a table made from the same file, read row by row.
func prepared(b *testing.B, dir string) func() {
	b.Helper()
	ctx := context.Background()
	files, err := filepath.Glob(filepath.Join(dir, release.SyntheticPrefix+"*", "*.parquet"))
	if err != nil || len(files) == 0 {
		b.Fatal("no release", err)
	}
	db, err := duck.Open(ctx, duck.Options{Public: true})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	if err := db.Exec(ctx, "CREATE TABLE totals AS SELECT * FROM read_parquet("+duck.Quote(files[0])+") WHERE dimension = '' ORDER BY measure, area_level, period, area_code"); err != nil {
		b.Fatal(err)
	}
	stmt, err := db.Prepare(ctx, `SELECT * FROM totals WHERE measure = ? AND period = ? AND dimension = ? AND area_level = ?
		ORDER BY "rank" NULLS LAST, measure, period, area_code, category_order LIMIT ?`)
	if err != nil {
		b.Fatal(err)
	}
	values, dest := make([]any, 38), make([]any, 38)
	for i := range dest {
		dest[i] = &values[i]
	}
	return func() {
		rows, err := stmt.Query(ctx, "overdue_reviews", "2025-26-Q3", "", "council", 1001)
		if err != nil {
			b.Fatal(err)
		}
		n := 0
		if err := rows.Each(func() error { n++; return rows.Scan(dest...) }); err != nil || n != 153 {
			b.Fatal(n, err)
		}
	}
}

// plain asks for bytes as they are: compression would be measured, and taken apart again by the client.
func plain() *http.Client {
	return &http.Client{Transport: &http.Transport{DisableCompression: true}}
}
