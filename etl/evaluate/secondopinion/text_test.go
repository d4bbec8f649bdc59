package secondopinion

import (
	"strings"

	"github.com/careduty/careduty/etl/evaluate/evaluatetest"
	"github.com/careduty/careduty/schemas"
)

// text is the world's records as CSV by kind; a kind that lacks a column leaves it out.
func (w *world) text() map[string]string {
	out := map[string]string{}
	for _, k := range schemas.Kinds() {
		var names []string
		for _, f := range k.Fields {
			if w.missing[k.Name] != f.Name {
				names = append(names, f.Name)
			}
		}
		lines := []string{strings.Join(names, ",")}
		for _, row := range w.rows[k.Name] {
			cells := make([]string, len(names))
			for i, n := range names {
				cells[i] = row[n]
			}
			lines = append(lines, strings.Join(cells, ","))
		}
		if len(lines) > 1 {
			out[k.Name] = strings.Join(lines, "\n") + "\n"
		}
	}
	return out
}

func (w *world) extract() evaluatetest.Extract {
	return evaluatetest.Extract{Council: w.council, From: w.from.String(), To: w.to.String(), Records: w.text(), Missing: w.missing}
}
