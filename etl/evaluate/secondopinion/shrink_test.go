package secondopinion

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/schemas"
)

// smallest takes records, then values, out of a world as long as the two counts still disagree on it.
func (b *bench) smallest(w *world, m measure.Measure, changed map[string]string) (*world, *difference) {
	d := b.alone(w, m, changed)
	if d == nil {
		return w, nil
	}
	for again := true; again; {
		again = false
		for smaller := range w.lesser() {
			if less := b.alone(smaller, m, changed); less != nil && (less.err == nil) == (d.err == nil) {
				w, d, again = smaller, less, true
				break
			}
		}
	}
	return w, d
}

// alone compares a measure on one council.
func (b *bench) alone(w *world, m measure.Measure, changed map[string]string) *difference {
	f := b.fill([]*world{w}, changed)
	defer f.done(b)
	return f.compare(b, m, changed)
}

// lesser yields worlds with one person, record or value fewer.
func (w *world) lesser() func(func(*world) bool) {
	return func(yield func(*world) bool) {
		_ = w.withoutPeople(yield) && w.withoutRecords(yield) && w.withoutValues(yield)
	}
}

func (w *world) clone() *world {
	c := *w
	c.rows = rows{}
	for kind, list := range w.rows {
		for _, row := range list {
			c.rows[kind] = append(c.rows[kind], maps.Clone(row))
		}
	}
	return &c
}

// without drops the rows of a kind, or of all kinds where it is empty, whose field has a value.
func (w *world) without(field, value string) *world {
	c := w.clone()
	for kind := range c.rows {
		c.rows[kind] = slices.DeleteFunc(c.rows[kind], func(row map[string]string) bool { return row[field] == value })
	}
	return c
}

func (w *world) withoutPeople(yield func(*world) bool) bool {
	if len(w.rows["people"]) < 2 {
		return true
	}
	for _, row := range w.rows["people"] {
		if !yield(w.without("person_ref", row["person_ref"])) {
			return false
		}
	}
	return true
}

func (w *world) withoutRecords(yield func(*world) bool) bool {
	for _, k := range slices.Backward(schemas.Kinds()) {
		for i, row := range w.rows[k.Name] {
			if k.Name == "people" {
				continue
			}
			c := w.clone()
			c.rows[k.Name] = slices.Delete(c.rows[k.Name], i, i+1)
			if k.Name == "plans" {
				c.rows["budgets"] = slices.DeleteFunc(c.rows["budgets"], func(b map[string]string) bool { return b["plan_ref"] == row["plan_ref"] })
			}
			c.unlink(k, row[k.Key])
			if !yield(c) {
				return false
			}
		}
	}
	return true
}

// unlink empties references to a record that is gone.
func (w *world) unlink(gone schemas.Kind, ref string) {
	for _, k := range schemas.Kinds() {
		for _, l := range k.Links {
			if l.Kind != gone.Name {
				continue
			}
			for _, row := range w.rows[k.Name] {
				if row[l.Field] == ref {
					row[l.Field] = ""
				}
			}
		}
	}
}

func (w *world) withoutValues(yield func(*world) bool) bool {
	for _, k := range schemas.Kinds() {
		for i := range w.rows[k.Name] {
			for _, f := range k.Fields {
				if f.Required || w.rows[k.Name][i][f.Name] == "" {
					continue
				}
				c := w.clone()
				c.rows[k.Name][i][f.Name] = ""
				if !yield(c) {
					return false
				}
			}
		}
	}
	return true
}

// String is the world as CSV, without columns that are empty throughout.
func (w *world) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s covers %s to %s, lacks %v\n", w.council, w.from, w.to, w.missing)
	for _, k := range schemas.Kinds() {
		var names []string
		for _, f := range k.Fields {
			if slices.ContainsFunc(w.rows[k.Name], func(row map[string]string) bool { return row[f.Name] != "" }) {
				names = append(names, f.Name)
			}
		}
		if len(names) == 0 {
			continue
		}
		fmt.Fprintf(&b, "-- %s.csv --\n%s\n", k.Name, strings.Join(names, ","))
		for _, row := range w.rows[k.Name] {
			cells := make([]string, len(names))
			for i, n := range names {
				cells[i] = row[n]
			}
			fmt.Fprintln(&b, strings.Join(cells, ","))
		}
	}
	return b.String()
}
