package audit_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/careduty/careduty/etl/audit"
	"github.com/careduty/careduty/internal/fault"
)

// damaged is a copy of a release of which one file is changed, with checksums to fit: as whoever altered it would leave it.
func damaged(t *testing.T, from, name string, change func([]byte) []byte) string {
	t.Helper()
	dir := t.TempDir()
	entries, err := os.ReadDir(from)
	check(t, err)
	var sums strings.Builder
	to := filepath.Join(dir, filepath.Base(from))
	check(t, os.Mkdir(to, 0o755))
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(from, e.Name()))
		check(t, err)
		if e.Name() == name {
			text = change(text)
		}
		if e.Name() == "SHA256SUMS" {
			continue
		}
		check(t, os.WriteFile(filepath.Join(to, e.Name()), text, 0o600))
		fmt.Fprintf(&sums, "%x  %s\n", sha256.Sum256(text), e.Name())
	}
	check(t, os.WriteFile(filepath.Join(to, "SHA256SUMS"), []byte(sums.String()), 0o600))
	return dir
}

// said runs the public's audit of a directory, which must end with a report or a sentence, whatever is in it.
func said(t *testing.T, dir, how string) error {
	t.Helper()
	defer func() {
		if r := recover(); r != nil {
			t.Fatalf("%s: panic: %v", how, r)
		}
	}()
	_, err := audit.Run(context.Background(), audit.Options{Releases: dir})
	var f *fault.Error
	if err != nil && (!errors.As(err, &f) || strings.TrimSpace(err.Error()) == "") {
		t.Fatalf("%s: no sentence: %v", how, err)
	}
	return err
}

// small is the directory of one release of few people.
func small(t *testing.T) (dir, parquet string) {
	t.Helper()
	o := published(t, method{draw: keyed, few: true}, 5, quarters(1)...)
	dir = filepath.Join(o.Releases, "synthetic-2026-01-01")
	entries, err := os.ReadDir(dir)
	check(t, err)
	at := slices.IndexFunc(entries, func(e os.DirEntry) bool { return strings.HasSuffix(e.Name(), ".parquet") })
	return dir, entries[at].Name()
}

// Whatever is taken out of a manifest, and wherever a file ends or is altered, the audit says so in a sentence.
func TestDamagedReleasesAreSaid(t *testing.T) {
	dir, parquet := small(t)
	var manifest map[string]any
	text, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	check(t, err)
	check(t, json.Unmarshal(text, &manifest))
	for field := range manifest {
		without := func([]byte) []byte {
			m := map[string]any{}
			for k, v := range manifest {
				if k != field {
					m[k] = v
				}
			}
			out, _ := json.Marshal(m)
			return out
		}
		said(t, damaged(t, dir, "manifest.json", without), "manifest without "+field)
	}
	for _, name := range []string{parquet, "manifest.json"} {
		for _, part := range []int{0, 1, 3, 7} {
			cut := func(b []byte) []byte { return b[:len(b)*part/8] }
			if said(t, damaged(t, dir, name, cut), fmt.Sprintf("%d of 8 of %s", part, name)) == nil {
				t.Errorf("a release with %d of 8 parts of %s is attacked as though whole", part, name)
			}
		}
	}
	check(t, os.WriteFile(filepath.Join(dir, parquet), []byte("other"), 0o600))
	if said(t, filepath.Dir(dir), "other bytes") == nil {
		t.Error("a file that is not what was published is attacked")
	}
	if err := said(t, t.TempDir(), "empty directory"); fault.Of(err) != fault.NotFound {
		t.Errorf("an empty directory: %v", err)
	}
}

// FuzzDamagedRelease alters one byte of the manifest or of the cells, with checksums to fit.
func FuzzDamagedRelease(f *testing.F) {
	for i := range 40 {
		f.Add(i%2 == 0, uint32(i*7919), byte(1+i*37))
	}
	var dir, parquet string
	f.Fuzz(func(t *testing.T, manifest bool, at uint32, by byte) {
		if dir == "" {
			from, name := small(t)
			dir, parquet = filepath.Join(os.TempDir(), "careduty-fuzz", filepath.Base(from)), name
			_ = os.RemoveAll(filepath.Dir(dir))
			check(t, os.MkdirAll(filepath.Dir(dir), 0o755))
			check(t, os.CopyFS(dir, os.DirFS(from)))
		}
		name := parquet
		if manifest {
			name = "manifest.json"
		}
		said(t, damaged(t, dir, name, func(b []byte) []byte {
			b = bytes.Clone(b)
			b[int(at)%len(b)] ^= by
			return b
		}), fmt.Sprintf("%s, byte %d by %d", name, at, by))
	})
}
