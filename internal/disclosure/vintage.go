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

// Number counts the vintages from 1; 0 is one never published.
func (v Vintage) Number() uint8 {
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

// Next is the vintage after this one; the final one has none after it.
func (v Vintage) Next() Vintage {
	switch v {
	case Provisional:
		return Revised
	case Revised, Final:
		return Final
	}
	return Provisional
}

// After says whether the vintage comes after another.
func (v Vintage) After(other Vintage) bool { return v.Number() > other.Number() }

// The months after an area and period was first published from which it is revised, and final.
const (
	revisedAfter = 6
	finalAfter   = 12
)

// Due is the vintage that a release of a day may give to an area and period first published on another: revised and final come with the
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

// The fewest people whose contributions must have changed for a vintage to be drawn anew lies between these: a redraw for one late record
// would be the mark of that one person on every cell they are in.
const (
	LeastThreshold = 10
	MostThreshold  = 20
)

// Threshold is how many people's contributions must have changed for an area and period to be drawn anew. It is drawn by the key, so that
// whoever knows nine changes does not learn of the tenth. end is the period's last day.
func (k *Noise) Threshold(area, end string) int {
	shared := prefix(useThreshold, area, end)
	d := &Drawer{inner: after(k.inner, shared), outer: k.outer, bits: 8 * uint64(64+len(shared)+setSize)}
	return LeastThreshold + int(d.uniform(0, 0)*(MostThreshold-LeastThreshold+1)>>53) //nolint:gosec // below 11 times 2^53
}

// growth: an area whose councils grew by more than one in so many opens its next vintage early.
const growth = 5

// Grew says whether an area that was published of so many councils has grown enough since for its next vintage to open early.
func Grew(then, now int) bool { return growth*(now-then) > then }
