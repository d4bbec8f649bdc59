package main

import (
	"context"
	"fmt"
	"io"
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

// bulk is the largest answer that is still given at once: measures by age band, every quarter, all levels.
type bulk struct {
	measures []string
	rows     int
}

func (b bulk) url(base, format string) string {
	return base + "/v1/data?measure=" + url.QueryEscape(strings.Join(b.measures, ",")) + "&by=age_band&grain=quarter&period=all&level=country,region,council&format=" + format
}

// where picks the same rows out of the release's file.
func (b bulk) where() string {
	names := make([]string, len(b.measures))
	for i, m := range b.measures {
		names[i] = duck.Quote(m)
	}
	return "measure IN (" + strings.Join(names, ", ") + ") AND dimension = 'age_band' AND NOT band AND grain = 'quarter'"
}

// largest takes measures until another one would be too much.
func largest(ctx context.Context, file string) (bulk, error) {
	var b bulk
	db, err := duck.Open(ctx, duck.Options{Public: true})
	if err != nil {
		return b, err
	}
	defer db.Close()
	rows, err := db.Query(ctx, "SELECT measure, count(*) FROM read_parquet("+duck.Quote(file)+
		") WHERE dimension = 'age_band' AND NOT band AND grain = 'quarter' GROUP BY measure ORDER BY measure")
	if err != nil {
		return b, err
	}
	var name string
	var n int
	return b, rows.Each(func() error {
		if err := rows.Scan(&name, &n); err != nil {
			return err
		}
		if b.rows+n <= mostRows {
			b.measures, b.rows = append(b.measures, name), b.rows+n
		}
		return nil
	})
}

// streams measures large answers: the server's memory and the rate, beside DuckDB's COPY of the same rows into a file. DuckDB has no COPY
// to Arrow; Parquet without compression comes nearest to it.
func streams(ctx context.Context, o options, r *report, dir string, l release.Listed) error {
	file, _, err := l.File(release.CellsFile(l.Manifest.ID))
	if err != nil {
		return err
	}
	b, err := largest(ctx, file)
	if err != nil {
		return err
	}
	for _, c := range []struct{ format, copied, as string }{
		{"arrow", "FORMAT parquet, COMPRESSION uncompressed", "COPY to Parquet without compression"},
		{"parquet", "FORMAT parquet, COMPRESSION zstd", "COPY to Parquet, Zstandard as ours"},
		{"csv", "FORMAT csv, HEADER", "COPY to CSV"},
	} {
		r.say("stream of " + c.format)
		u, err := spend(ctx, self("copy", file, b.where(), filepath.Join(o.dir, "copied"), c.copied))
		if err != nil {
			return err
		}
		s, err := stream(ctx, o, dir, b.url("", c.format))
		if err != nil {
			return err
		}
		rate, yard := float64(b.rows)/s.seconds, float64(b.rows)/u.number("seconds")
		r.add(line{
			fmt.Sprintf("%d rows as %s", b.rows, c.format),
			fmt.Sprintf("%.0f MB at most, %.0f MB before; %.0f thousand rows a second; DuckDB's %s %.0f", s.peak, s.before, rate/1000, c.as, yard/1000),
			fmt.Sprintf("%.0f%% of the yardstick's rate", 100*rate/yard), "under 300 MB", s.peak < 300,
		})
	}
	return nil
}

// streamed is what an answer took and what the server held, in MB, before it and at most.
type streamed struct{ seconds, before, peak float64 }

// stream has a server of its own give one large answer, once it has answered a small one.
func stream(ctx context.Context, o options, dir, path string) (streamed, error) {
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
	began := time.Now()
	if err = swallow(ctx, p.url+path); err != nil {
		return s, err
	}
	s.seconds = time.Since(began).Seconds()
	s.peak, err = p.memory("VmHWM")
	return s, err
}

// swallow reads an answer to its end and keeps nothing of it.
func swallow(ctx context.Context, url string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
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
