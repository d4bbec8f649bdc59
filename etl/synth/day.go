package synth

import "time"

// day is a calendar day counted from 1 January 1970. 0 stands for no date: nothing here happened in 1970.
type day int32

// The calendar spans every day that can be written; Options keep as-of dates well inside it.
const (
	calendarFirst = 2010
	calendarLast  = 2062
)

// never is later than any day that is written.
var never = dateOf(time.Date(calendarLast, 1, 1, 0, 0, 0, 0, time.UTC))

// facts are what is asked of a day so often that it is worked out once.
type facts struct {
	text      [10]byte // yyyy-mm-dd
	year      int16
	financial int16 // the calendar year in which the day's financial year begins
	month     int8
	dom       int8
	working   bool
}

var (
	calendarStart = dateOf(time.Date(calendarFirst, 1, 1, 0, 0, 0, 0, time.UTC))
	calendar      = makeCalendar()
)

func makeCalendar() []facts {
	var out []facts
	for t := time.Date(calendarFirst, 1, 1, 0, 0, 0, 0, time.UTC); t.Year() <= calendarLast; t = t.AddDate(0, 0, 1) {
		f := facts{year: int16(t.Year()), financial: int16(t.Year()), month: int8(t.Month()), dom: int8(t.Day())}
		if t.Month() < time.April {
			f.financial--
		}
		copy(f.text[:], t.Format(time.DateOnly))
		f.working = t.Weekday() != time.Saturday && t.Weekday() != time.Sunday && !closed(t)
		out = append(out, f)
	}
	return out
}

// closed are the days offices shut whatever the weekday. Movable bank holidays are left open: a few made-up events fall on one,
// as a few real ones do.
func closed(t time.Time) bool {
	d, m := t.Day(), t.Month()
	return m == time.December && (d == 25 || d == 26) || m == time.January && d == 1
}

func dateOf(t time.Time) day { return day(t.Unix() / (24 * 60 * 60)) }

func ymd(y, m, d int) day { return dateOf(time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)) }

func (d day) facts() *facts { return &calendar[d-calendarStart] }

// workday is the day itself if offices are open, else the next day they are.
func (d day) workday() day {
	for !d.facts().working {
		d++
	}
	return d
}

// addWorking is n working days later, the first of them the first working day after d.
func (d day) addWorking(n int) day {
	for ; n > 0; n-- {
		d = (d + 1).workday()
	}
	return d
}

// addMonths is the same day n months on, or that month's last day.
func (d day) addMonths(n int) day {
	f := d.facts()
	months := int(f.year)*12 + int(f.month) - 1 + n
	first := ymd(months/12, months%12+1, 1)
	last := ymd((months+1)/12, (months+1)%12+1, 1) - 1
	return min(first+day(f.dom)-1, last)
}

// april is the first uprating day after d: 1 April, or the first Monday of the month where a council works by the week.
func (d day) april(monday bool) day {
	for y := int(d.facts().year); ; y++ {
		first := ymd(y, 4, 1)
		for monday && (first+3)%7 != 0 { // 1 January 1970 was a Thursday
			first++
		}
		if first > d {
			return first
		}
	}
}
