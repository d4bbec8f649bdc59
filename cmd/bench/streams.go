package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/careduty/careduty/internal/duck"
	"github.com/careduty/careduty/internal/release"
)

// mostRows is what the service streams at once.
const mostRows = 1_000_000

// bulk is the largest answer that is still given at once: measures by age band, every period of a grain, all levels.
type bulk struct {
	grain    string
	measures []string
	rows     int
}

func (b bulk) url(base, format string) string {
	return base + "/v1/data?measure=" + url.QueryEscape(strings.Join(b.measures, ",")) + "&by=age_band&grain=" + b.grain + "&period=all&level=country,region,council&format=" + format
}

// where picks the same rows out of the release's file.
func (b bulk) where() string {
	names := make([]string, len(b.measures))
	for i, m := range b.measures {
		names[i] = duck.Quote(m)
	}
	return "measure IN (" + strings.Join(names, ", ") + ") AND dimension = 'age_band' AND NOT band AND grain = " + duck.Quote(b.grain)
}

// largest takes measures until another one would be too much, of the grain that has more: a release may have councils' breakdowns by year alone.
func largest(ctx context.Context, file string) (bulk, error) {
	db, err := duck.Open(ctx, duck.Options{Public: true})
	if err != nil {
		return bulk{}, err
	}
	defer db.Close()
	all := [2]bulk{{grain: "quarter"}, {grain: "year"}}
	for i := range all {
		b := &all[i]
		rows, err := db.Query(ctx, "SELECT measure, count(*) FROM read_parquet("+duck.Quote(file)+
			") WHERE dimension = 'age_band' AND NOT band AND grain = "+duck.Quote(b.grain)+" GROUP BY measure ORDER BY measure")
		if err != nil {
			return *b, err
		}
		var name string
		var n int
		if err := rows.Each(func() error {
			err := rows.Scan(&name, &n)
			if err == nil && b.rows+n <= mostRows {
				b.measures, b.rows = append(b.measures, name), b.rows+n
			}
			return err
		}); err != nil {
			return *b, err
		}
	}
	if all[0].rows > all[1].rows {
		return all[0], nil
	}
	return all[1], nil
}

// copies are the formats of a stream, each beside DuckDB's COPY of the same rows into a file, on as many threads. DuckDB has no COPY to Arrow;
// Parquet without compression comes nearest to it.
var copies = []struct {
	format, copied, as string
	packed             bool
}{
	{"arrow", "FORMAT parquet, COMPRESSION uncompressed", "COPY to Parquet without compression", false},
	{"parquet", "FORMAT parquet, COMPRESSION zstd", "COPY to Parquet, Zstandard as ours", false},
	{"csv", "FORMAT csv, HEADER", "COPY to CSV", false},
	{"csv", "FORMAT csv, HEADER, COMPRESSION gzip", "COPY to CSV, packed", true},
}

// streams measures large answers: the server's memory and the rate, the best of three beside the best of three.
func streams(ctx context.Context, o options, r *report) error {
	dir, l, err := o.serves()
	if err != nil {
		return err
	}
	r.serves(l)
	file, _, err := l.File(release.CellsFile(l.Manifest.ID))
	if err != nil {
		return err
	}
	b, err := largest(ctx, file)
	if err != nil {
		return err
	}
	for _, c := range copies {
		r.say("stream of " + c.format)
		s, theirs := streamed{seconds: math.Inf(1), busy: math.Inf(1)}, usage{seconds: math.Inf(1), busy: math.Inf(1)}
		for range 3 {
			u, err := spend(ctx, self("copy", file, b.where(), filepath.Join(o.dir, "copied"), c.copied))
			if err != nil {
				return err
			}
			one, err := stream(ctx, o, dir, b.url("", c.format), c.packed)
			if err != nil {
				return err
			}
			theirs = usage{seconds: min(theirs.seconds, u.number("seconds")), busy: min(theirs.busy, u.busy)}
			s = streamed{min(s.seconds, one.seconds), min(s.busy, one.busy), one.before, max(s.peak, one.peak)}
		}
		what := fmt.Sprintf("%d rows as %s", b.rows, c.format)
		if c.packed {
			what += " with gzip"
		}
		percent := 100 * theirs.seconds / s.seconds
		r.add(line{
			what, fmt.Sprintf("%.0f MB at most, %.0f MB before; %.0f thousand rows a second, %.1f s of processors; DuckDB's %s %.0f, %.1f s",
				s.peak, s.before, float64(b.rows)/s.seconds/1000, s.busy, c.as, float64(b.rows)/theirs.seconds/1000, theirs.busy),
			fmt.Sprintf("%.0f%% of the yardstick's rate", percent), "at least 35%, under 300 MB", s.peak < 300 && percent >= 35,
		})
	}
	return nil
}

// streamed is what an answer took, of processors too, and what the server held, in MB, before it and at most.
type streamed struct{ seconds, busy, before, peak float64 }

// stream has a server of its own give one large answer, once it has answered a small one.
func stream(ctx context.Context, o options, dir, path string, packed bool) (streamed, error) {
	var s streamed
	p, err := serve(ctx, o, dir)
	if err != nil {
		return s, err
	}
	defer p.stop()
	if _, _, err = fetch(ctx, p.url+"/v1/reports"); err != nil {
		return s, err
	}
	if err = p.forget(); err == nil {
		s.before, err = p.memory("VmRSS")
	}
	if err != nil {
		return s, err
	}
	began, busy := time.Now(), p.processor()
	if err = swallow(ctx, p.url+path, packed); err != nil {
		return s, err
	}
	s.seconds, s.busy = time.Since(began).Seconds(), (p.processor() - busy).Seconds()
	s.peak, err = p.memory("VmHWM")
	return s, err
}

// swallow reads an answer to its end and keeps nothing of it.
func swallow(ctx context.Context, url string, packed bool) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	if packed {
		req.Header.Set("Accept-Encoding", "gzip")
	}
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK || packed && res.Header.Get("Content-Encoding") != "gzip" {
		text, _ := io.ReadAll(io.LimitReader(res.Body, 500))
		return fmt.Errorf("answered %d: %s", res.StatusCode, text)
	}
	_, err = io.Copy(io.Discard, res.Body)
	return err
}

// copied are the columns of an answer's rows that a release's file has.
const copied = `measure, source, area_code, area_name, area_level, councils, period, period_label, period_start, period_end, category, category_label,
	value, unit, lower_95, upper_95, numerator, denominator, unknown, noise_sd, status, vintage, notes, "release"`

// copyJob is DuckDB's COPY of some rows of a release's file into another: file, which rows, target, options.
func copyJob(ctx context.Context, args []string) error {
	db, err := duck.Open(ctx, duck.Options{Public: true})
	if err != nil {
		return err
	}
	defer db.Close()
	defer os.Remove(args[2])
	began := time.Now()
	if err := db.Exec(ctx, "COPY (SELECT "+copied+" FROM read_parquet("+duck.Quote(args[0])+") WHERE "+args[1]+") TO "+duck.Quote(args[2])+" ("+args[3]+")"); err != nil {
		return err
	}
	fmt.Printf("seconds %.2f\n", time.Since(began).Seconds())
	return nil
}
