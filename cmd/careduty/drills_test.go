package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The commands of docs/drills.md, from top to bottom, as a person would type them; one measure is enough.
func TestDrills(t *testing.T) {
	text, err := os.ReadFile("../../docs/drills.md")
	if err != nil {
		t.Fatal(err)
	}
	var script strings.Builder
	script.WriteString("set -euo pipefail\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n")
	blocks := regexp.MustCompile("(?ms)^```sh\n(.*?)^```").FindAllStringSubmatch(string(text), -1)
	for i, b := range blocks {
		fmt.Fprintf(&script, "echo \"== %d\"\n%s", i+1, b[1])
	}
	if len(blocks) < 7 {
		t.Fatalf("only %d blocks of commands", len(blocks))
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	_ = l.Close()
	dir := t.TempDir()
	c := exec.CommandContext(t.Context(), "bash", "-mc", strings.ReplaceAll(script.String(), "127.0.0.1:8080", addr))
	c.Dir = dir
	c.Env = append(os.Environ(), "CAREDUTY_MEASURES=overdue_reviews")
	c.WaitDelay = 5e9
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%v:\n%s", err, out)
	}
	for _, want := range []string{"Backed up to backup/synthetic-2026-03-31", "care.duckdb: OK", "care.duckdb.ledger: OK", "These records are published already", "is withdrawn"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("the drills never say %q:\n%s", want, out)
		}
	}
	prints := regexp.MustCompile(`(?m)^(?:reference|record|noise|ledger) +\w{16}$`).FindAllString(string(out), -1)
	if len(prints) != 8 || !slices.Equal(prints[:4], prints[4:]) {
		t.Errorf("the keys put back are others: %q", prints)
	}
	if entries, err := os.ReadDir(filepath.Join(dir, "backup")); err != nil || len(entries) != 1 {
		t.Errorf("backups: %v, %v", entries, err)
	}
}
