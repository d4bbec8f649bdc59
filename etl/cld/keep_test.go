package cld

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/careduty/careduty/etl/cld/cldtest"
	"github.com/google/go-cmp/cmp"
)

// A file that was kept joins with the next as if both had been given together, record by record, whichever of them was kept.
func TestKeptFilesJoinAsIfGivenTogether(t *testing.T) {
	joined, people := 0, 0
	for seed := range uint64(60) {
		rng := rand.New(rand.NewPCG(seed, 18)) //nolint:gosec // a test
		m := &cldtest.Made{
			Rand: rng, List: valuesFile, Release: int(seed % 3), Councils: []string{"716"}, //nolint:gosec // a small number
			From: time.Date(2024, 4, 1, 0, 0, 0, 0, time.UTC), Messy: 0.15,
		}
		size := []int{3, 40, 300}[seed%3]
		texts := []string{m.File(size)}
		for range 1 + seed%2 {
			m.From = m.From.AddDate(0, 3+int(seed%4)*3, 0) //nolint:gosec // a small number
			texts = append(texts, m.File(size))
		}
		var list, again []*Submission
		for i, text := range texts {
			list = append(list, readFile(t, text).Submissions...)
			s := readFile(t, text).Submissions[0]
			if i != len(texts)-1-int(seed%2) { //nolint:gosec // all but one were kept
				s = repacked(t, s)
			}
			again = append(again, s)
		}
		together, err := Join(list, testKey)
		kept, failed := Join(again, testKey)
		if err != nil || failed != nil {
			if fmt.Sprint(err) != fmt.Sprint(failed) {
				t.Errorf("seed %d: together %v, kept %v", seed, err, failed)
			}
			continue
		}
		joined, people = joined+1, people+len(together.People)
		if diff := cmp.Diff(together.Records, kept.Records); diff != "" || together.From != kept.From || together.To != kept.To || together.ProducedOn != kept.ProducedOn {
			t.Fatalf("seed %d (-together +kept):\n%.2000s", seed, diff)
		}
	}
	if joined < 40 || people < 2000 {
		t.Errorf("only %d joins of %d people were compared", joined, people)
	}
}

func repacked(t *testing.T, s *Submission) *Submission {
	t.Helper()
	text, err := s.Pack()
	if err != nil {
		t.Fatal(err)
	}
	out, err := Unpack(s.Council, text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// What is kept of a file holds no cell of it, and tells no value that is in no list to somebody who guesses it.
func TestWhatIsKeptHoldsNoValue(t *testing.T) {
	const canary = "Kowalczyk"
	text := small(",A,Service user,Assessment,2025-04-01,2025-05-01,1950-01-01,,," + canary + ",,,,,")
	s := readFile(t, text).Submissions[0]
	guess := s.events[0].detail == mean("Assessment_Type", []byte(canary)).same
	packed, err := s.Pack()
	if err != nil || len(s.events) == 0 {
		t.Fatalf("%d events: %v", len(s.events), err)
	}
	if guess || bytes.Contains(bytes.ToLower(packed), []byte(strings.ToLower(canary))) {
		t.Error("a value can be told from what is kept")
	}
	if _, err := Unpack(s.Council, packed[:len(packed)/2]); err == nil {
		t.Error("half of what was kept is taken")
	}
}
