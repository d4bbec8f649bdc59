package secondopinion

import (
	"encoding/csv"
	"sync"
	"testing"
	"time"

	"github.com/careduty/careduty/queries"
)

// day is a date as a number of days; 0 stands for no date.
type day int

// never is the end of what has no end.
const never day = 1 << 30

var firstDay = time.Date(1799, 12, 31, 0, 0, 0, 0, time.UTC)

func dayOf(t time.Time) day { return day(t.Sub(firstDay).Hours() / 24) }

func on(year int, month time.Month, d int) day {
	return dayOf(time.Date(year, month, d, 0, 0, 0, 0, time.UTC))
}

func parseDay(text string) (day, error) {
	if text == "" {
		return 0, nil
	}
	t, err := time.Parse(time.DateOnly, text)
	return dayOf(t), err
}

func (d day) time() time.Time { return firstDay.AddDate(0, 0, int(d)) }

func (d day) year() int { return d.time().Year() }

func (d day) String() string {
	if d == 0 {
		return ""
	}
	return d.time().Format(time.DateOnly)
}

// known says that there is a date.
func (d day) known() bool { return d != 0 }

// by says whether something was done on or before a limit; no date means not done.
func (d day) by(limit day) bool { return d.known() && d <= limit }

// within says whether the date lies between two others, both included.
func (d day) within(first, last day) bool { return d.known() && first <= d && d <= last }

// orNever reads an empty end as no end.
func (d day) orNever() day {
	if d == 0 {
		return never
	}
	return d
}

// addMonths goes n calendar months on; where the day does not exist it is the last day of the month.
func (d day) addMonths(n int) day {
	t := d.time()
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := time.Date(first.Year(), first.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day()
	return dayOf(first) + day(min(t.Day(), last)) - 1
}

// lastOfMonthsBeginningWith is the last day of n months that begin with the day: the day before the corresponding date, or the
// last day of the month where it has no such date.
func (d day) lastOfMonthsBeginningWith(n int) day {
	t := d.time()
	there := time.Date(t.Year(), t.Month()+time.Month(n), t.Day(), 0, 0, 0, 0, time.UTC)
	if there.Day() != t.Day() {
		return dayOf(time.Date(there.Year(), there.Month(), 0, 0, 0, 0, 0, time.UTC))
	}
	return dayOf(there) - 1
}

var holidays = sync.OnceValues(func() (map[day]bool, error) {
	f, err := queries.Files.Open("data/bank_holidays.csv")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, err
	}
	out := map[day]bool{}
	for _, row := range rows[1:] {
		d, err := parseDay(row[0])
		if err != nil {
			return nil, err
		}
		out[d] = true
	}
	return out, nil
})

// working says whether a day is neither at a weekend, nor Christmas Day, Good Friday or a bank holiday.
func (d day) working() bool {
	free, err := holidays()
	if err != nil {
		panic(err) // an embedded file of ours
	}
	t := d.time()
	if t.Month() == time.December && t.Day() == 25 {
		return false
	}
	return t.Weekday() != time.Saturday && t.Weekday() != time.Sunday && !free[d]
}

// addWorkingDays goes n working days on; day 1 is the first working day after d.
func (d day) addWorkingDays(n int) day {
	for n > 0 {
		if d++; d.working() {
			n--
		}
	}
	return d
}

func TestCalendar(t *testing.T) {
	for _, c := range []struct{ name, got, want string }{
		{"31 August and six months", on(2021, 8, 31).addMonths(6).String(), "2022-02-28"},
		{"31 August and six months in a leap year", on(2023, 8, 31).addMonths(6).String(), "2024-02-29"},
		{"29 February and twelve months", on(2024, 2, 29).addMonths(12).String(), "2025-02-28"},
		{"six months beginning with 31 August", on(2023, 8, 31).lastOfMonthsBeginningWith(6).String(), "2024-02-29"},
		{"six months beginning with 28 August", on(2023, 8, 28).lastOfMonthsBeginningWith(6).String(), "2024-02-27"},
		{"six months beginning with 1 September", on(2023, 9, 1).lastOfMonthsBeginningWith(6).String(), "2024-02-29"},
		{"received on a Friday", on(2024, 6, 7).addWorkingDays(3).String(), "2024-06-12"},
		{"received on a Saturday", on(2024, 6, 8).addWorkingDays(3).String(), "2024-06-12"},
		{"received before Christmas", on(2024, 12, 24).addWorkingDays(3).String(), "2024-12-31"},
		{"received before Easter", on(2024, 3, 28).addWorkingDays(3).String(), "2024-04-04"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s, want %s", c.name, c.got, c.want)
		}
	}
}
