package main

import (
	"os"
	"path/filepath"
	"testing"
)

func TestCommittedPagesAreThoseOfTheMeasures(t *testing.T) {
	pages, err := generate("../../../queries/testdata")
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range pages {
		if got, err := os.ReadFile(filepath.Join("..", name)); err != nil || string(got) != string(want) {
			t.Errorf("docs/methodology/%s is stale: run go generate ./queries", name)
		}
	}
	committed, err := filepath.Glob("../*.md")
	if err != nil || len(committed) != len(pages) {
		t.Errorf("%d pages are committed, %d are made (%v)", len(committed), len(pages), err)
	}
}
