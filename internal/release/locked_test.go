package release_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/careduty/careduty/internal/duck"
	"github.com/careduty/careduty/internal/release"
	"github.com/careduty/careduty/internal/release/releasetest"
)

// Once a release is open its database can read the release's file and nothing else, takes no extension, and cannot be told otherwise.
func TestAnOpenReleaseIsLockedIn(t *testing.T) {
	set, err := release.OpenSet(t.Context(), fixture, release.Options{Threads: 1, MemoryMB: 300})
	if err != nil {
		t.Fatal(err)
	}
	defer set.Close()
	r, done, err := set.Use(t.Context(), release.Latest)
	if err != nil {
		t.Fatal(err)
	}
	defer done()
	dir := t.TempDir()
	secret := filepath.Join(dir, "secret.csv")
	if err := os.WriteFile(secret, []byte("a,b\n1,2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	other := duck.Quote(filepath.Join(fixture, release.OfficialDir, releasetest.Edition, release.CellsFile(releasetest.Edition)))
	for name, query := range map[string]string{
		"another file":            "FROM read_csv(" + duck.Quote(secret) + ")",
		"a file by its name":      "FROM " + duck.Quote(secret),
		"another release":         "FROM read_parquet(" + other + ")",
		"a list of files":         "FROM glob(" + duck.Quote(dir+"/*") + ")",
		"the text of a file":      "FROM read_text(" + duck.Quote(secret) + ")",
		"an address":              "FROM read_parquet('http://127.0.0.1:1/x.parquet')",
		"writing":                 "COPY (SELECT 1) TO " + duck.Quote(filepath.Join(dir, "out.csv")),
		"another database":        "ATTACH " + duck.Quote(filepath.Join(dir, "x.duckdb")),
		"installing an extension": "INSTALL httpfs",
		"loading an extension":    "LOAD " + duck.Quote(secret),
		"external access":         "SET enable_external_access = true",
		"allowed paths":           "SET allowed_paths = []",
		"more memory":             "SET memory_limit = '10GB'",
		"more threads":            "SET threads = 64",
		"autoload":                "SET autoload_known_extensions = true",
		"unlocking":               "SET lock_configuration = false",
		"resetting":               "RESET lock_configuration",
	} {
		if err := release.ExecForTest(t.Context(), r, query); err == nil {
			t.Errorf("%s is possible: %s", name, query)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("%v was written (%v)", left, err)
	}
	settings := "SELECT string_agg(value, ' ' ORDER BY name) FROM duckdb_settings() WHERE name IN (%s)"
	for names, want := range map[string]string{
		"'autoinstall_known_extensions', 'autoload_known_extensions', 'enable_external_access', 'lock_configuration'": "false false false true",
		"'threads'":        "1",
		"'max_memory'":     "286.1 MiB", // 300 MB
		"'temp_directory'": "",
	} {
		got, err := release.TextForTest(t.Context(), r, fmt.Sprintf(settings, names))
		if err != nil || strings.TrimSpace(got) != want {
			t.Errorf("%s: %q (%v), want %q", names, got, err, want)
		}
	}
	if err := release.ExecForTest(t.Context(), r, "SELECT count(*) FROM cells"); err != nil {
		t.Errorf("its own file: %v", err)
	}
}
