// Package audit attacks a release before it is published, with everything an outsider could hold: every cell of it and of every
// earlier release, the parameters, the table of probabilities, and official tables that are already public. An attack that succeeds
// stops publication; nothing is ever withheld case by case, because what is withheld would then tell of the attack.
//
// An attack knows published numbers only. The truth is used to score what an attack found, never to find it.
//
// The attacks here know nothing of files: they take counts, what is known to hold between them, and rows as published.
package audit

import "fmt"

// What an outsider may learn of a small count at most.
const (
	leastValues = 7 // a feasible interval keeps this many values
	smallCount  = 9 // the largest count whose interval is held to that
)

// Result is what came of one attack, for the operator: what of it is fit for publication is told by Report.Published.
type Result struct {
	Attack  string // "A1" to "A12"
	Title   string
	Passed  bool // the release withstood it
	Figures []Figure

	Examples []string // the first rows or ids it succeeded on
}

// Figure is one number an attack is judged by, and its bound. A figure without a bound is told for information.
type Figure struct {
	Name    string
	Value   float64
	Least   *float64
	Most    *float64
	Private bool // it has no bound and follows from the truth, or tells how many counts have changed: for the operator alone
}

// Holds says whether the figure keeps its bounds. One that is not a number does not.
func (f Figure) Holds() bool {
	return f.Value == f.Value && (f.Least == nil || f.Value >= *f.Least) && (f.Most == nil || f.Value <= *f.Most)
}

// String is the figure with its bounds, for an operator.
func (f Figure) String() string {
	s := fmt.Sprintf("%s %.4g", f.Name, f.Value)
	if f.Least != nil {
		s += fmt.Sprintf(" (at least %.4g)", *f.Least)
	}
	if f.Most != nil {
		s += fmt.Sprintf(" (at most %.4g)", *f.Most)
	}
	return s
}

func atLeast(name string, value, least float64) Figure {
	return Figure{Name: name, Value: value, Least: &least}
}

func atMost(name string, value, most float64) Figure {
	return Figure{Name: name, Value: value, Most: &most}
}

// told is a figure that follows from public data alone.
func told(name string, value float64) Figure { return Figure{Name: name, Value: value} }

// confided is a figure that nothing is judged by and that the public could not work out: the operator sees it, no release does.
func confided(name string, value float64) Figure {
	return Figure{Name: name, Value: value, Private: true}
}

// result is the outcome by its figures: passed when every one keeps its bounds.
func result(attack, title string, figures ...Figure) Result {
	r := Result{Attack: attack, Title: title, Passed: true, Figures: figures}
	for _, f := range figures {
		r.Passed = r.Passed && f.Holds()
	}
	return r
}

// councils counts the councils a share or a mean error was found over. Over few of them it says more of chance than of the method: the
// same people, and so the same draws, come back in every period.
type councils map[int]bool

// leastCouncils is how many councils it takes to judge by a share or a mean error.
const leastCouncils = 30

func (c *councils) add(at int) {
	if *c == nil {
		*c = councils{}
	}
	(*c)[at] = true
}

// judge is the figure as it is, or without its bound, and so for the operator alone, where there are too few councils to hold it to one.
func (c councils) judge(f Figure) Figure {
	if len(c) < leastCouncils {
		return confided(f.Name, f.Value)
	}
	return f
}
