package api_test

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// said is a statement on two dated figures, with what leads to it: from which figure and period to which.
var said = regexp.MustCompile(`AREA([^.;]*?)from £?([0-9,.]+)[a-z0-9, ]*? \(([^)]+)\) to £?([0-9,.]+)[a-z0-9, ]*? \(([^)]+)\)`)

// A sentence of a trend names its area, dates both figures, and says of them what the rows say: size, direction, and whether they differ.
func TestNoSentenceOfATrendContradictsItsRows(t *testing.T) {
	h := handler(t)
	found := 0
	for _, s := range exact(t, h, "/v1/measures") {
		id := s["id"].(string)
		for _, grain := range []string{"", "&grain=year"} {
			target := "/v1/reports/" + id + "/trend?level=council,region,country&period=all&limit=10000" + grain
			if get(t, h, target).StatusCode != http.StatusOK {
				continue // a measure without years or quarters
			}
			bySeries := map[string][]map[string]any{}
			for _, row := range exact(t, h, target) {
				code := row["area_code"].(string)
				bySeries[code] = append(bySeries[code], row)
			}
			for _, rows := range bySeries {
				found += contradictions(t, rows)
			}
		}
	}
	if found < 500 {
		t.Errorf("only %d sentences were read", found)
	}
}

// contradictions holds a series' sentence to its rows, and gives how many statements it read.
func contradictions(t *testing.T, rows []map[string]any) (read int) {
	t.Helper()
	last := rows[len(rows)-1]
	name := last["area_name"].(string)
	text := last["summary"].(string)
	if !strings.HasPrefix(text, name+":") && !strings.HasPrefix(text, name+" ") {
		t.Errorf("%q is not of %q", text, name)
	}
	at := map[string]float64{}
	for _, row := range rows {
		if v, ok := row["value"].(json.Number); ok {
			at[row["period_label"].(string)], _ = v.Float64()
		}
	}
	for _, m := range said.FindAllStringSubmatch(strings.ReplaceAll(text, name, "AREA"), -1) {
		read++
		from, okFrom := at[m[3]]
		to, okTo := at[m[5]]
		if !okFrom || !okTo {
			t.Errorf("%q dates a figure that no row has", text)
			continue
		}
		for _, pair := range [][2]string{{m[2], fmt.Sprint(from)}, {m[4], fmt.Sprint(to)}} {
			if !roundsTo(pair[1], pair[0]) {
				t.Errorf("%q says %s of %s", text, pair[0], pair[1])
			}
		}
		switch whole := m[0]; {
		case strings.Contains(whole, "steady rise,") && !strings.Contains(whole, "no steady") && from >= to, strings.Contains(whole, "rose over") && from >= to,
			strings.Contains(whole, "steady fall,") && from <= to, strings.Contains(whole, "fell over") && from <= to:
			t.Errorf("%q says the other way round of %g and %g", text, from, to)
		case m[2] == m[4] && from != to:
			t.Errorf("%q says %g and %g alike", text, from, to)
		}
	}
	for word, sentence := range map[string]string{"increasing": "a steady rise", "decreasing": "a steady fall", "no_steady_change": "no steady rise or fall", "cannot_be_calculated": "cannot be calculated"} {
		if last["trend"] == word && !strings.Contains(text, sentence) {
			t.Errorf("the trend is %s and the sentence %q", word, text)
		}
	}
	if ends := last["first_last"]; strings.Contains(text, "between first and last could be chance") != (last["trend"] == "no_steady_change" && ends == "similar") {
		t.Errorf("first and last are %s and the sentence %q", ends, text)
	}
	if strings.Contains(text, "rose over the last year") != (last["last_change"] == "higher" && strings.Contains(text, "over the last year")) {
		t.Errorf("the last change is %s and the sentence %q", last["last_change"], text)
	}
	return read
}

// roundsTo tells whether a figure, rounded to as many decimals as a text has, is the text.
func roundsTo(figure, text string) bool {
	v, _ := strconv.ParseFloat(figure, 64)
	text = strings.ReplaceAll(text, ",", "")
	_, decimals, _ := strings.Cut(text, ".")
	w, err := strconv.ParseFloat(text, 64)
	return err == nil && math.Abs(v-w) <= 0.5000001*math.Pow(10, -float64(len(decimals)))
}

// The sentence of a report counts what its rows count, names England's figure, and nothing in it adds up to another number of councils.
func TestNoSentenceOfAReportContradictsItsRows(t *testing.T) {
	h := handler(t)
	counts := regexp.MustCompile(`(\d+) councils? higher than England, (\d+) similar \(any difference could be chance\), (\d+) lower(?:; (\d+) not compared)?`)
	read := 0
	for _, s := range exact(t, h, "/v1/measures") {
		id := s["id"].(string)
		report := exact(t, h, "/v1/reports/"+id)[0]
		rows := exact(t, h, "/v1/reports/"+id+"/league-table")
		m := counts.FindStringSubmatch(report["summary"].(string))
		if m == nil {
			continue
		}
		read++
		var want [4]int
		for _, row := range rows {
			want[slices.Index([]string{"higher", "similar", "lower", "not_compared"}, row["england_outcome"].(string))]++
		}
		for i, text := range m[1:] {
			if n, _ := strconv.Atoi(text); n != want[i] {
				t.Errorf("%s: %q, its rows come to %v", id, report["summary"], want)
			}
		}
		outside, plotted := 0, 0
		for _, row := range rows {
			switch row["spread_zone"] {
			case "outside":
				outside, plotted = outside+1, plotted+1
			case "inside":
				plotted++
			}
		}
		notes := body(t, get(t, h, "/v1/reports/"+id+"/league-table"))
		if plotted > 0 && !strings.Contains(notes, fmt.Sprintf("%d of %d council", outside, plotted)) {
			t.Errorf("%s: %d of %d lie outside, and the notes do not say so", id, outside, plotted)
		}
	}
	if read < 3 {
		t.Errorf("only %d reports were read", read)
	}
}
