package audit

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
)

// leaks is A12: nothing but what the format names is in a release. A text must be one that definitions, areas and periods give (or printed
// values: A9); a number that is neither drawn nor derived must follow from them too; rows stand in their order, which says nothing (reading
// them checks it); and no file but the declared ones is there, none of which holds a secret.
type leaks struct {
	file     *published
	areas    []area.Area
	secrets  []string
	traces   *traces                  // nil without an insider
	words    map[string]bool          // texts looked at already
	vintages map[period.Period][]byte // by area
	foreign  exceptions
	found    exceptions
	texts    int
}

func newLeaks(insider Insider, p *published) *leaks {
	l := &leaks{file: p, areas: area.All(), words: map[string]bool{}, vintages: map[period.Period][]byte{}}
	if insider != nil {
		l.secrets, l.traces = insider.Secrets(), newTraces(insider.Hashes())
	}
	return l
}

func (l *leaks) result() Result {
	figures := []Figure{
		atMost("values that no definition gives", float64(l.foreign.count), 0),
		told("texts looked at", float64(l.texts)),
	}
	if l.secrets != nil {
		figures = append(figures, atMost("secrets found", float64(l.found.count), 0), confided("secrets looked for", float64(len(l.secrets)+l.traces.looked)))
	}
	r := result("A12", "Leaks", figures...)
	r.Examples = append(l.foreign.names, l.found.names...)
	return r
}

// note marks a value that should not be there; where names it to the operator without repeating it.
func (l *leaks) note(ok bool, where string) { l.foreign.note(!ok, where) }

// scan looks at every column of one breakdown.
func (l *leaks) scan(d *measure.Definition, dimension string, g *grid, c release.Columns) {
	name := func(column string) string { return fmt.Sprintf("%s by %q, column %s", d.ID, dimension, column) }
	for column, text := range c.Texts {
		for _, word := range text.Values {
			l.word(word, name(column), column)
		}
	}
	l.constants(d, dimension, c, name)
	l.places(g, c, name)
	l.spans(d, g, c, name)
	l.letters(g, c, name)
	l.numbers(d, g, c, name)
}

// constants are the columns that say the same in every row.
func (l *leaks) constants(d *measure.Definition, dimension string, c release.Columns, name func(string) string) {
	for column, want := range map[string]string{
		"measure": string(d.ID), "source": "records", "dimension": dimension, "unit": d.Unit, "release": l.file.manifest.ID,
	} {
		for _, word := range c.Texts[column].Values {
			l.note(word == want, name(column))
		}
	}
}

// places are the columns that name the area, the period and the category of a row. Codes were looked at when the rows were read.
func (l *leaks) places(g *grid, c release.Columns, name func(string) string) {
	per := len(g.categories)
	good := map[string]bool{"period_label": true, "vintage": true} // of which only the first row of a place is looked at elsewhere
	check := func(column string, row int, want string) {
		ok, seen := good[column]
		good[column] = (ok || !seen) && c.Texts[column].At(row) == want
	}
	for row := range g.cells {
		check("category_label", row, g.categories[row%per].Label)
		if a := l.areas[row/per%g.areas]; row%per == 0 {
			check("area_name", row, a.Name)
			check("area_level", row, string(a.Level))
			check("parent_code", row, a.Parent)
			check("grain", row, string(g.periods[row/per/g.areas].Grain()))
			continue
		}
		for _, column := range sameInPlace {
			t := c.Texts[column]
			good[column] = good[column] && t.Index[row] == t.Index[row-1]
		}
	}
	for column, ok := range good {
		l.note(ok, name(column))
	}
}

var sameInPlace = []string{"area_name", "area_level", "parent_code", "grain", "period_label", "vintage"}

// spans are the columns that say what a period is, and which categories are bands.
func (l *leaks) spans(d *measure.Definition, g *grid, c release.Columns, name func(string) string) {
	per := len(g.categories)
	label, first, last, band := true, true, true, true
	for p, at := range g.periods {
		words, from, to := at.Label(d.Grain == measure.Snapshot), daysOf(at.First()), daysOf(at.Last())
		for row := g.at(p, 0); row < g.at(p, 0)+g.areas*per; row++ {
			label = label && (row%per > 0 || c.Texts["period_label"].At(row) == words)
			first, last = first && c.Days["period_start"][row] == from, last && c.Days["period_end"][row] == to
			band = band && c.Flags["band"][row] == g.categories[row%per].Band
		}
	}
	l.note(label, name("period_label"))
	l.note(first, name("period_start"))
	l.note(last, name("period_end"))
	l.note(band, name("band"))
}

func daysOf(day time.Time) int32 { return int32(day.Unix() / 86400) } //nolint:gosec // days since 1970

// letters: an area's period has one vintage, whatever the measure and breakdown; none where nothing was drawn.
func (l *leaks) letters(g *grid, c release.Columns, name func(string) string) {
	ok := true
	for p, at := range g.periods {
		letters := l.vintages[at]
		if letters == nil {
			letters = make([]byte, g.areas)
			l.vintages[at] = letters
		}
		for a := range letters {
			letter := first(c.Texts["vintage"].At(g.at(p, a)))
			if letters[a] == 0 {
				letters[a] = letter
			}
			ok = ok && (letter == 0 || letter == letters[a])
		}
	}
	l.note(ok, name("vintage"))
}

// closed are texts that may differ from row to row in a way no definition fixes.
var closed = map[string][]string{"status": {"", "c", "x", "z", "u"}, "vintage": {"", "p", "r", "f"}}

func (l *leaks) word(word, where, column string) {
	l.texts++
	if list, ok := closed[column]; ok {
		l.note(slices.Contains(list, word), where)
	}
	if !l.words[word] {
		l.words[word] = true
		l.secret([]byte(word), where)
		l.note(!hashlike.MatchString(word), where)
	}
}

// secret looks for all that must be nowhere.
func (l *leaks) secret(text []byte, where string) {
	if l.secrets == nil {
		return
	}
	found := l.traces.in(text)
	for _, s := range l.secrets {
		found = found || s != "" && bytes.Contains(text, []byte(s))
	}
	l.found.note(found, where)
}

// numbers looks at the numbers that are neither drawn nor derived from what is: councils and order.
func (l *leaks) numbers(d *measure.Definition, g *grid, c release.Columns, name func(string) string) {
	per := len(g.categories)
	councils, order, in := true, true, 0
	for i := range c.Rows {
		if i%per == 0 {
			in = len(l.file.members.in(d.ID, g.periods[i/per/g.areas].String(), l.areas[i/per%g.areas].Code))
		}
		councils = councils && c.Numbers["councils"][i] == float64(in)
		order = order && c.Numbers["category_order"][i] == float64(g.categories[i%per].Order)
	}
	l.note(councils, name("councils"))
	l.note(order, name("category_order"))
}

// files looks at the directory itself: no file more than the format has, no secret in the manifest or between the cells, and nothing in the
// CSV but the rows that were looked at.
func (l *leaks) files(ctx context.Context) error {
	entries, err := os.ReadDir(l.file.dir)
	if err != nil {
		return fault.New(fault.Unavailable, "The release cannot be read.", "Check its permissions.").At(l.file.dir)
	}
	want := []string{"manifest.json", "SHA256SUMS", release.CellsFile(l.file.manifest.ID), release.CSVFile(l.file.manifest.ID)}
	for _, e := range entries {
		l.note(slices.Contains(want, e.Name()), "file "+e.Name())
		text, err := os.ReadFile(filepath.Join(l.file.dir, e.Name()))
		if err != nil {
			return fault.New(fault.Unavailable, "The release cannot be read.", "Check its permissions.").At(l.file.dir)
		}
		l.secret(text, "file "+e.Name())
		if e.Name() == "manifest.json" {
			l.manifest(text)
		}
	}
	same, err := release.SameCSV(ctx, l.file.dir, l.file.manifest.ID)
	l.note(same, "file "+release.CSVFile(l.file.manifest.ID))
	return err
}
