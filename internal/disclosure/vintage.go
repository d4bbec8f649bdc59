package disclosure

import (
	"fmt"
	"time"

	"github.com/careduty/careduty/internal/fault"
)

// Vintage says how often an area's period has been published: at most three times, so that at most three draws of it exist.
type Vintage byte

// The vintages in order, as the letters releases carry.
const (
	Provisional Vintage = 'p'
	Revised     Vintage = 'r'
	Final       Vintage = 'f'
)

// String is the letter: p, r or f.
func (v Vintage) String() string { return string(rune(v)) }

// ParseVintage is the vintage of a letter, or a Refused fault.
func ParseVintage(letter string) (Vintage, error) {
	switch letter {
	case "p", "r", "f":
		return Vintage(letter[0]), nil
	}
	return 0, fault.New(fault.Refused, fmt.Sprintf("There is no vintage called %q.", letter), "Use p, r or f.")
}

// The months after an area's period was first published from which it is revised, and final.
const (
	revisedAfter = 6
	finalAfter   = 12
)

// LeastChanged is how many people's contributions must have changed for an area's period to be drawn anew: a redraw for one late
// record would be the mark of that one person on every cell they are in.
const LeastChanged = 10

// order is the vintage's place: 0 for one never published.
func (v Vintage) order() int {
	switch v {
	case Provisional:
		return 1
	case Revised:
		return 2
	case Final:
		return 3
	}
	return 0
}

// Due is the vintage that a release of a day may give to an area's period first published on another: revised and final come with the
// first release six and twelve months or more after. Both are days; the time of day is not looked at.
func Due(first, published time.Time) Vintage {
	y, m, d := first.Date()
	py, pm, pd := published.Date()
	// A month too short for the day ends before it: six months after 31 August is 1 March.
	months := 12*(py-y) + int(pm-m)
	if pd < d {
		months--
	}
	switch {
	case months >= finalAfter:
		return Final
	case months >= revisedAfter:
		return Revised
	}
	return Provisional
}

// Advance is what a release does to an area's period of a vintage (0 for one never published): the vintage it then has, and whether its
// cells are drawn anew or keep the counts they have. changed is how many people's contributions differ from those last drawn. A
// vintage is never taken back, and one already reached is repeated as it is stored.
func Advance(present, due Vintage, changed int) (next Vintage, redraw bool) {
	switch {
	case present == 0:
		return Provisional, true
	case due.order() <= present.order():
		return present, false
	}
	return due, changed >= LeastChanged
}

// After says whether the vintage comes after another.
func (v Vintage) After(other Vintage) bool { return v.order() > other.order() }
