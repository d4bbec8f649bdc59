package secondopinion

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/schemas"
)

// deletion takes something out of a world.
type deletion func(w *world)

// smallest takes people, records and values out of a world as long as the two counts still disagree on it. Many deletions are
// tried at once, each as a council of its own.
func (b *bench) smallest(w *world, m measure.Measure, changed map[string]string) *world {
	for again := true; again; {
		again = false
		for _, list := range [][]deletion{w.people(), w.records(), w.values()} {
			if less, ok := b.lesser(w, list, m, changed); ok {
				w, again = less, true
				break
			}
		}
	}
	return w
}

// lesser makes as many of the deletions as it can, if any.
func (b *bench) lesser(w *world, list []deletion, m measure.Measure, changed map[string]string) (*world, bool) {
	var alone []deletion
	for chunk := range slices.Chunk(list, len(area.Of(area.Council))) {
		for _, i := range b.failing(w, chunk, m, changed) {
			alone = append(alone, chunk[i])
		}
	}
	if len(alone) == 0 {
		return w, false
	}
	alone = alone[:min(len(alone), len(area.Of(area.Council)))]
	together := cumulatively(alone)
	failing := b.failing(w, together, m, changed)
	c := w.clone()
	together[failing[len(failing)-1]](c)
	return c, true
}

// cumulatively makes the nth deletion all of the first n.
func cumulatively(list []deletion) []deletion {
	out := make([]deletion, len(list))
	for n := range list {
		out[n] = func(w *world) {
			for _, d := range list[:n+1] {
				d(w)
			}
		}
	}
	return out
}

// failing makes each deletion in a council of its own and says in which the counts disagree.
func (b *bench) failing(w *world, list []deletion, m measure.Measure, changed map[string]string) []int {
	var worlds []*world
	for i, a := range area.Of(area.Council)[:len(list)] {
		c := w.clone()
		list[i](c)
		worlds = append(worlds, c.moved(a.Code, fmt.Sprintf("v%03d", i)))
	}
	f := b.fill(worlds, changed)
	differences := f.compare(b, m, changed)
	f.done(b)
	if len(differences) == 1 && differences[0].err != nil {
		return b.erring(worlds, m, changed)
	}
	var out []int
	for i, c := range worlds {
		if slices.ContainsFunc(differences, func(d *difference) bool { return d.area == c.council }) {
			out = append(out, i)
		}
	}
	return out
}

// erring says on which councils, each alone, the measure gives an error.
func (b *bench) erring(worlds []*world, m measure.Measure, changed map[string]string) []int {
	var out []int
	for i, w := range worlds {
		f := b.fill([]*world{w}, changed)
		if d := f.compare(b, m, changed); len(d) > 0 && d[0].err != nil {
			out = append(out, i)
		}
		f.done(b)
	}
	return out
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

// moved is the world as another council's, with references of its own that keep their order.
func (w *world) moved(council, prefix string) *world {
	c := w.clone()
	c.council, c.prefix = council, prefix
	for _, k := range schemas.Kinds() {
		for _, f := range k.Fields {
			for _, row := range c.rows[k.Name] {
				if rest, ok := strings.CutPrefix(row[f.Name], w.prefix); ok && f.Type == schemas.Ref {
					row[f.Name] = prefix + rest
				}
			}
		}
	}
	return c
}

// drop takes out the rows of a kind that the test says, and what hangs on them.
func (w *world) drop(kind string, gone func(row map[string]string) bool) {
	k, _ := schemas.KindOf(kind)
	var refs []string
	w.rows[kind] = slices.DeleteFunc(w.rows[kind], func(row map[string]string) bool {
		if gone(row) {
			refs = append(refs, row[k.Key])
			return true
		}
		return false
	})
	if len(refs) == 0 {
		return
	}
	for _, o := range schemas.Kinds() {
		for _, l := range o.Links {
			if l.Kind != kind {
				continue
			}
			if l.Reject {
				w.drop(o.Name, func(row map[string]string) bool { return slices.Contains(refs, row[l.Field]) })
				continue
			}
			for _, row := range w.rows[o.Name] {
				if slices.Contains(refs, row[l.Field]) {
					row[l.Field] = ""
				}
			}
		}
	}
}

func (w *world) people() []deletion {
	var out []deletion
	for _, row := range w.rows["people"] {
		ref := row["person_ref"]
		out = append(out, func(w *world) {
			w.drop("people", func(row map[string]string) bool { return row["person_ref"] == ref })
		})
	}
	return out
}

func (w *world) records() []deletion {
	var out []deletion
	for _, k := range slices.Backward(schemas.Kinds()[1:]) {
		for _, row := range w.rows[k.Name] {
			ref := row[k.Key]
			out = append(out, func(w *world) {
				w.drop(k.Name, func(row map[string]string) bool { return row[k.Key] == ref })
			})
		}
	}
	return out
}

func (w *world) values() []deletion {
	out := []deletion{func(w *world) { w.missing = nil }}
	if len(w.missing) == 0 {
		out = nil
	}
	for _, k := range schemas.Kinds() {
		for _, row := range w.rows[k.Name] {
			ref := row[k.Key]
			for _, f := range k.Fields {
				if f.Required || row[f.Name] == "" {
					continue
				}
				out = append(out, func(w *world) {
					for _, row := range w.rows[k.Name] {
						if row[k.Key] == ref {
							row[f.Name] = ""
						}
					}
				})
			}
		}
	}
	return out
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

// TestADisagreementIsShrunkToTheSmallestCase spoils a measure and looks at what would be printed: one person, and no record that does
// not bear on it.
func TestADisagreementIsShrunkToTheSmallestCase(t *testing.T) {
	list := load(t)
	m := list[slices.IndexFunc(list, func(m measure.Measure) bool { return m.ID == "overdue_reviews" })]
	wrong := strings.Replace(m.SQL, "0 AS met", "1 AS met", 1)
	if wrong == m.SQL {
		t.Fatal("the measure cannot be spoiled")
	}
	m.SQL = wrong
	b, worlds := newBench(t), draw(*seed, few)
	f := b.fill(worlds, nil)
	found := f.compare(b, m, nil)
	f.done(b)
	if len(found) == 0 {
		t.Fatal("the second opinion agrees with a measure that is wrong")
	}
	i := slices.IndexFunc(worlds, func(w *world) bool { return w.council == found[0].area })
	w := b.smallest(worlds[i], m, nil)
	rows := map[string]int{}
	for kind, list := range w.rows {
		if len(list) > 0 {
			rows[kind] = len(list)
		}
	}
	// The year runs from a review or from a sign-off: whichever it is in the case that was found, nothing else is left.
	text := w.String()
	review, signed := strings.Contains(text, "completed_on"), strings.Contains(text, "signed_off_on")
	want := map[string]int{"people": 1, "plans": 1}
	if review {
		want["reviews"] = 1
	}
	if !maps.Equal(rows, want) {
		t.Errorf("what is left is %v, want %v:\n%s", rows, want, w)
	}
	if review == signed {
		t.Errorf("a value that matters is not printed, or one that does not is:\n%s", text)
	}
}
