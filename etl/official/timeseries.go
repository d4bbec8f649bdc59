package official

import (
	"regexp"
	"strings"

	"github.com/careduty/careduty/internal/period"
)

// timeStatistics are the statistics of ASCOF's time series, as plain words.
var timeStatistics = map[string]statistic{
	"outcome": outcome, "numerator": numerator, "denominator": denominator, "margin of error": margin, "number of respondents": respondents,
}

// readTimeSeries reads ASCOF's time series in long form: a row a figure, the measure by number alone. All its years go by the
// numbers of its newest one, so the rows are held until that is known.
func readTimeSeries(r *reading, h header) error {
	var rows []timeRow
	newest := period.Period{}
	err := r.each(func() error {
		if r.empty() {
			return nil
		}
		if err := r.whole(h); err != nil {
			return err
		}
		r.rowsIn++
		year, ok := yearOf(h.field(r.row, "period"))
		if !ok {
			return r.refuse("The period is not a financial year.", "Write it as 2024 to 2025.")
		}
		if year.Start > newest.Start {
			newest = year
		}
		row := timeRow{line: r.line, year: year}
		for i, c := range []string{"measure", "la code", "area name", "ons code", "statistic", "value"} {
			row.text[i] = strings.Clone(h.field(r.row, c))
		}
		rows = append(rows, row)
		return nil
	})
	if err != nil {
		return err
	}
	for _, row := range rows {
		r.line = row.line
		if err := r.timeRow(row, newest); err != nil {
			return err
		}
	}
	return nil
}

// timeRow is one figure of a time series: measure, local code, name, ONS code, statistic, value.
type timeRow struct {
	line int
	year period.Period
	text [6]string
}

func (r *reading) timeRow(row timeRow, edition period.Period) error {
	t := row.text
	s := r.published("", t[0], edition)
	if isCouncilType("", t[1], t[2], t[3]) {
		r.cells++
		r.leave(leftTypes, 1)
		return nil
	}
	if s == nil {
		r.cells++
		r.leaveUnasked("ASCOF "+strings.TrimSpace(t[0]), 1)
		return nil
	}
	what, ok := timeStatistics[plain(t[4])]
	if !ok {
		return r.refuse("The statistic "+quoted(t[4])+" is not known.", "It is outcome, numerator, denominator, margin of error or number of respondents.")
	}
	at, err := r.locate(t[3], t[2], t[1])
	if err != nil {
		return err
	}
	return r.put(s, row.year, at, group{}, what, t[5])
}

// Column and title of a table of one measure: "2015 to 2016 - margin of error", "Table 3d(2a): the proportion of care users …".
var (
	timeColumn = regexp.MustCompile(`^\s*(\d{4}\s*(?:to|[-/–])\s*\d{2,4})\s*[-–:]\s*(.+?)\s*$`)
	timeTitle  = regexp.MustCompile(`(?i)^\s*table[ _]?([0-9]+[a-z]?(?:\([0-9a-z]+\))*)\s*[:.]\s*(.*)$`)
)

// timeField is a column of figures: its year and what it holds.
type timeField struct {
	column int
	year   period.Period
	what   statistic
	known  bool
}

// readMeasureTable reads one sheet of ASCOF's time series: a title with number and description, a row an area, a column a year and statistic.
func readMeasureTable(r *reading, h header) error {
	r.line = h.line
	number, words := h.title()
	fields, newest, err := r.timeFields(h)
	if err != nil {
		return err
	}
	edition := newest
	s := r.published(words, number, edition)
	return r.each(func() error {
		if r.empty() || len(r.row) <= h.columns["ons code"] {
			return nil // footnotes
		}
		r.rowsIn++
		local, name, code := h.field(r.row, "local authority code"), h.field(r.row, "local authority"), h.field(r.row, "ons code")
		switch {
		case s == nil:
			r.cells += len(fields)
			r.leaveUnasked("ASCOF "+number, len(fields))
			return nil
		case isCouncilType("", local, name, code):
			r.cells += len(fields)
			r.leave(leftTypes, len(fields))
			return nil
		}
		at, err := r.locate(code, name, local)
		if err != nil {
			return err
		}
		for _, f := range fields {
			if !f.known {
				return r.refuse("The column "+quoted(h.names[f.column])+" is not known.", "It is a year and outcome, numerator, denominator, margin of error or number of respondents.")
			}
			text := ""
			if f.column < len(r.row) {
				text = r.row[f.column]
			}
			if err := r.put(s, f.year, at, group{}, f.what, text); err != nil {
				return err
			}
		}
		return nil
	})
}

// title is the measure's number and description in the rows above the header.
func (h header) title() (number, words string) {
	for _, row := range h.above {
		if m := timeTitle.FindStringSubmatch(row[0]); m != nil {
			words, _, _ = strings.Cut(m[2], "[note")
			words, _, _ = strings.Cut(words, "[Note")
			return m[1], words
		}
	}
	return "", ""
}

func (r *reading) timeFields(h header) ([]timeField, period.Period, error) {
	var out []timeField
	newest := period.Period{}
	seen := map[timeField]bool{}
	for i, name := range h.names {
		m := timeColumn.FindStringSubmatch(name)
		if m == nil {
			continue
		}
		year, ok := yearOf(m[1])
		if !ok {
			return nil, newest, r.refuse("The column "+quoted(name)+" is of no financial year.", "Write it as 2024 to 2025 - outcome.")
		}
		what, known := timeStatistics[plain(m[2])]
		twice := timeField{year: year, what: what, known: known}
		if known && seen[twice] {
			return nil, newest, r.refuse("The header has "+quoted(name)+" twice.", "Remove one of the two columns.")
		}
		seen[twice] = true
		out = append(out, timeField{i, year, what, known})
		if year.Start > newest.Start {
			newest = year
		}
	}
	if len(out) == 0 {
		return nil, newest, r.refuse("The header has no column of figures.", "It should have columns such as 2024 to 2025 - outcome.")
	}
	return out, newest, nil
}
