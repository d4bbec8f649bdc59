package official

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/careduty/careduty/internal/period"
)

// referenceTable says what a reference table is used for, found by its title: the numbers of tables change from year to year.
type referenceTable struct {
	title  *regexp.Regexp // of the title as plain words
	why    string         // why it is left out; empty where it is used
	fields []referenceField
}

// referenceField is a column of a table: its heading, as plain words, and the figures it holds.
type referenceField struct {
	heading string
	series  []string
	group   group
	what    statistic
	scale   float64 // of a share printed as a fraction: 100
}

const (
	reviewed  = "reviewed_in_year_official"
	planned   = "planned_reviews_official"
	unplanned = "unplanned_reviews_official"
	byWay     = "people_by_way_of_support_official"
	byWayEnd  = "people_by_way_of_support_at_year_end_official"
)

var referenceTables = []referenceTable{
	{
		title: regexp.MustCompile(`^unplanned and planned reviews during the year of clients .*more than 12 months`),
		fields: []referenceField{
			{heading: "clients receiving planned reviews", series: []string{planned}, what: numerator},
			{heading: "clients receiving unplanned reviews", series: []string{unplanned}, what: numerator},
			{heading: "total number of clients reviewed", series: []string{reviewed}, what: numerator},
			{heading: "total clients", series: []string{reviewed, planned, unplanned}, what: denominator},
			{heading: "percentage of clients reviewed", series: []string{reviewed}, what: outcome, scale: 100},
		},
	},
	{title: regexp.MustCompile(`^number of clients accessing long term support during the year by age band and support setting( \d|$)`), fields: ways(byWay)},
	{title: regexp.MustCompile(`^number of clients accessing long term support at the end of the year by age band and support setting( \d|$)`), fields: ways(byWayEnd)},
	{
		title: regexp.MustCompile(`^(number of clients accessing long term support (during the year( per 100 000 adults)? by age band|at the year end)|.*(end of the year|year end).*12 months|support provided to carers)`),
		why:   "people and rates that no duty asks about",
	},
}

// ways are the columns of people by way of support: each setting, for two ages and all.
func ways(id string) []referenceField {
	out := []referenceField{{heading: "total", series: []string{id}, what: outcome}}
	for i, age := range []struct{ heading, slug, label string }{{"18 to 64", "18-64", "Aged 18 to 64"}, {"65 and over", "65-and-over", "Aged 65 and over"}} {
		band, _ := ours(ageBand, age.heading)
		out = append(out, referenceField{heading: age.heading + " total", series: []string{id}, what: outcome, group: band})
		for j, way := range []string{
			"Nursing", "Residential", "Community direct payment only", "Community part direct payment", "Community CASSR managed personal budget",
			"Community CASSR commissioned support only", "Prison CASSR managed personal budget", "Prison CASSR commissioned support only",
		} {
			label := strings.NewReplacer("Community ", "community, ", "Prison ", "prison, ", "CASSR ", "council's ", "Nursing", "nursing", "Residential", "residential").Replace(way)
			out = append(out, referenceField{
				heading: age.heading + " " + plain(way), series: []string{id}, what: outcome,
				group: group{wayOfSupport, age.slug + "-" + strings.ReplaceAll(plain(way), " ", "-"), age.label + ": " + label, 10*i + j + 1},
			})
		}
	}
	return out
}

var (
	referenceTitle = regexp.MustCompile(`^\s*Table\s+(\d+[a-z]?)\s*:\s*(.+)$`)
	titleYear      = regexp.MustCompile(`(\d{4}-\d{2})\s*$`)
	footnote       = regexp.MustCompile(`(?i)^\s*(source|notes?|copyright)\b`)
)

// readReference reads a table of SALT or ASC-FR: title rows, a header of one to three rows, England, regions, councils, footnotes.
func readReference(r *reading, h header) error {
	r.line = h.line
	number, title := "", ""
	for _, row := range h.above {
		if m := referenceTitle.FindStringSubmatch(strings.Join(row, " ")); m != nil {
			number, title = m[1], strings.TrimSpace(m[2])
		}
	}
	if number == "" {
		return r.refuse("The table has no title.", "It should begin with a row such as Table 34: Number of clients …, 2021-22.")
	}
	year, ok := r.referenceYear(title)
	if !ok {
		return r.refuse("The title names no financial year.", "Say it with --year 2021-22.")
	}
	use := referenceUse(title)
	rows, headings, err := r.referenceRows(h)
	if err != nil {
		return err
	}
	if use == nil || use.why != "" {
		r.leaveTable("table "+number+", "+title, use, rows, h)
		return nil
	}
	return r.referenceFigures(*use, year, rows, headings, h)
}

func (r *reading) referenceYear(title string) (period.Period, bool) {
	if m := titleYear.FindStringSubmatch(title); m != nil {
		return yearOf(m[1])
	}
	return r.year, r.year.Start != 0
}

func referenceUse(title string) *referenceTable {
	for i := range referenceTables {
		if referenceTables[i].title.MatchString(plain(title)) {
			return &referenceTables[i]
		}
	}
	return nil
}

// numbered row of a table.
type tableRow struct {
	line int
	text []string
}

// referenceRows gives the rows of figures and the headings of the columns, each put together from all rows of the header.
func (r *reading) referenceRows(h header) ([]tableRow, []string, error) {
	headers := [][]string{h.names}
	var out []tableRow
	err := r.each(func() error {
		switch {
		case r.empty():
		case len(out) == 0 && r.isHeading(h):
			headers = append(headers, append([]string(nil), r.row...))
		case footnote.MatchString(r.row[0]):
			out = append(out, tableRow{line: -1}) // what follows is words
		default:
			out = append(out, tableRow{r.line, append([]string(nil), r.row...)})
		}
		return nil
	})
	for i, row := range out {
		if row.line < 0 {
			return out[:i], headings(headers), err
		}
	}
	return out, headings(headers), err
}

// isHeading says whether a row goes on with the header: it has words, and none of them is a place.
func (r *reading) isHeading(h header) bool {
	for _, c := range []string{"geography code", "la code", "la name", "region code", "region name"} {
		if strings.TrimSpace(h.field(r.row, c)) != "" {
			return false
		}
	}
	return true
}

// headings joins the rows of a header: an upper one stands over all columns up to its next text.
func headings(rows [][]string) []string {
	width := 0
	for _, row := range rows {
		width = max(width, len(row))
	}
	out := make([]string, width)
	for n, row := range rows {
		last := ""
		for i := range width {
			text := ""
			if i < len(row) {
				text = strings.TrimSpace(row[i])
			}
			if text == "" && n < len(rows)-1 {
				text = last
			}
			last = text
			out[i] = strings.TrimSpace(out[i] + " " + text)
		}
	}
	for i := range out {
		out[i] = plain(out[i])
	}
	return out
}

// leaveTable counts the figures of a table that is not used.
func (r *reading) leaveTable(name string, use *referenceTable, rows []tableRow, h header) {
	n := 0
	for _, row := range rows {
		for i, text := range row.text {
			if _, ok := readFigure(text); ok && strings.TrimSpace(text) != "" && i > h.columns["region name"] {
				n++
			}
		}
	}
	r.rowsIn, r.cells = len(rows), n
	if use != nil {
		r.leave(use.why, n)
		r.unasked[name] += n
		return
	}
	r.leaveUnasked(name, n)
}

func (r *reading) referenceFigures(use referenceTable, year period.Period, rows []tableRow, headings []string, h header) error {
	columns, err := r.referenceColumns(use, headings, h)
	if err != nil {
		return err
	}
	for _, row := range rows {
		r.line, r.row = row.line, row.text
		code, name := h.field(r.row, "geography code"), h.field(r.row, "la name")
		if strings.TrimSpace(code+name) == "" {
			code, name = h.field(r.row, "region code"), h.field(r.row, "region name")
		}
		r.rowsIn++
		if isCouncilType("", "", name, code) {
			r.cells += len(columns)
			r.leave(leftTypes, len(columns))
			continue
		}
		at, err := r.locate(code, name, h.field(r.row, "la code"))
		if err != nil {
			return err
		}
		for _, i := range slices.Sorted(maps.Keys(columns)) {
			if err := r.referenceField(columns[i], year, at, r.row[min(i, len(r.row)-1)], i < len(r.row)); err != nil {
				return err
			}
		}
	}
	return nil
}

// referenceField puts one cell; it is one cell of the file even where several series use it.
func (r *reading) referenceField(f referenceField, year period.Period, at found, text string, there bool) error {
	if !there {
		return r.refuse("The row has fewer fields than the header.", "Fetch the file again; it may be cut short.")
	}
	if f.series == nil {
		r.cells++
		r.leave("people with both kinds of review: they are in planned and in unplanned reviews alike", 1)
		return nil
	}
	if number, ok := readFigure(text); ok && number.known() && f.scale != 0 {
		if number.number > 1 {
			return r.refuse("The percentage is more than 100.", "Check the row against the publisher's table.")
		}
		text = strconv.FormatFloat(number.number*f.scale, 'f', max(0, min(number.decimals, 4)-2), 64)
	}
	for i, id := range f.series {
		cells, served, gone := r.cells, r.served, r.left[leftNotThere]
		if err := r.put(seriesOf(id), year, at, f.group, f.what, text); err != nil {
			return err
		}
		if i > 0 {
			r.cells, r.served, r.left[leftNotThere] = cells, served, gone
		}
	}
	return nil
}

// referenceColumns finds the table's columns; a column it does not use is left, a used one that is missing is refused.
func (r *reading) referenceColumns(use referenceTable, headings []string, h header) (map[int]referenceField, error) {
	out := map[int]referenceField{}
	for i, heading := range headings {
		if i <= h.columns["region name"] || heading == "" {
			continue
		}
		out[i] = referenceField{}
		for _, f := range use.fields {
			if f.heading == heading {
				out[i] = f
			}
		}
	}
	for _, f := range use.fields {
		there := false
		for _, has := range out {
			there = there || has.heading == f.heading
		}
		if !there {
			return nil, r.refuse("The table lacks the column "+f.heading+".", "Fetch the file again, or give the column its name.")
		}
	}
	return out, nil
}
