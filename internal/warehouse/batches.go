package warehouse

import (
	"context"
	"time"

	"github.com/careduty/careduty/internal/fault"
)

// What a council sent.
const (
	Records         = "records"
	ClientLevelData = "cld"
)

// Batch is one load of one extract.
type Batch struct {
	Number        int
	Council       string // current GSS code
	ProducedOn    time.Time
	From, To      time.Time
	Digest        string // SHA-256 of the files, in hex
	Synthetic     bool
	Specification string
	Basis         string // Records or ClientLevelData
	Kinds         []string
}

// Batches are all batches in order of number, superseded ones included.
func (w *Warehouse) Batches(ctx context.Context) ([]Batch, error) {
	rows, err := w.db.Query(ctx, statement("batches"))
	if err != nil {
		return nil, err
	}
	var out []Batch
	var b Batch
	var kind string
	err = rows.Each(func() error {
		err := rows.Scan(&b.Number, &b.Council, &b.ProducedOn, &b.From, &b.To, &b.Digest, &b.Synthetic, &b.Specification, &b.Basis, &kind)
		if err != nil {
			return err
		}
		if n := len(out); n == 0 || out[n-1].Number != b.Number {
			b.Kinds = nil
			out = append(out, b)
		}
		last := &out[len(out)-1]
		last.Kinds = append(last.Kinds, kind)
		return nil
	})
	return out, err
}

// Act is what was done with a batch.
type Act string

// The acts. A batch may stand if its last one is Load or Restore.
const (
	Load     Act = "load"
	SetAside Act = "set_aside" // taken in, but an older one than what stood
	Restore  Act = "restore"
	Withdraw Act = "withdraw"
)

// Entry is one line of the log that tells what stands.
type Entry struct {
	Number int
	At     time.Time // when it was done
	Day    time.Time // the day from which a reading as of a day sees it
	Batch  int
	Act    Act
	Reason string
}

// Log is the whole log, in order.
func (w *Warehouse) Log(ctx context.Context) ([]Entry, error) {
	rows, err := w.db.Query(ctx, "SELECT entry, noted_at, day, batch, CAST(act AS VARCHAR), reason FROM main.log ORDER BY entry")
	if err != nil {
		return nil, err
	}
	var out []Entry
	err = rows.Each(func() error {
		var e Entry
		err := rows.Scan(&e.Number, &e.At, &e.Day, &e.Batch, &e.Act, &e.Reason)
		out = append(out, e)
		return err
	})
	return out, err
}

// Standing says which batch stands, by council and kind, by all that the log says.
func (w *Warehouse) Standing(ctx context.Context) (map[string]map[string]int, error) {
	rows, err := w.db.Query(ctx, statement("standing"), "9999-12-31")
	if err != nil {
		return nil, err
	}
	out := map[string]map[string]int{}
	var council, kind string
	var batch int
	err = rows.Each(func() error {
		if err := rows.Scan(&council, &kind, &batch); err != nil {
			return err
		}
		if out[council] == nil {
			out[council] = map[string]int{}
		}
		out[council][kind] = batch
		return nil
	})
	return out, err
}

// Note adds an entry to the log: a batch that was loaded before is restored or withdrawn. A batch that is not there is not found.
func (w *Warehouse) Note(ctx context.Context, e Entry) error {
	var there bool
	if err := w.db.One(ctx, "SELECT count(*) > 0 FROM main.batch WHERE batch = ?", []any{e.Batch}, &there); err != nil {
		return err
	}
	if !there {
		return fault.New(fault.NotFound, "There is no such batch.", "careduty batches lists them.")
	}
	return w.db.Exec(ctx, "INSERT INTO main.log SELECT coalesce(max(entry), 0) + 1, CAST(? AS TIMESTAMP), CAST(? AS DATE), ?, ?, ? FROM main.log",
		e.At.UTC().Format(time.DateTime), day(e.Day), e.Batch, string(e.Act), e.Reason)
}

// Size is how many records of a kind a batch brought.
func (w *Warehouse) Size(ctx context.Context, kind string, batch int) (int, error) {
	var n int
	err := w.db.One(ctx, "SELECT count(*) FROM record."+kind+" WHERE batch = ?", []any{batch}, &n)
	return n, err
}
