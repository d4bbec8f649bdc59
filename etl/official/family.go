package official

import (
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/careduty/careduty/internal/fault"
)

// family is a shape in which a publisher gives tables. It is told by its header and never by a file's name.
type family struct {
	id     string // begins the ids of its editions; empty where none is made
	source string // of its rows
	title  string
	// known are columns, as plain words, of which a header of the family has at least as many as enough; needed are those it must have.
	// never are columns that belong to another family: with one of them, a lacking column is lacking there.
	known  []string
	enough int
	needed []string
	never  []string
	read   func(r *reading, h header) error
}

// header is the row that names the columns, and the rows above it.
type header struct {
	columns map[string]int
	names   []string
	above   [][]string // rows above it that hold anything
	line    int
}

// families are all that are known.
var families = []family{
	{
		id: "ascof-open", source: "ascof", title: "ASCOF open data", enough: 6,
		known: []string{
			"geographical code", "geographical description", "geographical level", "ons code", "ascof measure code", "disaggregation level",
			"measure type", "measure value", "measure group", "measure group description",
		},
		needed: []string{
			"geographical code", "geographical description", "geographical level", "ons code", "ascof measure code", "disaggregation level",
			"measure type", "measure value", "measure group", "measure group description",
		},
		read: readASCOF,
	},
	{
		id: "ascof-outcomes", source: "ascof", title: "ASCOF outcomes over time", enough: 5,
		known: []string{
			"year", "geographical description", "ons code", "measure group", "measure group description", "measure value", "geographical level",
			"disaggregation level", "measure type",
		},
		never: []string{"geographical code", "ascof measure code"},
		needed: []string{
			"year", "geographical description", "ons code", "measure group", "measure group description", "measure value", "geographical level",
			"disaggregation level", "measure type",
		},
		read: readASCOF,
	},
	{
		id: "ascof", source: "ascof", title: "ASCOF time series, one row a figure", enough: 5,
		known:  []string{"table", "measure", "la code", "area name", "ons code", "period", "statistic", "value"},
		needed: []string{"measure", "la code", "area name", "ons code", "period", "statistic", "value"},
		read:   readTimeSeries,
	},
	{
		id: "ascof", source: "ascof", title: "ASCOF time series, one table a measure", enough: 2,
		known:  []string{"local authority code", "local authority", "ons code"},
		needed: []string{"local authority code", "local authority", "ons code"},
		read:   readMeasureTable,
	},
	{
		id: "salt", source: "salt", title: "SALT and ASC-FR reference tables", enough: 3,
		known:  []string{"geography code", "la code", "la name", "region code", "region name"},
		needed: []string{"geography code", "la code", "la name", "region code", "region name"},
		read:   readReference,
	},
	{
		id: "waits", source: "bbc", title: "Waits by council, freedom of information", enough: 4,
		known: []string{
			"upper tier la", "type", "country", "response given", "median wait for initial assessment days", "median wait for start days",
		},
		needed: []string{"upper tier la", "country", "median wait for initial assessment days", "median wait for start days"},
		read:   readWaits,
	},
	{
		source: "oflog", title: "Oflog adult social care measures", enough: 5,
		known:  []string{"year", "local authority code", "local authority name", "grouping", "measure", "value", "median", "mads from median", "rank order"},
		needed: []string{"year", "local authority code", "measure", "value"},
		read:   readOflog,
	},
}

// synonyms are other names of columns, as plain words.
var synonyms = map[string]string{
	"return year": "year", "financial year": "year", "ons area code": "ons code", "ons": "ons code", "disaggregation": "disaggregation level",
	"local authority ons code": "ons code", "geography level": "geographical level", "measure": "measure",
	"region type code": "region code", "region type name": "region name",
}

// searched is how many rows from the top may come before the header.
const searched = 30

// recognise reads a table up to its header and says which family it is of; nil if of none.
func recognise(t table) (*family, header, rowReader, error) {
	var top [][]string
	var lines []int
	var best *family
	var found header
	for len(top) < searched {
		row, line, err := t.rows.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, header{}, nil, err
		}
		top, lines = append(top, slices.Clone(row)), append(lines, line)
		h := newHeader(row, line)
		if f := h.family(); f != nil {
			for _, r := range top[:len(top)-1] {
				if strings.TrimSpace(strings.Join(r, "")) != "" {
					h.above = append(h.above, r)
				}
			}
			best, found, top, lines = f, h, nil, nil
			break
		}
	}
	return best, found, &chained{&listRows{rows: top, lines: lines}, t.rows}, nil
}

// chained gives the rows of one reader, then those of another.
type chained struct{ first, then rowReader }

func (c *chained) next() ([]string, int, error) {
	row, line, err := c.first.next()
	if errors.Is(err, io.EOF) {
		return c.then.next()
	}
	return row, line, err
}

func newHeader(row []string, line int) header {
	h := header{columns: map[string]int{}, line: line, names: slices.Clone(row)}
	for i, name := range row {
		name = plain(name)
		if s, ok := synonyms[name]; ok {
			name = s
		}
		if _, twice := h.columns[name]; name != "" && !twice {
			h.columns[name] = i
		}
	}
	return h
}

// family is the one that the row fits best: most of its columns there, and fewest lacking.
func (h header) family() *family {
	var best *family
	most := 0
	for i := range families {
		f := &families[i]
		there, fit := h.has(f.known), 0
		if fit = 2*there - len(f.needed) + h.has(f.needed); there >= f.enough && h.has(f.never) == 0 && (best == nil || fit > most) {
			best, most = f, fit
		}
	}
	return best
}

func (h header) has(columns []string) int {
	n := 0
	for _, c := range columns {
		if _, ok := h.columns[c]; ok {
			n++
		}
	}
	return n
}

// check refuses a header that lacks a needed column, or that names one twice.
func (h header) check(f *family, name string) error {
	var missing []string
	for _, c := range f.needed {
		if _, ok := h.columns[c]; !ok {
			missing = append(missing, c)
		}
	}
	if len(missing) > 0 {
		return fault.New(fault.Refused, "The header is that of "+f.title+" and lacks "+strings.Join(missing, ", ")+".",
			"Fetch the file again, or give the column its name.").At(place(name, h.line))
	}
	seen := map[string]bool{}
	for _, column := range h.names {
		if p := plain(column); slices.Contains(f.needed, p) && seen[p] && f.id != "waits" { // waits name each column once a year
			return fault.New(fault.Refused, "The header names "+p+" twice.", "Remove one of the two columns.").At(place(name, h.line))
		} else if p != "" {
			seen[p] = true
		}
	}
	return nil
}

// field is the row's text in a column; empty where the row has none.
func (h header) field(row []string, column string) string {
	i, ok := h.columns[column]
	if !ok || i >= len(row) {
		return ""
	}
	return row[i]
}

// whole refuses a row that is shorter than the header, or longer but for empty fields.
func (r *reading) whole(h header) error {
	short := len(r.row) < len(h.names)
	if short || strings.TrimSpace(strings.Join(r.row[len(h.names):], "")) != "" {
		return r.refuse("The row has more or fewer fields than the header.", "Fetch the file again; it may be cut short.")
	}
	return nil
}

// empty says whether a row holds nothing.
func (r *reading) empty() bool { return strings.TrimSpace(strings.Join(r.row, "")) == "" }
