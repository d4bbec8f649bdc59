package page

import (
	"fmt"
	"strings"

	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
)

// Spark is a series drawn as small as a word, from nought up so that a small change looks small; its end is a dot.
type Spark struct {
	Path       string // empty where there are fewer than two points
	EndX, EndY string
	Words      string // the same, aloud
}

// A spark line's room, in the units of its drawing; a margin leaves room for the dot.
const (
	sparkWide, sparkHigh = 96.0, 24.0
	sparkMargin          = 3.0
)

// sparkOf draws cells in order of time. A line ends where a figure is missing and at a break.
func sparkOf(s *measure.Subject, cells []*release.Cell) Spark {
	most := 0.0
	var valued []*release.Cell
	for _, c := range cells {
		if c.Value != nil {
			valued, most = append(valued, c), max(most, *c.Value)
		}
	}
	if len(valued) < 2 || most <= 0 {
		return Spark{}
	}
	first, last := periodOf(valued[0]), periodOf(valued[len(valued)-1])
	across := (sparkWide - 2*sparkMargin) / float64(max(last.Index()-first.Index(), 1))
	var out strings.Builder
	spark, broken := Spark{}, false
	for i, c := range valued {
		p, command := periodOf(c), "L"
		switch {
		case i == 0:
			command = "M"
		case len(s.Broken(periodOf(valued[i-1]), p)) > 0:
			command, broken = "M", true
		case p.Index() > periodOf(valued[i-1]).Index()+1:
			command = "M"
		}
		spark.EndX = fmt.Sprintf("%.1f", sparkMargin+across*float64(p.Index()-first.Index()))
		spark.EndY = fmt.Sprintf("%.1f", sparkHigh-sparkMargin-(sparkHigh-2*sparkMargin)**c.Value/most)
		// A point alone between two gaps is a line of no length, which its round ends make a dot.
		fmt.Fprintf(&out, "%s%s %s", command, spark.EndX, spark.EndY)
		if command == "M" {
			out.WriteString("h0")
		}
	}
	spark.Path = out.String()
	from, to := valued[0], valued[len(valued)-1]
	spark.Words = words.Spark(s.Unit, words.Dated{Value: *from.Value, Label: from.PeriodLabel}, words.Dated{Value: *to.Value, Label: to.PeriodLabel}, broken)
	return spark
}

// periodOf is a cell's period; a release writes no other than can be read.
func periodOf(c *release.Cell) period.Period {
	p, _ := period.Parse(c.Period)
	return p
}
