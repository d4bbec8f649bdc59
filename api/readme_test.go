package api_test

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// The first answer a reader of the README sees is a real one.
func TestReadmeOpensWithARealFigure(t *testing.T) {
	text, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, block, _ := strings.Cut(string(text), "<!-- answer: begin -->")
	block, _, _ = strings.Cut(block, "<!-- answer: end -->")
	_, question, _ := strings.Cut(block, "127.0.0.1:8080")
	question, printed, _ := strings.Cut(question, "'")
	_, printed, _ = strings.Cut(printed, "\n")
	printed, _, _ = strings.Cut(printed, "\n")
	var want map[string]any
	var got struct{ Data []map[string]any }
	if err := json.Unmarshal([]byte(printed), &want); err != nil || len(want) != 3 {
		t.Fatalf("the README prints %q: %v", printed, err)
	}
	if err := json.Unmarshal(askSite(t, question).Body.Bytes(), &got); err != nil || len(got.Data) != 1 {
		t.Fatalf("%s: %v, %d rows", question, err, len(got.Data))
	}
	for key, value := range want {
		if got.Data[0][key] != value {
			t.Errorf("%s is %v, and the README prints %v", key, got.Data[0][key], value)
		}
	}
}

// The picture at its head is the one the service draws; -update writes it anew.
func TestReadmeShowsThePictureThatIsServed(t *testing.T) {
	const path = "../docs/direct-payments.svg"
	drawn := askSite(t, "/v1/reports/direct_payments_official/trend?area=E92000001&format=svg").Body.Bytes()
	if *update {
		if err := os.WriteFile(path, drawn, 0o644); err != nil { //nolint:gosec // for everybody
			t.Fatal(err)
		}
	}
	if kept, err := os.ReadFile(path); err != nil || !bytes.Equal(kept, drawn) {
		t.Errorf("%s is not what is served, or cannot be read: %v. Write it anew: go test ./api -run TestReadmeShows -update", path, err)
	}
}
