package main

import (
	"fmt"
	"runtime"
	"strings"
)

// line is one figure of the report with the bound it is held to.
type line struct {
	what, figure, ratio, bound string
	met                        bool
}

// report collects figures and makes the page of them.
type report struct {
	options
	lines      []line
	perMeasure []string
	served     string // what the server was measured on
}

func (r *report) add(l line) {
	r.lines = append(r.lines, l)
	r.say(strings.TrimSpace(l.what + ": " + l.figure + " " + l.ratio))
}

func (r *report) say(text string) { fmt.Fprintln(r.progress, text) }

// verdict is whether the bound is met; empty where there is none.
func (l line) verdict() string {
	switch {
	case l.bound == "":
		return ""
	case l.met:
		return "met"
	}
	return "**missed**"
}

const head = `# Speed

Each figure stands beside a yardstick measured in the same run, so that the ratio holds on other machines. ` + "`make bench`" + ` measures and
writes this page anew; nothing here is a test. GB and MB are powers of two; memory is the most a process held at once.

`

// page is the report as it is read.
func (r *report) page() string {
	var b strings.Builder
	b.WriteString(head)
	fmt.Fprintf(&b, "%d people, %d processors.", r.people, runtime.NumCPU())
	if r.served != "" {
		fmt.Fprintf(&b, " Served: %s.", r.served)
	}
	b.WriteString("\n\n| what | figure | ratio | bound | |\n| --- | --- | --- | --- | --- |\n")
	for _, l := range r.lines {
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", l.what, l.figure, l.ratio, l.bound, l.verdict())
	}
	if len(r.perMeasure) > 0 {
		b.WriteString("\n## Seconds per measure\n\nWhere every measure is published. Shared steps count for the first measure that needs them.\n\n| measure | seconds |\n| --- | --- |\n")
		for _, l := range r.perMeasure {
			name, s, _ := strings.Cut(l, " ")
			fmt.Fprintf(&b, "| %s | %s |\n", name, s)
		}
	}
	return b.String()
}
