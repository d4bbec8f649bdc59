package evaluate

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/careduty/careduty/internal/duck"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/warehouse"
)

// Check holds the SELECT of every measure, and the steps they share, to the contract of its grain before anything is counted: it
// reads, it gives every column and each of the right type, and every dimension the header declares. The first that does not is
// refused, naming file and line. Nothing is read for it but the measures' own text.
func Check(ctx context.Context, list []measure.Measure) error {
	w, err := warehouse.NewEmpty(ctx)
	if err != nil {
		return err
	}
	defer w.Close() //nolint:errcheck // it holds nothing
	// The engine's own tables, as prepare makes them.
	err = w.Conn.Exec(ctx, "CREATE TEMP TABLE bank_holidays (date DATE); CREATE TEMP TABLE weekdays (date DATE, weekday BIGINT)")
	if err != nil {
		return err
	}
	if err := checkSteps(ctx, w.Conn); err != nil {
		return err
	}
	for _, m := range list {
		if err := checkSelect(ctx, w.Conn, m); err != nil {
			return err
		}
	}
	return nil
}

// checkSteps makes every shared step, in order of number.
func checkSteps(ctx context.Context, c *duck.Conn) error {
	var s steps
	if err := s.read(); err != nil {
		return err
	}
	for _, st := range s.list {
		if err := measure.LintSQL(st.file, st.text); err != nil {
			return err
		}
		if err := c.Exec(ctx, "CREATE TEMP TABLE "+st.name+" AS "+st.query); err != nil {
			return unreadable(st.file, 1, err)
		}
	}
	return nil
}

// checkSelect describes what the SELECT gives and compares it with what its grain asks for.
func checkSelect(ctx context.Context, c *duck.Conn, m measure.Measure) error {
	query, args, err := bound(m, nil)
	if err != nil {
		return err
	}
	rows, err := c.Query(ctx, "SELECT * FROM ("+query+"\n) AS described LIMIT 0", args...)
	if err != nil {
		return unreadable(m.File, m.Line, err)
	}
	defer rows.Close() //nolint:errcheck // there is no row
	names, err := rows.Columns()
	if err != nil {
		return err
	}
	types, err := rows.Types()
	if err != nil {
		return err
	}
	return compare(m, names, types)
}

// column is a column a SELECT must give, with the types it may have.
type column struct{ name, types string }

// whole are the types of whole numbers, numeric those of amounts.
const (
	whole   = "TINYINT SMALLINT INTEGER BIGINT"
	numeric = whole + " HUGEINT DECIMAL DOUBLE"
)

// contract lists the columns of a measure's SELECT.
func contract(d measure.Definition) []column {
	out := []column{{"person", "UUID"}, {"council", "VARCHAR"}, {"met", whole}, {"reason", "VARCHAR"}}
	switch d.Grain {
	case measure.Snapshot:
		out = append(out, column{"from_date", "DATE"}, column{"to_date", "DATE"})
	case measure.Flow:
		out = append(out, column{"on_date", "DATE"}, column{"place", whole})
	default:
		out = append(out, column{"role", "VARCHAR"}, column{"from_date", "DATE"}, column{"to_date", "DATE"}, column{"on_date", "DATE"})
	}
	if d.Kind.Median() {
		out = append(out, column{"amount", numeric})
	}
	for _, id := range d.Dimensions {
		out = append(out, column{id, "VARCHAR"})
	}
	return out
}

func compare(m measure.Measure, names, types []string) error {
	wanted := contract(m.Definition)
	for _, w := range wanted {
		i := slices.Index(names, w.name)
		switch {
		case i < 0 && slices.Contains(m.Dimensions, w.name):
			return broken(m, "", fmt.Sprintf("The SELECT gives no %s, which the header declares as a dimension.", w.name), "Add the column, or take the dimension out.")
		case i < 0:
			return broken(m, "", fmt.Sprintf("The SELECT gives no %s, which a %s needs.", w.name, m.Grain), "Add the column.")
		}
		if base, _, _ := strings.Cut(types[i], "("); !slices.Contains(strings.Fields(w.types), base) {
			return broken(m, w.name, fmt.Sprintf("The column %s is of type %s, not %s.", w.name, base, strings.ReplaceAll(w.types, " ", " or ")), "Cast it.")
		}
	}
	for _, name := range names {
		if !slices.ContainsFunc(wanted, func(w column) bool { return w.name == name }) {
			return broken(m, name, fmt.Sprintf("The SELECT gives a column %s, which nothing reads.", name), "Take it out, or declare it as a dimension.")
		}
	}
	return nil
}

// broken is the fault of a measure's SELECT, at the line that names the column or else at its beginning.
func broken(m measure.Measure, name, what, fix string) error {
	line := m.Line
	if at := regexp.MustCompile(`(?i)\bas\s+` + regexp.QuoteMeta(name) + `\b`).FindStringIndex(m.SQL); name != "" && at != nil {
		line += strings.Count(m.SQL[:at[0]], "\n")
	}
	return fault.New(fault.Refused, what, fix+" docs/measure-files.md says what a SELECT gives.").At(fmt.Sprintf("queries/%s:%d", m.File, line))
}

var errorLine = regexp.MustCompile(`LINE (\d+):`)

// unreadable is the fault of a statement that the database does not take; the database's text is asked for the line and not shown.
func unreadable(file string, first int, err error) error {
	var f *fault.Error
	if !errors.As(err, &f) || f.Kind != fault.Internal && f.Kind != fault.Refused {
		return err
	}
	if cause := f.Unwrap(); cause != nil {
		if found := errorLine.FindStringSubmatch(cause.Error()); found != nil {
			n, _ := strconv.Atoi(found[1])
			first += n - 1
		}
	}
	return fault.New(fault.Refused, "The SELECT cannot be read: "+strings.ToLower(f.What[:1])+f.What[1:], "Check the names of tables and columns, and their types.").
		At(fmt.Sprintf("queries/%s:%d", file, first))
}
