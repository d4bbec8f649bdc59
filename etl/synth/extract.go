package synth

import (
	"bufio"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/schemas"
)

// extract is the folder of one council being written, one sheet for each kind of record.
type extract struct {
	folder                                                             string
	people, assessments, plans, budgets, payments, reviews, complaints *sheet
	line                                                               line
}

func (x *extract) sheets() []*sheet {
	return []*sheet{x.people, x.assessments, x.plans, x.budgets, x.payments, x.reviews, x.complaints}
}

// sheet is the file of one kind. It counts what was written and what was made defective on purpose.
type sheet struct {
	kind     schemas.Kind
	path     string
	file     *os.File
	w        *bufio.Writer
	faults   *faults
	extra    *dice // draws the values of a column no contract knows; nil in most files
	rows     int64
	rejected int64
	noted    int64
	failed   error
}

// newExtract makes the folder and opens its files. ragged says whether rows may be cut short, which only text files can be.
func newExtract(folder string, c *council, seed uint64, ragged bool) (*extract, error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, unwritable(folder, err)
	}
	x := &extract{folder: folder}
	d := diceFor(seed, "faults "+c.Code)
	stray := -1
	if d.yes(0.05) {
		stray = d.between(1, 6)
	}
	for i, slot := range []**sheet{&x.people, &x.assessments, &x.plans, &x.budgets, &x.payments, &x.reviews, &x.complaints} {
		kind := schemas.Kinds()[i]
		s := &sheet{kind: kind, path: filepath.Join(folder, kind.Name+".csv"), faults: newFaults(kind, d, ragged)}
		if i == stray {
			s.extra = d
		}
		if err := s.open(); err != nil {
			return nil, errors.Join(err, x.close())
		}
		*slot = s
	}
	return x, nil
}

func (s *sheet) open() error {
	f, err := os.Create(s.path)
	if err != nil {
		return unwritable(s.path, err)
	}
	s.file, s.w = f, bufio.NewWriterSize(f, 1<<16)
	var names []string
	for _, field := range s.kind.Fields {
		names = append(names, field.Name)
	}
	if s.extra != nil {
		names = append(names, "locality_team")
	}
	s.line([]byte(strings.Join(names, ",") + "\n"))
	return nil
}

// put writes a row, now and then with a fault in it. Where other records hang on the row, the fault goes into a copy of it under
// another reference, so that only the copy is rejected.
func (s *sheet) put(row []byte, leaf bool) {
	defer func() { s.rows++ }()
	switch f := s.faults; {
	case f.d.yes(rejectOdds) && s.room():
		if !leaf {
			s.write(row)
			s.rows++
			row = f.renamed(row)
		}
		s.write(f.reject(row))
		s.rejected++
	case leaf && f.d.yes(duplicateOdds) && s.room():
		s.write(row)
		s.write(row)
		s.rows++
		s.rejected++
	default:
		if changed, ok := f.note(row); ok {
			row = changed
			s.noted++
		}
		s.write(row)
	}
}

// spoil writes the row with a fault in place, with the given odds and if there is room for it, and says whether it did.
func (s *sheet) spoil(row []byte, odds float64) bool {
	if !s.faults.d.yes(odds) || !s.room() {
		return false
	}
	s.write(s.faults.reject(row))
	s.rows++
	s.rejected++
	return true
}

// hang writes a row that will be rejected because what it hangs on is, if there is room for it.
func (s *sheet) hang(row []byte) {
	if !s.room() {
		return
	}
	s.write(row)
	s.rows++
	s.rejected++
}

// room keeps rejected rows under a fortieth of a file at every point, half of what an extract may hold; files of fewer than forty
// rows have none.
func (s *sheet) room() bool { return (s.rejected+1)*40 <= s.rows }

func (s *sheet) write(row []byte) {
	if s.extra == nil {
		s.line(row)
		return
	}
	s.line(row[:len(row)-1])
	s.line([]byte{',', 'T', byte('1' + s.extra.between(0, 8)), '\n'})
}

// line keeps the first failure for close to report: a full disk needs one message, not a million.
func (s *sheet) line(text []byte) {
	if _, err := s.w.Write(text); err != nil && s.failed == nil {
		s.failed = err
	}
}

// close flushes and closes every file and reports the first that could not be written.
func (x *extract) close() error {
	var first error
	for _, s := range x.sheets() {
		if s == nil {
			continue
		}
		if err := errors.Join(s.failed, s.w.Flush(), s.file.Close()); err != nil && first == nil {
			first = unwritable(s.path, err)
		}
	}
	return first
}

// manifest is extract.json.
type manifest struct {
	Specification string   `json:"specification"`
	Council       string   `json:"council"`
	From          string   `json:"from"`
	To            string   `json:"to"`
	ProducedOn    string   `json:"produced_on"`
	Kinds         []string `json:"kinds"`
	Synthetic     bool     `json:"synthetic"`
	Contact       string   `json:"contact"`
}

// describe writes extract.json.
func (x *extract) describe(c *council, from, to time.Time) error {
	m := manifest{
		Specification: schemas.Specification, Council: c.Code, From: from.Format(time.DateOnly), To: to.Format(time.DateOnly),
		ProducedOn: to.Format(time.DateOnly), Synthetic: true, Contact: "Made-up data team",
	}
	for _, k := range schemas.Kinds() {
		m.Kinds = append(m.Kinds, k.Name)
	}
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return fault.New(fault.Internal, "extract.json cannot be written.", "").Because(err)
	}
	path := filepath.Join(x.folder, "extract.json")
	if err := os.WriteFile(path, append(text, '\n'), 0o644); err != nil {
		return unwritable(path, err)
	}
	return nil
}

func unwritable(path string, cause error) error {
	return fault.New(fault.Internal, "The file or folder cannot be written.", "Check its permissions and the free space on the disk.").
		At(path).Because(cause)
}
