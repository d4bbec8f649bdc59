package load

import (
	"context"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/careduty/careduty/internal/table"
	"github.com/careduty/careduty/internal/warehouse"
	"github.com/careduty/careduty/schemas"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// The tests here hold the reading of files against a second opinion: slow, obvious, written from the specification and sharing
// no code with it but the contracts.

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
		if strings.Trim(strings.Join(record, ""), " \u00a0") == "" {
			continue // a row without a value is none
		}
		if len(record) != len(header) || strings.Contains(strings.Join(record, ""), "\x00") || !o.good(k, row) || o.refs[k.Name][row[k.Key]] {
			continue
		}
		o.loaded[k.Name] = append(o.loaded[k.Name], row[k.Key])
		o.refs[k.Name][row[k.Key]] = true
	}
}

func (o *opinion) good(k schemas.Kind, row map[string]string) bool {
	read := map[string]string{}
	for _, f := range k.Fields {
		cell := strings.Trim(row[f.Name], " \u00a0")
		for _, nothing := range []string{"null", "n/a", "-"} {
			if strings.EqualFold(cell, nothing) {
				cell = ""
			}
		}
		good, within := cell != "" && goodCell(f, cell), true
		if good && f.Type == schemas.Date {
			cell = cell[:10]
			within = (cell <= oracleTo || f.AfterTo) && (cell >= "2014-04-01" || f.OpenBefore && cell >= "1900-01-01")
		}
		if !within || f.Required && !good {
			return false
		}
		if good {
			read[f.Name] = cell
		}
	}
	for _, order := range k.Orders {
		if read[order.Earlier] != "" && read[order.Later] != "" && read[order.Later] < read[order.Earlier] {
			return false
		}
	}
	for _, l := range k.Links {
		if l.Reject && read[l.Field] != "" && !o.refs[l.Kind][read[l.Field]] {
			return false
		}
	}
	return true
}

var (
	oracleReference = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)
	oracleNumber    = regexp.MustCompile(`^£?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\.[0-9]{1,2}0*)?$`)
	oracleYear      = regexp.MustCompile(`^[0-9]{4}(\.0+)?$`)
	oracleDate      = regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T]00:00(:00)?Z?)?$`)
)

// goodCell says whether a cell that is not empty can be read.
func goodCell(f schemas.Field, cell string) bool {
	switch f.Type {
	case schemas.Ref:
		return oracleReference.MatchString(cell)
	case schemas.Date:
		if !oracleDate.MatchString(cell) {
			return false
		}
		_, err := time.Parse(time.DateOnly, cell[:10])
		return err == nil
	case schemas.Year:
		return oracleYear.MatchString(cell) && cell[:4] >= "1900" && cell[:4] <= oracleTo[:4]
	case schemas.Money, schemas.Decimal:
		if !oracleNumber.MatchString(cell) || f.Type == schemas.Decimal && strings.HasPrefix(cell, "£") {
			return false
		}
		v, err := strconv.ParseFloat(strings.NewReplacer("£", "", ",", "").Replace(cell), 64)
		return err == nil && v <= f.Maximum
	default:
		cell = strings.ToLower(cell)
		for _, yes := range []string{"y", "true", "1"} {
			if cell == yes {
				cell = "yes"
			}
		}
		for _, no := range []string{"n", "false", "0"} {
			if cell == no {
				cell = "no"
			}
		}
		return slices.Contains(f.Codes, cell)
	}
}

// cellFor draws a value that is mostly right.
func cellFor(t *rapid.T, f schemas.Field, k schemas.Kind) string {
	if rapid.IntRange(0, 59).Draw(t, "wrong") == 7 {
		return rapid.SampledFrom([]string{"", " ", "x y", "2025-13-01", "2025-02-29", "1.234", "-1", "٣", "no\x00no", "2025-1-1", "99999", "é", "NULL", "-", "n/a", "2025-01-07 00:00:00", "2025-01-07T12:30", "1,234.5", "12,34", "349.1400", "1936.0", "Y", "0", "\u00a0"}).Draw(t, "bad")
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
		span := rapid.SampledFrom([][2]int{{121, 4380}, {121, 4380}, {121, 4380}, {121, 4380}, {121, 4380}, {121, 4380}, {121, 4380}, {121, 4380}, {121, 4380}, {0, 4600}}).Draw(t, "span")
		day := time.Date(2013, 12, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(span[0], span[1]).Draw(t, "day"))
		return day.Format(time.DateOnly)
	case schemas.Year:
		return strconv.Itoa(rapid.SampledFrom([]int{1899, 1900, 1950, 1950, 1980, 2026, 2027}).Draw(t, "year"))
	case schemas.Money, schemas.Decimal:
		return rapid.SampledFrom([]string{"0", "12", "12.5", "100.00", "12.25", "99999999.99", "0.5", "8", "9.99", "100000000", "007.25", "349.1400", "£5", "1,234.50"}).Draw(t, "amount")
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
	for range rapid.IntRange(3, 18).Draw(t, "rows") {
		cells := make([]string, 0, len(fields)+1)
		for _, f := range fields {
			cell := cellFor(t, f, k)
			if rapid.IntRange(0, 9).Draw(t, "quoted") == 0 || strings.Contains(cell, ",") {
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
		b.WriteString(line + end + rapid.SampledFrom([]string{"", "", "", end}).Draw(t, "blank"))
	}
	return b.String()
}

func TestReadingAgreesWithSecondOpinion(t *testing.T) {
	_ = flag.Set("rapid.checks", "40") // each loads an extract
	dir := t.TempDir()
	w, err := warehouse.Open(t.Context(), filepath.Join(dir, "w.duckdb"), warehouse.Options{Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	keys, err := w.FirstKeys(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	hash := NewHasher(keys.Reference, "E08000035")
	loaded, run := map[string]int{}, 0
	rapid.Check(t, func(t *rapid.T) {
		run++
		o := &opinion{loaded: map[string][]string{}, refs: map[string]map[string]bool{}}
		extract := filepath.Join(dir, fmt.Sprintf("x%d", run))
		if err := os.MkdirAll(extract, 0o700); err != nil {
			t.Fatal(err)
		}
		put := func(name, text string) {
			if err := os.WriteFile(filepath.Join(extract, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		for _, k := range schemas.Kinds() {
			text := fileFor(t, k)
			put(k.Name+".csv", text)
			o.read(t, k, text)
		}
		put("extract.json", oracleDeclaration(run))
		report, err := Into(context.Background(), w, Options{Paths: []string{extract}, MaxRejects: 100, YesFewer: true})
		if err != nil || report.Extracts[0].Status != Loaded {
			t.Fatalf("the extract is refused: %v %+v", err, report)
		}
		for i, k := range schemas.Kinds() {
			var want []string
			for _, ref := range o.loaded[k.Name] {
				id := hash.ID(k.Name, []byte(ref))
				want = append(want, hex.EncodeToString(id[:]))
			}
			slices.Sort(want)
			got := references(t, w, k, report.Extracts[0].Batch)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("%s: loaded records (-want +got):\n%s\n%+v", k.Name, diff, report.Extracts[0].Findings)
			}
			c := report.Extracts[0].Kinds[i]
			if c.Rows != c.Loaded+c.Rejected+c.LeftOut || c.Loaded != len(want) {
				t.Fatalf("%s: the counts do not add up: %+v", k.Name, c)
			}
			loaded[k.Name] += len(got)
		}
	})
	for _, k := range schemas.Kinds() {
		if loaded[k.Name] == 0 {
			t.Errorf("no case has a good row of %s: the cases prove little", k.Name)
		}
	}
}

// oracleDeclaration differs from run to run, so that no extract is one that is there.
func oracleDeclaration(run int) string {
	return fmt.Sprintf(`{"specification": "careduty-records/1", "council": "E08000035", "from": %q, "to": %q, "produced_on": "2026-04-14", "synthetic": true,
		"contact": "run %d", "kinds": ["people", "assessments", "plans", "budgets", "direct_payments", "reviews", "complaints"]}`, oracleFrom, oracleTo, run)
}

// references are the ids of a batch's records.
func references(t *rapid.T, w *warehouse.Warehouse, k schemas.Kind, batch int) (out []string) {
	c, err := w.Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	rows, err := c.Query(context.Background(), fmt.Sprintf("SELECT replace(CAST(%s AS VARCHAR), '-', '') FROM record.%s WHERE batch = %d ORDER BY 1", k.Key, k.Name, batch))
	if err != nil {
		t.Fatal(err)
	}
	var ref string
	err = rows.Each(func() error {
		err := rows.Scan(&ref)
		out = append(out, ref)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// FuzzReading holds whatever a file may be to what a check gives: values of the contract's own kinds, and counts that add up.
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
	f.Add("budgets", []byte("budget_ref,plan_ref,person_ref,purpose,effective_from,weekly_total,delivery\nB,L,P,ongoing,2024-01-01T00:00:00Z,\"£1,234.5000\",mixed\n,,,,,,\n"))
	f.Add("complaints", []byte("complaint_ref;received_on;about"))
	f.Fuzz(func(t *testing.T, kind string, text []byte) {
		k, ok := schemas.KindOf(kind)
		if !ok {
			return
		}
		to, _ := time.Parse(time.DateOnly, oracleTo)
		said := &declaration{To: to, Delimiter: ','}
		found := newTally()
		c := newCheck(&k, said, found, NewHasher(warehouse.Key{1}, "E08000035"))
		given, bad := 0, 0
		parts := []part{{member: table.Bytes(kind+".csv", text), shown: kind + ".csv", form: said.form(kind)}}
		err := c.readParts(t.Context(), table.NewReader(0), parts, nil, func(_ int64, rejected bool, values []warehouse.Value) error {
			given++
			if rejected {
				bad++
				return nil
			}
			for i, v := range values {
				if !proper(&k.Fields[i], v) {
					t.Errorf("%s has a value that is none", k.Fields[i].Name)
				}
			}
			return nil
		})
		if err != nil && !errors.Is(err, errAbandoned) || errors.Is(err, errAbandoned) != (err != nil) || err != nil && !found.refused {
			t.Errorf("it ends in %v", err)
		}
		if given != c.rows || bad != c.rejects+c.leftOut {
			t.Errorf("%d rows, %d given and %d of them rejected", c.rows, given, bad)
		}
	})
}

func proper(f *schemas.Field, v warehouse.Value) bool {
	switch {
	case v.State == warehouse.Unset:
		return !f.Required
	case v.State == warehouse.Unreadable:
		return f.Type == schemas.Date && !f.Required
	case f.Type == schemas.Ref:
		return v.Ref != [16]byte{}
	case f.Type == schemas.Date:
		return f.AfterTo || v.Number <= int64(daysSince(2026, 3, 31))
	case f.Type == schemas.Year:
		return v.Number >= 1900 && v.Number <= 2026
	case len(f.Codes) > 0:
		return v.Number >= 0 && int(v.Number) < len(f.Codes)
	default:
		return v.Number >= 0 && float64(v.Number) <= f.Maximum*100+0.5
	}
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

// FuzzMapping holds whatever mapping.json may be to what is promised of one that is taken: every field is one of the kind's, and has a column or a
// value.
func FuzzMapping(f *testing.F) {
	example, err := os.ReadFile("example/mapping.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(example))
	f.Add(`{"specification": "careduty-mapping/1", "kinds": {"people": [{"file": "a", "fields": {"person_ref": {"column": 3}, "sex": {"constant": "female"}}}]}}`)
	f.Add(`{"specification": "careduty-mapping/1", "kinds": {"people": {"file": "a", "fields": {"person_ref": {"column": -1}, "birth_year": {"column": "x", "year_of": true}}}}}`)
	f.Add(`{"specification": null, "kinds": []}`)
	f.Fuzz(func(t *testing.T, text string) {
		m, err := parseMapping([]byte(text))
		if err != nil {
			return
		}
		for kind, files := range m.Kinds {
			k, ok := schemas.KindOf(kind)
			if !ok {
				t.Fatal("a kind is taken that there is not")
			}
			for i := range files {
				header := [][]byte{[]byte("a"), []byte("b"), []byte("c")}
				columns, constants, missing, ok := files[i].bind(&k, "x", header, newTally())
				if ok && len(columns) != len(header) || len(constants)+len(missing) > len(k.Fields) {
					t.Error("the header is bound to other columns than it has")
				}
			}
		}
	})
}

// TestMappingSchemaIsWhatIsRead holds schemas/mapping.json to the types that are read.
func TestMappingSchemaIsWhatIsRead(t *testing.T) {
	text, err := schemas.FS.ReadFile("mapping.json")
	if err != nil {
		t.Fatal(err)
	}
	type object struct{ Properties map[string]any }
	var schema struct {
		object
		Defs map[string]object `json:"$defs"`
	}
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		schema map[string]any
		read   any
	}{"mapping": {schema.Properties, mapping{}}, "file": {schema.Defs["file"].Properties, mappedFile{}}, "field": {schema.Defs["field"].Properties, mappedField{}}} {
		var have []string
		for i := range reflect.TypeOf(c.read).NumField() {
			tag, _, _ := strings.Cut(reflect.TypeOf(c.read).Field(i).Tag.Get("json"), ",")
			have = append(have, tag)
		}
		slices.Sort(have)
		if diff := cmp.Diff(slices.Sorted(maps.Keys(c.schema)), have); diff != "" {
			t.Errorf("%s (-schema +read):\n%s", name, diff)
		}
	}
}

func TestIDsAreKeyedHashes(t *testing.T) {
	one, two := NewHasher(warehouse.Key{1}, "E08000035"), NewHasher(warehouse.Key{2}, "E08000035")
	elsewhere := NewHasher(warehouse.Key{1}, "E06000001")
	ids := map[[16]byte]string{}
	for name, x := range map[string][16]byte{
		"person": one.ID("people", []byte("X1")), "plan": one.ID("plans", []byte("X1")), "other": one.ID("people", []byte("X2")),
		"other key": two.ID("people", []byte("X1")), "other council": elsewhere.ID("people", []byte("X1")), "none": one.ID("people", nil),
	} {
		if was, ok := ids[x]; ok {
			t.Errorf("%s and %s have one id", was, name)
		}
		ids[x] = name
	}
	if one.ID("people", []byte("X1")) != NewHasher(warehouse.Key{1}, "E08000035").ID("people", []byte("X1")) {
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
