package words

import (
	"math"
	"strconv"
	"strings"
)

// Figures are sizes as they are said, in the order given and without their unit: shares under 10 or over 90 in every 100, and other
// figures under 10, with one decimal, others whole. All of one sentence have the same decimals, and one more where two that differ would
// be said alike.
func Figures(unit string, values ...float64) []string {
	decimals := 0
	for _, v := range values {
		decimals = max(decimals, decimalsOf(unit, v))
	}
	for ; decimals < mostDecimals && tie(values, decimals); decimals++ {
		continue
	}
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = fixed(v, decimals)
	}
	return out
}

// mostDecimals is as exact as a release prints.
const mostDecimals = 4

func decimalsOf(unit string, v float64) int {
	switch {
	case unit == "percent" && (v == 0 || v == 100), unit == "days", unit == "pounds a week":
		return 0
	case unit == "percent" && (v < 10 || v > 90), unit != "percent" && math.Abs(v) < 10 && v != math.Trunc(v):
		return 1
	}
	return 0
}

// tie tells whether two values that differ would be said alike.
func tie(values []float64, decimals int) bool {
	said := map[string]float64{}
	for _, v := range values {
		text := fixed(v, decimals)
		if other, ok := said[text]; ok && other != v {
			return true
		}
		said[text] = v
	}
	return false
}

// Half rounds a figure to some decimals, a half away from nought as people do: printed figures often end in a five, and 24.5 is not 24.
func Half(v float64, decimals int) float64 {
	power := math.Pow(10, float64(decimals))
	return math.Round(v*power+math.Copysign(1e-9, v)) / power
}

// fixed writes a number with so many decimals, thousands apart by commas.
func fixed(v float64, decimals int) string {
	text := strconv.FormatFloat(Half(v, decimals), 'f', decimals, 64)
	if strings.Trim(text, "-0.") == "" {
		text = strings.TrimPrefix(text, "-")
	}
	end := strings.IndexByte(text, '.')
	if end < 0 {
		end = len(text)
	}
	for i := end - 3; i > 0 && text[i-1] != '-'; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// InUnit puts a size that is already said into its unit.
func InUnit(size, unit string) string {
	switch unit {
	case "percent":
		return size + " in every 100"
	case "per 1,000 people":
		return size + " in every 1,000"
	case "per 100,000 people":
		return size + " in every 100,000"
	case "pounds a week":
		return "£" + size + " a week"
	case "days":
		if size == "1" {
			return "1 day"
		}
		return size + " days"
	}
	return size + " " + unit
}

// Size is one figure in its unit; of few people it is said how many of how many. Both counts are nil where none is printed.
func Size(unit string, v float64, numerator, denominator *int64) string {
	out := InUnit(Figures(unit, v)[0], unit)
	if unit == "percent" && numerator != nil && denominator != nil && *denominator < fewPeople {
		out = strconv.FormatInt(*numerator, 10) + " of " + strconv.FormatInt(*denominator, 10) + " people (" + out + ")"
	}
	return out
}

// fewPeople is below how many people a share is said as people too.
const fewPeople = 100
