package evaluate

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"github.com/careduty/careduty/internal/duck"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/queries"
)

// step is one of queries/shared: a SELECT that several measures build on.
type step struct {
	file        string // below queries/
	text        string // as it is written
	name, query string // comments taken out
	word        *regexp.Regexp
}

// in says whether a query names the step. Looking for the whole word is slow where it is not there, which is nearly everywhere.
func (st step) in(query string) bool {
	return strings.Contains(query, st.name) && st.word.MatchString(query)
}

// steps makes shared steps when a measure first names them, and remembers them.
type steps struct {
	list []step
	made map[string]bool
}

// make materialises the steps a query names, those they name in turn first.
func (s *steps) make(ctx context.Context, c *duck.Conn, query string) error {
	if s.list == nil {
		if err := s.read(); err != nil {
			return err
		}
	}
	for _, st := range s.needed(query) {
		if s.made[st.name] {
			continue
		}
		if err := c.Exec(ctx, "CREATE OR REPLACE TEMP TABLE "+st.name+" AS "+st.query); err != nil {
			return fmt.Errorf("shared step %s: %w", st.name, err)
		}
		s.made[st.name] = true
	}
	return nil
}

// order is the order to count measures in, by position: always the one that adds fewest steps to those there, so that no measure pays for many
// that others use too. Medians, which take longest by themselves, find all steps made.
func (s *steps) order(list []measure.Measure) ([]int, error) {
	if s.list == nil {
		if err := s.read(); err != nil {
			return nil, err
		}
	}
	left, there := make([]int, len(list)), map[string]bool{}
	need := make([][]step, len(list))
	for i, m := range list {
		left[i], need[i] = i, s.needed(m.SQL)
	}
	adds := func(i int) (n int) {
		if list[i].Kind.Median() {
			n = len(s.list)
		}
		for _, st := range need[i] {
			if !there[st.name] {
				n++
			}
		}
		return n
	}
	var order []int
	for len(left) > 0 {
		next := slices.MinFunc(left, func(a, b int) int { return cmp.Compare(adds(a), adds(b)) })
		for _, st := range need[next] {
			there[st.name] = true
		}
		order = append(order, next)
		left = slices.DeleteFunc(left, func(i int) bool { return i == next })
	}
	return order, nil
}

// forget drops every step that was made.
func (s *steps) forget(ctx context.Context, c *duck.Conn) error {
	for _, st := range s.list {
		if !s.made[st.name] {
			continue
		}
		if err := c.Exec(ctx, "DROP TABLE IF EXISTS temp."+st.name); err != nil {
			return err
		}
		delete(s.made, st.name)
	}
	return nil
}

// uses says whether a query builds on a step, itself or through others.
func (s *steps) uses(query, name string) bool {
	return slices.ContainsFunc(s.needed(query), func(st step) bool { return st.name == name })
}

// needed lists, in order of their numbers, the steps a query names and those behind them.
func (s *steps) needed(query string) []step {
	want := make([]bool, len(s.list))
	texts := []string{query}
	for len(texts) > 0 {
		text := texts[0]
		texts = texts[1:]
		for i, st := range s.list {
			if !want[i] && st.in(text) {
				want[i] = true
				texts = append(texts, st.query)
			}
		}
	}
	var out []step
	for i, st := range s.list {
		if want[i] {
			out = append(out, st)
		}
	}
	return out
}

var comment = regexp.MustCompile(`(?m)--.*$`)

// read lists the files, whose names are a number and the step's name; fs.Glob gives them in order.
func (s *steps) read() error {
	names, err := fs.Glob(queries.Files, "shared/*.sql")
	if err != nil {
		return fault.New(fault.Internal, "The shared steps cannot be listed.", "").Because(err)
	}
	s.made = map[string]bool{}
	for _, name := range names {
		text, err := fs.ReadFile(queries.Files, name)
		if err != nil {
			return fault.New(fault.Internal, "A shared step cannot be read.", "").At(name).Because(err)
		}
		_, short, _ := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(name, "shared/"), ".sql"), "_")
		s.list = append(s.list, step{
			file: name, text: string(text), name: short, query: comment.ReplaceAllString(string(text), ""), word: regexp.MustCompile(`\b` + regexp.QuoteMeta(short) + `\b`),
		})
	}
	return nil
}
