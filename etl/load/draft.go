package load

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/table"
	"github.com/careduty/careduty/schemas"
)

// What of a file a draft may hold: codes of columns that have few, each on several rows, short, and clear of the screen. No other value.
const (
	maxCodes     = 40
	leastRowsOf  = 5
	maxCodeChars = 40
	maxDraftRows = 200_000
)

// seenColumn is what a draft has seen of a column.
type seenColumn struct {
	name   string
	counts map[string]int // of its values; nil once there are too many
	plain  bool           // its name can be written: it holds no identifier
	dates  int            // values that are dates with the day first
}

// sheet is a table of the files a draft is made from.
type sheet struct {
	file, name string // of the file, and of its sheet if it is a workbook
	form       table.Form
	columns    []seenColumn
}

// Draft writes a first mapping.json from the headers, and the codes of columns that have few, of the files under a path. It marks what it is
// unsure of. The file is made for its owner alone, since it may hold codes; it says so. One that is there already is a conflict.
func Draft(ctx context.Context, dir, out string) ([]string, error) {
	sources, err := table.Find([]string{dir}, declarationName, mappingName)
	if err != nil {
		return nil, err
	}
	defer func() {
		for _, s := range sources {
			s.Close()
		}
	}()
	if len(sources) > 1 {
		return nil, fault.New(fault.Usage, "There are several extracts under the path.", "Name the folder of one of them.").At(dir)
	}
	r := table.NewReader(0)
	defer r.Close() //nolint:errcheck // it was only read
	var sheets []sheet
	for _, m := range sources[0].Members {
		found, err := look(ctx, r, m)
		if err != nil {
			return nil, err
		}
		sheets = append(sheets, found...)
	}
	if len(sheets) == 0 {
		return nil, fault.New(fault.NotFound, "There is no file of rows under the path.", "Name a folder with .csv, .csv.gz, .xlsx or .parquet files.").At(dir)
	}
	m, said := draft(sheets)
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return nil, fault.New(fault.Internal, "The draft cannot be encoded.", "")
	}
	return said, writePrivate(out, append(text, '\n'))
}

func writePrivate(path string, text []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return fault.New(fault.Conflict, "The file is there already.", "Name another with --out.").At(path)
	}
	if err == nil {
		_, err = f.Write(text)
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		return fault.New(fault.Unavailable, "The file cannot be written.", "Check its folder's permissions and the space left.").At(path)
	}
	return nil
}

// look reads the header of a file, or of each sheet of a workbook, and counts its codes.
func look(ctx context.Context, r *table.Reader, m table.Member) ([]sheet, error) {
	switch table.FormatOf(m.Name) {
	case "":
		return nil, nil
	case table.Workbook:
		names, err := table.Sheets(m)
		if err != nil {
			return nil, nil //nolint:nilerr // one that cannot be read is left out of a draft
		}
		var out []sheet
		for _, n := range names {
			if s, ok := lookAt(ctx, r, m, table.Form{Sheets: []string{n}, Only: true}); ok {
				s.name = n
				out = append(out, s)
			}
		}
		return out, ctx.Err()
	default:
		best, found := sheet{}, false
		for _, d := range []byte(delimiters) {
			s, ok := lookAt(ctx, r, m, table.Form{Delimiter: d})
			if ok && (!found || len(s.columns) > len(best.columns)) {
				best, found = s, true
			}
			if table.FormatOf(m.Name) == table.Parquet {
				break
			}
		}
		if !found {
			return nil, ctx.Err()
		}
		return []sheet{best}, ctx.Err()
	}
}

// lookAt reads one table, as far as a draft needs.
func lookAt(ctx context.Context, r *table.Reader, m table.Member, form table.Form) (sheet, bool) {
	rows, _, err := r.Open(ctx, m, form, nil)
	if err != nil {
		return sheet{}, false
	}
	defer rows.Close() //nolint:errcheck // it was only read
	s := sheet{file: m.Name, form: form}
	for n := 0; n < maxDraftRows; n++ {
		cells, _, err := rows.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return sheet{}, false
		}
		switch {
		case s.columns == nil || n < maxTitles && filled(cells) > len(s.columns):
			s.begin(cells)
		default:
			s.row(cells)
		}
	}
	return s, len(s.columns) > 0
}

func filled(cells [][]byte) (n int) {
	for _, c := range cells {
		if len(trimmed(c)) > 0 {
			n++
		}
	}
	return n
}

// begin takes a row for the header; a longer one soon after takes its place, since what stands above a header is shorter.
func (s *sheet) begin(cells [][]byte) {
	s.columns = make([]seenColumn, len(cells))
	for i, c := range cells {
		name := strings.TrimSpace(strings.Trim(string(c), spaces))
		s.columns[i] = seenColumn{name: name, counts: map[string]int{}, plain: name != "" && len(name) <= 80 && identifies(c) == ""}
	}
}

func (s *sheet) row(cells [][]byte) {
	for i, c := range cells {
		if i >= len(s.columns) {
			return
		}
		value := trimmed(c)
		col := &s.columns[i]
		if isNothing(value) {
			continue
		}
		if _, ok := parseDay(value, dateForm{DayFirst: true, Time: true}); ok && value[2] == '/' {
			col.dates++
		}
		if col.counts == nil {
			continue
		}
		if col.counts[string(value)]++; len(col.counts) > maxCodes || len([]rune(string(value))) > maxCodeChars || identifies(value) != "" {
			col.counts = nil
		}
	}
}

// codes are the column's codes, if it may be said to have any: few, each on several rows.
func (c *seenColumn) codes() []string {
	if c.counts == nil || tellsOfPerson(c.name) {
		return nil
	}
	var out []string
	for code, n := range c.counts {
		if n < leastRowsOf {
			return nil
		}
		out = append(out, code)
	}
	slices.Sort(out)
	return out
}

const draftComment = "Drafted from the headers and codes of your files: it may hold codes of theirs, and is for its owner alone. Look at every \"unsure\"; fill in extract."

// draft makes a mapping of tables, each of which becomes the kind it is most like, and says what it did.
func draft(sheets []sheet) (*mapping, []string) {
	m := &mapping{
		Specification: schemas.MappingSpecification, Comment: draftComment, Kinds: map[string]mappedKind{},
		Extract: json.RawMessage(`{"council": "", "from": "", "to": "", "produced_on": "", "synthetic": null}`),
	}
	var said []string
	for i := range sheets {
		s := &sheets[i]
		k, like := s.likest()
		where := s.where(i + 1)
		if like == 0 {
			said = append(said, where+": like no kind of record; left out.")
			continue
		}
		f, unsure := s.mapped(&k)
		m.Kinds[k.Name] = append(m.Kinds[k.Name], f)
		said = append(said, fmt.Sprintf("%s: %s, %d of %d fields found, %d unsure.", where, k.Name, len(f.Fields)-missingOf(f), len(k.Fields), unsure))
	}
	return m, said
}

func missingOf(f mappedFile) (n int) {
	for _, x := range f.Fields {
		if x.Column.IsZero() && x.Constant == nil {
			n++
		}
	}
	return n
}

// where names a table on the terminal: by what it is called if that is made of usual words, else by its place.
func (s *sheet) where(n int) string {
	stem := headerName([]byte(strings.TrimSuffix(path.Base(s.file), path.Ext(s.file))))
	text := shown(stem, n-1, true)
	if strings.HasPrefix(text, "column ") {
		text = fmt.Sprintf("table %d", n)
	} else {
		text += strings.ToLower(path.Ext(s.file))
	}
	if s.name == "" {
		return text
	}
	if name := shown(headerName([]byte(s.name)), 0, true); !strings.HasPrefix(name, "column ") {
		return text + ", sheet " + name
	}
	return fmt.Sprintf("table %d", n)
}

// likest is the kind whose fields the table's columns are most like, helped by what it is called.
func (s *sheet) likest() (best schemas.Kind, like int) {
	called := plainColumn(path.Base(s.file) + " " + s.name)
	for _, k := range schemas.Kinds() {
		n := 0
		for _, f := range k.Fields {
			if _, sure := s.columnOf(&f); sure != "" {
				n++
			}
		}
		for _, word := range calledLike[k.Name] {
			if strings.Contains(called, word) {
				n += 4
				break
			}
		}
		if n > like {
			best, like = k, n
		}
	}
	if like < 3 {
		return schemas.Kind{}, 0
	}
	return best, like
}

// mapped maps the table's columns to a kind's fields; what must be had and is not found is left to be filled in.
func (s *sheet) mapped(k *schemas.Kind) (mappedFile, int) {
	f := mappedFile{File: s.file, Sheet: s.name, Fields: map[string]mappedField{}}
	if s.form.Delimiter != 0 && s.form.Delimiter != ',' {
		f.Delimiter = string(s.form.Delimiter)
	}
	unsure := 0
	for i := range k.Fields {
		field := &k.Fields[i]
		at, how := s.columnOf(field)
		if at < 0 {
			if field.Required {
				f.Fields[field.Name] = mappedField{Unsure: "no column is like it, and every row must have it: name one, or give a constant"}
				unsure++
			}
			continue
		}
		x := s.columns[at].field(field, at, how)
		if x.Unsure != "" {
			unsure++
		}
		f.Fields[field.Name] = x
	}
	return f, unsure
}

// field is how a field comes from the column.
func (c *seenColumn) field(f *schemas.Field, at int, how string) mappedField {
	x := mappedField{Column: columnName{name: c.name}}
	if !c.plain {
		x.Column = columnName{place: at + 1}
	}
	if how == "like" {
		x.Unsure = "the name is like it; check"
	}
	switch {
	case f.Type == schemas.Ref && strings.HasPrefix(f.Name, "person") && personNumber(c.name):
		x.Pseudonymise = true
	case f.Type == schemas.Year && !strings.Contains(plainColumn(c.name), "year"):
		x.YearOf = true
	}
	if (f.Type == schemas.Date || x.YearOf) && c.dates > 0 {
		x.DateFormat = "dd/mm/yyyy"
	}
	if len(f.Codes) > 0 {
		c.fieldCodes(f, &x)
	}
	return x
}

// fieldCodes lists the column's codes with those of ours they are called as; the others are left for the council.
func (c *seenColumn) fieldCodes(f *schemas.Field, x *mappedField) {
	codes := c.codes()
	if codes == nil {
		if c.counts == nil || len(c.counts) > 0 {
			x.Unsure = fmt.Sprintf("its codes are not shown, since there are too many, too rare or too long: map those that are not %s", strings.Join(f.Codes, ", "))
		}
		return
	}
	open := 0
	for _, code := range codes {
		place := codeOf(f, []byte(code))
		if place < 0 {
			place = likeCode(f, code)
		}
		if x.Codes == nil {
			x.Codes = map[string]*string{}
		}
		if place < 0 {
			x.Codes[code] = nil
			open++
			continue
		}
		x.Codes[code] = &f.Codes[place]
	}
	if open > 0 {
		x.Unsure = fmt.Sprintf("%d codes are like none of ours and stand as null: map them to %s", open, strings.Join(f.Codes, ", "))
	}
}

// likeCode is the place of the only code of ours whose words a code of theirs holds, or begins with where it is a single letter.
func likeCode(f *schemas.Field, code string) int {
	found := -1
	plain := " " + plainColumn(strings.NewReplacer("-", " ", "_", " ", ":", " ").Replace(code)) + " "
	for i, ours := range f.Codes {
		words := strings.ReplaceAll(ours, "_", " ")
		if strings.Contains(plain, " "+words+" ") || len(strings.TrimSpace(plain)) == 1 && strings.HasPrefix(words, strings.TrimSpace(plain)) {
			if found >= 0 {
				return -1
			}
			found = i
		}
	}
	return found
}
