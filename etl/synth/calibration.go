package synth

import (
	"embed"
	"encoding/csv"
	"fmt"
	"strconv"

	"github.com/careduty/careduty/internal/area"
)

//go:embed data/councils.csv
var embedded embed.FS

// published holds data/councils.csv: area code, then column, then figure. A figure nobody published is absent.
var published = readPublished()

// readPublished panics on a broken file: it is embedded, so that is a defect every test meets, never an input.
func readPublished() map[string]map[string]float64 {
	f, err := embedded.Open("data/councils.csv")
	if err != nil {
		panic("synth: data/councils.csv is missing")
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		panic(fmt.Sprintf("synth: data/councils.csv: %v", err))
	}
	out := map[string]map[string]float64{}
	for _, row := range rows[1:] {
		figures := map[string]float64{}
		for i, text := range row {
			if x, err := strconv.ParseFloat(text, 64); err == nil {
				figures[rows[0][i]] = x
			}
		}
		out[row[0]] = figures
	}
	return out
}

// nearest gives the figures of the columns for the council, else its region, else England: the first that has them all.
func nearest(a area.Area, columns ...string) []float64 {
	for _, code := range []string{a.Code, a.Parent, area.England} {
		out := make([]float64, 0, len(columns))
		for _, c := range columns {
			if x, ok := published[code][c]; ok {
				out = append(out, x)
			}
		}
		if len(out) == len(columns) {
			return out
		}
	}
	panic(fmt.Sprintf("synth: data/councils.csv has no England figure for %v", columns))
}

// ratio is one published figure as a share of another of the same area, kept within bounds that leave room for chance.
func ratio(a area.Area, part, whole string, low, high float64) float64 {
	x := nearest(a, part, whole)
	if x[1] <= 0 {
		x = nearest(area.Area{Code: area.England}, part, whole)
	}
	return bounded(x[0]/x[1], low, high)
}

func bounded(x, low, high float64) float64 { return max(low, min(high, x)) }

// answers are all figures councils gave for a column, in order of code: what a council that gave none is drawn from.
func answers(column string) []float64 {
	var out []float64
	for _, a := range area.Of(area.Council) {
		if x, ok := published[a.Code][column]; ok {
			out = append(out, x)
		}
	}
	return out
}
