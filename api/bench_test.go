package api_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
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

// bare is a gin handler that sends the same bytes, or nothing but 304.
func bare(b *testing.B, body []byte) string {
	b.Helper()
	gin.SetMode(gin.ReleaseMode)
	e := gin.New()
	e.GET("/bytes", func(c *gin.Context) { c.Data(http.StatusOK, "application/json", body) })
	e.GET("/304", func(c *gin.Context) { c.Status(http.StatusNotModified) })
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	s := &http.Server{
		Handler: e, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: time.Minute, IdleTimeout: time.Minute,
	}
	go s.Serve(l) //nolint:errcheck // ends with the benchmark
	b.Cleanup(func() { _ = s.Close() })
	return "http://" + l.Addr().String()
}

// rates alternates two requests in short turns, so that whatever else the machine does falls on both alike, and gives how long
// each took in all.
func rates(b *testing.B, ours, theirs func()) (a, c time.Duration) {
	const turn = 20
	for b.Loop() {
		begun := time.Now()
		for range turn {
			ours()
		}
		middle := time.Now()
		for range turn {
			theirs()
		}
		a, c = a+middle.Sub(begun), c+time.Since(middle)
	}
	return a, c
}

// BenchmarkCached compares an answer from memory with a bare gin handler that sends the same bytes.
func BenchmarkCached(b *testing.B) {
	base, _ := serve(b, api.Options{Releases: national(b)})
	client := plain()
	resp, err := client.Get(base + league) //nolint:noctx // a benchmark
	if err != nil {
		b.Fatal(err)
	}
	body, err := io.ReadAll(resp.Body)
	if err = closing(err, resp); err != nil {
		b.Fatal(err)
	}
	other := bare(b, body)
	ours, theirs := rates(b, func() { fetch(b, client, base+league, "") }, func() { fetch(b, client, other+"/bytes", "") })
	b.ReportMetric(100*float64(theirs)/float64(ours), "%_of_bare_gin_rate")
	b.ReportMetric(float64(len(body)), "bytes")
}

// BenchmarkNotModified compares a 304 with a bare gin handler that sends one.
func BenchmarkNotModified(b *testing.B) {
	base, _ := serve(b, api.Options{Releases: national(b)})
	client := plain()
	resp, err := client.Get(base + league) //nolint:noctx // a benchmark
	if err != nil {
		b.Fatal(err)
	}
	_ = resp.Body.Close()
	etag := resp.Header.Get("ETag")
	other := bare(b, nil)
	ours, theirs := rates(b, func() { fetch(b, client, base+league, etag) }, func() { fetch(b, client, other+"/304", etag) })
	b.ReportMetric(100*float64(theirs)/float64(ours), "%_of_bare_gin_rate")
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
