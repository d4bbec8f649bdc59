package official

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/period"
)

// statistic is one of the figures a publisher gives of one thing.
type statistic int

// The statistics.
const (
	outcome statistic = iota
	numerator
	denominator
	respondents
	margin
	statisticsCount
)

var statisticNames = [statisticsCount]string{"outcome", "numerator", "denominator", "number of respondents", "margin of error"}

// key says what figures are of: a series, a year, an area, and the group of a breakdown where they are not of all.
type key struct {
	series    *series
	year      period.Period
	area      string
	dimension string
	category  string
}

// entry is what a file says of one key.
type entry struct {
	line    int // where the first of it stands
	area    area.Area
	recoded string // the area's code in the file, where that is not its present one
	label   string // of the category
	order   int
	has     [statisticsCount]bool
	figures [statisticsCount]figure
}

// Reasons for which cells of a file are not served.
const (
	leftTypes      = "council types: groups of councils that are no place"
	leftNoSeries   = "questions that no series here asks"
	leftWeighted   = "weighted sums of a survey: the outcome is their quotient, and the respondents are given"
	leftNoSurvey   = "empty columns: a base or margin of error belongs to surveys only"
	leftNotThere   = "no figure: the council did not exist in that year"
	leftOver       = "percentages over 100 that follow from the publisher's own counts: the counts are served, the percentage is not"
	leftBreakdown  = "breakdowns that no dimension here has"
	leftRepeated   = "repeated: the same figure stands in another file of the publication"
	leftNotEngland = "places outside England"
)

// reading is one table on its way to figures.
type reading struct {
	table
	publication
	line int
	row  []string

	figures map[key]*entry
	rowsIn  int // rows of figures
	cells   int // cells that hold a figure or the mark of a missing one: those served and those left
	served  int
	left    map[string]int
	unasked map[string]int // of leftNoSeries: by the publisher's name of the measure
	bracket int            // cells with a second number in brackets
	places  map[[3]string]located
	asked   map[asked]*series
}

// asked is what a file calls a measure.
type asked struct {
	words, number string
	edition       period.Period
}

// published finds the series of a measure, remembering answers: a file names few measures many times.
func (r *reading) published(words, number string, edition period.Period) *series {
	k := asked{words, number, edition}
	s, known := r.asked[k]
	if !known {
		s = published(words, number, edition)
		r.asked[asked{strings.Clone(words), strings.Clone(number), edition}] = s
	}
	return s
}

type located struct {
	found
	ok bool
}

func newReading(t table, p publication) *reading {
	return &reading{table: t, publication: p, figures: map[key]*entry{}, left: map[string]int{}, unasked: map[string]int{}, places: map[[3]string]located{}, asked: map[asked]*series{}}
}

// leave counts cells that are not served.
func (r *reading) leave(reason string, n int) { r.left[reason] += n }

func (r *reading) leaveUnasked(measure string, n int) {
	r.leave(leftNoSeries, n)
	r.unasked[measure] += n
}

// refuse is a fault of the row that was read last.
func (r *reading) refuse(what, fix string) error {
	return fault.New(fault.Refused, what, fix).At(place(r.name, r.line))
}

// next reads a row of figures; io.EOF after the last.
func (r *reading) next() error {
	row, line, err := r.rows.next()
	if err != nil {
		return err
	}
	r.row, r.line = row, line
	return nil
}

// each reads the rest of the table row by row.
func (r *reading) each(do func() error) error {
	for {
		err := r.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = do()
		}
		if err != nil {
			return err
		}
	}
}

// locate finds the area of a row, remembering answers: a file names few areas many times.
func (r *reading) locate(code, name, local string) (found, error) {
	k := [3]string{code, name, local}
	l, known := r.places[k]
	if !known {
		l.found, l.ok = locate(code, name, local)
		r.places[[3]string{strings.Clone(code), strings.Clone(name), strings.Clone(local)}] = l
	}
	if !l.ok {
		return found{}, r.refuse(fmt.Sprintf("No area of England is known by the code %s or the name %s.", quoted(code), quoted(name)),
			"Check both against the ONS register of geographic codes; a new council must be added to the program's list.")
	}
	return l.found, nil
}

func quoted(text string) string {
	if runes := []rune(text); len(runes) > 60 {
		text = string(runes[:60]) + "…"
	}
	return fmt.Sprintf("%q", text)
}

// mostPeople is more than there are.
const mostPeople = 100_000_000

// group is the category of a breakdown; the zero value is the total.
type group struct {
	dimension, category, label string
	order                      int
}

// put keeps one figure.
func (r *reading) put(s *series, year period.Period, at found, g group, what statistic, text string) error {
	r.cells++
	f, ok := readFigure(text)
	if r.comma && strings.Contains(text, ",") && strings.ContainsAny(text, "0123456789") {
		return r.refuse("The number "+quoted(text)+" has a comma, which may be a decimal one in a file whose columns are parted by semicolons.",
			"Write 1234 or 24.5, or part the columns by commas.")
	}
	if !ok {
		return r.refuse(fmt.Sprintf("The %s is neither a number nor a known mark of a missing one.", statisticNames[what]),
			"Write 1,234 or 24.5, or one of the marks [c], [x], [z], [low], :, - and *.")
	}
	if (what == numerator || what == denominator || what == respondents) && f.known() && (f.number != math.Trunc(f.number) || f.number > mostPeople) {
		return r.refuse(fmt.Sprintf("The %s is not a whole number of people.", statisticNames[what]), "Check the row against the publisher's table.")
	}
	switch {
	case s.Kind == survey && (what == numerator || what == denominator):
		r.leave(leftWeighted, 1)
		return nil
	case s.Kind != survey && (what == respondents || what == margin):
		r.leave(leftNoSurvey, 1)
		return nil
	case !f.known() && !existed(at.Area, year):
		r.leave(leftNotThere, 1)
		return nil
	}
	if f.bracket {
		r.bracket++
	}
	k := key{s, year, at.Code, g.dimension, g.category}
	e := r.figures[k]
	if e == nil {
		e = &entry{line: r.line, area: at.Area, recoded: at.recoded, label: g.label, order: g.order}
		r.figures[k] = e
	}
	if e.has[what] {
		return r.refuse(fmt.Sprintf("The %s of %s for %s in %s stands twice: line %d has it too.", statisticNames[what], s.Title, at.Name, year, e.line),
			"Remove one of the two.")
	}
	e.has[what], e.figures[what] = true, f
	r.served++
	return nil
}

// check holds the figures to each other once the table is read: shares up to 100, no entry without its outcome, no series cut short.
func (r *reading) check() error {
	councils := map[key]int{}
	most := 0
	for _, k := range r.sorted() {
		e := r.figures[k]
		r.line = e.line
		if err := r.checkEntry(k, e); err != nil {
			return err
		}
		if e.area.Level == area.Council && k.dimension == "" {
			of := key{series: k.series, year: k.year}
			councils[of]++
			most = max(most, councils[of])
		}
	}
	for _, k := range sortedKeys(councils) {
		if most >= 100 && councils[k] < most/2 && !k.partly() {
			return fault.New(fault.Refused, fmt.Sprintf("The table has %d councils of %s for %s and up to %d elsewhere; it is cut short.",
				councils[k], k.series.Title, k.year, most), "Fetch the file again.").At(r.name)
		}
	}
	return nil
}

// partly says whether few councils are to be expected: the survey of users in 2020-21 was voluntary.
func (k key) partly() bool { return k.series.Kind == survey && k.year.Start == 2020 }

func (r *reading) checkEntry(k key, e *entry) error {
	if !e.has[outcome] && !existed(e.area, k.year) { // its mark of a missing outcome was left, and another figure is there
		e.has[outcome], e.figures[outcome] = true, figure{status: "x"}
	}
	if !e.has[outcome] && !k.series.Derived {
		return r.refuse(fmt.Sprintf("%s of %s for %s has other figures but no outcome; the file is cut short.", k.series.Title, e.area.Name, k.year), "Fetch the file again.")
	}
	o := &e.figures[outcome]
	if k.series.Unit != percent || !o.known() || o.number <= 100 {
		return nil
	}
	if share, ok := e.share(100); ok && share > 100 && k.difference(e) == 0 {
		r.leave(leftOver, 1)
		r.served--
		*o = figure{status: "z"}
		return nil
	}
	return r.refuse(fmt.Sprintf("%s of %s for %s is more than 100 percent.", k.series.Title, e.area.Name, k.year), "Check the row against the publisher's table.")
}

// share is the numerator over the denominator, if both are known and it can be made.
func (e *entry) share(per float64) (float64, bool) {
	n, d := e.figures[numerator], e.figures[denominator]
	if !e.has[numerator] || !e.has[denominator] || !n.known() || !d.known() || d.number == 0 {
		return 0, false
	}
	return per * n.number / d.number, true
}

// sorted are the keys in the order rows are published in: by series, breakdown, year, area and group.
func (r *reading) sorted() []key { return sortedKeys(r.figures) }

func sortedKeys[T any](of map[key]T) []key {
	out := make([]key, 0, len(of))
	for k := range of {
		out = append(out, k)
	}
	place := make(map[*series]int, len(all))
	for i, s := range all {
		place[s] = i
	}
	slices.SortFunc(out, func(a, b key) int {
		return cmp.Or(cmp.Compare(place[a.series], place[b.series]), cmp.Compare(a.dimension, b.dimension), cmp.Compare(a.year.Start, b.year.Start),
			cmp.Compare(a.area, b.area), cmp.Compare(a.category, b.category))
	})
	return out
}
