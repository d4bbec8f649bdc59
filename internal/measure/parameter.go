package measure

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/careduty/careduty/internal/fault"
)

// Value reads a setting of the parameter: an int64, a float64 or a string. One outside type or limits is a usage fault that
// names the limits.
func (p Parameter) Value(name, text string) (any, error) {
	switch p.Type {
	case "integer":
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil || !p.within(float64(n)) {
			return nil, p.refuse(name, "a whole number")
		}
		return n, nil
	case "decimal":
		f, err := strconv.ParseFloat(text, 64)
		if err != nil || !p.within(f) {
			return nil, p.refuse(name, "a number")
		}
		return f, nil
	case "choice":
		if !slices.Contains(p.Choices, text) {
			return nil, fault.New(fault.Usage, fmt.Sprintf("%s cannot have that value.", name), "Use one of: "+strings.Join(p.Choices, ", ")+".")
		}
		return text, nil
	}
	return nil, fault.New(fault.Refused, fmt.Sprintf("The parameter %s has the unknown type %q.", name, p.Type), "Use integer, decimal or choice.")
}

func (p Parameter) within(v float64) bool {
	low, errLow := strconv.ParseFloat(p.Min, 64)
	high, errHigh := strconv.ParseFloat(p.Max, 64)
	return errLow == nil && errHigh == nil && low <= v && v <= high
}

func (p Parameter) refuse(name, sort string) error {
	return fault.New(fault.Usage, fmt.Sprintf("%s takes %s from %s to %s.", name, sort, p.Min, p.Max), "Give one within these limits.")
}
