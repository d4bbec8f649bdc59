package official

import (
	"slices"
	"strings"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
)

const (
	notRanked = "official_series"
	breakNote = "From Client Level Data: not comparable with years before 2024-25."
)

// What a mark means when it stands for the outcome, and when it stands for the counts alone.
var (
	outcomeNote = map[string]string{
		"c": "Suppressed by the publisher.",
		"x": "Not available, says the publisher.",
		"z": "Not applicable, says the publisher.",
	}
	countsNote = map[string]string{
		"c": "The publisher suppresses a count and gives the outcome.",
		"x": "A count is not available, says the publisher.",
		"z": "A count is not applicable, says the publisher.",
	}
)

// cells are the series' rows: England, the regions and every council, in order of code, whether published or not.
func (d definition) cells(t table) []release.Cell {
	var out []release.Cell
	for _, a := range area.All() {
		c := d.blank(a)
		if e := t[key{d.id, a.Code}]; e != nil {
			d.fill(&c, a, e)
		} else {
			c.Status, c.Notes = "x", "Not in the publisher's table."
		}
		out = append(out, c)
	}
	return out
}

func (d definition) blank(a area.Area) release.Cell {
	return release.Cell{
		Measure: d.id, Source: ascofSource,
		AreaCode: a.Code, AreaName: a.Name, AreaLevel: string(a.Level), ParentCode: a.Parent,
		Period: ascofYear.String(), Grain: string(period.Year), PeriodLabel: ascofYear.Label(d.snapshot),
		PeriodStart: ascofYear.First(), PeriodEnd: ascofYear.Last(),
		Unit: d.unit, NotRankedReason: notRanked,
	}
}

// fill puts what was published into the cell. Status is the reason of a missing value only: an outcome that stands beside
// suppressed counts keeps its place, and a note says why they are empty.
func (d definition) fill(c *release.Cell, a area.Area, e *entry) {
	if v := e.values[outcome]; v.mark == "" {
		c.Value = &v.number
	} else {
		c.Status = v.mark
	}
	c.Numerator, c.Denominator = e.values[numerator].count(), e.values[denominator].count()
	c.Notes = strings.Join(d.rowNotes(a, e), " ")
}

// count is the value as a whole number, nil where there is none.
func (v value) count() *int64 {
	if v.mark != "" {
		return nil
	}
	n := int64(v.number)
	return &n
}

func (d definition) rowNotes(a area.Area, e *entry) []string {
	notes := append([]string{breakNote}, d.caveats...)
	counts := e.values[numerator].mark + e.values[denominator].mark
	switch mark := e.values[outcome].mark; {
	case mark != "":
		notes = append(notes, outcomeNote[mark])
	case counts != "":
		notes = append(notes, countsNote[counts[:1]])
	case a.Level != area.Council:
		notes = append(notes, "Counts rounded to the nearest 5 by the publisher, the outcome computed before.")
	}
	if slices.Contains(d.noData, a.Code) {
		notes = append(notes, "The publisher's notes say that this council's data are missing.")
	}
	if e.published != a.Code {
		notes = append(notes, "Published under "+e.published+", the code this council had before "+a.Code+".")
	}
	return notes
}
