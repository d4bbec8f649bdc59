package cld

import (
	"time"
)

// span is from one day to another, both included.
type span struct{ from, to day }

// month numbers months without gaps.
func month(d day) int {
	t := Date(d)
	return t.Year()*12 + int(t.Month()) - 1
}

// firstOf is the first day of a month by its number.
func firstOf(m int) day { return dayOf(time.Date(m/12, time.Month(m%12+1), 1, 0, 0, 0, 0, time.UTC)) }

// fewEvents is how many events that have ended a file needs for its period to be told by them.
const fewEvents = 100

// covers is the period a file covers in truth, which councils often state wider: from the first to the last month in which at least
// 2 % of all events ended and of at least all kinds of event but one, before the month the file was produced in. Of a file with
// fewer than a hundred such events it is the period stated.
func covers(events []event, stated span, produced day) (span, bool) {
	type count struct {
		events int
		kinds  map[word]bool
	}
	months, all := map[int]*count{}, 0
	for i := range events {
		e := &events[i]
		if e.end == none || month(e.end) >= month(produced) {
			continue
		}
		m := months[month(e.end)]
		if m == nil {
			m = &count{kinds: map[word]bool{}}
			months[month(e.end)] = m
		}
		m.events++
		m.kinds[e.kind] = true
		all++
	}
	if all < fewEvents {
		return stated, stated.from != none && stated.to != none && stated.from <= stated.to
	}
	most := 0
	for _, m := range months {
		most = max(most, len(m.kinds))
	}
	first, last := -1, -1
	for at, m := range months {
		if m.events*100 < all*2 || len(m.kinds) < most-1 {
			continue
		}
		if first < 0 || at < first {
			first = at
		}
		last = max(last, at)
	}
	if first < 0 {
		return stated, stated.from != none && stated.to != none && stated.from <= stated.to
	}
	return span{firstOf(first), firstOf(last+1) - 1}, true
}

// within says whether an event belongs to a period: a service that was open on a day of it, anything else that ended in it; and the
// person lived in it and when the event began.
func (e *event) within(s span) Reason {
	switch {
	case e.died != none && (e.died < s.from || e.died < e.start):
		return DiedBefore
	case e.start > s.to:
		return Outside
	case e.kind == service && (e.end == none || e.end >= s.from):
		return ""
	case e.kind != service && e.end != none && e.end >= s.from && e.end <= s.to:
		return ""
	default:
		return Outside
	}
}

// endByDeath ends an event on the day of death where that lies within it, or where no end is known.
func (e *event) endByDeath() bool {
	if e.died == none || e.end == none && e.died <= e.start || e.end != none && (e.died < e.start || e.died > e.end) {
		return false
	}
	changed := e.end != e.died
	e.end = e.died
	return changed
}
