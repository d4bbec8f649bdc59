package main

import (
	"os"
	"testing"
)

func TestCommittedDescriptionIsThatOfTheSource(t *testing.T) {
	want, err := generate("../..")
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Error("docs/openapi.json is stale: run go generate ./docs")
	}
}
