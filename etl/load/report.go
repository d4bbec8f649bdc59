package load

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/careduty/careduty/etl/cld"
	"github.com/careduty/careduty/internal/fault"
)

// Status is what became of an extract.
type Status string

// What becomes of an extract.
const (
	Loaded        Status = "loaded"
	AlreadyLoaded Status = "already loaded" // the same bytes are in the warehouse
	SetAside      Status = "set aside"      // it is in the warehouse, but a newer one stands
	Restored      Status = "restored"       // it was in the warehouse, and stands again
	Refused       Status = "refused"        // nothing of it is in the warehouse
	NotReached    Status = "not reached"    // trouble elsewhere stopped the load before its turn
)

// Report says what became of every extract, in the order they were given. It holds rules, fields, row numbers and counts, and
// never a value.
type Report struct {
	Extracts []Extract `json:"extracts"`
}

// Extract is what became of one extract. Fault says why it was refused.
type Extract struct {
	Name        string      `json:"extract"`
	Council     string      `json:"council,omitempty"`
	Status      Status      `json:"status"`
	Batch       int         `json:"batch,omitempty"`
	Kinds       []KindCount `json:"kinds,omitempty"`
	Findings    []Finding   `json:"findings"`
	Fault       error       `json:"-"`
	Read        []cld.Field `json:"-"` // of Client Level Data: how its own fields were read
	CouncilName string      `json:"council_name,omitempty"`
}

// KindCount says how many rows of a kind an extract had, and what became of them. Rows is Loaded, Rejected and LeftOut together; of an
// extract that was refused nothing is loaded.
type KindCount struct {
	Kind     string `json:"kind"`
	Rows     int    `json:"rows"`
	Loaded   int    `json:"loaded"`
	Rejected int    `json:"rejected"`
	LeftOut  int    `json:"left_out,omitempty"`
}

// fault is what refused the extract, by what began it.
func (t *tally) fault(name string) error {
	f, ok := t.root()
	if !ok {
		return nil
	}
	where := []string{name}
	for _, part := range []string{f.File, f.Field} {
		if part != "" {
			where = append(where, part)
		}
	}
	what := f.Message
	if f.Severity == Reject {
		what = fmt.Sprintf("Too many rows are rejected, most of them (%d) for this: %s", f.Count, f.Message)
		if len(f.Rows) > 0 {
			what += fmt.Sprintf(" The first is row %d.", f.Rows[0])
		}
	}
	return fault.New(fault.Refused, what, f.Fix).At(strings.Join(where, ", "))
}

// fault is nil if every extract was taken or was there already; else it is the refusal, or says how many there were.
func (r Report) fault() error {
	var refused []Extract
	for _, x := range r.Extracts {
		if x.Status == Refused {
			refused = append(refused, x)
		}
	}
	switch {
	case len(refused) == 0:
		return nil
	case len(r.Extracts) == 1:
		return refused[0].Fault
	default:
		return fault.New(fault.Refused, fmt.Sprintf("%d of %d extracts were refused.", len(refused), len(r.Extracts)),
			"The findings report says why; the others are loaded. The first: "+refused[0].Fault.Error())
	}
}

// WriteJSON writes the whole report.
func (r Report) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	if err := e.Encode(r.shown()); err != nil {
		return fault.New(fault.Unavailable, "The findings report cannot be written.", "Check the path and the space left.")
	}
	return nil
}

// shownExtract adds the refusal in words.
type shownExtract struct {
	Extract
	Refusal string `json:"refusal,omitempty"`
}

func (r Report) shown() map[string][]shownExtract {
	out := make([]shownExtract, len(r.Extracts))
	for i, x := range r.Extracts {
		out[i].Extract = x
		if x.Fault != nil {
			out[i].Refusal = x.Fault.Error()
		}
	}
	return map[string][]shownExtract{"extracts": out}
}

// WriteCSV writes one row for each finding, and one without a rule for each extract that was refused as a whole.
func (r Report) WriteCSV(w io.Writer) error {
	c := csv.NewWriter(w)
	rows := [][]string{{"extract", "council", "status", "severity", "rule", "file", "field", "count", "rows", "message", "fix", "codes"}}
	for _, x := range r.Extracts {
		if x.Fault != nil && len(x.Findings) == 0 {
			rows = append(rows, []string{x.Name, x.Council, string(x.Status), string(Refuse), "", "", "", "", "", x.Fault.Error(), "", ""})
		}
		for _, f := range x.Findings {
			rows = append(rows, []string{
				x.Name, x.Council, string(x.Status), string(f.Severity), f.Rule, f.File, f.Field,
				strconv.Itoa(f.Count), RowNumbers(f.Rows), f.Message, f.Fix, strings.Join(f.Codes, " "),
			})
		}
	}
	if err := c.WriteAll(rows); err != nil {
		return fault.New(fault.Unavailable, "The findings report cannot be written.", "Check the path and the space left.")
	}
	return nil
}

// RowNumbers writes row numbers with what lies between the first and the last of a run left out: 2-19 33 40-41.
func RowNumbers(rows []int) string {
	var b strings.Builder
	for i := 0; i < len(rows); {
		j := i
		for j+1 < len(rows) && rows[j+1] == rows[j]+1 {
			j++
		}
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(strconv.Itoa(rows[i]))
		if j > i {
			b.WriteString("-" + strconv.Itoa(rows[j]))
		}
		i = j + 1
	}
	return b.String()
}
