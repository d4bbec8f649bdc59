package evaluate

import (
	"context"
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
	(council VARCHAR, grain TINYINT, idx INTEGER, rk UBIGINT, part UBIGINT)`

// contribute notes what a tally's rows contribute, person by person, if that is wanted.
func (e *Engine) contribute(ctx context.Context, t *Table, s shape, g period.Grain, u use) error {
	if !e.people {
		return nil
	}
	if err := e.conn.Exec(ctx, e.covered(t, g)); err != nil {
		return err
	}
	spans := e.Spans(g)
	s.End = spans[len(spans)-1].Index() + 1
	s.Year, s.Running, s.Measure = g == period.Year, u&running != 0, duck.Quote(e.partKey+" "+string(t.Measure.ID)+" "+sort(u))
	text, err := render("contributions", s)
	if err != nil {
		return err
	}
	n, err := e.conn.Affected(ctx, text)
	if err != nil {
		return err
	}
	if e.changes += n; e.changes < crowded {
		return nil
	}
	e.changes = 0
	return e.conn.Exec(ctx, `CREATE OR REPLACE TEMP TABLE contributions AS
		SELECT council, grain, idx, rk, bit_xor(part) AS part FROM contributions GROUP BY ALL HAVING bit_xor(part) <> 0`)
}

// sort tells contributions to a measure's population, with its answers or without, from those to its answers alone. The words are in what the
// ledger keeps of people: they never change.
func sort(u use) string {
	if u&population != 0 {
		return "moves"
	}
	return "answers"
}

// covered makes the table of the periods counted that each council has a figure for: they follow each other, since records cover one span
// of days.
func (e *Engine) covered(t *Table, g period.Grain) string {
	rows := []string{}
	for c, council := range t.Councils {
		first, beyond := 0, 0
		for i, p := range t.Periods {
			if p.Grain() != g || !t.counted[i] || !t.covered[i][c] {
				continue
			}
			if beyond == 0 {
				first = p.Index()
			}
			beyond = p.Index() + 1
		}
		if beyond > 0 {
			rows = append(rows, fmt.Sprintf("(%s, %d, %d)", duck.Quote(council.Code), first, beyond))
		}
	}
	text := "CREATE OR REPLACE TEMP TABLE covered (council VARCHAR, first INTEGER, beyond INTEGER)"
	if len(rows) > 0 {
		text += "; INSERT INTO covered VALUES " + strings.Join(rows, ", ")
	}
	return text
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
		fmt.Fprintf(&list, ", coalesce(bit_xor(part) FILTER (idx <= %d), 0)", p.Index())
	}
	rows, err := e.conn.Query(ctx, fmt.Sprintf("SELECT council, rk%s FROM contributions WHERE grain = %d GROUP BY council, rk ORDER BY council",
		list.String(), grain))
	if err != nil {
		return err
	}
	x := People{Parts: make([]uint64, len(spans))}
	dest := []any{&x.Council, &x.Key}
	for i := range x.Parts {
		dest = append(dest, &x.Parts[i])
	}
	return rows.Each(func() error {
		if err := rows.Scan(dest...); err != nil {
			return err
		}
		return do(x)
	})
}

// Sample gives the references, as the warehouse has them, and record keys of so many of the people at hand, by lot and the same each time. Whoever
// looks for traces of people in what is published looks for these.
func (e *Engine) Sample(ctx context.Context, people int, do func(reference string, key uint64)) error {
	rows, err := e.conn.Query(ctx, script("sample"), people)
	if err != nil {
		return err
	}
	var reference string
	var key uint64
	return rows.Each(func() error {
		if err := rows.Scan(&reference, &key); err != nil {
			return err
		}
		do(reference, key)
		return nil
	})
}
