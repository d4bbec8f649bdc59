package audit

import (
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// Truth is what publish knows behind the release attacked. It scores what an attack found; no attack looks at it to find anything, but for
// those that suppose an attacker who knows everybody but one. It never leaves memory.
type Truth struct {
	Cells           map[Group][]Cell              // in the order of the rows of the release's file
	Medians         map[Group][]disclosure.Median // of medians, for the same rows
	People          []Person                      // a sample, taken by record key
	PeopleInCouncil float64                       // on record, on average of the councils there are records of
	Secrets         []string                      // texts of which none may be in a release: keys, in every form they might be written in
	Hashes          []uint64                      // numbers of which none may be, in whatever form: set hashes, record keys, beginnings of references
}

// Group names one breakdown of one measure; the dimension of totals is empty.
type Group struct {
	Measure   measure.ID
	Dimension string
}

// Role is which people of a cell a count is of.
type Role = disclosure.Role

// The roles. Met is the side that is drawn: those who met the measure, or, where high is good, those who did not.
const (
	People  = disclosure.People
	Unknown = disclosure.Unknown
	Known   = disclosure.Known
	Met     = disclosure.Met
	roles   = disclosure.Roles
)

// Cell is the truth behind a row. Of a role that the row does not draw N and S may be known all the same.
type Cell [roles]Count

// Count is the truth behind one count.
type Count struct {
	S       uint64 // sum of the record keys
	N, Y    uint32 // people; as drawn, before it is printed no larger than its whole
	Vintage uint8  // number of the vintage it was drawn under, from 1
	Salt    uint8
	Tier    disclosure.Tier
	Drawn   bool // the row draws such a count, whether or not the gate lets it through
	Fresh   bool // N and S are the people it was drawn of; a stored draw of other people has neither
	Table   bool // drawn by the table in force
}

// Person is one person of the sample: how every measure counts them.
type Person struct {
	Key     uint64 // record key
	Council string
	Places  []Place
}

// Place is how one measure counts a person in a run of periods of one grain.
type Place struct {
	Measure  measure.ID
	From, To period.Period // both included
	People   bool          // they are among the people: of an exposure, those who had an event are told apart
	Answer   int8          // the measure's own: Yes, No, NotKnown, or NotTold where this place says nothing of it
	Leaf     [8]uint8      // by the measure's breakdowns: the place of the leaf among the dimension's categories
}

// Answers of a place.
const (
	NotKnown int8 = iota - 1
	No
	Yes
	NotTold
)

// is says whether the person is in the cell's people of a role. Where the unknown stay in the denominator they did not meet the measure.
func (p *Place) is(d *measure.Definition, r Role) bool {
	switch r {
	case People:
		return p.People
	case Unknown:
		return p.Answer == NotKnown
	case Known:
		return p.Answer == Yes || p.Answer == No
	}
	if !d.DrawsBreach() {
		return p.Answer == Yes
	}
	return p.Answer == No || p.Answer == NotKnown && d.UnknownRule == measure.InDenominator
}
