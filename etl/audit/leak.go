package audit

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/release"
)

// leaks is A12: nothing but what the format names is in a release. A text must be one that definitions, areas and periods give; a number
// that is neither drawn nor derived must follow from them too; rows stand in their order, which says nothing (reading them checks it);
// and no file but the declared ones is there, none of which holds a secret.
type leaks struct {
	file    *published
	areas   []area.Area
	secrets []string
	words   map[string]bool // texts looked at already
	foreign exceptions
	found   exceptions
	texts   int
}

func newLeaks(insider Insider, p *published) *leaks {
	l := &leaks{file: p, areas: area.All(), words: map[string]bool{}}
	if insider != nil {
		l.secrets = insider.Secrets()
	}
	return l
}

func (l *leaks) result() Result {
	figures := []Figure{
		atMost("values that no definition gives", float64(l.foreign.count), 0),
		told("texts looked at", float64(l.texts)),
	}
	if l.secrets != nil {
		figures = append(figures, atMost("secrets found", float64(l.found.count), 0), told("secrets looked for", float64(len(l.secrets))))
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
	good := map[string]bool{}
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

var sameInPlace = []string{"area_name", "area_level", "parent_code", "grain"}

// Texts that may differ from row to row in a way no definition fixes.
var (
	closed = map[string][]string{
		"status": {"", "c", "x", "z", "u"}, "vintage": {"", "p", "r", "f"},
		"not_ranked_reason": {"", "no_polarity", "no_value", "small_denominator"},
	}
	label = regexp.MustCompile(`^(\d{1,2} )?[A-Z][a-z]+( \d{4})?( to [A-Z][a-z]+ \d{4})?$`)
	note  = regexp.MustCompile(`^([A-Z0-9][A-Za-z0-9 ,:;'’%-]*\. ?)*$`)
	digit = regexp.MustCompile(`\d+`)
)

// longestNumber is how many digits a note may hold in a row: a number of councils, or the reach of the noise, or a year.
const longestNumber = 4

func (l *leaks) word(word, where, column string) {
	l.texts++
	if list, ok := closed[column]; ok {
		l.note(slices.Contains(list, word), where)
	}
	switch column {
	case "period_label":
		l.note(label.MatchString(word), where)
	case "notes":
		l.note(note.MatchString(word), where)
		for _, n := range digit.FindAllString(word, -1) {
			l.note(len(n) <= longestNumber, where)
		}
	}
	if !l.words[word] {
		l.words[word] = true
		for _, s := range l.secrets {
			l.found.note(s != "" && strings.Contains(word, s), where)
		}
	}
}

// numbers looks at the numbers that are neither drawn nor derived from what is: councils, order, and ranks within their bounds.
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
	for _, column := range []string{
		"rank", "rank_low", "rank_high", "ranked_of", "region_rank", "region_rank_low", "region_rank_high", "region_ranked_of",
	} {
		ok := true
		for _, x := range c.Numbers[column] {
			ok = ok && (!has(x) || x >= 0 && x <= float64(len(l.areas)))
		}
		l.note(ok, name(column))
	}
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
		for _, s := range l.secrets {
			l.found.note(s != "" && bytes.Contains(text, []byte(s)), "file "+e.Name())
		}
	}
	same, err := release.SameCSV(ctx, l.file.dir, l.file.manifest.ID)
	l.note(same, "file "+release.CSVFile(l.file.manifest.ID))
	return err
}
