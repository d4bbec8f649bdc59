// Package sets looks for measures that count the same people under two names: a set of people that equals another measure's in another role or
// another dimension would be drawn twice. It counts exactly, over made-up records, and hands out shares alone.
package sets

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/careduty/careduty/etl/audit"
	"github.com/careduty/careduty/etl/evaluate"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/warehouse"
)

// Options say what is counted.
type Options struct {
	Warehouse string // of made-up records
	Measures  []measure.Measure
	MemoryMB  int
	Progress  func(done, total int, doing measure.ID) // may be nil
}

// A set is held to be another's where more than this share of its cells are; fewer cells are too often the same by chance.
const (
	mostEqual   = 0.5
	fewestCells = 20
)

// Check counts the measures and refuses those of which a set equals another measure's in another role or dimension in more than half of its cells,
// unless a header declares it (people_are). The fault names both.
func Check(ctx context.Context, o Options) error {
	tables, err := count(ctx, o)
	if err != nil {
		return err
	}
	var same []string
	for _, e := range Find(tables) {
		same = append(same, sentence(e))
	}
	if len(same) == 0 {
		return nil
	}
	return fault.New(fault.Refused, "Some measures count the same people under two names, so that they would be drawn twice: "+strings.Join(same, " "),
		"Where it is so by definition, say people_are in the header of the one whose people they are; else leave the breakdown out of one of them.")
}

func sentence(e audit.EqualSets) string {
	return fmt.Sprintf("%s equal %s in %.0f %% of %d cells.", words(e.A), words(e.B), 100*e.Share, e.Cells)
}

func words(n audit.SetName) string {
	by := ""
	if n.Dimension != "" {
		by = " by " + n.Dimension
	}
	return fmt.Sprintf("%s of %s%s", n.Role, n.Measure, by)
}

// count counts every measure over the records as they stand.
func count(ctx context.Context, o Options) ([]*evaluate.Table, error) {
	w, err := warehouse.Open(ctx, o.Warehouse, warehouse.Options{ReadOnly: true, MemoryMB: o.MemoryMB})
	if err != nil {
		return nil, err
	}
	defer w.Close() //nolint:errcheck // read only: nothing is lost
	r, err := w.AsOf(ctx, time.Time{})
	if err != nil {
		return nil, err
	}
	defer r.Close() //nolint:errcheck // read only: nothing is lost
	if !r.Synthetic {
		return nil, fault.New(fault.Refused, "The warehouse holds real records.", "Check measures on made-up ones: careduty synth makes them.").At(o.Warehouse)
	}
	keys, err := w.Keys()
	if err != nil {
		return nil, err
	}
	inner, outer := disclosure.Pads(keys.Record)
	e, err := evaluate.New(ctx, r, evaluate.Options{RecordPads: [2][64]byte{outer, inner}})
	if err != nil {
		return nil, err
	}
	return e.CountAll(ctx, evaluate.Counting{Measures: o.Measures, Doing: o.Progress})
}

// Find is the pairs of sets that are held to be one, in a fixed order.
func Find(tables []*evaluate.Table) []audit.EqualSets {
	var names []audit.SetName
	first := make([]int, len(tables))
	for i, t := range tables {
		first[i] = len(names)
		for _, b := range t.Breakdowns {
			for r := range disclosure.Roles {
				names = append(names, audit.SetName{Group: audit.Group{Measure: t.Measure.ID, Dimension: b.Dimension}, Role: drawnAs(&t.Measure, r)})
			}
		}
	}
	places := func(yield func([]audit.SetAt) bool) {
		for council := range tables[0].Councils {
			for _, end := range ends(tables) {
				var at []audit.SetAt
				for i, t := range tables {
					at = append(at, setsAt(t, council, end, first[i])...)
				}
				if !yield(at) {
					return
				}
			}
		}
	}
	return slices.DeleteFunc(audit.FindEqualSets(names, places, mostEqual), func(e audit.EqualSets) bool {
		return e.Share <= mostEqual || e.Cells < fewestCells || e.A.Role == e.B.Role && e.A.Dimension == e.B.Dimension
	})
}

// ends are the last days of all periods.
func ends(tables []*evaluate.Table) []time.Time {
	var out []time.Time
	for _, t := range tables {
		for _, p := range t.Periods {
			if last := p.Last(); !slices.Contains(out, last) {
				out = append(out, last)
			}
		}
	}
	return out
}

// setsAt are the sets that a measure draws in a council for the periods that end on a day.
func setsAt(t *evaluate.Table, council int, end time.Time, first int) []audit.SetAt {
	var out []audit.SetAt
	for p, per := range t.Periods {
		if !per.Last().Equal(end) || !t.Covered(p, council) || !t.Counted(p) {
			continue
		}
		knownOnly := t.At(p, []int{council}, 0, 0).Unknown.N < int64(disclosure.Council.NumeratorGate()) //nolint:gosec // a small number
		for b, x := range t.Breakdowns {
			if b > 0 && !yearly(&t.Measure, per) {
				continue
			}
			for c := range x.Categories {
				for r, s := range drawn(t, p, council, b, c, b > 0 && knownOnly) {
					if s.N > 0 {
						out = append(out, audit.SetAt{
							S: s.S, N: uint32(s.N), Name: uint16(first + b*int(disclosure.Roles) + r), Category: uint8(c), //nolint:gosec // small numbers
						})
					}
				}
			}
		}
	}
	return out
}

// yearly says whether councils have breakdowns for a period.
func yearly(d *measure.Definition, per period.Period) bool {
	return per.Grain() == period.Year || d.Grain == measure.Snapshot && per.Q == 4
}

// drawn are the sets of a cell by role; those that are not drawn are empty.
func drawn(t *evaluate.Table, p, council, b, c int, knownOnly bool) [disclosure.Roles]evaluate.Set {
	n := t.At(p, []int{council}, b, c)
	known := evaluate.Set{N: n.Population.N - n.Unknown.N, S: n.Population.S - n.Unknown.S}
	var out [disclosure.Roles]evaluate.Set
	out[disclosure.People], out[disclosure.Unknown] = n.Population, n.Unknown
	if knownOnly && t.Measure.UnknownRule != measure.InDenominator {
		out = [disclosure.Roles]evaluate.Set{}
		out[disclosure.Known] = known
	} else if knownOnly {
		out[disclosure.Unknown] = evaluate.Set{}
	}
	if t.Measure.Kind.Median() {
		return out
	}
	if out[disclosure.Met] = n.Numerator; t.Measure.DrawsBreach() {
		out[disclosure.Met] = evaluate.Set{N: known.N - n.Numerator.N, S: known.S - n.Numerator.S}
		if t.Measure.UnknownRule == measure.InDenominator {
			out[disclosure.Met] = evaluate.Set{N: n.Population.N - n.Numerator.N, S: n.Population.S - n.Numerator.S}
		}
	}
	return out
}

// drawnAs is the role whose draw a set takes: that of those who are on the other measure's drawn side, where a header declares the people to be them.
func drawnAs(d *measure.Definition, r disclosure.Role) disclosure.Role {
	if _, ok := d.PeopleOf(); ok && r != disclosure.Unknown {
		return disclosure.Met
	}
	return r
}
