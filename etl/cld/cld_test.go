package cld

import (
	"context"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/careduty/careduty/etl/cld/cldtest"
	"github.com/careduty/careduty/internal/fault"
	"github.com/google/go-cmp/cmp"
)

// table reads CSV as etl/cld is given it.
type table struct {
	r    *csv.Reader
	line int
}

func tableOf(text string) *table {
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = -1
	return &table{r: r}
}

func (t *table) Next() ([][]byte, int, error) {
	cells, err := t.r.Read()
	if err != nil {
		return nil, t.line, err
	}
	t.line++
	out := make([][]byte, len(cells))
	for i, c := range cells {
		out[i] = []byte(c)
	}
	return out, t.line, nil
}

var _ Rows = (*table)(nil)

var testKey = Key{1, 2, 3}

func readFile(t testing.TB, text string) *File {
	t.Helper()
	f, err := Read(context.Background(), tableOf(text), Form{DayFirst: true}, testKey)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// linesOf are an extract's records in the second opinion's words. Names are those that hashes stand for.
func linesOf(x *Extract, names map[Ref]string) []string {
	day := func(d int32) string {
		if d == None {
			return "-"
		}
		return Date(d).Format(time.DateOnly)
	}
	var out []string
	for _, p := range x.People {
		out = append(out, fmt.Sprintf("person %s %d %s %s %s %s %s", names[p.Ref], p.BirthYear, p.Sex, p.Ethnicity, p.Reason, p.HasCarer, day(p.Died)))
	}
	for _, p := range x.Plans {
		out = append(out, fmt.Sprintf("plan %s %s %s %s %t %s", names[p.Person], day(p.Start), day(p.End), p.Setting, p.Superseded, p.Delivery))
	}
	for _, a := range x.Assessments {
		out = append(out, fmt.Sprintf("assessment %s %s %s %s", names[a.Person], a.Kind, day(a.Requested), day(a.Completed)))
	}
	for _, r := range x.Reviews {
		out = append(out, fmt.Sprintf("review %s %s %s %s", names[r.Person], r.Kind, day(r.Completed), r.Achieved))
	}
	slices.Sort(out)
	return out
}

// namesIn are the names that people of a council may have, by their hash.
func namesIn(council string, texts ...string) map[Ref]string {
	out := map[Ref]string{}
	for _, text := range texts {
		all, _ := csv.NewReader(strings.NewReader(text)).ReadAll()
		number, local := slices.Index(all[0], "NHS Number"), slices.Index(all[0], "LA Person Unique Identifier")
		for _, r := range all[1:] {
			out[Ref(hashPerson(&testKey, council, "nhs", []byte(r[number])))] = "nhs " + r[number]
			out[Ref(hashPerson(&testKey, council, "local", []byte(strings.ToLower(r[local]))))] = "local " + r[local]
		}
	}
	return out
}

// The published rules, written twice, come to the same records and leave out as many rows for the same reasons: over files of both
// releases and mixed ones, of one council and of three, of 3 people (every corner) and of 20,000 (every frequency).
func TestTwoImplementationsAgree(t *testing.T) {
	agreed := 0
	from := time.Date(2024, 4, 1, 0, 0, 0, 0, time.UTC)
	for _, size := range []struct{ people, files int }{{1, 40}, {3, 150}, {60, 20}, {20_000, 1}} {
		if testing.Short() && size.people > 100 {
			continue
		}
		for seed := range uint64(size.files) {
			rng := rand.New(rand.NewPCG(seed, uint64(size.people))) //nolint:gosec // a test
			m := &cldtest.Made{Rand: rng, List: valuesFile, Release: int(seed % 3), Councils: []string{"716"}, From: from, Messy: 0.15}
			if seed%4 == 3 {
				m.Councils = []string{"716", "211", "E10000014"}
			}
			texts := []string{m.File(size.people)}
			if seed%2 == 1 || size.people > 1000 {
				m.From = from.AddDate(0, 9+3*int(seed%3/2), 0) //nolint:gosec // a small number
				texts = append(texts, m.File(size.people))
			}
			agreed += agree(t, fmt.Sprintf("%d people, seed %d", size.people, seed), m.Councils, texts)
			if t.Failed() {
				return
			}
		}
	}
	if agreed < 150 {
		t.Errorf("only %d councils were compared", agreed)
	}
}

func agree(t *testing.T, what string, councils, texts []string) (agreed int) {
	t.Helper()
	var files []*File
	for _, text := range texts {
		files = append(files, readFile(t, text))
	}
	for _, group := range Group(files) {
		code := group[0].Council.CASSR
		if !slices.Contains(councils, code) {
			code = group[0].Council.Code
		}
		if len(group) < len(texts) {
			continue // the second opinion knows no file without rows of the council
		}
		x, err := Join(group, testKey)
		if fault.Is(err, fault.Refused) && len(texts) > 1 {
			continue // days that neither file covers; TestFilesThatLeaveDaysBetween has it
		}
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		agreed++
		s := cldtest.NewOpinion(valuesFile)
		want := s.Lines(code, texts...)
		if diff := cmp.Diff(want, linesOf(x, namesIn(group[0].Council.Code, texts...))); diff != "" {
			t.Errorf("%s, council %s (-second opinion +ours):\n%.4000s", what, code, diff)
		}
		left := map[string]int{}
		for _, f := range x.Files {
			r := f.Report
			for why, tally := range r.Reasons {
				if !slices.Contains(Kept, why) {
					left[string(why)] += tally.Count
				}
			}
		}
		if diff := cmp.Diff(s.Left, left); diff != "" {
			t.Errorf("%s, council %s: rows left out (-second opinion +ours):\n%s", what, code, diff)
		}
	}
	return agreed
}
