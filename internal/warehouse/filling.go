package warehouse

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/careduty/careduty/internal/duck"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/schemas"
)

// MaxRows is how many rows a mark lists; its count goes on.
const MaxRows = 100_000

// Filling is the rows of one kind on their way in.
type Filling struct {
	// Rows gives every row in order: where it stands (a number that grows from row to row), whether a rule of its own rejects it, and
	// its values in the order of the contract. A row rejected is kept until the batch is decided, so that what hangs on it can be told why.
	Rows func(add func(at int64, rejected bool, values []Value) error) error
	// References gives the council's own references of some rows, in their order; it is asked only about rows that tie. Where it is
	// nil, those are in the order in which they came.
	References func(at []int64, use func(i int, ref string)) error
	Missing    func() []string // declared columns that the council's file lacks, once its rows have been given
	Recorded   []string        // deeds the council says it records, though no row bears one
}

// Mark is something found between rows: a rule, the field, and the rows, of which the first are listed.
type Mark struct {
	Rule, Field string
	Count       int
	Rows        []int64
}

// Filled is what became of the rows of a kind.
type Filled struct {
	Kept    int      // rows in the warehouse
	Hanging int      // rows lost to nothing but a lost row they hang on
	Marks   []Mark   // orphan, hangs_on_rejected, duplicate: rows lost; reference_not_found, other_person, expected, sum: noted
	Never   []string // deeds that no row bears and that were not said to be recorded
}

// Fill takes in the records of a kind: every row goes to a temporary table first, what must hold between rows is asked of the engine,
// whatever their number, and those that stay are put where they belong. When it fails the batch can only be rolled back.
func (l *Loading) Fill(ctx context.Context, k schemas.Kind, f Filling) (Filled, error) {
	s, err := l.stage(ctx, k, f)
	if err != nil {
		return Filled{}, err
	}
	rows := &rowsOf{kind: k.Name, rejected: s.rejected}
	l.staged[k.Name] = rows
	missing := f.Missing()
	deeds := deedsOf(k, missing, f.Recorded)
	seen, marked, err := l.between(ctx, k, rows, deeds)
	if err != nil {
		return Filled{}, err
	}
	out := Filled{Kept: seen.rows}
	if marked {
		if out.Marks, err = l.marks(ctx, rows); err != nil {
			return Filled{}, err
		}
		if slices.ContainsFunc(out.Marks, func(m Mark) bool { return m.Rule == hangs }) {
			if err := l.conn.One(ctx, fmt.Sprintf(statement("hanging"), k.Name), nil, &out.Hanging); err != nil {
				return Filled{}, err
			}
		}
	}
	joins := ""
	if seen.ties {
		if joins, err = l.places(ctx, k, rows, f.References); err != nil {
			return Filled{}, err
		}
	}
	if err := l.keep(ctx, k, rows, s, out.Marks, joins); err != nil {
		return Filled{}, err
	}
	for i, never := range seen.never {
		if never {
			out.Never = append(out.Never, deeds[i].Name)
		}
	}
	l.kinds = append(l.kinds, fmt.Sprintf("(%d, '%s', '%s')", l.batch.Number, k.Name, strings.Join(slices.Concat(missing, out.Never), ",")))
	return out, nil
}

// stage takes the rows of a kind into their temporary table.
func (l *Loading) stage(ctx context.Context, k schemas.Kind, f Filling) (*stage, error) {
	if err := l.conn.Exec(ctx, stagedTable(k)); err != nil {
		return nil, err
	}
	s, err := newStage(l.conn, k)
	if err != nil {
		return nil, err
	}
	err = f.Rows(s.add)
	if closed := s.out.Close(); err == nil {
		err = closed
	}
	return s, err
}

// between finds what does not hold between the rows of a kind, and between them and those they refer to.
func (l *Loading) between(ctx context.Context, k schemas.Kind, rows *rowsOf, deeds []schemas.Field) (seen seen, marked bool, err error) {
	if seen, err = l.look(ctx, k, rows, deeds, true); err != nil {
		return seen, false, err
	}
	for i, x := range k.Links {
		if !seen.wrong[i] {
			continue
		}
		marked = true
		rows.lost = rows.lost || x.Reject && seen.nowhere[i]
		if err := l.link(ctx, k, x); err != nil {
			return seen, false, err
		}
	}
	if seen.duplicates {
		if err := l.conn.Exec(ctx, fmt.Sprintf(statement("duplicate"), k.Name, rows.kept(), duck.Name(k.Key), k.Key)); err != nil {
			return seen, false, err
		}
		rows.lost, marked = true, true
	}
	if rows.lost {
		if seen, err = l.look(ctx, k, rows, deeds, false); err != nil {
			return seen, false, err
		}
	}
	for i, note := range notesOf(k) {
		if !seen.notes[i] {
			continue
		}
		marked = true
		if err := l.conn.Exec(ctx, fmt.Sprintf(statement("note"), k.Name, rows.kept(), note.rule, note.field, note.where)); err != nil {
			return seen, false, err
		}
	}
	return seen, marked, nil
}

// hangs is the rule of a row that refers to one that was sent and is lost.
const hangs = "hangs_on_rejected"

// link marks the rows whose reference by a link does not lead where it should.
func (l *Loading) link(ctx context.Context, k schemas.Kind, x schemas.Link) error {
	to, _ := schemas.KindOf(x.Kind)
	err := l.conn.Exec(ctx, fmt.Sprintf(statement("link"), k.Name, duck.Name(x.Field), l.staged[x.Kind].kept(), duck.Name(to.Key), x.Reject, x.Field, x.Kind == "plans"))
	if err != nil || !x.Reject || !l.staged[x.Kind].rejected && !l.staged[x.Kind].lost {
		return err
	}
	return l.conn.Exec(ctx, fmt.Sprintf(statement("hangs"), k.Name, duck.Name(x.Field), x.Field, x.Kind, duck.Name(to.Key)))
}

// joins bring beside each row the records it refers to, and say for each link whether some row's leads nowhere, and whether it leads there or to
// another person's plan.
func (l *Loading) joins(ctx context.Context, k schemas.Kind) (join string, list []string, err error) {
	var b strings.Builder
	for i, x := range k.Links {
		to, ok := schemas.KindOf(x.Kind)
		if !ok {
			return "", nil, fault.New(fault.Internal, "There is no such kind of record.", "")
		}
		if l.staged[x.Kind] == nil {
			if err := l.know(ctx, to); err != nil {
				return "", nil, err
			}
		}
		field, key := duck.Name(x.Field), duck.Name(to.Key)
		fmt.Fprintf(&b, " LEFT JOIN (SELECT %s AS ref, person_ref AS person FROM %s) AS k%d ON k%d.ref = s.%s", key, l.staged[x.Kind].kept(), i, i, field)
		other := ""
		if x.Kind == "plans" {
			other = fmt.Sprintf(" OR k%d.person <> s.person_ref", i)
		}
		list = append(list, fmt.Sprintf("count(*) FILTER (WHERE s.%s IS NOT NULL AND k%d.ref IS NULL) > 0", field, i),
			fmt.Sprintf("count(*) FILTER (WHERE s.%s IS NOT NULL AND (k%d.ref IS NULL%s)) > 0", field, i, other))
	}
	return b.String(), list, nil
}

// know makes the records of a kind known that the extract does not bring.
func (l *Loading) know(ctx context.Context, k schemas.Kind) error {
	people := rowsOf{kind: "people"}
	if l.staged["people"] != nil {
		people = *l.staged["people"]
	}
	l.staged[k.Name] = &rowsOf{kind: k.Name}
	return l.conn.Exec(ctx, fmt.Sprintf(statement("known"), k.Name, duck.Name(k.Key), l.standing[k.Name], people.kept()))
}

// note is something that is noted of rows that stay.
type note struct{ rule, field, where string }

func notesOf(k schemas.Kind) (out []note) {
	for _, e := range k.Expects {
		out = append(out, note{"expected", e.Field, duck.Name(e.When) + " = '" + e.Is + "' AND " + duck.Name(e.Field) + " IS NULL"})
	}
	if k.Sum != nil {
		parts := make([]string, len(k.Sum.Parts))
		for i, p := range k.Sum.Parts {
			parts[i] = duck.Name(p)
		}
		tolerance := strconv.FormatFloat(k.Sum.Tolerance, 'f', -1, 64)
		out = append(out, note{"sum", k.Sum.Total, "abs(" + duck.Name(k.Sum.Total) + " - (" + strings.Join(parts, " + ") + ")) > " + tolerance})
	}
	return out
}

// enough is how many rows must be able to bear a deed before its absence from all of them says that it is not recorded.
const enough = 20

// deedsOf are the deeds of a kind whose absence from every row would say that they are not recorded.
func deedsOf(k schemas.Kind, missing, recorded []string) (out []schemas.Field) {
	for _, f := range k.Fields {
		if f.Deed && !f.Ends && !slices.Contains(missing, f.Name) && !slices.Contains(recorded, k.Name+"."+f.Name) {
			out = append(out, f)
		}
	}
	return out
}

// seen is what one look at the rows that stay tells of them, so that what seldom occurs is searched for only where it does.
type seen struct {
	rows           int
	duplicates     bool
	nowhere, wrong []bool // by the kind's links: some row's leads nowhere; nowhere, or to another person's plan
	ties           bool   // some rows may tie
	notes          []bool // by notesOf
	never          []bool // by deedsOf
}

// look looks at the rows that stay by what is known so far; at first also for what would lose some.
func (l *Loading) look(ctx context.Context, k schemas.Kind, rows *rowsOf, deeds []schemas.Field, first bool) (seen, error) {
	notes := notesOf(k)
	out := seen{
		nowhere: make([]bool, len(k.Links)), wrong: make([]bool, len(k.Links)), notes: make([]bool, len(notes)), never: make([]bool, len(deeds)),
	}
	list, dest, join := []string{"count(*)"}, []any{&out.rows}, ""
	if first {
		var wrong []string
		var err error
		if join, wrong, err = l.joins(ctx, k); err != nil {
			return seen{}, err
		}
		list = append(append(list, "count(*) > count(DISTINCT s."+duck.Name(k.Key)+")"), wrong...)
		dest = append(dest, &out.duplicates)
		for i := range k.Links {
			dest = append(dest, &out.nowhere[i], &out.wrong[i])
		}
	}
	ties := make([]string, len(k.Ties))
	for i, fields := range k.Ties {
		ties[i] = mayTie(fields)
	}
	if len(ties) > 0 {
		list, dest = append(list, strings.Join(ties, " OR ")), append(dest, &out.ties)
	}
	for i, n := range notes {
		list, dest = append(list, "count(*) FILTER (WHERE "+n.where+") > 0"), append(dest, &out.notes[i])
	}
	for i, f := range deeds {
		could := ""
		if f.Could != "" {
			could = " FILTER (WHERE " + f.Could + ")"
		}
		list = append(list, fmt.Sprintf("count(s.%s) = 0 AND count(*)%s >= %d", duck.Name(f.Name), could, enough))
		dest = append(dest, &out.never[i])
	}
	err := l.conn.One(ctx, "SELECT "+strings.Join(list, ", ")+" FROM "+rows.kept()+" AS s"+join, nil, dest...)
	return out, err
}

// marks are what was found between the rows of a kind, each with its first rows.
func (l *Loading) marks(ctx context.Context, r *rowsOf) ([]Mark, error) {
	rows, err := l.conn.Query(ctx, fmt.Sprintf(statement("marks"), r.kind, r.kept()))
	if err != nil {
		return nil, err
	}
	var out []Mark
	var m Mark
	var at int64
	err = rows.Each(func() error {
		if err := rows.Scan(&m.Rule, &m.Field, &at); err != nil {
			return err
		}
		if n := len(out); n == 0 || out[n-1].Rule != m.Rule || out[n-1].Field != m.Field {
			out = append(out, m)
		}
		last := &out[len(out)-1]
		if last.Count++; last.Count <= MaxRows {
			last.Rows = append(last.Rows, at)
		}
		return nil
	})
	return out, err
}

// keep puts the rows that stay where they belong, and tells dates that cannot be read apart from empty ones.
func (l *Loading) keep(ctx context.Context, k schemas.Kind, rows *rowsOf, s *stage, marks []Mark, joins string) error {
	values := make([]string, len(k.Fields))
	for i, f := range k.Fields {
		name := duck.Name(f.Name)
		loose := slices.ContainsFunc(marks, func(m Mark) bool { return m.Rule == "reference_not_found" && m.Field == f.Name })
		switch {
		case loose:
			values[i] = fmt.Sprintf("CASE WHEN s.line IN (SELECT line FROM temp.mark WHERE kind = '%s' AND rule = 'reference_not_found' AND field = '%s') THEN NULL ELSE s.%s END",
				k.Name, f.Name, name)
		case s.unreadable[i]:
			values[i] = "CASE WHEN isfinite(s." + name + ") THEN s." + name + " END"
		default:
			values[i] = "s." + name
		}
	}
	list := columns(k)
	switch {
	case joins != "":
		values = append(values, "p.place")
	case len(k.Ties) > 0:
		values = append(values, "NULL")
	}
	err := l.conn.Exec(ctx, fmt.Sprintf(statement("keep"), k.Name, list, l.batch.Council, l.batch.Number, strings.Join(values, ", "), rows.kept(), joins))
	if err != nil {
		return err
	}
	for i, f := range k.Fields {
		if !s.unreadable[i] {
			continue
		}
		text := fmt.Sprintf(statement("unreadable"), l.batch.Council, l.batch.Number, k.Name, f.Name, duck.Name(k.Key), duck.Name(f.Name), rows.kept())
		if err := l.conn.Exec(ctx, text); err != nil {
			return err
		}
	}
	return nil
}
