package load

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"io"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/careduty/careduty/internal/warehouse"
	"github.com/careduty/careduty/schemas"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// The tests here hold the reading of files against a second opinion: slow, obvious, written from the specification and sharing
// no code with it but the contracts.

var oracleKey = warehouse.Key{1}

const oracleFrom, oracleTo = "2019-04-01", "2026-03-31"

// opinion says which records of each kind are loaded, in order and by reference.
type opinion struct {
	loaded map[string][]string
	refs   map[string]map[string]bool
}

func (o *opinion) read(t *rapid.T, k schemas.Kind, text string) {
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = -1
	records, err := r.ReadAll()
	if err != nil {
		t.Fatalf("the case is no CSV: %v", err)
	}
	header := records[0]
	o.refs[k.Name] = map[string]bool{}
	for _, record := range records[1:] {
		row := map[string]string{}
		for i, cell := range record {
			if i < len(header) {
				row[header[i]] = cell
			}
		}
		if len(record) != len(header) || strings.Contains(strings.Join(record, ""), "\x00") || !o.good(k, row) || o.refs[k.Name][row[k.Key]] {
			continue
		}
		o.loaded[k.Name] = append(o.loaded[k.Name], row[k.Key])
		o.refs[k.Name][row[k.Key]] = true
	}
}

func (o *opinion) good(k schemas.Kind, row map[string]string) bool {
	for _, f := range k.Fields {
		if !goodCell(f, row[f.Name]) {
			return false
		}
	}
	for _, order := range k.Orders {
		if row[order.Earlier] != "" && row[order.Later] != "" && row[order.Later] < row[order.Earlier] {
			return false
		}
	}
	for _, l := range k.Links {
		if l.Reject && row[l.Field] != "" && !o.refs[l.Kind][row[l.Field]] {
			return false
		}
	}
	return true
}

var (
	oracleReference = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)
	oracleNumber    = regexp.MustCompile(`^[0-9]+(\.[0-9]{1,2})?$`)
	oracleYear      = regexp.MustCompile(`^[0-9]{4}$`)
)

func goodCell(f schemas.Field, cell string) bool {
	if len(f.Codes) > 0 {
		cell = strings.ToLower(strings.TrimSpace(cell))
	}
	if cell == "" {
		return !f.Required
	}
	switch f.Type {
	case schemas.Ref:
		return oracleReference.MatchString(cell)
	case schemas.Date:
		if _, err := time.Parse(time.DateOnly, cell); err != nil {
			return false
		}
		return (cell <= oracleTo || f.AfterTo) && (cell >= "2014-04-01" || f.OpenBefore && cell >= "1900-01-01")
	case schemas.Year:
		return oracleYear.MatchString(cell) && cell >= "1900" && cell <= oracleTo[:4]
	case schemas.Money, schemas.Decimal:
		v, err := strconv.ParseFloat(cell, 64)
		return oracleNumber.MatchString(cell) && err == nil && v <= f.Maximum
	default:
		return slices.Contains(f.Codes, cell)
	}
}

// cellFor draws a value that is mostly right.
func cellFor(t *rapid.T, f schemas.Field, k schemas.Kind) string {
	if rapid.IntRange(0, 199).Draw(t, "wrong") == 77 {
		return rapid.SampledFrom([]string{"", " ", "x y", "2025-13-01", "2025-02-29", "1.234", "-1", "٣", "no\x00no", "2025-1-1", "99999", "é"}).Draw(t, "bad")
	}
	if !f.Required && rapid.IntRange(0, 3).Draw(t, "empty") == 0 {
		return ""
	}
	switch f.Type {
	case schemas.Ref:
		kind := k.Name
		if l, ok := k.Link(f.Name); ok {
			kind = l.Kind
		}
		return fmt.Sprintf("%s_%d", kind[:2], rapid.IntRange(1, 6).Draw(t, "ref"))
	case schemas.Date:
		span := rapid.SampledFrom([][2]int{{121, 4380}, {121, 4380}, {121, 4380}, {0, 4600}}).Draw(t, "span")
		day := time.Date(2013, 12, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(span[0], span[1]).Draw(t, "day"))
		return day.Format(time.DateOnly)
	case schemas.Year:
		return strconv.Itoa(rapid.SampledFrom([]int{1899, 1900, 1950, 1950, 1980, 2026, 2027}).Draw(t, "year"))
	case schemas.Money, schemas.Decimal:
		return rapid.SampledFrom([]string{"0", "12", "12.5", "100.00", "12.25", "99999999.99", "0.5", "8", "9.99", "100000000", "007.25"}).Draw(t, "amount")
	default:
		return rapid.SampledFrom(append(slices.Clone(f.Codes), strings.ToUpper(f.Codes[0]), " "+f.Codes[0])).Draw(t, "code")
	}
}

// fileFor draws a file of a kind: columns in some order, some left out, some rows ragged, any cell quoted, lines ended either way.
func fileFor(t *rapid.T, k schemas.Kind) string {
	var fields []schemas.Field
	for _, f := range k.Fields {
		if f.Required || rapid.IntRange(0, 3).Draw(t, "column") > 0 {
			fields = append(fields, f)
		}
	}
	fields = rapid.Permutation(fields).Draw(t, "order")
	var b strings.Builder
	end := rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(t, "end")
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	b.WriteString(strings.Join(names, ",") + end)
	for range rapid.IntRange(0, 12).Draw(t, "rows") {
		cells := make([]string, 0, len(fields)+1)
		for _, f := range fields {
			cell := cellFor(t, f, k)
			if rapid.IntRange(0, 9).Draw(t, "quoted") == 0 {
				cell = `"` + cell + `"`
			}
			cells = append(cells, cell)
		}
		switch rapid.IntRange(0, 40).Draw(t, "ragged") {
		case 0:
			cells = append(cells, "more")
		case 1:
			if len(cells) > 2 {
				cells = cells[:len(cells)-1]
			}
		}
		line := strings.Join(cells, ",")
		if line == "" {
			line = `""` // a blank line is no row
		}
		b.WriteString(line + end + rapid.SampledFrom([]string{"", "", "", end}).Draw(t, "blank"))
	}
	return b.String()
}

// reading is what the code under test makes of an extract's files.
func reading(files map[string]string) (map[string]string, map[string]*check, *tally) {
	day := func(s string) time.Time { d, _ := time.Parse(time.DateOnly, s); return d }
	said := &declaration{From: day(oracleFrom), To: day(oracleTo), Delimiter: ','}
	found, known := newTally(), registry{}
	hash := newHasher(oracleKey, "E08000035")
	out, checks := map[string]string{}, map[string]*check{}
	for _, k := range schemas.Kinds() {
		text, ok := files[k.Name]
		if !ok {
			continue
		}
		var sink bytes.Buffer
		c := newCheck(&k, k.Name+".csv", said, found, hash, known)
		c.sink = &sink
		if err := c.readText(context.Background(), iotestReader(text)); err != nil {
			panic(err)
		}
		out[k.Name], checks[k.Name] = sink.String(), c
	}
	return out, checks, found
}

// iotestReader gives a text in small uneven pieces, as a pipe would.
func iotestReader(text string) *piecemeal { return &piecemeal{rest: text} }

type piecemeal struct {
	rest string
	n    int
}

func (p *piecemeal) Read(b []byte) (int, error) {
	if p.rest == "" {
		return 0, io.EOF
	}
	p.n = (p.n*7 + 3) % 61
	n := copy(b[:min(len(b), p.n+1)], p.rest)
	p.rest = p.rest[n:]
	return n, nil
}

func TestReadingAgreesWithSecondOpinion(t *testing.T) {
	loaded := map[string]int{}
	hash := newHasher(oracleKey, "E08000035")
	rapid.Check(t, func(t *rapid.T) {
		o := &opinion{loaded: map[string][]string{}, refs: map[string]map[string]bool{}}
		files := map[string]string{}
		for _, k := range schemas.Kinds() {
			files[k.Name] = fileFor(t, k)
			o.read(t, k, files[k.Name])
		}
		out, checks, found := reading(files)
		if found.refused {
			t.Fatalf("the extract is refused: %+v", found.list())
		}
		for _, k := range schemas.Kinds() {
			c := checks[k.Name]
			written := strings.Count(out[k.Name], "\n")
			if c.rows != written+c.rejects {
				t.Fatalf("%s: %d rows, %d loaded and %d rejected", k.Name, c.rows, written, c.rejects)
			}
			var want, got []string
			for _, ref := range o.loaded[k.Name] {
				id := hash.id(k.Name, []byte(ref))
				want = append(want, hex.EncodeToString(id[:]))
			}
			for line := range strings.Lines(out[k.Name]) {
				got = append(got, line[:32]) // a kind's own reference comes first
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("%s: loaded records (-want +got):\n%s\n%s\n%+v", k.Name, diff, files[k.Name], found.list())
			}
			loaded[k.Name] += written
		}
	})
	for _, k := range schemas.Kinds() {
		if loaded[k.Name] == 0 {
			t.Errorf("no case has a good row of %s: the cases prove little", k.Name)
		}
	}
}

// What reaches the warehouse is made of few characters, whatever the file held.
var plainRow = regexp.MustCompile(`^([0-9a-z_.-]*,)*[0-9a-z_.-]*$`)

func FuzzReading(f *testing.F) {
	for _, k := range schemas.Kinds() {
		names := []string{}
		for _, x := range k.Fields {
			names = append(names, x.Name)
		}
		f.Add(k.Name, []byte(strings.Join(names, ",")+"\nX1,X1,needs,2024-01-01\n\"a\"\"b\",,\n"))
	}
	f.Add("people", []byte("person_ref\nP1\n\"P2\nP3\""))
	f.Add("people", []byte("\xef\xbb\xbfperson_ref,sex\r\nP1,female\r\n\r\nP2,\x00\r\n"))
	f.Add("people", []byte("person_ref,note\nP1,\"9434765919\"\nP2,\xff"))
	f.Add("complaints", []byte("complaint_ref;received_on;about"))
	f.Fuzz(func(t *testing.T, kind string, text []byte) {
		k, ok := schemas.KindOf(kind)
		if !ok {
			return
		}
		out, checks, found := reading(map[string]string{k.Name: string(text)})
		c := checks[k.Name]
		written := strings.Count(out[k.Name], "\n")
		if !found.refused && (c.rows != written+c.rejects || !c.whole) {
			t.Errorf("%d rows, %d loaded and %d rejected", c.rows, written, c.rejects)
		}
		for _, row := range strings.Split(strings.TrimSuffix(out[k.Name], "\n"), "\n") {
			if !plainRow.MatchString(row) || row != "" && strings.Count(row, ",") != len(k.Fields)-1 {
				t.Errorf("a row is written that is not plain")
			}
		}
	})
}

// Records are cut as the standard library cuts them, wherever it reads the file at all.
func FuzzLines(f *testing.F) {
	for _, s := range []string{"a,b\n1,2\n", "a\r\n\r\n\"x\ny\",\"\"\"\"\n", "\"a\" ,b", "a,\"b", "é,\n,\n", "\n\n\"\"\n", "a,b,\"\r\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r := csv.NewReader(strings.NewReader(text))
		r.FieldsPerRecord = -1
		want, err := r.ReadAll()
		if err != nil {
			return
		}
		var got [][]string
		in := newLines(iotestReader(text), ',')
		for {
			record, _, err := in.next()
			if err != nil {
				break
			}
			cells, err := in.split(record)
			if err != nil {
				t.Fatalf("%v where the standard library reads on", err)
			}
			row := make([]string, len(cells))
			for i, c := range cells {
				row[i] = strings.ReplaceAll(string(c), "\r\n", "\n")
			}
			got = append(got, row)
		}
		for i := range want {
			for j := range want[i] {
				want[i][j] = strings.ReplaceAll(want[i][j], "\r\n", "\n")
			}
		}
		if diff := cmp.Diff(want, got); diff != "" && !strings.Contains(text, "\r") {
			t.Errorf("(-standard library +ours):\n%s", diff)
		}
	})
}

func FuzzDeclaration(f *testing.F) {
	f.Add(`{"specification": "careduty-records/1", "council": "212", "from": "2019-04-01", "to": "2026-03-31", "produced_on": "2026-04-14", "kinds": ["people"], "synthetic": true, "delimiter": ";", "encoding": "latin1", "date_format": "dd/mm/yyyy"}`)
	f.Add(`{"council": 212}`)
	f.Add("\xef\xbb\xbf{}")
	f.Add(`{"specification": null, "council": [], "from": {}}`)
	f.Fuzz(func(t *testing.T, text string) {
		d, err := parseDeclaration([]byte(text))
		if err != nil {
			return
		}
		if d.Council.Code == "" || d.To.Before(d.From) || d.ProducedOn.Before(d.To) || !slices.Contains(d.Kinds, "people") || !strings.ContainsRune(delimiters, rune(d.Delimiter)) {
			t.Errorf("a declaration is taken that lacks something: %+v", d)
		}
	})
}

func TestIDsAreKeyedHashes(t *testing.T) {
	one, two := newHasher(warehouse.Key{1}, "E08000035"), newHasher(warehouse.Key{2}, "E08000035")
	elsewhere := newHasher(warehouse.Key{1}, "E06000001")
	ids := map[id]string{}
	for name, x := range map[string]id{
		"person": one.id("people", []byte("X1")), "plan": one.id("plans", []byte("X1")), "other": one.id("people", []byte("X2")),
		"other key": two.id("people", []byte("X1")), "other council": elsewhere.id("people", []byte("X1")), "none": one.id("people", nil),
	} {
		if was, ok := ids[x]; ok {
			t.Errorf("%s and %s have one id", was, name)
		}
		ids[x] = name
	}
	if one.id("people", []byte("X1")) != newHasher(warehouse.Key{1}, "E08000035").id("people", []byte("X1")) {
		t.Error("an id changes from load to load")
	}
}

func TestScreenKnowsNumbersByTheirCheckDigit(t *testing.T) {
	dice := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		number := make([]byte, 10)
		sum := 0
		for i := range 9 {
			d := dice.IntN(10)
			number[i] = byte('0' + d)
			sum += d * (10 - i)
		}
		check := 11 - sum%11
		number[9] = byte('0' + check%11%10)
		n := string(number)
		real := check != 10 && n[:9] != "000000000"
		for _, text := range []string{n, n[:3] + " " + n[3:6] + " " + n[6:], "see " + n[:3] + "-" + n[3:6] + "-" + n[6:] + ".", "NHS" + n, "(" + n + ")"} {
			if got := holdsNHSNumber([]byte(text)); got != real {
				t.Fatalf("a number that is %v is taken for %v", real, got)
			}
		}
		for _, text := range []string{"P" + n, n + "1", "1" + n, "0." + n} {
			if holdsNHSNumber([]byte(text)) {
				t.Fatal("a reference, a longer number or a fraction is taken for an NHS number")
			}
		}
		number[9] = '0' + (number[9]-'0'+1)%10
		if check != 10 && holdsNHSNumber(number) {
			t.Fatal("a wrong check digit passes")
		}
	}
}
