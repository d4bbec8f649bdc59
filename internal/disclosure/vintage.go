package disclosure

import (
	"fmt"

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
