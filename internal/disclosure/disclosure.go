// Package disclosure turns true counts into counts that may be published, and says which of them may be shown.
//
// A count of distinct people is drawn by a secret key from a public table of probabilities: the outcome is a multiple of five, is right
// on average, and is never further from the truth than its tier allows. The same people in the same role and dimension give the same
// outcome wherever they are counted. Whatever is shown beside a drawn count (share, interval, rank) is a function of drawn counts alone,
// and the gate that withholds small cells looks at drawn counts alone, so neither tells anything new.
//
// Medians are the one exception: they are read from amounts, at a rank moved by the key.
//
// The package is pure: no database, clock, context or file. Keys and true counts go in, published numbers come out.
package disclosure

import (
	"fmt"

	"github.com/careduty/careduty/internal/fault"
)

// Step is the distance between the values a drawn count can take.
const Step = 5

// Tier is the size of area a count is drawn for; the noise grows with it.
type Tier uint8

// The tiers, smallest area first.
const (
	Council Tier = iota
	Region
	Country
)

// Tiers lists every tier, smallest area first.
var Tiers = [...]Tier{Council, Region, Country}

var tierNames = [...]string{"council", "region", "country"}

// String is the tier's name as written in releases: council, region or country.
func (t Tier) String() string {
	if int(t) >= len(tierNames) {
		return "unknown"
	}
	return tierNames[t]
}

// ParseTier is the tier of that name, or a Usage fault.
func ParseTier(name string) (Tier, error) {
	for i, n := range tierNames {
		if n == name {
			return Tier(i), nil
		}
	}
	return 0, fault.New(fault.Usage, fmt.Sprintf("There is no tier called %q.", name), "Use council, region or country.")
}

// Parameters are what a tier's row of probabilities is built from; both are public.
type Parameters struct {
	D int     // a drawn count is at most D away from the truth
	V float64 // its variance, wherever the truth is far enough from 0
}

// parameters are the ones in force. A change is a new table: a ledger goes on with the one it began with.
var parameters = [...]Parameters{{D: 9, V: 8}, {D: 24, V: 50}, {D: 44, V: 200}}

// StandardParameters are the parameters in force, by tier.
func StandardParameters() [3]Parameters { return parameters }

// D is how far a drawn count of the tier can be from the truth.
func (t Tier) D() int { return parameters[t].D }

// V is the variance of a drawn count of the tier.
func (t Tier) V() float64 { return parameters[t].V }

// Role says which people of a cell a count is of.
type Role uint8

// The roles.
const (
	People  Role = iota // all whom the measure judges
	Unknown             // those of them of whom the records do not tell
	Known               // the others
	Met                 // those who met the measure or, where high is good, those who did not: the side on which a duty is broken
	Roles
)

var roleNames = [...]string{"people", "unknown", "known", "met"}

// String is the role's word, as it is in the message that is hashed for a draw.
func (r Role) String() string {
	if int(r) >= len(roleNames) {
		return "none"
	}
	return roleNames[r]
}

// Stream names a kind of set of people. Of one stream, the same people are one draw.
type Stream struct {
	Role      Role
	Dimension string // that parts the cell; empty for a total
	Tier      Tier
	Vintage   uint8 // number of the vintage, from 1
	Salt      uint8 // 0, or 1 where a first draw was never shown (docs/disclosure.md)
}
