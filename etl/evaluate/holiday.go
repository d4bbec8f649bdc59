package evaluate

import (
	"context"
	"encoding/csv"
	"slices"
	"time"

	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/queries"
)

// reach is the first and the last day for which working days are known: whole years of the bank-holiday table.
type reach struct{ first, last time.Time }

// holidays fills the table bank_holidays(date) from the embedded file and remembers the years it covers.
func (e *Engine) holidays(ctx context.Context) error {
	f, err := queries.Files.Open("data/bank_holidays.csv")
	if err != nil {
		return fault.New(fault.Internal, "The bank holidays are missing.", "").Because(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return fault.New(fault.Internal, "The bank holidays are not CSV.", "").Because(err)
	}
	if err := e.conn.Exec(ctx, "CREATE OR REPLACE TEMP TABLE bank_holidays (date DATE)"); err != nil {
		return err
	}
	var days []time.Time
	for _, row := range rows[1:] {
		day, err := time.Parse(time.DateOnly, row[0])
		if err != nil {
			return fault.New(fault.Internal, "A bank holiday is not a date.", "").Because(err)
		}
		if err := e.conn.Exec(ctx, "INSERT INTO bank_holidays VALUES (?)", day); err != nil {
			return err
		}
		days = append(days, day)
	}
	first, last := slices.MinFunc(days, time.Time.Compare), slices.MaxFunc(days, time.Time.Compare)
	e.reach = reach{period.Date(first.Year(), 1, 1), period.Date(last.Year(), 12, 31)}
	return nil
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
