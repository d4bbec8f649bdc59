package warehouse

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/careduty/careduty/internal/duck"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/schemas"
)

// Coverage is what one council's records in use of one kind cover.
type Coverage struct {
	Council  string
	Kind     string
	From, To time.Time
	Missing  []string // declared columns the file lacked, and deeds that no row bears
	Basis    string   // what the council sent: Records or ClientLevelData
}

// Reading is the warehouse as of a day. Conn has a temporary view for each kind of record, named as the kind, with every column
// but batch and only the records in use; a temporary table coverage (council, kind, from_date, to_date, missing), and a view unreadable
// (council, kind, field, record, person_ref) of deeds whose date cannot be read.
type Reading struct {
	Conn      *duck.Conn
	AsOf      time.Time
	Synthetic bool
	coverage  []Coverage
	digest    string
	only      []string // councils the views are of; nil for all
}

// AsOf reads the warehouse as of a day: for each council and kind, the batch that the log had made stand by the end of it. The zero day
// stands for all of the log, read as of the latest day on which a batch that stands was produced. A warehouse in which nothing stands is
// not found.
func (w *Warehouse) AsOf(ctx context.Context, asOf time.Time) (*Reading, error) {
	c, err := w.db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	r := &Reading{Conn: c, AsOf: asOf}
	if err := r.open(ctx); err != nil {
		_ = r.Close()
		return nil, err
	}
	return r, nil
}

func (r *Reading) open(ctx context.Context) error {
	day := r.AsOf
	if day.IsZero() {
		day = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)
	}
	err := r.Conn.Exec(ctx, "CREATE OR REPLACE TEMP TABLE in_use AS "+statement("standing"), day.Format(time.DateOnly))
	if err != nil {
		return err
	}
	if r.AsOf.IsZero() {
		var last *time.Time
		if err := r.Conn.One(ctx, "SELECT max(produced_on) FROM main.batch JOIN temp.in_use USING (batch)", nil, &last); err != nil {
			return err
		}
		if last == nil {
			return fault.New(fault.NotFound, "The warehouse holds no records.", "Load an extract first.")
		}
		r.AsOf = *last
	}
	for _, name := range []string{"stale", "coverage", "unreadable_view"} {
		if err := r.Conn.Exec(ctx, statement(name)); err != nil {
			return err
		}
	}
	if err := r.readCoverage(ctx); err != nil {
		return err
	}
	for _, k := range schemas.Kinds() {
		if err := r.view(ctx, k); err != nil {
			return err
		}
	}
	return nil
}

func (r *Reading) readCoverage(ctx context.Context) error {
	rows, err := r.Conn.Query(ctx, statement("coverage_rows"))
	if err != nil {
		return err
	}
	sum := sha256.New()
	var c Coverage
	var missing, digest string
	err = rows.Each(func() error {
		if err := rows.Scan(&c.Council, &c.Kind, &c.From, &c.To, &missing, &digest, &r.Synthetic, &c.Basis); err != nil {
			return err
		}
		c.Missing = nil
		if missing != "" {
			c.Missing = strings.Split(missing, ",")
		}
		r.coverage = append(r.coverage, c)
		fmt.Fprintf(sum, "%s\x00%s\x00%s\n", c.Council, c.Kind, digest)
		return nil
	})
	if err == nil && len(r.coverage) == 0 {
		return fault.New(fault.NotFound, "The warehouse held no records by "+r.AsOf.Format(time.DateOnly)+".",
			"Ask for a later day.")
	}
	r.digest = hex.EncodeToString(sum.Sum(nil))
	return err
}

// view makes the view of a kind.
func (r *Reading) view(ctx context.Context, k schemas.Kind) error {
	query, err := r.records(ctx, k)
	if err != nil {
		return err
	}
	return r.Conn.Exec(ctx, "CREATE OR REPLACE TEMP VIEW "+k.Name+" AS "+query)
}

// records is the query of a kind's records in use. The filters are left out where nothing would fall to them, which is the usual case and lets
// DuckDB scan the table as it stands.
func (r *Reading) records(ctx context.Context, k schemas.Kind) (string, error) {
	var superseded, between, stale bool
	var first, last int32
	if err := r.Conn.One(ctx, statement("filters"), []any{k.Name}, &superseded, &first, &last, &between, &stale); err != nil {
		return "", err
	}
	var where []string
	if r.only != nil {
		where = append(where, r.among())
	}
	switch {
	case !superseded:
	case !between:
		// DuckDB skips what lies outside, where it would look each row up in a list.
		where = append(where, fmt.Sprintf("batch BETWEEN %d AND %d", first, last))
	default:
		where = append(where, "batch IN (SELECT batch FROM temp.in_use WHERE kind = "+duck.Quote(k.Name)+")")
	}
	// A kind that the council's last batch did not name stays, but for the rows of people who are gone.
	if _, linked := k.Link("person_ref"); stale && linked {
		where = append(where, `(batch NOT IN (SELECT batch FROM temp.stale WHERE kind = `+duck.Quote(k.Name)+`)
			OR person_ref IS NULL
			OR person_ref IN (SELECT person_ref FROM temp.people))`)
	}
	text := recordsOf(k)
	if len(where) > 0 {
		text += " WHERE " + strings.Join(where, " AND ")
	}
	return text, nil
}

// among is the condition for the councils the views are narrowed to: by the first and the last of them, if no other that has records lies between.
func (r *Reading) among() string {
	first, last := slices.Min(r.only), slices.Max(r.only)
	for _, c := range r.coverage {
		if c.Council > first && c.Council < last && !slices.Contains(r.only, c.Council) {
			return "council IN (" + duck.List(r.only) + ")"
		}
	}
	return "council BETWEEN " + duck.Quote(first) + " AND " + duck.Quote(last)
}

// Only narrows the views to the records of some councils; nil widens them to all. Coverage, the table and the method, stays whole.
func (r *Reading) Only(ctx context.Context, councils []string) error {
	r.only = councils
	for _, k := range schemas.Kinds() {
		if err := r.view(ctx, k); err != nil {
			return err
		}
	}
	return nil
}

// Whole undoes Only.
func (r *Reading) Whole(ctx context.Context) error {
	if r.only == nil {
		return nil
	}
	return r.Only(ctx, nil)
}

// People counts the people in the records of each council.
func (r *Reading) People(ctx context.Context) (map[string]int, error) {
	rows, err := r.Conn.Query(ctx, "SELECT council, count(*) FROM people GROUP BY council")
	if err != nil {
		return nil, err
	}
	out := map[string]int{}
	var council string
	var n int
	err = rows.Each(func() error {
		err := rows.Scan(&council, &n)
		out[council] = n
		return err
	})
	return out, err
}

// recordsOf is the query of all records of a kind.
func recordsOf(k schemas.Kind) string {
	return "SELECT council, " + asRead(k) + " FROM record." + k.Name
}

// asRead lists a kind's fields as measures see them: codes are text.
func asRead(k schemas.Kind) string {
	list := make([]string, len(k.Fields))
	for i, f := range k.Fields {
		list[i] = duck.Name(f.Name)
		if len(f.Codes) > 0 {
			list[i] = "CAST(" + list[i] + " AS VARCHAR) AS " + list[i]
		}
	}
	if len(k.Ties) > 0 {
		list = append(list, place)
	}
	return strings.Join(list, ", ")
}

// place is the column of a kind with ties that says which of two records comes later by the council's own reference; of references
// themselves only keyed hashes are kept, whose order says nothing.
const place = "place"

// columns lists a kind's fields as they are stored, and the place where it has ties.
func columns(k schemas.Kind) string {
	names := make([]string, len(k.Fields))
	for i, f := range k.Fields {
		names[i] = duck.Name(f.Name)
	}
	if len(k.Ties) > 0 {
		names = append(names, place)
	}
	return strings.Join(names, ", ")
}

// Coverage says, in order of council and kind, what the records in use cover.
func (r *Reading) Coverage() []Coverage { return r.coverage }

// Digest stands for the records in use: the same batches in use give the same digest, others another.
func (r *Reading) Digest() string { return r.digest }

// Close ends the reading and gives its connection back without the views.
func (r *Reading) Close() error {
	for _, k := range schemas.Kinds() {
		// The connection may go to another reading, which makes its own views whatever is left here.
		_ = r.Conn.Exec(context.Background(), "DROP VIEW IF EXISTS temp."+k.Name)
	}
	_ = r.Conn.Exec(context.Background(), "DROP VIEW IF EXISTS temp.unreadable")
	return r.Conn.Close()
}
