package load

import (
	"context"
	"time"

	"github.com/careduty/careduty/etl/cld"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/warehouse"
	"github.com/careduty/careduty/schemas"
)

// Given is an extract that is values, not files: what another source makes of its own. References are hashed already (Hasher).
type Given struct {
	Name       string // for reports
	Council    string // current GSS code
	Basis      string // warehouse.ClientLevelData
	Digest     string // of the bytes it was made from
	ProducedOn time.Time
	From, To   time.Time
	Synthetic  bool
	Kinds      []string
	Missing    map[string][]string    // columns the source cannot have, by kind: measures that need them are x
	Findings   []Finding              // of the source's own; those of a refusal refuse it
	Read       []cld.Field            // how the source's own fields were read
	Bytes      int64                  // of the source, for progress
	Files      []warehouse.Submission // of Client Level Data, kept so that a later file joins with them
	// Fill gives the rows of a kind in order: a number that grows from row to row, whether the row is rejected, and its values.
	Fill func(ctx context.Context, kind schemas.Kind, add func(at int64, rejected bool, values []warehouse.Value) error) error
	// References gives the source's references of some rows, for those that tie; nil leaves those in the order in which they came.
	References func(at []int64, use func(i int, ref string)) error
}

// rows takes in the rows of a kind.
func (g *Given) rows(ctx context.Context, c *check, add adder) error {
	c.missing = g.Missing[c.kind.Name]
	return g.Fill(ctx, *c.kind, func(at int64, rejected bool, values []warehouse.Value) error {
		c.rows++
		if rejected {
			c.rejects++
		}
		return add(at, rejected, values)
	})
}

// opened makes an extract of it.
func (g *Given) opened(number, entry int) *extract {
	x := &extract{given: g, number: number, entry: entry, found: newTally(), files: map[string][]part{}}
	r := area.Resolve(g.Council)
	x.said = declaration{
		Specification: schemas.Specification, Council: r.Area, From: g.From, To: g.To, ProducedOn: g.ProducedOn, Synthetic: g.Synthetic,
	}
	for _, k := range schemas.Kinds() {
		for _, f := range k.Fields {
			x.said.Recorded = append(x.said.Recorded, k.Name+"."+f.Name) // what a source cannot have is in Missing
		}
		for _, name := range g.Kinds {
			if name == k.Name {
				x.said.Kinds = append(x.said.Kinds, name)
			}
		}
	}
	x.result.Name, x.result.Council, x.result.CouncilName, x.result.Status = g.Name, r.Area.Code, r.Area.Name, NotReached
	x.result.Read = g.Read
	for _, f := range g.Findings {
		x.found.given(f)
	}
	if !r.Known || r.Area.Level != area.Council {
		x.refuse(fault.New(fault.Refused, "The council is not known.", "").At(g.Name))
	}
	return x
}

// Take takes in extracts that are values, into a warehouse that is open, under the rules that hold for files.
func Take(ctx context.Context, w *warehouse.Warehouse, o Options, given ...Given) (Report, error) {
	return into(ctx, w, o, func(number, entry int) ([]*extract, error) {
		out := make([]*extract, len(given))
		for i := range given {
			out[i] = given[i].opened(number+i, entry+i)
		}
		return out, nil
	})
}
