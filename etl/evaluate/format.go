package evaluate

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"text/tabwriter"

	"github.com/careduty/careduty/internal/fault"
)

// Columns are the columns of evaluate's CSV; the dimension has one of its own, after the period, where there is one.
func Columns(dimension string) []string {
	out := []string{"classification", "measure", "area_code", "period"}
	if dimension != "" {
		out = append(out, dimension)
	}
	return append(out, "numerator", "denominator", "unknown", "value", "unfinished")
}

// Row is the figure's values in the order of Columns; what is not known is empty.
func (f Figure) Row(dimension string) []string {
	out := []string{Classification, string(f.Measure), f.Area, f.Period.String()}
	if dimension != "" {
		out = append(out, f.Category)
	}
	if !f.Covered {
		return append(out, "", "", "", "", "")
	}
	numerator, value := strconv.FormatInt(f.Numerator, 10), ""
	if f.Median {
		numerator = ""
	}
	if f.HasValue {
		value = strconv.FormatFloat(f.Value, 'f', -1, 64)
		if len(value) > 9 {
			value = strconv.FormatFloat(f.Value, 'f', 4, 64)
		}
	}
	return append(out, numerator, strconv.FormatInt(f.Denominator, 10), strconv.FormatInt(f.Unknown, 10), value, yes(f.Unfinished))
}

// yes is how a table says that something is so; what is not so is empty.
func yes(so bool) string {
	if so {
		return "yes"
	}
	return ""
}

// Write writes figures of one dimension as csv, json or table (for reading).
func Write(w io.Writer, format, dimension string, figures []Figure) error {
	rows := make([][]string, 0, len(figures)+1)
	rows = append(rows, Columns(dimension))
	for _, f := range figures {
		rows = append(rows, f.Row(dimension))
	}
	return write(w, format, rows, "numerator", "denominator", "unknown", "value")
}

// write writes rows with their header; of the columns those named are numbers.
func write(w io.Writer, format string, rows [][]string, numbers ...string) error {
	var err error
	switch format {
	case "csv":
		err = csv.NewWriter(w).WriteAll(rows)
	case "json":
		err = writeJSON(w, rows, numbers)
	default:
		err = writeTable(w, rows)
	}
	if err != nil {
		return fault.New(fault.Unavailable, "The figures cannot be written.", "Check where they go.").Because(err)
	}
	return nil
}

// writeJSON writes one object a row; numbers are numbers, what is not known is null.
func writeJSON(w io.Writer, rows [][]string, numbers []string) error {
	out := make([]map[string]any, 0, len(rows)-1)
	for _, row := range rows[1:] {
		o := map[string]any{}
		for i, name := range rows[0] {
			o[name] = row[i]
			if slices.Contains(numbers, name) {
				o[name] = number(row[i])
			}
		}
		out = append(out, o)
	}
	e := json.NewEncoder(w)
	e.SetIndent("", " ")
	return e.Encode(out)
}

func number(text string) any {
	if text == "" {
		return nil
	}
	return json.Number(text)
}

func writeTable(w io.Writer, rows [][]string) error {
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	for _, row := range rows {
		for _, v := range row {
			fmt.Fprint(t, v, "\t")
		}
		fmt.Fprintln(t)
	}
	return t.Flush()
}
