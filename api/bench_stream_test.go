package api_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/careduty/careduty/api"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/duck"
	"github.com/careduty/careduty/internal/release"
)

// counted is an answer that is thrown away as it comes.
type counted struct {
	header http.Header
	status int
	bytes  int64
}

func (c *counted) Header() http.Header { return c.header }
func (c *counted) WriteHeader(s int)   { c.status = s }
func (c *counted) Write(p []byte) (int, error) {
	c.bytes += int64(len(p))
	return len(p), nil
}

// BenchmarkStream compares a stream of every row of one breakdown with DuckDB's own COPY of the same rows and columns, on one thread each.
func BenchmarkStream(b *testing.B) {
	dir := national(b)
	set, err := release.OpenSet(b.Context(), dir, release.Options{Threads: 1})
	if err != nil {
		b.Fatal(err)
	}
	defer set.Close()
	h := api.New(set, api.Options{Version: "bench", QueryTimeout: time.Minute, RatePerMinute: -1})
	db, err := duck.Open(b.Context(), duck.Options{Threads: 1, MemoryMB: 1024})
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // a benchmark
	l := set.Listed()[0]
	cells := filepath.Join(l.Dir, release.CellsFile(l.Manifest.ID))
	rows := `SELECT measure, source, area_code, area_name, area_level, councils, period, period_label, period_start, period_end, category, category_label,
		value, unit, lower_95, upper_95, numerator, denominator, unknown, noise_sd, status, vintage, notes, "release" FROM read_parquet(` + duck.Quote(cells) + `)
		WHERE dimension = 'age_band' AND NOT band AND area_level = 'council' AND grain = 'quarter'`
	for format, options := range map[string]string{"csv": "FORMAT csv, HEADER", "parquet": "FORMAT parquet, COMPRESSION zstd", "arrow": "FORMAT parquet, COMPRESSION uncompressed"} {
		b.Run(format, func(b *testing.B) {
			var ours, theirs []time.Duration
			var bytes int64
			for b.Loop() {
				begun := time.Now()
				w := &counted{header: http.Header{}}
				target := "/v1/data?period=all&grain=quarter&by=age_band&format=" + format + "&measure="
				for i, m := range l.Manifest.Measures {
					if !m.Yearly() {
						if i > 0 {
							target += ","
						}
						target += string(m.ID)
					}
				}
				r := httptest.NewRequest(http.MethodGet, target, nil)
				h.ServeHTTP(w, r)
				if w.status != http.StatusOK {
					b.Fatal(w.status)
				}
				middle := time.Now()
				if err := db.Exec(b.Context(), fmt.Sprintf("COPY (%s) TO '%s' (%s)", rows, filepath.Join(b.TempDir(), "out"), options)); err != nil {
					b.Fatal(err)
				}
				ours, theirs, bytes = append(ours, middle.Sub(begun)), append(theirs, time.Since(middle)), w.bytes
			}
			slices.Sort(ours)
			slices.Sort(theirs)
			b.ReportMetric(100*float64(theirs[len(theirs)/2])/float64(ours[len(ours)/2]), "%_of_copy")
			b.ReportMetric(float64(ours[len(ours)/2].Milliseconds()), "ms_p50")
			b.ReportMetric(float64(bytes), "bytes")
		})
	}
}

// BenchmarkQuestions times answers that nobody asked for before, without a network.
func BenchmarkQuestions(b *testing.B) {
	set, err := release.OpenSet(b.Context(), national(b), release.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer set.Close()
	h := api.New(set, api.Options{Version: "bench", RatePerMinute: -1, CacheMB: 1})
	for name, target := range map[string]string{
		"league": "/v1/reports/overdue_reviews/league-table?limit=%d", "trend": "/v1/reports/first_reviews_on_time/trend?area=E08000035,E92000001&limit=%d",
		"profile": "", "breakdown": "/v1/data?measure=overdue_reviews&by=age_band&area=E08000035&limit=%d",
	} {
		b.Run(name, func(b *testing.B) {
			n := 0
			for b.Loop() {
				n++
				target := fmt.Sprintf(target, 1000+n%9000)
				if name == "profile" { // which has no limit to tell one from another
					all := area.Of(area.Council)
					target = "/v1/areas/" + all[n%len(all)].Code + "/profile?compare=" + []string{"england", "none", "region", "england,region"}[n/len(all)%4]
				}
				r := httptest.NewRequest(http.MethodGet, target, nil)
				r.Header.Set("X-Request-Id", fmt.Sprint(n))
				w := httptest.NewRecorder()
				h.ServeHTTP(w, r)
				if w.Code != http.StatusOK {
					body, _ := io.ReadAll(w.Body)
					b.Fatalf("%s: %d %s", target, w.Code, body)
				}
			}
		})
	}
}
