package cld

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/fault"
)

// Form says how a file is written, as far as its own text does not.
type Form struct {
	Name       string    // of the file, for reports
	Digest     string    // of its bytes
	DayFirst   bool      // dates may be dd/mm/yyyy; yyyy-mm-dd is read whatever is declared
	ProducedOn time.Time // zero where it is told by the period
	Workbook   bool      // its dates may be numbers of days, as workbooks keep them
	From1904   bool      // counted from the later of their two beginnings
}

// Submission is what one file has of one council.
type Submission struct {
	Council  area.Area
	Recoded  bool   // under a code the council no longer has
	Kept     bool   // taken in earlier, and kept since
	File     string // its name, for reports
	Digest   string // of the bytes it was read from
	Report   *Report
	Missing  map[string][]string // columns of records that the file cannot fill, by kind
	from, to day                 // the reporting period as the rows state it
	made     day                 // the day it was produced, as declared; none where that is told by the period
	tests    int                 // people with a number from the range that is for tests
	events   []event
	names    map[person]uint8 // how a local id stands: with an NHS number, without, or both
}

const (
	withNumber uint8 = 1 << iota
	withoutNumber
)

// File is what one file has: a submission for each council in it, in order of code, and the rows whose council nobody has.
type File struct {
	Name        string
	Submissions []*Submission
	NoCouncil   Tally
}

// reader reads the rows of one file.
type reader struct {
	form     Form
	key      *Key
	header   header
	councils map[string]*Submission // by the text of the LA code; nil where it is none
	cache    []map[string]reading   // by column: what values met before stand for
	details  map[uint64]uint64      // keyed, met before
	cells    [][]byte               // of the present row, by column read, cleaned
	byCode   map[string]*Submission
	file     File
}

// Read reads a file. A header that rows cannot be read by, a file of which most dates cannot be read, and one without a row of any
// council are refused; nothing else is. Errors of the table are given on as they are.
func Read(ctx context.Context, rows Rows, f Form, k Key) (*File, error) {
	names, err := headerOf(rows)
	if err != nil {
		return nil, err
	}
	r := &reader{
		form: f, key: &k, header: find(names), councils: map[string]*Submission{}, byCode: map[string]*Submission{},
		cache: make([]map[string]reading, len(columns)), cells: make([][]byte, len(columns)), details: map[uint64]uint64{}, file: File{Name: f.Name},
	}
	r.header.divided = dividedBy(names)
	if err := r.header.check(); err != nil {
		return nil, err
	}
	for n := 0; ; n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return nil, fault.New(fault.Canceled, "The reading was stopped.", "")
		}
		cells, line, err := rows.Next()
		if errors.Is(err, io.EOF) {
			return r.done()
		}
		if err != nil {
			return nil, err
		}
		r.row(cells, line)
	}
}

// maxTitles is how many rows above a header are looked through for it.
const maxTitles = 10

// headerOf reads as far as the header: titles and blank rows may stand above it. Where none of the first rows is one, it is the first.
func headerOf(rows Rows) (first [][]byte, err error) {
	for n := 0; n < maxTitles; n++ {
		cells, _, err := rows.Next()
		switch {
		case errors.Is(err, io.EOF) && first == nil:
			return nil, fault.New(fault.Refused, "The file is empty: it has no header row.", "Send the file as it is submitted, with its header row.")
		case err != nil && first == nil:
			return nil, err
		case err != nil:
			return first, nil
		case Looks(cells):
			return cells, nil
		}
		if first == nil {
			for _, c := range cells {
				first = append(first, bytes.Clone(c))
			}
		}
	}
	return first, nil
}

// done puts the councils in order and refuses what cannot be the file that was meant.
func (r *reader) done() (*File, error) {
	for _, s := range r.byCode {
		s.Report.settle()
		r.file.Submissions = append(r.file.Submissions, s)
	}
	slices.SortFunc(r.file.Submissions, func(a, b *Submission) int {
		if a.Council.Code < b.Council.Code {
			return -1
		}
		return 1
	})
	var dates, unreadable int
	for _, s := range r.file.Submissions {
		f := s.Report.Fields[atStart]
		dates, unreadable = dates+f.Valid+f.Recoded.Count, unreadable+f.Unmapped.Count
	}
	switch {
	case len(r.file.Submissions) == 0:
		return nil, fault.New(fault.Refused, "No row has the LA code of a council.", "Write the council's code as in the return (three digits), or its GSS code.")
	case unreadable > dates:
		return nil, fault.New(fault.Refused, "Most of the days on which events start cannot be read.",
			"Write them yyyy-mm-dd, or declare --date-format dd/mm/yyyy.").At("Event Start Date")
	}
	return &r.file, nil
}

// row takes one row.
func (r *reader) row(cells [][]byte, line int) {
	for i, at := range r.header.at {
		r.cells[i] = nil
		if at >= 0 && at < len(cells) {
			r.cells[i] = clean(cells[at])
		}
	}
	s := r.submission()
	if s == nil {
		if slices.ContainsFunc(cells, func(c []byte) bool { return len(clean(c)) > 0 }) { // else the row is blank
			r.file.NoCouncil.add(line)
		}
		return
	}
	s.Report.Rows++
	s.Report.cell(atCouncil, Valid, nil, line)
	s.widen(r.date(s, atFrom, line), r.date(s, atTo, line))
	e := event{row: int32(line)} //nolint:gosec // no file has two thousand million lines
	known := r.identify(s, &e, line)
	r.about(s, &e, line)
	if e.client == knownByAssociation {
		s.Report.note(NoEvent, line)
		return
	}
	why := r.happened(s, &e, line)
	switch {
	case !known:
		s.Report.note(NoPerson, line)
	case why != "":
		s.Report.note(why, line)
	default:
		e.detail = r.keyed(e.detail)
		s.events = append(s.events, e)
	}
}

// keyed hides what tells events apart: of a value that is in no list it would tell the value to whoever guesses it, and it is kept.
func (r *reader) keyed(detail uint64) uint64 {
	if got, ok := r.details[detail]; ok {
		return got
	}
	text := binary.BigEndian.AppendUint64(append(append([]byte{}, r.key[:]...), "cld-detail\x00"...), detail)
	sum := sha256.Sum256(text)
	got := binary.BigEndian.Uint64(sum[:8])
	if len(r.details) < 4096 {
		r.details[detail] = got
	}
	return got
}

// submission is the one of the row's council, or nil.
func (r *reader) submission() *Submission {
	s, seen := r.councils[string(r.cells[atCouncil])]
	if seen {
		return s
	}
	// However many codes are no council's, only so many are remembered.
	code := string(r.cells[atCouncil])
	found := area.Resolve(strings.TrimSuffix(code, ".0")) // as tools write a number in a column with gaps
	if found.Known && found.Area.Level == area.Council {
		if s = r.byCode[found.Area.Code]; s == nil {
			s = &Submission{
				Council: found.Area, Recoded: found.Recoded, Report: newReport(r.header), Missing: r.header.missing(),
				File: r.form.Name, Digest: r.form.Digest, from: none, to: none, made: none, names: map[person]uint8{},
			}
			if !r.form.ProducedOn.IsZero() {
				s.made = dayOf(r.form.ProducedOn)
			}
			r.byCode[found.Area.Code] = s
		}
	}
	if len(r.councils) < 4096 {
		r.councils[code] = s
	}
	return s
}

// widen takes the days a row states the file covers.
func (s *Submission) widen(from, to day) {
	if from != none && (s.from == none || from < s.from) {
		s.from = from
	}
	if to > s.to {
		s.to = to
	}
}

// date reads a column's date and counts it.
func (r *reader) date(s *Submission, at, line int) day {
	text := r.cells[at]
	if len(text) == 0 {
		s.Report.cell(at, Blank, nil, line)
		return none
	}
	d := parseDate(text, r.form.DayFirst)
	if d == none && r.form.Workbook {
		d = parseSerial(text, r.form.From1904)
	}
	if d == none {
		s.Report.cell(at, Unmapped, text, line)
		return none
	}
	s.Report.cell(at, Valid, nil, line)
	return d
}

// code reads a column that has a list of values and counts it.
func (r *reader) code(s *Submission, at, line int) reading {
	text := r.cells[at]
	if len(text) == 0 {
		s.Report.cell(at, Blank, nil, line)
		return reading{}
	}
	got, ok := r.cache[at][string(text)]
	if !ok {
		got = mean(columns[at].name, text)
		if r.cache[at] == nil {
			r.cache[at] = map[string]reading{}
		}
		if len(r.cache[at]) < 4096 {
			r.cache[at][string(text)] = got
		}
	}
	s.Report.cell(at, got.status, text, line)
	return got
}

// identify hashes the person a row is about, if it says.
func (r *reader) identify(s *Submission, e *event, line int) bool {
	// Tools write numbers in a column with gaps as 123.0.
	number, local := nhsNumber(bytes.TrimSuffix(r.cells[atNHS], []byte(".0"))), bytes.TrimSuffix(r.cells[atLocal], []byte(".0"))
	switch {
	case len(r.cells[atNHS]) == 0:
		s.Report.cell(atNHS, Blank, nil, line)
	case number == nil:
		s.Report.cell(atNHS, Unmapped, r.cells[atNHS], line)
		s.Report.note(BadNHS, line)
	default:
		s.Report.cell(atNHS, Valid, nil, line)
		if string(number[:3]) == "999" {
			s.tests++
		}
	}
	if len(local) == 0 {
		s.Report.cell(atLocal, Blank, nil, line)
	} else {
		s.Report.cell(atLocal, Valid, nil, line)
		name, how := hashPerson(r.key, s.Council.Code, "local", bytes.ToLower(local)), withoutNumber
		if number != nil {
			how = withNumber
		}
		if was := s.names[name]; was|how != was {
			if was != 0 {
				s.Report.note(TwoNames, line)
			}
			s.names[name] = was | how
		}
		e.person = name
	}
	if number != nil {
		e.person = hashPerson(r.key, s.Council.Code, "nhs", number)
	}
	return number != nil || len(local) > 0
}

// about reads what a row says of the person.
func (r *reader) about(s *Submission, e *event, line int) {
	e.client = r.code(s, atClient, line).code
	e.sex = r.code(s, atGender, line).code
	e.ethnicity = r.code(s, atEthnicity, line).code
	e.reason = r.code(s, atReason, line).code
	e.hasCarer = r.code(s, atCarer, line).code
	e.died = r.date(s, atDeath, line)
	if born := r.date(s, atBirth, line); born != none {
		e.birthYear = int16(Date(born).Year()) //nolint:gosec // parseDate gives years of four digits
	}
}

// happened reads what happened, and says why the row cannot be taken if it cannot.
func (r *reader) happened(s *Submission, e *event, line int) Reason {
	e.kind = r.code(s, atKind, line).code
	e.start = r.date(s, atStart, line)
	e.end = r.date(s, atEnd, line)
	outcome := r.code(s, atOutcome, line)
	if e.outcome = outcome.code; outcome.status == Unmapped {
		e.outcome = unmapped
	}
	switch e.kind {
	case request:
		e.detail = r.code(s, atRoute, line).same
	case assessment:
		got := r.code(s, atAssessment, line)
		e.assessment, e.detail = got.code, got.same
	case service:
		r.service(s, e, line)
	case review:
		e.review = r.code(s, atReview, line).code
		e.achieved = r.code(s, atAchieved, line).code
	default:
		return NoKind
	}
	switch unreadable := e.end == none && len(r.cells[atEnd]) > 0; {
	case e.start == none:
		return NoStart
	case unreadable || e.end == none && e.kind != service && e.died == none:
		return NoEnd
	case e.end != none && e.end < e.start:
		return Backwards
	}
	return ""
}

// service reads what a service is and how it is delivered: by direct payment if the component or the mechanism says so.
func (r *reader) service(s *Submission, e *event, line int) {
	kind, component := r.code(s, atService, line), r.code(s, atComponent, line)
	delivery := r.code(s, atDelivery, line)
	e.service, e.delivery = kind.code, delivery.code
	if component.code == directPayment {
		e.delivery = directPayment
	}
	e.detail = kind.same*31 + component.same
	frequency := r.code(s, atFrequency, line)
	e.cost = delivery.same
	for _, same := range []uint64{r.amount(s, atCost, line), frequency.same, r.amount(s, atUnits, line)} {
		e.cost = e.cost*31 + same
	}
}

// amount reads a sum or a number of units, and gives what is the same for the same one.
func (r *reader) amount(s *Submission, at, line int) uint64 {
	text := r.cells[at]
	if len(text) == 0 {
		s.Report.cell(at, Blank, nil, line)
		return 0
	}
	n, ok := hundredths(text)
	if !ok {
		s.Report.cell(at, Unmapped, text, line)
		return sum(string(text))
	}
	s.Report.cell(at, Valid, nil, line)
	return uint64(n) //nolint:gosec // the bits tell one sum from another, whatever they stand for
}
