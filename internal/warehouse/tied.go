package warehouse

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/careduty/careduty/internal/duck"
	"github.com/careduty/careduty/schemas"
)

// tiedAtOnce is how many rows' references are held at once: each round reads the file again.
const tiedAtOnce = 2_000_000

// places finds the rows that are alike in what the kind ties by and puts those of one person, or plan, in the order of the council's own
// references, as text. References are read again from the file for those rows alone and kept in memory only. It gives the join that brings
// the places to the rows.
func (l *Loading) places(ctx context.Context, k schemas.Kind, kind *rowsOf, references func([]int64, func(int, string)) error) (string, error) {
	alike := make([]string, len(k.Ties))
	for i, fields := range k.Ties {
		alike[i] = alikeIn(kind, fields)
	}
	err := l.conn.Exec(ctx, fmt.Sprintf(statement("tied"), kind.kept(), strings.Join(alike, " UNION "), duck.Name(k.Ties[0][0])))
	if err != nil {
		return "", err
	}
	var rows int
	if err := l.conn.One(ctx, "SELECT count(*) FROM temp.tied", nil, &rows); err != nil {
		return "", err
	}
	rounds := (rows + tiedAtOnce - 1) / tiedAtOnce
	for round := range rounds {
		if err := l.placeSome(ctx, round, rounds, references); err != nil {
			return "", err
		}
	}
	return "LEFT JOIN temp.place AS p ON p.line = s.line", nil
}

// alikeIn are the rows that have some fields, and have them in common with another.
func alikeIn(rows *rowsOf, fields []string) string {
	var names, set, same []string
	for _, f := range fields {
		name := duck.Name(f)
		names, set, same = append(names, name), append(set, name+" IS NOT NULL"), append(same, "g."+name+" = s."+name)
	}
	return fmt.Sprintf("SELECT s.line FROM %[1]s AS s JOIN (SELECT %[2]s FROM %[1]s WHERE %[3]s GROUP BY %[2]s HAVING count(*) > 1) AS g ON %[4]s",
		rows.kept(), strings.Join(names, ", "), strings.Join(set, " AND "), strings.Join(same, " AND "))
}

// mayTie is whether rows can have some fields in common: it may be true where none have, by a chance in billions, and is never false where
// some have.
func mayTie(fields []string) string {
	var names, set []string
	for _, f := range fields {
		names, set = append(names, "s."+duck.Name(f)), append(set, "s."+duck.Name(f)+" IS NOT NULL")
	}
	where := " FILTER (WHERE " + strings.Join(set, " AND ") + ")"
	return "count(*)" + where + " > count(DISTINCT hash(" + strings.Join(names, ", ") + "))" + where
}

// tiedRow is a row that ties: its group, where it stands, and its reference.
type tiedRow struct {
	group, at int64
	ref       string
}

// placeSome puts one round of groups in order.
func (l *Loading) placeSome(ctx context.Context, round, rounds int, references func([]int64, func(int, string)) error) error {
	rows, err := l.conn.Query(ctx, fmt.Sprintf("SELECT number, line FROM temp.tied WHERE number %% %d = %d ORDER BY line", rounds, round))
	if err != nil {
		return err
	}
	var list []tiedRow
	var at []int64
	err = rows.Each(func() error {
		var r tiedRow
		err := rows.Scan(&r.group, &r.at)
		list, at = append(list, r), append(at, r.at)
		return err
	})
	if err != nil {
		return err
	}
	if references != nil {
		if err := references(at, func(i int, ref string) { list[i].ref = ref }); err != nil {
			return err
		}
	}
	slices.SortFunc(list, func(a, b tiedRow) int {
		return cmp.Or(cmp.Compare(a.group, b.group), strings.Compare(a.ref, b.ref), cmp.Compare(a.at, b.at))
	})
	out, err := l.conn.Columns("temp", "place")
	if err != nil {
		return err
	}
	n := 0
	for i, r := range list {
		if n++; i > 0 && list[i-1].group != r.group {
			n = 1
		}
		out.Int64(0, r.at)
		out.Int32(1, int32(n)) //nolint:gosec // a place among rows of one file
		if err := out.End(); err != nil {
			break
		}
	}
	return out.Close()
}
