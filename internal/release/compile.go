package release

import (
	_ "embed"
	"slices"
	"strings"

	"github.com/careduty/careduty/internal/area"
)

//go:embed sql/missing.sql
var missingSQL string

// compiled is a query as SQL: identifiers from closed lists in the text, every value bound.
type compiled struct {
	text string
	args []any
}

// compile writes the one SELECT that answers a query; sorting and limit come after it.
func compile(q Query) compiled {
	var c compiled
	c.add("SELECT " + selected(q) + " FROM cells WHERE ")
	c.where(q)
	if len(q.Areas) == 0 {
		return c
	}
	// Every area asked for has a row: those the release has no cell of are made.
	head, tail, _ := strings.Cut(missingSQL, "{where}")
	c.add(" UNION ALL " + renamed(q, head))
	c.where(q)
	c.add(strings.ReplaceAll(tail, "{cells}", "cells"))
	return c
}

func (c *compiled) add(text string, args ...any) {
	c.text += text
	c.args = append(c.args, args...)
}

// where restricts measures, periods, areas and categories. Lists are padded to a power of two, so that few texts are prepared.
func (c *compiled) where(q Query) {
	c.add("(")
	for i, w := range merge(q.Wants) {
		if i > 0 {
			c.add(" OR ")
		}
		c.add("measure")
		c.in(w.measures)
		c.add(" AND period")
		c.in(w.periods)
	}
	c.add(") AND dimension = ?", q.Dimension)
	c.areas(q)
	switch {
	case q.Dimension == "":
	case len(q.Categories) > 0:
		c.add(" AND category")
		c.in(q.Categories)
	default:
		c.add(" AND NOT band")
		if len(q.Not) > 0 {
			c.add(" AND NOT category")
			c.in(q.Not)
		}
	}
}

func (c *compiled) areas(q Query) {
	if len(q.Areas) > 0 {
		c.add(" AND area_code")
		c.in(q.Areas)
	}
	if len(q.Levels) > 0 {
		levels := make([]string, len(q.Levels))
		for i, l := range q.Levels {
			levels[i] = string(l)
		}
		c.add(" AND area_level")
		c.in(levels)
	}
	if q.Within != "" && q.Within != area.England {
		c.add(" AND (parent_code = ? OR area_code = ?)", q.Within, q.Within)
	}
}

// in adds a list of bound values, the last one repeated up to the next power of two.
func (c *compiled) in(values []string) {
	if len(values) == 1 {
		c.add(" = ?", values[0])
		return
	}
	n := 2
	for n < len(values) {
		n *= 2
	}
	c.add(" IN (" + strings.TrimSuffix(strings.Repeat("?,", n), ",") + ")")
	for i := range n {
		c.args = append(c.args, values[min(i, len(values)-1)])
	}
}

// order is the end of the SELECT. Whatever is asked for, ties end in a fixed order, so that pages follow each other.
func (c *compiled) order(q Query) string {
	var keys []string
	for _, o := range q.Sort {
		if !slices.Contains(Sortable, o.Column) {
			continue
		}
		key := `"` + o.Column + `"`
		if o.Descending {
			key += " DESC"
		}
		keys = append(keys, key+" NULLS LAST")
	}
	keys = append(keys, "measure", "period", "area_code", "category_order")
	text := " ORDER BY " + strings.Join(keys, ", ")
	if q.Limit > 0 {
		text += " LIMIT ? OFFSET ?"
	}
	return text
}

func (c *compiled) orderArgs(q Query) []any {
	if q.Limit == 0 {
		return nil
	}
	return []any{q.Limit, q.Offset}
}

type wanted struct{ measures, periods []string }

// merge joins wants of the same periods, which is most of them.
func merge(wants []Want) []wanted {
	var out []wanted
	at := map[string]int{}
	for _, w := range wants {
		periods := make([]string, len(w.Periods))
		for i, p := range w.Periods {
			periods[i] = w.Subject.Stored(p).String()
		}
		key := strings.Join(periods, ",")
		i, ok := at[key]
		if !ok {
			i = len(out)
			at[key] = i
			out = append(out, wanted{periods: periods})
		}
		out[i].measures = append(out[i].measures, w.Subject.ID)
	}
	return slices.DeleteFunc(out, func(w wanted) bool { return len(w.periods) == 0 })
}

// selected are the columns. Where years are asked of a snapshot, its fourth quarters are given under the year's name.
func selected(q Query) string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = `"` + c.Name + `"`
	}
	return renamed(q, strings.Join(names, ", "))
}

var yearNames = strings.NewReplacer(
	`"period"`, "CASE WHEN grain = 'quarter' THEN left(period, 7) ELSE period END AS period",
	`"grain"`, "'year' AS grain",
	`"period_start"`, "CASE WHEN grain = 'quarter' THEN CAST(period_end - INTERVAL 1 YEAR + INTERVAL 1 DAY AS DATE) ELSE period_start END AS period_start",
)

func renamed(q Query, names string) string {
	for _, w := range q.Wants {
		if len(w.Periods) > 0 && w.Subject.Renames(w.Periods[0]) {
			return yearNames.Replace(names)
		}
	}
	return names
}
