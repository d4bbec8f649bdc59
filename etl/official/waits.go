package official

import (
	"errors"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/careduty/careduty/internal/period"
)

// waitSeries are the columns of waits that are served, as plain words.
var waitSeries = map[string]string{
	"median wait for initial assessment days": "assessment_wait_foi",
	"median wait for start days":              "care_start_wait_foi",
}

const leftLongest = "longest waits and deaths: of single people, who might be known"

// readWaits reads councils' answers on waits: a row over the header says of which year the columns under it are.
func readWaits(r *reading, h header) error {
	r.line = h.line
	columns, err := r.waitYears(h)
	if err != nil {
		return err
	}
	return r.each(func() error {
		if r.empty() {
			return nil
		}
		if err := r.whole(h); err != nil {
			return err
		}
		r.rowsIn++
		if country := plain(h.field(r.row, "country")); country != "england" {
			r.cells += len(columns)
			r.leave(leftNotEngland, len(columns))
			return nil
		}
		at, err := r.locate("", h.field(r.row, "upper tier la"), "")
		if err != nil {
			return err
		}
		for _, i := range slices.Sorted(maps.Keys(columns)) {
			year := columns[i]
			id, used := waitSeries[plain(h.names[i])]
			if !used {
				r.cells++
				r.leave(leftLongest, 1)
				continue
			}
			if err := r.put(seriesOf(id), year, at, group{}, outcome, r.row[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

// waitYears gives each column of figures its year.
func (r *reading) waitYears(h header) (map[int]period.Period, error) {
	out := map[int]period.Period{}
	if len(h.above) == 0 {
		return nil, r.refuse("The row above the header, which says the year of each column, is missing.", "Fetch the file again.")
	}
	over := h.above[len(h.above)-1]
	year := period.Period{}
	for i, name := range h.names {
		if i < len(over) && strings.TrimSpace(over[i]) != "" {
			p, ok := yearOf(strings.TrimSuffix(plain2(over[i]), " financial year"))
			if !ok {
				return nil, r.refuse("The row above the header names no financial year over "+quoted(name)+".", "Write it as 2021-22 financial year.")
			}
			year = p
		}
		if year.Start != 0 {
			out[i] = year
		}
	}
	seen := map[string]bool{}
	for _, i := range slices.Sorted(maps.Keys(out)) {
		y := out[i]
		if k := plain(h.names[i]) + y.String(); waitSeries[plain(h.names[i])] != "" {
			if seen[k] {
				return nil, r.refuse("The header has "+quoted(h.names[i])+" twice for "+y.String()+".", "Remove one of the two columns.")
			}
			seen[k] = true
		}
	}
	if len(out) == 0 {
		return nil, r.refuse("The row above the header names no year.", "Write it as 2021-22 financial year.")
	}
	return out, nil
}

// plain2 is a text in lower case with single spaces.
func plain2(text string) string { return strings.Join(strings.Fields(strings.ToLower(text)), " ") }

// readOflog counts the rows of Oflog's measures, of which none is served.
func readOflog(r *reading, h header) error {
	for {
		err := r.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if r.empty() {
			continue
		}
		if err := r.whole(h); err != nil {
			return err
		}
		r.rowsIn++
		r.cells++
		r.leave("repeats of ASCOF, with medians and distances that are Oflog's own", 1)
	}
}
