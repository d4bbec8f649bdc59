package check

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/careduty/careduty/internal/duck"
	"github.com/careduty/careduty/internal/warehouse"
	"github.com/careduty/careduty/schemas"
)

// latest asks a warehouse for all there is.
var latest time.Time

// completeness counts, in one pass a kind, how many of each council's rows have each field.
func completeness(ctx context.Context, reading *warehouse.Reading, reports []*Report) error {
	for _, k := range schemas.Kinds() {
		byCouncil, err := filled(ctx, reading.Conn, k, k.Name)
		if err != nil {
			return err
		}
		for _, r := range reports {
			r.complete(k, byCouncil[r.Code], reading.Coverage())
		}
	}
	return nil
}

// filled counts, for each council in some rows of a kind, how many there are and how many have each field.
func filled(ctx context.Context, c *duck.Conn, k schemas.Kind, from string) (map[string][]int, error) {
	fields := make([]string, len(k.Fields))
	for i, f := range k.Fields {
		fields[i] = "count(" + duck.Name(f.Name) + ")"
	}
	rows, err := c.Query(ctx, "SELECT council, count(*), "+strings.Join(fields, ", ")+" FROM "+from+" GROUP BY council")
	if err != nil {
		return nil, err
	}
	counts := make([]int, len(k.Fields)+1)
	var council string
	into := []any{&council}
	for i := range counts {
		into = append(into, &counts[i])
	}
	out := map[string][]int{}
	return out, rows.Each(func() error {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		out[council] = slices.Clone(counts)
		return nil
	})
}

// complete adds the fields of a kind that the council sent.
func (r *Report) complete(k schemas.Kind, counts []int, coverage []warehouse.Coverage) {
	at := slices.IndexFunc(coverage, func(c warehouse.Coverage) bool { return c.Council == r.Code && c.Kind == k.Name })
	if at < 0 || len(counts) == 0 {
		return
	}
	for i, f := range k.Fields {
		there := counts[i+1] > 0 || !slices.Contains(coverage[at].Missing, f.Name)
		if coverage[at].Basis == warehouse.ClientLevelData && counts[i+1] == 0 {
			continue // a field that Client Level Data has not
		}
		r.Fields = append(r.Fields, Field{Kind: k.Name, Name: f.Name, Title: f.Title, Rows: counts[0], Filled: counts[i+1], There: there})
	}
}
