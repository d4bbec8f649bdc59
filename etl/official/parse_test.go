package official

import (
	"bytes"
	"testing"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/fault"
)

// FuzzParse: whatever the text, parse refuses it or gives rows that can be published: a value or a status, never both.
func FuzzParse(f *testing.F) {
	header, _, _ := bytes.Cut(embedded, []byte("\n"))
	england := append(bytes.Clone(header), '\n')
	for line := range bytes.Lines(embedded) {
		if bytes.Contains(line, []byte("E92000001")) {
			england = append(england, line...)
		}
	}
	f.Add(england)
	f.Add(bytes.ReplaceAll(england, []byte("82.4"), []byte("[c]")))
	f.Add(bytes.ReplaceAll(england, []byte("E92000001"), []byte("E08000016")))
	f.Add(header)
	f.Add([]byte(string(header) + "\nT,2a,S,Shire Counties,[z],2024 to 2025,outcome,\"1,000.5\"\n"))
	f.Add([]byte("a,b\n\"c"))
	f.Fuzz(func(t *testing.T, text []byte) {
		figures, err := parse("f.csv", text)
		if err != nil {
			if !fault.Is(err, fault.Refused) {
				t.Fatalf("a fault of another kind: %v", err)
			}
			return
		}
		for _, d := range ascof {
			cells := d.cells(figures)
			if len(cells) != len(area.All()) {
				t.Fatalf("%s has %d rows", d.id, len(cells))
			}
			for _, c := range cells {
				if (c.Value == nil) == (c.Status == "") {
					t.Fatalf("%s %s: value %v with status %q", c.Measure, c.AreaCode, c.Value, c.Status)
				}
			}
		}
	})
}

func TestSeriesNameWhatTheyAre(t *testing.T) {
	figures, err := parse(ascofFile, embedded)
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for _, d := range ascof {
		s := d.described()
		if ids[s.ID] || s.ID == "" {
			t.Errorf("id %q is empty or not its own", s.ID)
		}
		ids[s.ID] = true
		for field, text := range map[string]string{
			"title": s.Title, "question": s.Question, "unit": s.Unit, "polarity": s.Polarity, "numerator": s.Numerator, "denominator": s.Denominator,
		} {
			if text == "" {
				t.Errorf("%s has no %s", s.ID, field)
			}
		}
		for _, code := range d.noData {
			if a, ok := area.ByCode(code); !ok || a.Level != area.Council {
				t.Errorf("%s: %s is no council", s.ID, code)
			}
			if figures[key{s.ID, code}].values[outcome].mark != "c" {
				t.Errorf("%s: %s has data after all", s.ID, code)
			}
		}
	}
}
