package main

import (
	"bytes"
	"strings"
	"testing"
)

// TestEveryCommandShowsAnExample walks the commands as --help does.
func TestEveryCommandShowsAnExample(t *testing.T) {
	root := command(&bytes.Buffer{}, &bytes.Buffer{})
	for _, c := range root.Commands() {
		if !strings.Contains(c.Example, "careduty "+c.Name()) {
			t.Errorf("careduty %s --help has no example", c.Name())
		}
		if c.Short == "" || strings.HasSuffix(c.Short, ".") {
			t.Errorf("careduty %s: short help %q", c.Name(), c.Short)
		}
	}
}
