// Package check tells a council what its extract comes to before it is sent: whether it would be accepted, what to mend, how complete it
// is, which measures it feeds, and the council's own exact figures beside those published for England and its region.
//
// It works in a database in memory, with keys that are thrown away, and leaves nothing but its report: a page, and the findings as CSV and
// JSON, in a folder for its owner alone. What it says is private. No finding holds a value. Load gives the same report of what it took in.
package check

import (
	"fmt"
	"time"

	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// Report is what is said of one council's extract.
type Report struct {
	Extract    string // its name
	Council    string // name and code, empty where the extract does not say
	Code       string
	Basis      string // records or Client Level Data
	From, To   time.Time
	ProducedOn time.Time
	Synthetic  bool
	Outcome    Outcome
	Refusal    string // why it was refused, with what to do
	Kinds      []Kind
	Findings   []Finding // worst first, causes before what hangs on them
	Read       []Read    // of Client Level Data: how its own fields were read
	Fields     []Field
	Measures   []Measure
	Against    string // the release that published figures are from; empty for none
	Previous   string // the extract that completeness is held against; empty for none
}

// Outcome says whether the extract would be accepted, or was.
type Outcome string

// What an extract can come to.
const (
	Accepted Outcome = "accepted"
	Refused  Outcome = "refused"
)

// Kind says how many rows of a kind there were, and what became of them.
type Kind struct {
	Name                            string `json:"kind"`
	Rows, Loaded, Rejected, LeftOut int
}

// Finding is one thing found, however often. It never holds a value.
type Finding struct {
	Severity string   `json:"severity"`
	Rule     string   `json:"rule"`
	File     string   `json:"file,omitempty"`
	Field    string   `json:"field,omitempty"`
	Count    int      `json:"count"`
	Rows     []int    `json:"rows,omitempty"`
	Codes    []string `json:"codes,omitempty"` // what the field may hold
	Message  string   `json:"message"`
	Fix      string   `json:"fix,omitempty"`
}

// Read says how the cells of a field of Client Level Data were read.
type Read struct {
	Name     string `json:"field"`
	Title    string `json:"-"`
	There    bool   `json:"column"`
	Rows     int    `json:"rows"`
	Valid    int    `json:"valid"`
	Recoded  int    `json:"recoded"`
	Blank    int    `json:"blank"`
	Unmapped int    `json:"unmapped"`
}

// Field says how complete a field is.
type Field struct {
	Kind, Name, Title string
	Rows, Filled      int
	There             bool // the extract has the column
	Before            bool // the earlier extract is known
	RowsBefore        int
	FilledBefore      int
}

// Share is how many in a hundred rows have the field.
func (f Field) Share() float64 { return share(f.Filled, f.Rows) }

// ShareBefore is the same of the earlier extract.
func (f Field) ShareBefore() float64 { return share(f.FilledBefore, f.RowsBefore) }

func share(part, of int) float64 {
	if of == 0 {
		return 0
	}
	return 100 * float64(part) / float64(of)
}

// Measure says whether the extract feeds a measure, for want of what if it does not, and what it comes to.
type Measure struct {
	measure.Definition
	Wants   []string // what is missing; of a measure that has figures for some periods, why not for others
	Figures []Figure // in order of time, the periods it feeds alone
}

// Feeds says whether it has a figure.
func (m Measure) Feeds() bool { return len(m.Figures) > 0 }

// Figure is the council's own exact figure for a period, beside what is published.
type Figure struct {
	Period                          period.Period
	Numerator, Denominator, Unknown int64
	Value                           *float64
	England, Region, Own            *float64 // published; Own is what the release has for this council
}

// Last is the figure of the latest period.
func (m Measure) Last() Figure { return m.Figures[len(m.Figures)-1] }

// Show writes a value as people read it.
func (m Measure) Show(v *float64) string {
	if v == nil {
		return "–"
	}
	switch m.Kind {
	case measure.Proportion:
		return fmt.Sprintf("%.1f %%", *v)
	case measure.Money:
		return fmt.Sprintf("£%.2f", *v)
	case measure.Days:
		return fmt.Sprintf("%.1f days", *v)
	default:
		return fmt.Sprintf("%.1f per 1,000", *v)
	}
}

// Median says whether the value has no numerator.
func (m Measure) Median() bool { return m.Kind.Median() }

// fed and unfed divide the measures by whether they have figures.
func (r *Report) fed() (fed, unfed []Measure) {
	for _, m := range r.Measures {
		if m.Feeds() {
			fed = append(fed, m)
		} else {
			unfed = append(unfed, m)
		}
	}
	return fed, unfed
}
