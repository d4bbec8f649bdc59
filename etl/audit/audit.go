// Package audit attacks a release before it is published, with everything an outsider could hold: every cell of it and of every
// earlier release, the parameters, the table of probabilities, and official tables that are already public. An attack that succeeds
// stops publication; nothing is ever withheld case by case, because what is withheld would then tell of the attack.
//
// Each attack is a file, b0_ to b9_, that begins with what is promised, how it is attacked and which bound it is held to. docs/privacy.md is
// their index. What they share: releases.go reads everything published; series.go finds every draw of an area's period; model.go makes
// of it one interval a count; facts.go says what holds between counts by definition; narrow.go draws the conclusions.
//
// An attack knows published numbers only. The truth (truth.go) is used to score what an attack found, never to find it. A share is judged for
// the worst measure, never for the pool, so that publishing more does not let a bad measure pass; where few draws are at hand, it is judged
// over draws made again by the table.
package audit

import "fmt"

// What an outsider may learn of a small count at most.
const (
	leastValues = 4 // a feasible interval keeps this many values
	smallCount  = 9 // the largest count whose interval is held to that
)

// Result is what came of one attack, for the operator: what of it is fit for publication is told by Report.Published.
type Result struct {
	Attack  string // "B0" to "B9"
	Title   string
	Passed  bool // the release withstood it
	Figures []Figure

	Examples []string // the first rows it succeeded on

	unseen bool // of B1: it succeeded by few values alone, and in periods that no earlier release shows
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

// private is a figure that nothing is judged by and that the public could not work out: the operator sees it, no release does.
func private(name string, value float64) Figure {
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
