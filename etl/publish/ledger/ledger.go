// Package ledger remembers every count that was ever drawn, so that no count is drawn a second time: not because a program or a table
// changed, and not because a release is made again.
//
// It is a private DuckDB file beside the warehouse (`<warehouse>.ledger`, 0600), to which rows are added and none is changed, but for the
// digests of people, which are taken out when a person is erased or no vintage can need them any more. It holds
//
//   - the vintages of every area and period, and when each was published;
//   - the drawn counts of every cell, with the councils in them, and some bits of the mark of each set, or that nobody was in it;
//   - every draw by its mark, a keyed hash of the set of people;
//   - a keyed digest of what each person contributed to an area and period, to tell how many changed;
//   - every candidate that did not withstand the audit.
//
// It holds no true count but that of nobody, no set hash and no reference.
package ledger

import (
	"cmp"
	"context"
	_ "embed"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/duck"
	"github.com/careduty/careduty/internal/fault"
)

//go:embed sql/structure.sql
var structure string

// format is the version of the ledger's structure. From 2 on it keeps of whom each count was drawn.
const format = 2

// Path is where the ledger of the warehouse at path is.
func Path(warehouse string) string { return warehouse + ".ledger" }

// Exists says whether the warehouse at path has a ledger.
func Exists(warehouse string) bool {
	_, err := os.Stat(Path(warehouse))
	return !errors.Is(err, fs.ErrNotExist)
}

// AreaPeriod is an area's code and a period's name.
type AreaPeriod struct{ Area, Period string }

// Vintage is the present vintage of an area and period.
type Vintage struct {
	Letter disclosure.Vintage
	First  time.Time          // published_on of the first
	Began  int                // entry that first drew it
	Entry  int                // entry that brought the present letter
	Drawn  int                // entry that drew the cells it shows
	Under  disclosure.Vintage // the letter they were drawn under
}

// Entry is one release drawn, or one candidate that failed.
type Entry struct {
	Number      int
	Release     string
	PublishedOn time.Time
	Program     string
	TableHash   string
	Failed      string // attacks that succeeded: "A1, A8"; empty for a release
}

// Ledger is an open ledger. While it is open no other process can open it.
type Ledger struct {
	path    string
	db      *duck.DB
	conn    *duck.Conn
	entries []Entry
	areas   map[string]int
	codes   []string
	present map[AreaPeriod]Vintage
	cells   map[string][]cellsRow // of each measure, oldest first; nil before they are asked for
	draws   map[drawKey]*Draws
	unread  map[drawKey][][]byte // as they are stored, oldest first; nil before they are asked for
}

// Open opens the ledger of the warehouse at path, or makes it. fingerprint is that of the keys. A ledger that others may read, that is
// damaged, of a newer program or of other keys is refused; one that another process has open is a conflict.
func Open(ctx context.Context, warehouse, fingerprint string) (*Ledger, error) {
	path := Path(warehouse)
	if err := prepare(ctx, path, fingerprint); err != nil {
		return nil, err
	}
	db, err := duck.Open(ctx, duck.Options{Path: path})
	if err != nil {
		return nil, damaged(path, err)
	}
	l := &Ledger{path: path, db: db, areas: map[string]int{}, present: map[AreaPeriod]Vintage{}, draws: map[drawKey]*Draws{}}
	if l.conn, err = db.Conn(ctx); err == nil {
		err = l.read(ctx, fingerprint)
	}
	if err != nil {
		_ = l.Close()
		return nil, err
	}
	return l, nil
}

// prepare makes the ledger if there is none, or checks who may read the one that is there and the log beside it.
func prepare(ctx context.Context, path, fingerprint string) error {
	_, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if err := build(ctx, path, fingerprint); err != nil {
			return fault.New(fault.Unavailable, "The ledger cannot be made.", "Check the folder's permissions and the space left.").At(path)
		}
		return nil
	case err != nil:
		return fault.New(fault.Unavailable, "The ledger cannot be read.", "Check its permissions.").At(path)
	}
	if file := duck.Exposed(path); file != "" {
		return fault.New(fault.Refused, "Others may read the ledger, or the log beside it.", "Run chmod 600 on it, and consider who has seen it.").At(file)
	}
	return nil
}

// build makes an empty ledger in a folder that is the owner's alone, and moves it into place whole.
func build(ctx context.Context, path, fingerprint string) error {
	dir, err := os.MkdirTemp(filepath.Dir(path), ".ledger-*")
	if err != nil {
		return fault.New(fault.Unavailable, "No folder can be made.", "").Because(err)
	}
	defer os.RemoveAll(dir) //nolint:errcheck // nothing of value is left in it
	made := filepath.Join(dir, "new")
	db, err := duck.Open(ctx, duck.Options{Path: made})
	if err != nil {
		return err
	}
	err = db.Exec(ctx, structure)
	if err == nil {
		err = db.Exec(ctx, "INSERT INTO ledger VALUES (?, ?)", format, fingerprint)
	}
	if err := errors.Join(err, db.Close()); err != nil {
		return err
	}
	// Link, unlike rename, never replaces a ledger that another process made meanwhile.
	return errors.Join(os.Chmod(made, 0o600), os.Link(made, path))
}

// Close lets the file go.
func (l *Ledger) Close() error {
	var err error
	if l.conn != nil {
		err = l.conn.Close()
	}
	return errors.Join(err, l.db.Close())
}

// damaged says that the ledger is not to be relied on, unless the fault is one of waiting or stopping.
func damaged(path string, err error) error {
	switch fault.Of(err) {
	case fault.Canceled, fault.Timeout, fault.Conflict:
		return err
	}
	return fault.New(fault.Refused, "The ledger is damaged, or is no ledger; nothing was published.",
		"Put it back from a backup. Without it counts would be drawn a second time.").At(path)
}

// each calls do for every row of a query. A fault says that the ledger is damaged, unless it is one of waiting or stopping.
func (l *Ledger) each(ctx context.Context, query string, args []any, do func(*duck.Rows) error) error {
	rows, err := l.conn.Query(ctx, query, args...)
	if err == nil {
		err = rows.Each(func() error { return do(rows) })
	}
	if err != nil {
		return damaged(l.path, err)
	}
	return nil
}

func (l *Ledger) damaged() error { return damaged(l.path, fault.New(fault.Refused, "", "")) }

// Entries are all releases drawn and candidates that failed, oldest first.
func (l *Ledger) Entries() []Entry { return l.entries }

// Knows says whether a release of that id was drawn with this ledger.
func (l *Ledger) Knows(release string) bool {
	for _, e := range l.entries {
		if e.Release == release && e.Failed == "" {
			return true
		}
	}
	return false
}

// Last is the release drawn last; one without a name where none was.
func (l *Ledger) Last() Entry {
	for _, e := range slices.Backward(l.entries) {
		if e.Failed == "" {
			return e
		}
	}
	return Entry{}
}

// Next is the number of the entry that comes next.
func (l *Ledger) Next() int { return len(l.entries) + 1 }

// Present is the vintage an area and period has reached; false if it was never published.
func (l *Ledger) Present(at AreaPeriod) (Vintage, bool) {
	v, ok := l.present[at]
	return v, ok
}

// AreaPeriods calls do for every area and period ever published, in no order.
func (l *Ledger) AreaPeriods(do func(AreaPeriod, Vintage)) {
	for at, v := range l.present {
		do(at, v)
	}
}

// Table is the hash of the table that an entry's counts were drawn by.
func (l *Ledger) Table(entry int) string {
	if entry < 1 || entry > len(l.entries) {
		return ""
	}
	return l.entries[entry-1].TableHash
}

// Compare orders areas and periods.
func (a AreaPeriod) Compare(b AreaPeriod) int {
	return cmp.Or(cmp.Compare(a.Period, b.Period), cmp.Compare(a.Area, b.Area))
}
