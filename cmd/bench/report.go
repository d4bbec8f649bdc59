package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
)

// report collects lines and writes the page.
type report struct {
	options
	rows       [][4]string
	perMeasure []string
}

func (r *report) add(what, figure, ratio, bound string) {
	r.rows = append(r.rows, [4]string{what, figure, ratio, bound})
	r.say(what + ": " + figure + " " + ratio)
}

func (r *report) say(text string) { fmt.Fprintln(r.progress, text) }

const head = `# Speed

Each figure stands beside a yardstick measured in the same run, so that the ratio holds on other machines. ` + "`make bench`" + ` measures and
writes this page anew; nothing here is a test.

`

// write puts the report where it belongs.
func (r *report) write(path string) error {
	var b strings.Builder
	b.WriteString(head)
	fmt.Fprintf(&b, "%d people, %d processors.\n\n| what | figure | ratio | bound |\n| --- | --- | --- | --- |\n", r.people, runtime.NumCPU())
	for _, row := range r.rows {
		fmt.Fprintf(&b, "| %s |\n", strings.Join(row[:], " | "))
	}
	if len(r.perMeasure) > 0 {
		b.WriteString("\n## Seconds per measure\n\nShared steps count for the first measure that needs them.\n\n| measure | seconds |\n| --- | --- |\n")
		for _, l := range r.perMeasure {
			name, s, _ := strings.Cut(l, " ")
			fmt.Fprintf(&b, "| %s | %s |\n", name, s)
		}
	}
	return os.WriteFile(path, []byte(b.String()), 0o644) //nolint:gosec // a page of the documentation
}
