package api

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/careduty/careduty/internal/period"
)

// This file is the grammar of parameter values, apart from what a release makes of them: texts in, values out, nothing else.

// periods is a period parameter: the newest, the last so many, all, or spans of named ones.
type periods struct {
	latest bool
	last   int // 0 unless last:N
	all    bool
	spans  []periodSpan
}

// periodSpan is from one period to another, both included; a zero end is open.
type periodSpan struct{ from, to period.Period }

const maxLast = 400

var (
	errPeriod = errors.New("Write latest, last:N, all, a year (2025-26), a quarter (2025-26-Q1), a span (2023-24..2025-26, 2024-25..) or a list of them.") //nolint:staticcheck // shown as a sentence
	errMixed  = errors.New("Quarters and years cannot be mixed in one request.")                                                                           //nolint:staticcheck // shown as a sentence
	errLast   = errors.New("last:N takes a whole number from 1 to 400.")                                                                                   //nolint:staticcheck // shown as a sentence
)

func parsePeriods(text string) (periods, error) {
	switch {
	case text == "latest":
		return periods{latest: true}, nil
	case text == "all":
		return periods{all: true}, nil
	case strings.HasPrefix(text, "last:"):
		n, err := strconv.Atoi(text[len("last:"):])
		if err != nil || n < 1 || n > maxLast {
			return periods{}, errLast
		}
		return periods{last: n}, nil
	}
	var out periods
	for part := range strings.SplitSeq(text, ",") {
		s, err := parseSpan(part)
		if err != nil {
			return periods{}, err
		}
		out.spans = append(out.spans, s)
	}
	grain := out.spans[0].grain()
	for _, s := range out.spans {
		if s.grain() != grain {
			return periods{}, errMixed
		}
	}
	return out, nil
}

func parseSpan(text string) (periodSpan, error) {
	from, to, ranged := strings.Cut(text, "..")
	if !ranged {
		to = from
	}
	var s periodSpan
	var err error
	if from != "" {
		if s.from, err = period.Parse(from); err != nil {
			return s, errPeriod
		}
	}
	if to != "" {
		if s.to, err = period.Parse(to); err != nil {
			return s, errPeriod
		}
	}
	zero := period.Period{}
	switch {
	case s.from == zero && s.to == zero:
		return s, errPeriod
	case s.from != zero && s.to != zero && s.from.Grain() != s.to.Grain():
		return s, errMixed
	}
	return s, nil
}

func (s periodSpan) grain() period.Grain {
	if s.from != (period.Period{}) {
		return s.from.Grain()
	}
	return s.to.Grain()
}

func (s periodSpan) holds(p period.Period) bool {
	zero := period.Period{}
	return p.Grain() == s.grain() && (s.from == zero || p.Index() >= s.from.Index()) && (s.to == zero || p.Index() <= s.to.Index())
}

// grain is that of the named periods; none where none is named.
func (p periods) grain() period.Grain {
	if len(p.spans) == 0 {
		return ""
	}
	return p.spans[0].grain()
}

// String writes the parameter one way.
func (p periods) String() string {
	switch {
	case p.latest:
		return "latest"
	case p.all:
		return "all"
	case p.last > 0:
		return "last:" + strconv.Itoa(p.last)
	}
	parts := make([]string, len(p.spans))
	for i, s := range p.spans {
		parts[i] = s.String()
	}
	return strings.Join(parts, ",")
}

// String writes the span one way.
func (s periodSpan) String() string {
	if s.from == s.to {
		return s.from.String()
	}
	text := ".."
	if s.from != (period.Period{}) {
		text = s.from.String() + text
	}
	if s.to != (period.Period{}) {
		text += s.to.String()
	}
	return text
}

// list splits by commas; empty parts and parts given twice fall away.
func list(text string) []string {
	var out []string
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part != "" && !slices.Contains(out, part) {
			out = append(out, part)
		}
	}
	return out
}

var errNegated = errors.New("Either name categories or, with ne:, leave some out; not both.") //nolint:staticcheck // shown as a sentence

// parseCategories reads a filter on a dimension: slugs, or ne: before those to leave out.
func parseCategories(text string) (named, not []string, err error) {
	whole, negated := strings.CutPrefix(text, "ne:")
	for _, part := range list(whole) {
		part, again := strings.CutPrefix(part, "ne:")
		part = strings.TrimSpace(part)
		switch {
		case negated:
			not = append(not, part)
		case again:
			return nil, nil, errNegated
		default:
			named = append(named, part)
		}
	}
	return named, not, nil
}

// cursor says where the next page begins. The release is in it, so pages follow each other whatever is published meanwhile; the
// query is too, so that it cannot be used with another.
type cursor struct {
	Release string `json:"r"`
	Offset  int    `json:"o"`
	Query   string `json:"q"`
}

const maxOffset = 1 << 30

var errCursor = errors.New("This is not a cursor we gave out for this query. Start again without it.") //nolint:staticcheck // shown as a sentence

func (c cursor) String() string {
	text, _ := json.Marshal(c) // strings and a number always marshal
	return base64.RawURLEncoding.EncodeToString(text)
}

func parseCursor(text string) (cursor, error) {
	var c cursor
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || json.Unmarshal(raw, &c) != nil || c.Offset < 1 || c.Offset > maxOffset || c.Release == "" {
		return cursor{}, errCursor
	}
	return c, nil
}
