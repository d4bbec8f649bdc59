package evaluate

import (
	"context"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/careduty/careduty/internal/duck"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/queries"
)

// make makes a table of the engine's own from a query, in place of one of that name.
func (e *Engine) make(ctx context.Context, name, query string, args ...any) error {
	return e.conn.Exec(ctx, "CREATE OR REPLACE TEMP TABLE "+name+" AS "+query, args...)
}

// drop lets tables go, whether or not they are there.
func (e *Engine) drop(ctx context.Context, names ...string) error {
	for _, name := range names {
		if err := e.conn.Exec(ctx, "DROP TABLE IF EXISTS temp."+name); err != nil {
			return err
		}
	}
	return nil
}

// given is the query of a small table whose rows are written here, each a list of values in brackets.
func given(columns string, rows []string) string {
	return "SELECT * FROM (VALUES " + strings.Join(rows, ", ") + ") AS given (" + columns + ")"
}

func day(t time.Time) string { return "DATE " + duck.Quote(t.Format(time.DateOnly)) }

// digits is a table of the whole numbers below a power of ten, since a long list of values takes longer to read than to make.
func digits(places int) string {
	sum, from := "0", ""
	for i := range places {
		sum = fmt.Sprintf("10 * (%s) + d%d.n", sum, i)
		if i > 0 {
			from += " CROSS JOIN "
		}
		from += fmt.Sprintf("(VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)) AS d%d (n)", i)
	}
	return "(SELECT " + sum + " AS n FROM " + from + ")"
}

// calendar is every day from the first of a list of quarters to the day after the last, with the index of the quarter and of the financial year
// that hold it, and its calendar year: what a period is for a day is looked up and never worked out in SQL.
func calendar(quarters []period.Period) string {
	var rows []string
	for _, q := range quarters {
		rows = append(rows, fmt.Sprintf("(%s, %s, %d, %d)", day(q.First()), day(q.Last()), q.Index(), q.Year().Index()))
	}
	beyond := quarters[len(quarters)-1].Add(1)
	rows = append(rows, fmt.Sprintf("(%[1]s, %[1]s, %d, %d)", day(beyond.First()), beyond.Index(), beyond.Year().Index()))
	return "SELECT date, quarter, year, extract(YEAR FROM date) AS calendar_year FROM (" +
		"SELECT CAST(q.first_day + INTERVAL '1' DAY * days.n AS DATE) AS date, q.last_day, q.quarter, q.year FROM (" +
		given("first_day, last_day, quarter, year", rows) + ") AS q CROSS JOIN " + digits(2) +
		" AS days) AS counted WHERE date <= last_day"
}

// weekdays is every day of some years with the number of its weekday, of which Monday is 1.
func weekdays(r reach) string {
	monday := r.first.AddDate(0, 0, -(int(r.first.Weekday())+6)%7)
	date := "CAST(" + day(monday) + " + INTERVAL '1' DAY * (7 * weeks.n + of.weekday - 1) AS DATE)"
	return "SELECT " + date + " AS date, of.weekday FROM " + digits(4) + " AS weeks" +
		" CROSS JOIN (VALUES (1), (2), (3), (4), (5), (6), (7)) AS of (weekday) WHERE " + date + " BETWEEN " + day(r.first) + " AND " + day(r.last)
}

// ageBands are the bands with the first age in each and the first that is not. Nobody under 18 is in any, which is how they are left out.
var ageBands = []struct {
	name        string
	low, before int
}{{"18-24", 18, 25}, {"25-44", 25, 45}, {"45-64", 45, 65}, {"65-74", 65, 75}, {"75-84", 75, 85}, {"85+", 85, 300}}

// ageSpans says for each year of birth when a person is in each age band: in calendar years, and in the quarters and financial years that end in
// them, each from one to before another. -1 stands for an unknown year of birth, whose band is unknown always. Spans outside the calendar years from
// first to last are not there, since every spell is joined with all of a year of birth.
func ageSpans(first, last int) string {
	rows := []string{"(-1, 'unknown', 0, 100000, 0, 1000000, 0, 1000000)"}
	for birth := 1900; birth <= 2100; birth++ {
		for _, b := range ageBands {
			from, before := birth+b.low, birth+b.before
			if before <= first || from > last {
				continue
			}
			rows = append(rows, fmt.Sprintf("(%d, %s, %d, %d, %d, %d, %d, %d)", birth, duck.Quote(b.name), from, before,
				firstEnding(from, period.Quarter), firstEnding(before, period.Quarter), firstEnding(from, period.Year), firstEnding(before, period.Year)))
		}
	}
	return given("birth_year, age_band, calendar_from, calendar_before, quarter_from, quarter_before, year_from, year_before", rows)
}

// ages is the age band that each year of birth has in each calendar year.
const ages = `SELECT s.birth_year, s.age_band, y.calendar_year
	FROM age_spans AS s
	INNER JOIN (SELECT DISTINCT calendar_year FROM calendar) AS y ON y.calendar_year >= s.calendar_from AND y.calendar_year < s.calendar_before`

// firstEnding is the index of the first period of a grain that ends in a calendar year: its January's quarter, or the financial year before it.
func firstEnding(year int, g period.Grain) int {
	if g == period.Year {
		return period.YearOf(period.Date(year, 1, 1)).Index()
	}
	return period.QuarterOf(period.Date(year, 1, 1)).Index()
}

// reach is the first and the last day for which working days are known: whole years of the bank-holiday table.
type reach struct{ first, last time.Time }

// holidays makes the table of bank holidays from the embedded file, and that of the days of the years it covers with the number of their weekday
// (Monday is 1), and remembers these years.
func (e *Engine) holidays(ctx context.Context) error {
	days, err := bankHolidays()
	if err != nil {
		return err
	}
	first, last := slices.MinFunc(days, time.Time.Compare), slices.MaxFunc(days, time.Time.Compare)
	e.reach = reach{period.Date(first.Year(), 1, 1), period.Date(last.Year(), 12, 31)}
	var free []string
	for _, d := range days {
		free = append(free, "("+day(d)+")")
	}
	if err := e.make(ctx, "bank_holidays", given("date", free)); err != nil {
		return err
	}
	return e.make(ctx, "weekdays", weekdays(e.reach))
}

// bankHolidays reads the embedded file.
func bankHolidays() ([]time.Time, error) {
	f, err := queries.Files.Open("data/bank_holidays.csv")
	if err != nil {
		return nil, fault.New(fault.Internal, "The bank holidays are missing.", "").Because(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, fault.New(fault.Internal, "The bank holidays are not CSV.", "").Because(err)
	}
	var days []time.Time
	for _, row := range rows[1:] {
		d, err := time.Parse(time.DateOnly, row[0])
		if err != nil {
			return nil, fault.New(fault.Internal, "A bank holiday is not a date.", "").Because(err)
		}
		days = append(days, d)
	}
	return days, nil
}

// within takes a table's figures back where working days are not known: a period that begins before the bank-holiday table has
// none, as if it were not covered; one that ends after it is an error, since the table can be brought up to date.
func (r reach) within(t *Table) error {
	for p, per := range t.Periods {
		from, to := needed(t.Measure, per)
		if to.After(r.last) {
			return fault.New(fault.Refused, "The table of bank holidays ends on "+r.last.Format(time.DateOnly)+", before "+per.String()+" does.",
				"Add the later years to queries/data/bank_holidays.csv.")
		}
		if from.Before(r.first) {
			clear(t.covered[p])
		}
	}
	return nil
}
