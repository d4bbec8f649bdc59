// Package measure defines what is counted: one definition a measure, read from the header of its .sql file and carried inside
// every release, so that the API describes what was published and not what the program knows today.
//
// A file is a YAML header between "/*---" and "---*/" and one SELECT after it. Every field of the header is required, unknown
// ones are refused, and a fault names file and line. The rules behind the fields: docs/measure-files.md.
package measure

import (
	"slices"
	"strings"
)

// ID names a measure in file names, URLs, SQL values and CSV alike: lower-case words joined by underscores.
type ID string

// Grain is how a measure meets time.
type Grain string

// The grains.
const (
	Snapshot Grain = "snapshot" // the state on a period's last day, from spells
	Flow     Grain = "flow"     // events on a day of the period
	Exposure Grain = "exposure" // people exposed on any day of the period, and those of them with an event
)

// Kind is what the value is.
type Kind string

// The kinds with their units.
const (
	Proportion Kind = "proportion" // percent, 0 to 100
	Rate       Kind = "rate"       // per 1,000 people
	Money      Kind = "money"      // median, pounds a week
	Days       Kind = "days"       // median, days
)

// Median says whether the value is a median and not a share.
func (k Kind) Median() bool { return k == Money || k == Days }

// Polarity is which direction is better.
type Polarity string

// The polarities.
const (
	LowIsGood  Polarity = "low_is_good"
	HighIsGood Polarity = "high_is_good"
	None       Polarity = "none" // ordered, never ranked
)

// Strength is how binding the duty is, if there is one.
type Strength string

// The strengths, from the Act to this project's own limits, and none.
const (
	Must    Strength = "must"    // Act or regulations
	Should  Strength = "should"  // statutory guidance
	Source  Strength = "source"  // the two source documents only
	Local   Strength = "local"   // no legal figure: a parameter of this project
	Context Strength = "context" // describes: no duty stands behind it
)

// Pick decides between several events of one person in one period.
type Pick string

// The ways to pick.
const (
	Last Pick = "last" // the latest event, ties by reference
	Any  Pick = "any"  // 1 beats unknown beats 0
	All  Pick = "all"  // 0 beats unknown beats 1
)

// UnknownRule says where people stand for whom the answer is not known.
type UnknownRule string

// The rules for the unknown.
const (
	Excluded      UnknownRule = "excluded"       // out of numerator and denominator
	InDenominator UnknownRule = "in_denominator" // in the denominator, as ASCOF does
)

// Part is one of the sets of people a measure counts, in words; in a header it is a text.
type Part struct {
	Words string `json:"words"`
}

// UnmarshalYAML reads the text of a header.
func (p *Part) UnmarshalYAML(read func(any) error) error { return read(&p.Words) }

// Parameter is a figure of the rule that evaluate may set.
type Parameter struct {
	Type    string   `yaml:"type" json:"type"` // integer, decimal or choice
	Default string   `yaml:"default" json:"default"`
	Min     string   `yaml:"min" json:"min,omitempty"`
	Max     string   `yaml:"max" json:"max,omitempty"`
	Choices []string `yaml:"choices" json:"choices,omitempty"`
	Words   string   `yaml:"words" json:"words"`
}

// Official is the published series nearest to the measure, and why the two differ. Series is an id served beside ours, or
// empty where the counterpart is only named.
type Official struct {
	Series  string `yaml:"series" json:"series,omitempty"`
	Same    bool   `yaml:"same_people" json:"same_people,omitempty"` // it counts the people that the measure counts, as far as anyone can tell
	Name    string `yaml:"name" json:"name"`
	Differs string `yaml:"differs" json:"differs"`
}

// Change is one line of a measure's change log. From, which most changes leave out, is the first period counted so where earlier ones are
// not and cannot be: a break in the series.
type Change struct {
	Version string `yaml:"version" json:"version"`
	Date    string `yaml:"date" json:"date"`
	What    string `yaml:"what" json:"what"`
	From    string `yaml:"from,omitempty" json:"from,omitempty"` // 2026-27 or 2026-27-Q1
}

// Definition is the header of a measure.
type Definition struct {
	ID                 ID                   `yaml:"id" json:"id"`
	Title              string               `yaml:"title" json:"title"`
	Question           string               `yaml:"question" json:"question"`
	Why                string               `yaml:"why" json:"why"`
	Theme              string               `yaml:"theme" json:"theme"`
	Duty               string               `yaml:"duty" json:"duty"`
	Strength           Strength             `yaml:"strength" json:"strength"`
	Law                string               `yaml:"law" json:"law"`
	Grain              Grain                `yaml:"grain" json:"grain"`
	Kind               Kind                 `yaml:"kind" json:"kind"`
	Period             string               `yaml:"period" json:"period"` // quarter (and year) or year (only)
	Unit               string               `yaml:"unit" json:"unit"`
	Polarity           Polarity             `yaml:"polarity" json:"polarity"`
	Population         Part                 `yaml:"population" json:"population"`
	Numerator          Part                 `yaml:"numerator" json:"numerator"`
	Unknown            Part                 `yaml:"unknown" json:"unknown"`
	PeopleAre          string               `yaml:"people_are,omitempty" json:"people_are,omitempty"` // "met of <id>": whose set the population is, by definition
	UnknownRule        UnknownRule          `yaml:"unknown_rule" json:"unknown_rule"`
	Pick               Pick                 `yaml:"pick" json:"pick"`
	Exclusions         []string             `yaml:"exclusions" json:"exclusions"`
	Needs              []string             `yaml:"needs" json:"needs"`                     // kinds, or kind.column where the column must be in the file
	Deeds              []string             `yaml:"deeds,omitempty" json:"deeds,omitempty"` // of these the dates of what the measure judges: where one cannot be read, nobody can tell that it was not done
	Basis              []string             `yaml:"basis,omitempty" json:"basis,omitempty"` // what it counts the same from: records alone if empty; records and cld
	Lookback           string               `yaml:"lookback" json:"lookback"`
	Lookahead          string               `yaml:"lookahead" json:"lookahead"`
	FollowUp           string               `yaml:"follow_up,omitempty" json:"follow_up,omitempty"` // how long after a period what is counted of it may still be done
	Parameters         map[string]Parameter `yaml:"parameters" json:"parameters"`
	Dimensions         []string             `yaml:"dimensions" json:"dimensions"` // own ones; the people's are always there
	Sensitive          bool                 `yaml:"sensitive" json:"sensitive"`
	MinimumDenominator int                  `yaml:"minimum_denominator" json:"minimum_denominator"`
	Official           []Official           `yaml:"official" json:"official"`
	OfficialExact      bool                 `yaml:"official_exact,omitempty" json:"official_exact,omitempty"`
	CouncilTotalsOnly  bool                 `yaml:"council_totals_only,omitempty" json:"council_totals_only,omitempty"` // other measures tell the same fact of a person by group
	DoesNotShow        []string             `yaml:"does_not_show" json:"does_not_show"`
	Version            string               `yaml:"version" json:"version"`
	Changes            []Change             `yaml:"changes" json:"changes"`
}

// Yearly says whether the measure has financial years only.
func (d Definition) Yearly() bool { return d.Period == "year" }

// CountsFrom says whether the measure is proven to count the same from a basis: records, or cld (Client Level Data).
func (d Definition) CountsFrom(basis string) bool {
	if len(d.Basis) == 0 {
		return basis == Bases[0]
	}
	return slices.Contains(d.Basis, basis)
}

// Bases are what a council may stand on, as a measure's header and a batch name it.
var Bases = []string{"records", "cld"}

// CountedElsewhere says whether an official publisher prints the totals of the same people for councils, unrounded: their parts would then be
// what is left of a known whole, so the measure has no breakdown for a single council.
func (d Definition) CountedElsewhere() bool { return d.OfficialExact }

// Breakdowns are the dimensions the measure can be broken down by: the people's, then its own. A sensitive measure has them
// above councils only; the gate holds that.
func (d Definition) Breakdowns() []string {
	out := make([]string, 0, len(PeopleDimensions)+len(d.Dimensions))
	out = append(out, PeopleDimensions...)
	return append(out, d.Dimensions...)
}

// Measure is a definition with its query: the SELECT as written, placeholders as :name.
type Measure struct {
	Definition
	SQL  string
	File string
	Line int // the line of the file on which the SELECT begins
}

// Bind rewrites :name placeholders as ? and gives the parameters' names in the order they are used.
func (m Measure) Bind() (query string, names []string) {
	var b strings.Builder
	scanCode(m.SQL, func(text string, code bool) {
		if !code {
			b.WriteString(text)
			return
		}
		last := 0
		for _, at := range placeholder.FindAllStringSubmatchIndex(text, -1) {
			b.WriteString(text[last:at[2]])
			b.WriteString("?")
			names = append(names, text[at[2]+1:at[3]])
			last = at[3]
		}
		b.WriteString(text[last:])
	})
	return b.String(), names
}
