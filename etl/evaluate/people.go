package evaluate

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strings"

	"github.com/careduty/careduty/internal/duck"
	"github.com/careduty/careduty/internal/period"
)

// People is what one person contributes to all measures counted so far, period by period: 0 where nothing, equal where nothing changed.
// Key is the person's record key. All of it is private.
type People struct {
	Council string
	Key     uint64
	Parts   []uint64 // one a period asked for
}

// crowded is how many changes may lie about before they are put together.
const crowded = 20_000_000

const makeContributions = `CREATE OR REPLACE TEMP TABLE contributions
	(council VARCHAR, grain INTEGER, idx INTEGER, rk_hi BIGINT, rk_lo BIGINT, part BIGINT)`

const gatherContributions = `SELECT council, grain, idx, rk_hi, rk_lo, CAST(sum(part) AS BIGINT) AS part
	FROM contributions GROUP BY council, grain, idx, rk_hi, rk_lo HAVING sum(part) <> 0`

// contribute notes what a table's rows contribute, person by person, if that is wanted.
func (e *Engine) contribute(ctx context.Context, t *Table, s shape, g period.Grain, u use) error {
	if !e.people {
		return nil
	}
	rows := covered(t, g)
	if len(rows) == 0 {
		return nil
	}
	if err := e.make(ctx, "covered", given("council, first_period, before_period", rows)); err != nil {
		return err
	}
	some, err := e.parts(ctx, e.partKey+" "+string(t.Measure.ID)+" "+sort(u), s)
	if err != nil || !some {
		return err
	}
	spans := e.Spans(g)
	if s.End = spans[len(spans)-1].Index() + 1; g == period.Year {
		s.Grain = 1
	}
	text, err := render("contributions", s)
	if err != nil {
		return err
	}
	n, err := e.conn.Affected(ctx, "INSERT INTO contributions "+text)
	if err != nil {
		return err
	}
	if e.changes += n; e.changes < crowded {
		return nil
	}
	e.changes = 0
	return e.make(ctx, "contributions", gatherContributions)
}

// parts makes the table of the number that each state of a measure contributes; false if nobody is in any. People are in few states.
func (e *Engine) parts(ctx context.Context, measure string, s shape) (some bool, err error) {
	rows, err := e.ask(ctx, "states", s)
	if err != nil {
		return false, err
	}
	var state string
	var list []string
	err = rows.Each(func() error {
		if err := rows.Scan(&state); err != nil {
			return err
		}
		list = append(list, fmt.Sprintf("(%s, %d)", duck.Quote(state), part(measure, state)))
		return nil
	})
	if err != nil || len(list) == 0 {
		return false, err
	}
	return true, e.make(ctx, "parts", given("state, part", list))
}

// part is the number of a state of a measure: 48 bits of a hash, so that what a person comes to over all measures and periods stays within 63.
func part(measure, state string) uint64 {
	sum := sha256.Sum256([]byte(measure + "|" + state))
	return binary.BigEndian.Uint64(sum[:8]) >> 16
}

// sort tells contributions to a measure's population, with its answers or without, from those to its answers alone. The words are in what the
// ledger keeps of people: they never change.
func sort(u use) string {
	if u&population != 0 {
		return "moves"
	}
	return "answers"
}

// covered are the periods counted that each council has a figure for, from the first to before the last: they follow each other, since records cover
// one span of days.
func covered(t *Table, g period.Grain) (rows []string) {
	for c, council := range t.Councils {
		first, before := 0, 0
		for i, p := range t.Periods {
			if p.Grain() != g || !t.counted[i] || !t.covered[i][c] {
				continue
			}
			if before == 0 {
				first = p.Index()
			}
			before = p.Index() + 1
		}
		if before > 0 {
			rows = append(rows, fmt.Sprintf("(%s, %d, %d)", duck.Quote(council.Code), first, before))
		}
	}
	return rows
}

// Spans are all periods of a grain that any measure may have figures for.
func (e *Engine) Spans(g period.Grain) []period.Period {
	if g == period.Year {
		return e.years
	}
	return e.quarters
}

// Contributions gives what every person contributes in the periods given, all of one grain, to the measures counted so far, council by
// council. Every measure must have been counted for them. The slice handed over is used again for the next person.
func (e *Engine) Contributions(ctx context.Context, g period.Grain, spans []period.Period, do func(People) error) error {
	if len(spans) == 0 {
		return nil
	}
	grain := 0
	if g == period.Year {
		grain = 1
	}
	var list strings.Builder
	for _, p := range spans {
		fmt.Fprintf(&list, ", CAST(sum(CASE WHEN idx <= %d THEN part ELSE 0 END) AS BIGINT)", p.Index())
	}
	rows, err := e.conn.Query(ctx, fmt.Sprintf(
		"SELECT council, rk_hi, rk_lo%s FROM contributions WHERE grain = %d GROUP BY council, rk_hi, rk_lo ORDER BY council NULLS LAST", list.String(), grain))
	if err != nil {
		return err
	}
	x, parts := People{Parts: make([]uint64, len(spans))}, make([]int64, len(spans))
	var key halves
	dest := []any{&x.Council, &key.hi, &key.lo}
	for i := range parts {
		dest = append(dest, &parts[i])
	}
	return rows.Each(func() error {
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		x.Key = key.whole()
		for i, n := range parts {
			x.Parts[i] = uint64(n) //nolint:gosec // sums of 48 bits that are there
		}
		return do(x)
	})
}

// halves are a record key as queries hold it: in two numbers of 32 bits, so that sums stay in whole numbers of 64.
type halves struct{ hi, lo int64 }

func (h halves) whole() uint64 { return uint64(h.hi)<<32 | uint64(h.lo) } //nolint:gosec // neither is below zero or over 32 bits

// Sample gives the references, as the warehouse has them, and record keys of so many of the people at hand, by lot and the same each time. Whoever
// looks for traces of people in what is published looks for these.
func (e *Engine) Sample(ctx context.Context, people int, do func(reference string, key uint64)) error {
	rows, err := e.conn.Query(ctx, script("sample"), people)
	if err != nil {
		return err
	}
	var reference string
	var key halves
	return rows.Each(func() error {
		if err := rows.Scan(&reference, &key.hi, &key.lo); err != nil {
			return err
		}
		do(reference, key.whole())
		return nil
	})
}
