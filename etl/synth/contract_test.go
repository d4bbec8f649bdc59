package synth_test

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/schemas"
)

var (
	reference = regexp.MustCompile(`^[A-Z][0-9]{7}(-[0-9]{1,3})?(-x)?$`)
	amount    = regexp.MustCompile(`^[0-9]{1,8}(\.[0-9]{1,2})?$`)
)

// fits says whether one value is what its field asks for.
func fits(f schemas.Field, text string) bool {
	if text == "" {
		return !f.Required
	}
	switch f.Type {
	case schemas.Ref:
		return len(text) < 16 && reference.MatchString(text)
	case schemas.Date:
		d := day(text)
		tooEarly := text < schemas.FirstDay // made-up records keep to it even where older dates are allowed
		return !d.IsZero() && !tooEarly && (f.AfterTo || !d.After(asOf))
	case schemas.YesNo, schemas.Code:
		return slices.Contains(f.Codes, text)
	case schemas.Year:
		return len(text) == 4 && text >= "1900" && text <= "2026"
	default:
		return amount.MatchString(text)
	}
}

// council is what has been accepted of one council so far: references by kind.
type council map[string]map[string]bool

// accepts is an independent, plain reading of the contract: it says whether the row is to be accepted, and remembers it if so.
func (c council) accepts(k schemas.Kind, f file, row []string) bool {
	if len(row) != len(f.columns) || c[k.Name][row[0]] {
		return false
	}
	for i, field := range k.Fields {
		if !fits(field, row[i]) {
			return false
		}
		l, linked := k.Link(field.Name)
		if linked && l.Reject && row[i] != "" && !c[l.Kind][row[i]] {
			return false
		}
	}
	for _, o := range k.Orders {
		a, b := f.get(row, o.Earlier), f.get(row, o.Later)
		if a != "" && b != "" && b < a {
			return false
		}
	}
	c[k.Name][row[0]] = true
	return true
}

func TestRowsAreWhatTheContractsAsk(t *testing.T) {
	m := made()
	rejected, all := map[string]int64{}, map[string]int64{}
	seen := map[string]bool{}
	for _, a := range area.Of(area.Council) {
		accepted := council{}
		for _, k := range schemas.Kinds() {
			accepted[k.Name] = map[string]bool{}
			f, bad := read(t, a.Code, k.Name), 0
			for _, row := range f.rows {
				if !accepted.accepts(k, f, row) {
					bad++
					continue
				}
				for i, field := range k.Fields {
					seen[k.Name+"."+field.Name+"="+row[i]] = true
				}
			}
			if n := len(f.rows); bad*40 > n {
				t.Errorf("%s %s: over a fortieth of its rows would be rejected", a.Code, k.Name)
			}
			rejected[k.Name] += int64(bad)
			all[k.Name] += int64(len(f.rows))
		}
	}
	for _, k := range schemas.Kinds() {
		if all[k.Name] != m.summary.Rows[k.Name] || rejected[k.Name] != m.summary.Rejected[k.Name] {
			t.Errorf("%s: %d rows and %d to be rejected, the summary says %d and %d", k.Name, all[k.Name], rejected[k.Name],
				m.summary.Rows[k.Name], m.summary.Rejected[k.Name])
		}
		for _, f := range k.Fields {
			for _, code := range f.Codes {
				if !seen[k.Name+"."+f.Name+"="+code] {
					t.Errorf("%s.%s: no row says %s", k.Name, f.Name, code)
				}
			}
			if !f.Required && !seen[k.Name+"."+f.Name+"="] {
				t.Errorf("%s.%s: no row leaves it empty", k.Name, f.Name)
			}
		}
	}
}

// Budgets whose parts do not add up are counted by themselves: a measure asks for them.
func TestAboutOneRowInAHundredIsDefective(t *testing.T) {
	s := made().summary
	var rows, defects int64
	for kind, n := range s.Rows {
		rows += n
		defects += s.Rejected[kind] + s.Noted[kind]
	}
	var budgets, apart int64
	each(t, "budgets", func(_ string, f file) {
		for _, row := range f.rows {
			budgets++
			total, errTotal := strconv.ParseFloat(f.get(row, "weekly_total"), 64)
			contribution, errContribution := strconv.ParseFloat(f.get(row, "weekly_contribution"), 64)
			council, errCouncil := strconv.ParseFloat(f.get(row, "weekly_council"), 64)
			known := errTotal == nil && errContribution == nil && errCouncil == nil
			if known && math.Abs(total-contribution-council) > 0.011 {
				apart++
			}
		}
	})
	if share := float64(apart) / float64(budgets); share < 0.03 || share > 0.06 {
		t.Errorf("the parts of %.4f of budgets do not add up, want 0.03 to 0.06", share)
	}
	if share := float64(defects-apart) / float64(rows); share < 0.007 || share > 0.014 {
		t.Errorf("%.4f of other rows are defective, want about 0.01", share)
	}
}

func TestHeadersAreTheContracts(t *testing.T) {
	strays := map[string]bool{}
	for _, k := range schemas.Kinds() {
		each(t, k.Name, func(code string, f file) {
			header := make([]string, len(f.columns))
			for name, i := range f.columns {
				header[i] = name
			}
			switch got := strings.Join(header, ","); got {
			case names(k):
			case names(k) + ",locality_team":
				strays[code] = true
			default:
				t.Errorf("%s %s: header %s", code, k.Name, got)
			}
		})
	}
	if n := len(strays); n < 2 || n > 20 {
		t.Errorf("%d councils send a column no contract knows, want a few", n)
	}
}

func TestTheSmallestCouncilsAreTinyAndClean(t *testing.T) {
	for _, code := range []string{"E06000053", "E09000001"} { // Isles of Scilly, City of London
		if n := len(read(t, code, "people").rows); n < 1 || n > 12 {
			t.Errorf("%s: %d people", code, n)
		}
	}
	largest := len(read(t, "E10000016", "people").rows) // Kent
	if middling := len(read(t, "E06000001", "people").rows); largest < 5*middling {
		t.Errorf("the largest council has %d people, Hartlepool %d", largest, middling)
	}
}

// Direct identifiers refuse an extract, so not one may occur, defects included.
func TestNothingLooksLikeAnIdentifier(t *testing.T) {
	shapes := map[string]*regexp.Regexp{
		"NHS number":                regexp.MustCompile(`(^|\D)\d{3}[ -]?\d{3}[ -]?\d{4}(\D|$)`),
		"National Insurance number": regexp.MustCompile(`(?i)[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]`),
		"postcode":                  regexp.MustCompile(`(?i)\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b`),
		"e-mail":                    regexp.MustCompile(`@`),
		"telephone":                 regexp.MustCompile(`(\+44|\b0)\d{9,10}\b`),
	}
	for _, k := range schemas.Kinds() {
		distinct := map[string]bool{}
		each(t, k.Name, func(_ string, f file) {
			for _, row := range f.rows {
				for _, text := range row {
					distinct[text] = true
				}
			}
		})
		for text := range distinct {
			for what, shape := range shapes {
				if shape.MatchString(text) {
					t.Errorf("%s: a value looks like a %s", k.Name, what)
				}
			}
		}
	}
}
