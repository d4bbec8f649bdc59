package official_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/careduty/careduty/etl/official"
	"github.com/careduty/careduty/internal/duck"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/release"
	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "rewrite testdata/rows.csv")

const sourceFile = "ascof_2024_25_cld_measures_long.csv"

func publish(t *testing.T, releases string, paths ...string) official.Edition {
	t.Helper()
	editions, err := official.Publish(context.Background(), official.Options{Paths: paths, Releases: releases})
	if err != nil {
		t.Fatal(err)
	}
	if len(editions) != 1 {
		t.Fatalf("%d editions, want 1", len(editions))
	}
	return editions[0]
}

// ask runs a query over the edition's cells, named cells in it, and gives the rows as text; null is "null".
func ask(t *testing.T, e official.Edition, query string) [][]string {
	t.Helper()
	ctx := context.Background()
	db, err := duck.Open(ctx, duck.Options{Public: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	file := filepath.Join(e.Dir, release.CellsFile(e.ID))
	rows, err := db.Query(ctx, "WITH cells AS (FROM read_parquet("+duck.Quote(file)+")) "+query)
	if err != nil {
		t.Fatal(err)
	}
	names, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	out := [][]string{names}
	err = rows.Each(func() error {
		values, into, line := make([]any, len(names)), make([]any, len(names)), make([]string, len(names))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		for i, v := range values {
			if line[i] = fmt.Sprint(v); v == nil {
				line[i] = "null"
			}
		}
		out = append(out, line)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestRowsAsPublished(t *testing.T) {
	e := publish(t, t.TempDir())
	got := ask(t, e, `SELECT measure, area_code, area_name, area_level, parent_code, period, grain, period_label,
	       strftime(period_start, '%Y-%m-%d') AS period_start, strftime(period_end, '%Y-%m-%d') AS period_end,
	       value, unit, numerator, denominator, status, source, release, not_ranked_reason, notes
	  FROM cells
	 WHERE area_code IN ('E92000001', 'E12000003') AND measure IN ('ascof_3d1a', 'ascof_3d2a', 'ascof_2c')
	    OR area_code IN ('E08000038', 'E08000039', 'E06000053') AND measure IN ('ascof_3d2a', 'ascof_2e1')
	    OR area_code = 'E10000016' AND measure = 'ascof_2d1'
	 ORDER BY measure, area_code`)
	var text bytes.Buffer
	w := csv.NewWriter(&text)
	if err := w.WriteAll(got); err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", "rows.csv")
	if *update {
		if err := os.WriteFile(golden, text.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), text.String()); diff != "" {
		t.Errorf("rows differ (-want +got):\n%s", diff)
	}
}

func TestEnglandIsWhatThePublisherSays(t *testing.T) {
	got := ask(t, publish(t, t.TempDir()), `SELECT measure, value, numerator, denominator FROM cells
		WHERE area_code = 'E92000001' AND measure IN ('ascof_3d1a', 'ascof_3d2a') ORDER BY measure`)[1:]
	want := [][]string{{"ascof_3d1a", "82.4", "395670", "480105"}, {"ascof_3d2a", "24.5", "117655", "480105"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("England (-want +got):\n%s", diff)
	}
}

// Every published row of an area stands in exactly one cell, with the number or mark it was published with; nothing else does.
func TestEveryPublishedRowAppearsOnce(t *testing.T) {
	f, err := os.Open(filepath.Join("data", sourceFile))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	source, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	recoded := map[string]string{"E08000016": "E08000038", "E08000019": "E08000039"}
	want, groups := map[string]string{}, 0
	for _, r := range source[1:] {
		measure, code, statistic, value := r[1], r[4], r[6], r[7]
		if code == "[z]" {
			groups++
			continue
		}
		if now, ok := recoded[code]; ok {
			code = now
		}
		id := "ascof_" + strings.NewReplacer("(", "", ")", "").Replace(measure)
		value = strings.TrimSuffix(strings.ReplaceAll(value, ",", ""), ".0")
		want[id+" "+code+" "+statistic] = strings.Trim(value, "[]")
	}
	if len(want)+groups != len(source)-1 || groups != 150 {
		t.Fatalf("the source has %d rows, %d of them distinct and %d of council types", len(source)-1, len(want), groups)
	}
	rows := ask(t, publish(t, t.TempDir()), `SELECT measure, area_code, value, numerator, denominator, status FROM cells`)[1:]
	got := map[string]string{}
	for _, r := range rows {
		for i, statistic := range []string{"outcome", "numerator", "denominator"} {
			value := r[2+i]
			if value == "null" {
				value = r[5]
			}
			got[r[0]+" "+r[1]+" "+statistic] = value
		}
	}
	if len(got) != 3*len(rows) {
		t.Errorf("%d cells make %d statistics: one stands twice", len(rows), len(got))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("published and given differ (-want +got):\n%s", diff)
	}
}

func TestNothingOfOursIsInAnOfficialRow(t *testing.T) {
	e := publish(t, t.TempDir())
	got := ask(t, e, `SELECT count(*), count(DISTINCT measure), count(DISTINCT area_code),
	       count(*) FILTER (area_level = 'council'),
	       count(lower_95) + count(upper_95) + count(unknown) + count(noise_sd) + count(councils) + count(rank) + count(rank_low)
	         + count(rank_high) + count(ranked_of) + count(region_rank) + count(region_rank_low) + count(region_rank_high)
	         + count(region_ranked_of) AS ours,
	       count(*) FILTER (vintage <> '' OR dimension <> '' OR category <> '' OR source <> 'ascof' OR release <> 'ascof-2024-25'
	         OR not_ranked_reason <> 'official_series') AS labels,
	       count(*) FILTER ((value IS NULL) = (status = '')) AS unexplained
	  FROM cells`)[1]
	want := []string{"1630", "10", "163", "1530", "0", "0", "0"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if e.Rows != 1630 || e.Series != 10 {
		t.Errorf("the edition says %d rows and %d series", e.Rows, e.Series)
	}
}

func TestTheSameSourceChangesNothing(t *testing.T) {
	releases := t.TempDir()
	first := publish(t, releases)
	before := files(t, first.Dir)
	second := publish(t, releases)
	if first.Unchanged || !second.Unchanged {
		t.Errorf("unchanged is %v, then %v; want false, then true", first.Unchanged, second.Unchanged)
	}
	if diff := cmp.Diff(before, files(t, second.Dir)); diff != "" {
		t.Errorf("the edition was edited:\n%s", diff)
	}
	entries, err := os.ReadDir(filepath.Join(releases, "official"))
	if err != nil || len(entries) != 1 {
		t.Errorf("official/ holds %v (%v), want the edition alone", entries, err)
	}
}

// The embedded copy, a folder, a file and a gzipped file are one source: elsewhere they make the same bytes.
func TestTheSameSourceMakesTheSameBytes(t *testing.T) {
	packed := filepath.Join(t.TempDir(), "table.csv.gz")
	write(t, packed, pack(t, read(t, filepath.Join("data", sourceFile))))
	folder := t.TempDir()
	write(t, filepath.Join(folder, sourceFile+".gz"), read(t, packed))
	want := files(t, publish(t, t.TempDir()).Dir)
	for _, path := range []string{"data", filepath.Join("data", sourceFile), packed, folder} {
		if diff := cmp.Diff(want, files(t, publish(t, t.TempDir(), path).Dir)); diff != "" {
			t.Errorf("%s makes other bytes:\n%s", path, diff)
		}
	}
}

func TestAnEditionIsNeverEdited(t *testing.T) {
	releases := t.TempDir()
	e := publish(t, releases)
	before := files(t, e.Dir)
	other := filepath.Join(t.TempDir(), "revised.csv")
	write(t, other, bytes.Replace(read(t, filepath.Join("data", sourceFile)), []byte("24.5"), []byte("24.6"), 1))
	_, err := official.Publish(context.Background(), official.Options{Paths: []string{other}, Releases: releases})
	if !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "an edition is never edited") {
		t.Errorf("another source gives %v, want a conflict", err)
	}
	if diff := cmp.Diff(before, files(t, e.Dir)); diff != "" {
		t.Errorf("the edition was edited:\n%s", diff)
	}
	write(t, filepath.Join(e.Dir, "manifest.json"), []byte("{"))
	if _, err = official.Publish(context.Background(), official.Options{Releases: releases}); !fault.Is(err, fault.Conflict) {
		t.Errorf("a damaged edition gives %v, want a conflict", err)
	}
}

// An outcome that stands beside suppressed counts is kept; a council the table leaves out has a row that says so.
func TestOutcomeWithoutCountsAndCouncilWithoutRow(t *testing.T) {
	var kept []string
	for line := range strings.Lines(string(read(t, filepath.Join("data", sourceFile)))) {
		switch {
		case strings.HasPrefix(line, "Table_3d(2a),") && strings.Contains(line, ",E08000035,"):
			continue // Leeds
		case strings.HasPrefix(line, "Table_3d(2a),") && strings.Contains(line, ",E06000057,") && !strings.Contains(line, ",outcome,"):
			line = line[:strings.Index(line, "ator,")+len("ator,")] + "[c]\n" // Northumberland
		}
		kept = append(kept, line)
	}
	file := filepath.Join(t.TempDir(), "edited.csv")
	write(t, file, []byte(strings.Join(kept, "")))
	got := ask(t, publish(t, t.TempDir(), file), `SELECT area_code, value, numerator, denominator, status, notes FROM cells
		WHERE measure = 'ascof_3d2a' AND area_code IN ('E08000035', 'E06000057') ORDER BY area_code`)[1:]
	want := [][]string{
		{"E06000057", "17.1", "null", "null", "", "From Client Level Data: not comparable with years before 2024-25. The publisher suppresses a count and gives the outcome."},
		{"E08000035", "null", "null", "null", "x", "Not in the publisher's table."},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestManifestDescribesTheEdition(t *testing.T) {
	e := publish(t, t.TempDir())
	var m release.Manifest
	if err := json.Unmarshal(read(t, filepath.Join(e.Dir, "manifest.json")), &m); err != nil {
		t.Fatal(err)
	}
	if m.ID != "ascof-2024-25" || m.Kind != release.KindOfficial || m.Synthetic || m.Disclosure != nil || len(m.Series) != 10 {
		t.Errorf("the manifest says %s, %s, synthetic %v, %d series", m.ID, m.Kind, m.Synthetic, len(m.Series))
	}
	for _, s := range m.Series {
		all := strings.Join(s.Notes, " ")
		if !strings.Contains(all, "SALT") {
			t.Errorf("%s does not tell of the break", s.ID)
		}
		if strings.HasPrefix(s.ID, "ascof_3d") != strings.Contains(all, "Trap: the number 3D changed its meaning") {
			t.Errorf("%s: the trap of 3D is told where it is not, or not where it is", s.ID)
		}
	}
}

func TestBadSources(t *testing.T) {
	cases, err := filepath.Glob(filepath.Join("testdata", "bad", "*.txtar"))
	if err != nil || len(cases) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, path := range cases {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(path)
			if err != nil {
				t.Fatal(err)
			}
			dir, releases := t.TempDir(), t.TempDir()
			write(t, filepath.Join(dir, "source.csv"), a.Files[0].Data)
			refused(t, releases, filepath.Join(dir, "source.csv"), fault.Refused, strings.TrimSpace(string(a.Files[1].Data)))
		})
	}
}

func TestBadFiles(t *testing.T) {
	dir := t.TempDir()
	latin, cut, plain, text := filepath.Join(dir, "latin.csv"), filepath.Join(dir, "cut.csv.gz"), filepath.Join(dir, "plain.csv.gz"), filepath.Join(dir, "table.ods")
	write(t, latin, []byte("measure,caf\xe9\n"))
	packed := pack(t, read(t, filepath.Join("data", sourceFile)))
	write(t, cut, packed[:len(packed)/2])
	write(t, plain, []byte("measure\n"))
	write(t, text, []byte("PK"))
	const damaged = "The file is damaged or is not what its name says. Fetch it again."
	refused(t, t.TempDir(), latin, fault.Refused, "latin.csv: The file is not UTF-8 text. Save it as CSV in UTF-8.")
	refused(t, t.TempDir(), cut, fault.Refused, "cut.csv.gz: "+damaged)
	refused(t, t.TempDir(), plain, fault.Refused, "plain.csv.gz: "+damaged)
	refused(t, t.TempDir(), text, fault.Refused, "table.ods: Official statistics are read from CSV files. Give a .csv or a .csv.gz file.")
	refused(t, t.TempDir(), filepath.Join(dir, "none.csv"), fault.NotFound, "none.csv: There is no such file or folder. Check the path.")
	refused(t, t.TempDir(), dir, fault.NotFound, filepath.Base(dir)+": The folder holds no official statistics that are known here. It should hold "+sourceFile+", plain or with .gz.")
	refused(t, "", latin, fault.Usage, "No releases directory is given. Name one with --releases.")
}

// refused publishes a path that must fail with the kind and words, the path's folder apart, and leave nothing behind.
func refused(t *testing.T, releases, path string, kind fault.Kind, want string) {
	t.Helper()
	_, err := official.Publish(context.Background(), official.Options{Paths: []string{path}, Releases: releases})
	if err == nil {
		t.Fatalf("%s is taken", path)
	}
	if got := strings.ReplaceAll(err.Error(), filepath.Dir(path)+string(filepath.Separator), ""); got != want || !fault.Is(err, kind) {
		t.Errorf("%v fault:\n got %s\nwant %s", fault.Of(err), got, want)
	}
	if releases == "" {
		return
	}
	if left, err := os.ReadDir(releases); err != nil || len(left) != 0 {
		t.Errorf("%v was left behind (%v)", left, err)
	}
}

func TestStoppedPublishLeavesNoEdition(t *testing.T) {
	releases := t.TempDir()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := official.Publish(ctx, official.Options{Releases: releases}); !fault.Is(err, fault.Canceled) {
		t.Errorf("a stopped publish gives %v", err)
	}
	if left, err := os.ReadDir(filepath.Join(releases, "official")); err != nil || len(left) != 0 {
		t.Errorf("%v was left behind (%v)", left, err)
	}
}

func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			out[d.Name()] = string(read(t, path))
		}
		return err
	})
	if err != nil || len(out) != 4 {
		t.Fatalf("%s holds %d files (%v), want 4", dir, len(out), err)
	}
	return out
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func write(t *testing.T, path string, text []byte) {
	t.Helper()
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

func pack(t *testing.T, text []byte) []byte {
	t.Helper()
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}
