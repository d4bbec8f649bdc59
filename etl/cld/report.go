package cld

import (
	"cmp"
	"slices"
	"unicode"
	"unicode/utf8"
)

// maxRows is how many row numbers a list holds; the count beside it goes on.
const maxRows = 100_000

// Tally counts rows and says which they are: lines of the file, the header being line 1.
type Tally struct {
	Count int
	Rows  []int
}

func (t *Tally) add(row int) {
	t.Count++
	if len(t.Rows) < maxRows {
		t.Rows = append(t.Rows, row)
	}
}

// Shape is what unmapped values that look alike look like. Value is set only where it is a value that DHSC has published, for
// another field maybe.
type Shape struct {
	Length int    // in characters
	Of     string // letters, digits, letters and digits, or other characters too
	Value  string
	Tally
}

// Field says how the cells of a field were read, of the rows it is about.
type Field struct {
	Name, Title string
	There       bool // the file has the column
	Valid       int
	Recoded     Tally
	Blank       Tally
	Unmapped    Tally // of dates: unreadable ones
	Shapes      []Shape
}

// Cells is how many rows the field is about.
func (f Field) Cells() int { return f.Valid + f.Recoded.Count + f.Blank.Count + f.Unmapped.Count }

// Reason says why rows are left out, or what was done with them.
type Reason string

// What becomes of rows besides being taken as they are.
const (
	NoCouncil    Reason = "cld_council"     // its LA code is no council's
	NoPerson     Reason = "cld_no_person"   // neither NHS number nor local id
	NoEvent      Reason = "cld_association" // a carer known by association: no event
	NoKind       Reason = "cld_event_type"  // the event type is none of the four
	NoStart      Reason = "cld_no_start"    // no day on which the event began can be read
	NoEnd        Reason = "cld_no_end"      // a request, assessment or review that has not ended, or an end that cannot be read
	Backwards    Reason = "cld_backwards"   // it ends before it starts
	DiedBefore   Reason = "cld_died_before" // the person had died before it or before the period
	Outside      Reason = "cld_outside"     // it lies outside the period the file covers
	Duplicate    Reason = "cld_duplicate"   // another row of the same event is kept
	Closed       Reason = "cld_closed"      // open at the end of one file and not in the next: closed there; the row is kept
	EndedByDeath Reason = "cld_death"       // ended on the day of death; the row is kept
	BadNHS       Reason = "cld_nhs_number"  // the NHS number is none; the local id is taken; the row is kept
	TwoNames     Reason = "cld_two_names"   // a local id with and without an NHS number may count one person twice; the row is kept
	Sparse       Reason = "cld_sparse"      // few events ended in the file's first months; they are taken as covered because it says so
	OldAge       Reason = "cld_age"         // over 115 years old: the year of birth is not taken; the row is kept
)

// Kept are the reasons whose rows stay.
var Kept = []Reason{Closed, EndedByDeath, BadNHS, TwoNames, OldAge, Sparse}

// Report says what was read of one council's rows and what became of them.
type Report struct {
	Rows    int // of the council
	Events  int // that are left
	Release [3]int
	Fields  []Field
	Reasons map[Reason]*Tally
	Unread  []string // columns of the specification that are not looked at
	Unknown []int    // positions of columns that the specification has not
	shapes  []map[look]*Shape
}

// look is what unmapped values are told apart by.
type look struct {
	length    int
	of, value string
}

func newReport(h header) *Report {
	r := &Report{Reasons: map[Reason]*Tally{}, Unread: h.unread, Unknown: h.unknown, shapes: make([]map[look]*Shape, len(columns))}
	for i, c := range columns {
		r.Fields = append(r.Fields, Field{Name: c.name, Title: c.title, There: h.at[i] >= 0})
	}
	return r
}

func (r *Report) note(why Reason, row int) {
	if r.Reasons[why] == nil {
		r.Reasons[why] = &Tally{}
	}
	r.Reasons[why].add(row)
}

// cell counts how a cell was read.
func (r *Report) cell(at int, status Status, value []byte, row int) {
	f := &r.Fields[at]
	switch status {
	case Valid:
		f.Valid++
	case Recoded:
		f.Recoded.add(row)
	case Blank:
		f.Blank.add(row)
	case Unmapped:
		f.Unmapped.add(row)
		r.shape(at, value, row)
	}
}

// shape notes what an unmapped value looks like.
func (r *Report) shape(at int, value []byte, row int) {
	s := look{length: min(utf8.RuneCount(value), longest), of: madeOf(value)}
	if columns[at].values {
		s.value = listed[string(fold(nil, value))]
	}
	if r.shapes[at] == nil {
		r.shapes[at] = map[look]*Shape{}
	}
	if r.shapes[at][s] == nil {
		r.shapes[at][s] = &Shape{Length: s.length, Of: s.of, Value: s.value}
	}
	r.shapes[at][s].add(row)
}

// longest is where lengths are told apart no more: 200 stands for 200 characters and more.
const longest = 200

// madeOf says what a value is made of.
func madeOf(value []byte) string {
	var letters, digits, others bool
	for _, c := range string(value) {
		switch {
		case unicode.IsLetter(c) || c == ' ':
			letters = true
		case unicode.IsDigit(c):
			digits = true
		default:
			others = true
		}
	}
	switch {
	case others:
		return "other characters too"
	case letters && digits:
		return "letters and digits"
	case digits:
		return "digits"
	default:
		return "letters"
	}
}

// settle puts shapes in order: the most frequent first.
func (r *Report) settle() {
	for at, shapes := range r.shapes {
		list := make([]Shape, 0, len(shapes))
		for _, s := range shapes {
			list = append(list, *s)
		}
		slices.SortFunc(list, func(a, b Shape) int {
			return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Length, b.Length), cmp.Compare(a.Of, b.Of), cmp.Compare(a.Value, b.Value))
		})
		r.Fields[at].Shapes = list
	}
}
