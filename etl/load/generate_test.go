package load_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/schemas"
)

// perPerson is about how many records of a kind one person has, so that a million people have some fifteen million.
var perPerson = map[string]float64{
	"people": 1, "assessments": 2.5, "plans": 2.5, "budgets": 4, "direct_payments": 0.6, "reviews": 4, "complaints": 0.1,
}

// generate writes clean extracts for every council, one folder each, and says how many rows there are. They have the shape of
// real ones and no meaning: what matters here is how many values of which type there are.
func generate(tb testing.TB, dir string, people int) int {
	tb.Helper()
	councils := area.Of(area.Council)
	total := 0
	for i, c := range councils {
		n := people*(i+1)/len(councils) - people*i/len(councils)
		total += extract(tb, filepath.Join(dir, c.Code), c.Code, n)
	}
	return total
}

func extract(tb testing.TB, dir, council string, people int) int {
	tb.Helper()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		tb.Fatal(err)
	}
	about := map[string]any{
		"specification": schemas.Specification, "council": council, "from": "2019-04-01", "to": "2026-03-31",
		"produced_on": "2026-04-14", "synthetic": true,
	}
	kinds, rows := []string{}, map[string]int{}
	for _, k := range schemas.Kinds() {
		kinds = append(kinds, k.Name)
		rows[k.Name] = max(1, int(float64(people)*perPerson[k.Name]))
	}
	about["kinds"] = kinds
	text, err := json.Marshal(about)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "extract.json"), text, 0o600)
	}
	if err != nil {
		tb.Fatal(err)
	}
	total := 0
	for _, k := range schemas.Kinds() {
		kindFile(tb, filepath.Join(dir, k.Name+".csv"), k, rows)
		total += rows[k.Name]
	}
	return total
}

func kindFile(tb testing.TB, path string, k schemas.Kind, rows map[string]int) {
	tb.Helper()
	f, err := os.Create(path)
	if err != nil {
		tb.Fatal(err)
	}
	out := bufio.NewWriterSize(f, 1<<20)
	for i, x := range k.Fields {
		if i > 0 {
			_ = out.WriteByte(',')
		}
		_, _ = out.WriteString(x.Name)
	}
	_ = out.WriteByte('\n')
	dice := rand.New(rand.NewPCG(uint64(len(k.Name)), uint64(rows["people"])))
	var line []byte
	for n := range rows[k.Name] {
		line = line[:0]
		r := record{kind: k, n: n, owner: n * rows["people"] / rows[k.Name], day: dice.IntN(1200), rows: rows}
		for i, x := range k.Fields {
			if i > 0 {
				line = append(line, ',')
			}
			line = r.value(line, x, dice)
		}
		_, _ = out.Write(append(line, '\n'))
	}
	if err := out.Flush(); err != nil {
		tb.Fatal(err)
	}
	if err := f.Close(); err != nil {
		tb.Fatal(err)
	}
}

// record is one made-up row: the number of its owner among the people, and a day that only moves on.
type record struct {
	kind          schemas.Kind
	n, owner, day int
	rows          map[string]int
}

func (r *record) value(line []byte, f schemas.Field, dice *rand.Rand) []byte {
	switch {
	case f.Name == "weekly_contribution":
		return append(line, "20.00"...)
	case f.Name == "weekly_total":
		return append(line, "120.50"...)
	case f.Name == "weekly_council":
		return append(line, "100.50"...)
	case !f.Required && f.Type != schemas.YesNo && dice.IntN(10) < 3:
		return line
	}
	switch f.Type {
	case schemas.Ref:
		return r.reference(line, f)
	case schemas.Date:
		r.day += dice.IntN(40)
		return append(line, fmt.Sprintf("%04d-%02d-%02d", 2019+r.day/372, r.day%372/31+1, min(r.day%31+1, 28))...)
	case schemas.Money:
		return strconv.AppendFloat(line, float64(dice.IntN(90_000))/100, 'f', 2, 64)
	case schemas.Decimal:
		return strconv.AppendFloat(line, float64(dice.IntN(240))/4, 'f', 2, 64)
	case schemas.Year:
		return strconv.AppendInt(line, int64(1925+dice.IntN(80)), 10)
	default:
		return append(line, f.Codes[dice.IntN(len(f.Codes))]...)
	}
}

// reference leads to a record of the same person, if the person has one of the kind.
func (r *record) reference(line []byte, f schemas.Field) []byte {
	kind, number := r.kind.Name, r.n
	if l, ok := r.kind.Link(f.Name); ok {
		kind = l.Kind
		number = (r.owner*r.rows[kind] + r.rows["people"] - 1) / r.rows["people"]
	}
	// Neighbours in one file are not neighbours in another.
	number = number * 7919 % 10_000_019
	return strconv.AppendInt(append(line, kind[0]-'a'+'A'), int64(10_000_000+number), 10)
}
