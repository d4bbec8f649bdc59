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
	"github.com/careduty/careduty/internal/release"
)

// leaks is the part of B9 that is about what is in a release: nothing but what the format names is in a release. A text must be one that definitions, areas and periods give (or printed
// values: B8); a number that is neither drawn nor derived must follow from them too; rows stand in their order, which says nothing (reading
// them checks it); and no file but the declared ones is there, none of which holds a secret.
type leaks struct {
	file     *published
	areas    []area.Area
	secrets  []string
	traces   *traces         // nil without the truth
	words    map[string]bool // texts looked at already
	vintages map[endOf]byte
	foreign  exceptions
	found    exceptions
	texts    int
}

func newLeaks(truth *Truth, p *published) *leaks {
	l := &leaks{file: p, areas: area.All(), words: map[string]bool{}, vintages: map[endOf]byte{}}
	if truth != nil {
		l.secrets, l.traces = truth.Secrets, newTraces(truth.Hashes)
	}
	return l
}

func (l *leaks) result() Result {
	figures := []Figure{
		atMost("values that no definition gives", float64(l.foreign.count), 0),
		told("texts looked at", float64(l.texts)),
	}
	if l.secrets != nil {
		figures = append(figures, atMost("secrets found", float64(l.found.count), 0), private("secrets looked for", float64(len(l.secrets)+l.traces.looked)))
	}
	r := result("B9", "Leaks", figures...)
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
	l.places(d, g, c, name)
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

// places are the columns that name the area, the period and the category of a row, and what follows from those. Codes, periods and categories were
// looked at when the rows were read.
func (l *leaks) places(d *measure.Definition, g *grid, c release.Columns, name func(string) string) {
	wrong := map[string]bool{}
	check := func(column string, ok bool) {
		if !ok {
			wrong[column] = true
		}
	}
	for _, b := range g.blocks {
		a, per := l.areas[b.area], g.periods[b.period]
		for column, want := range map[string]string{
			"area_name": a.Name, "area_level": string(a.Level), "parent_code": a.Parent, "grain": string(per.Grain()),
			"period_label": per.Label(d.Grain == measure.Snapshot),
		} {
			check(column, c.Texts[column].At(b.row) == want)
		}
		check("vintage", l.vintage(spot{period: per, area: b.area}, first(c.Texts["vintage"].At(b.row))))
		from, to := daysOf(per.First()), daysOf(per.Last())
		in := float64(len(l.file.members.in(d.ID, per.String(), a.Code)))
		for k, category := range g.categories {
			row := b.row + k
			for _, column := range sameInPlace {
				check(column, c.Texts[column].Index[row] == c.Texts[column].Index[b.row])
			}
			check("category_label", c.Texts["category_label"].At(row) == category.Label)
			check("category_order", c.Numbers["category_order"][row] == float64(category.Order))
			check("band", c.Flags["band"][row] == category.Band)
			check("period_start", c.Days["period_start"][row] == from)
			check("period_end", c.Days["period_end"][row] == to)
			check("councils", c.Numbers["councils"][row] == in)
		}
	}
	for column := range wrong {
		l.note(false, name(column))
	}
}

var sameInPlace = []string{"area_name", "area_level", "parent_code", "grain", "period_label", "vintage"}

func daysOf(day time.Time) int32 { return int32(day.Unix() / 86400) } //nolint:gosec // days since 1970

// vintage holds a letter against the others of an area and period end: it has one, whatever the measure and breakdown; none where nothing was drawn.
func (l *leaks) vintage(at spot, letter byte) bool {
	end := endOf{at.period.Last(), at.area}
	if letter == 0 {
		return true
	}
	if l.vintages[end] == 0 {
		l.vintages[end] = letter
	}
	return l.vintages[end] == letter
}

// endOf is an area and the last day of a period.
type endOf struct {
	last time.Time
	area int
}

// closed are texts that may differ from row to row in a way no definition fixes.
var closed = map[string][]string{"status": {"", "c", "x", "u"}, "vintage": {"", "p", "r", "f"}}

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
