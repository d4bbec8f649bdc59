package load_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/careduty/careduty/etl/load"
	"github.com/careduty/careduty/internal/fault"
)

// A header that names all a kind must have is one, however many columns of the council's own stand beside: no row is taken for a title.
func TestManyColumnsOfTheCouncilsOwnLoseNoRow(t *testing.T) {
	var text strings.Builder
	text.WriteString("Made by the performance team,,,,\nperson_ref,worker,team,cost code,locality\n")
	for i := range 40 {
		fmt.Fprintf(&text, "P%d,a,b,c,d\n", i)
	}
	x, err := people(t, map[string][]byte{"people.csv": []byte(text.String())})
	if err != nil || x.Kinds[0].Rows != 40 || x.Kinds[0].Loaded != 40 {
		t.Errorf("of 40 rows %+v are told of (%v)", x.Kinds, err)
	}
}

// Rows in which nothing stands but what systems write for nothing are blank.
func TestRowsOfNothingAreBlank(t *testing.T) {
	text := "person_ref,sex,died_on\nP1,female,2025-01-31\nNULL,NULL,NULL\n-,,N/A\n\"\",\" \",\u00a0\nP2,male,\n,,\n"
	x, err := people(t, map[string][]byte{"people.csv": []byte(text)})
	if err != nil || x.Kinds[0].Rows != 2 || len(x.Findings) > 0 {
		t.Errorf("%+v (%v)", x, err)
	}
}

// What a file is does not hang on its name's end alone: gzip is undone, and what is no text is told for what it is.
func TestFilesOfAnotherFormatThanTheirName(t *testing.T) {
	text := []byte("person_ref,sex,died_on\nP1,female,2025-01-31\nP2,male,\n")
	if x, err := people(t, map[string][]byte{"people.csv": gzipped(t, text)}); err != nil || x.Kinds[0].Loaded != 2 {
		t.Errorf("gzip named .csv: %v", err)
	}
	for name, data := range map[string][]byte{
		"a workbook":                  book(t, nil, map[string][][]any{"people": {{"person_ref"}, {"P1"}}}),
		"a workbook with a password":  append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), bytes.Repeat([]byte{0}, 900)...),
		"a Parquet file":              []byte("PAR1 and so on"),
		"a workbook, packed by gzip":  gzipped(t, []byte("PK\x03\x04 and so on")),
		"an archive, named otherwise": []byte("PK\x03\x04"),
	} {
		x, err := people(t, map[string][]byte{"people.csv": data})
		if !fault.Is(err, fault.Refused) || len(x.Findings) == 0 || x.Findings[0].Rule != "file_disguised" {
			t.Errorf("%s named .csv: %v", name, err)
		}
	}
}

// Archives whose members' names are divided as Windows divides them are read, and still cannot point outside.
func TestArchivesDividedByBackslashes(t *testing.T) {
	data := []byte("person_ref\nP1\n")
	x, err := loaded(t, packed(t, `extract\`, map[string][]byte{"extract.json": []byte(declared), "people.csv": data}))
	if err != nil || x.Status != load.Loaded {
		t.Errorf("%s (%v)", x.Status, err)
	}
	_, err = loaded(t, packed(t, "", map[string][]byte{"extract.json": []byte(declared), `..\people.csv`: data}))
	if !fault.Is(err, fault.Refused) || !strings.Contains(err.Error(), "points outside") {
		t.Errorf("one that points outside: %v", err)
	}
}
