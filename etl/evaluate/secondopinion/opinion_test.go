package secondopinion

import (
	"strconv"

	"github.com/careduty/careduty/internal/measure"
)

// verdict is the answer to a measure's question about one person.
type verdict int8

const (
	no verdict = iota
	yes
	unknown
)

// met turns a condition into a verdict.
func met(is bool) verdict {
	if is {
		return yes
	}
	return no
}

// yn is the verdict of a field that is yes, no or unknown; empty is not known.
func yn(text string) verdict {
	switch text {
	case "yes":
		return yes
	case "no":
		return no
	default:
		return unknown
	}
}

// answer is what an opinion says of a person: a verdict, the amount of a median measure (pence or days), and the person's
// categories in the measure's own dimensions.
type answer struct {
	verdict
	amount                              int64
	setting, delivery, subject, manager string
}

// event is an answer that belongs to a day; of several on one day the one of the later reference is the last.
type event struct {
	answer
	on  day
	ref string
}

// opinion is the second count of one measure: the state of a person on a day for a snapshot, a person's events for a flow,
// and for an exposure who is exposed on a day together with the events.
type opinion struct {
	state   func(p *person, on day, s settings) (answer, bool)
	events  func(p *person, s settings) []event
	exposed func(p *person, on day) (answer, bool)
}

// opinions are all second counts, by measure.
var opinions = map[measure.ID]opinion{}

// settings are the values of a measure's parameters.
type settings map[string]string

func settingsOf(d measure.Definition, changed map[string]string) settings {
	s := settings{}
	for name, p := range d.Parameters {
		s[name] = p.Default
		if v, ok := changed[name]; ok {
			s[name] = v
		}
	}
	return s
}

// days is a parameter that is a whole number of days, or what the rule says where the measure has no such parameter.
func (s settings) days(name string, otherwise day) day { return day(s.number(name, int(otherwise))) }

func (s settings) number(name string, otherwise int) int {
	n, err := strconv.Atoi(s[name])
	if err != nil {
		return otherwise
	}
	return n
}

// hundredths is a decimal parameter as hundredths.
func (s settings) hundredths(name string, otherwise int64) int64 {
	a, err := parseAmount(s[name])
	if err != nil || !a.known {
		return otherwise
	}
	return a.n
}

func (s settings) text(name, otherwise string) string {
	if v, ok := s[name]; ok {
		return v
	}
	return otherwise
}
