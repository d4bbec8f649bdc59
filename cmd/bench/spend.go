package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// usage is what a process took.
type usage struct {
	seconds  float64
	busy     float64 // seconds of processors
	kilobyte int64   // the most memory it held at once
	output   string
}

func (u usage) gigabytes() float64 { return float64(u.kilobyte) / (1 << 20) }

// lines are the output lines that begin with a word, without it.
func (u usage) lines(word string) []string {
	var out []string
	for _, l := range strings.Split(u.output, "\n") {
		if rest, ok := strings.CutPrefix(l, word+" "); ok {
			out = append(out, rest)
		}
	}
	return out
}

// number is the figure on the line that begins with a word; 0 if there is none.
func (u usage) number(word string) float64 {
	for _, l := range u.lines(word) {
		n, _ := strconv.ParseFloat(l, 64)
		return n
	}
	return 0
}

// rows is how many rows a load read, by what it says of itself at the end.
func (u usage) rows() float64 {
	var loaded, rejected float64
	if i := strings.Index(u.output, "Rows: "); i >= 0 {
		_, _ = fmt.Sscanf(u.output[i:], "Rows: %f loaded, %f rejected.", &loaded, &rejected)
	}
	return loaded + rejected
}

// self is the command line that has this program do one of its jobs in a process of its own.
func self(job string, args ...string) []string {
	path, err := os.Executable()
	if err != nil {
		path = os.Args[0]
	}
	return append([]string{path, job}, args...)
}

// spend runs a command to its end and says what it took.
func spend(ctx context.Context, args []string) (usage, error) {
	c := exec.CommandContext(ctx, args[0], args[1:]...) //nolint:gosec // the bench's own commands
	var out, errs bytes.Buffer
	c.Stdout, c.Stderr = &out, &errs
	began := time.Now()
	if err := c.Run(); err != nil {
		return usage{}, fmt.Errorf("%s: %w: %s", strings.Join(args, " "), err, tail(errs.String()))
	}
	u := usage{seconds: time.Since(began).Seconds(), output: out.String(), busy: (c.ProcessState.UserTime() + c.ProcessState.SystemTime()).Seconds()}
	if r, ok := c.ProcessState.SysUsage().(*syscall.Rusage); ok {
		u.kilobyte = r.Maxrss
	}
	return u, nil
}

func tail(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-3):], " / ")
}
