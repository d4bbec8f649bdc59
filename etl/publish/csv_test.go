package publish_test

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/careduty/careduty/etl/publish"
	"github.com/careduty/careduty/internal/release"
)

// A release whose checksums hold but whose CSV says more than its Parquet file does not withstand the audit.
func TestTheAuditFindsWhatTheCSVHasBesides(t *testing.T) {
	x := newWorld(t)
	x.fill(year(leeds, 300))
	x.publish("2026-04-10")
	const id = "synthetic-2026-03-31"
	dir := filepath.Join(x.releases, id)
	for _, c := range []struct {
		more   string
		passed bool
	}{{"", true}, {"overdue_reviews,one row more\r\n", false}} {
		republish(t, dir, release.CSVFile(id), repacked(t, filepath.Join(dir, release.CSVFile(id)), c.more))
		report, err := publish.Audit(t.Context(), publish.AuditOptions{Releases: x.releases, Threads: 1})
		if err != nil {
			t.Fatal(err)
		}
		if report.Passed() != c.passed || !c.passed && report.Failed() != "B9" {
			t.Errorf("with %q more: passed %v, fell to %q", c.more, report.Passed(), report.Failed())
		}
	}
}

func repacked(t *testing.T, path, more string) []byte {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = w.Write(append(text, more...))
	_ = w.Close()
	return out.Bytes()
}

// republish puts another file in a release's place and writes manifest and checksums so that they hold.
func republish(t *testing.T, dir, name string, text []byte) {
	t.Helper()
	read := func(name string) []byte {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	write := func(name string, text []byte) {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	sum := func(b []byte) string { h := sha256.Sum256(b); return hex.EncodeToString(h[:]) }
	was := read(name)
	write(name, text)
	manifest := strings.Replace(string(read("manifest.json")), sum(was), sum(text), 1)
	manifest = strings.Replace(manifest, fmt.Sprintf(`"bytes": %d`, len(was)), fmt.Sprintf(`"bytes": %d`, len(text)), 1)
	before := sum(read("manifest.json"))
	write("manifest.json", []byte(manifest))
	sums := strings.NewReplacer(sum(was), sum(text), before, sum([]byte(manifest))).Replace(string(read("SHA256SUMS")))
	write("SHA256SUMS", []byte(sums))
}
