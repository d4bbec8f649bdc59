// Package ledger remembers every count that was drawn, so that a set of people that changed by a few is not drawn again before its vintage.
//
// It is two private DuckDB files beside the warehouse, both 0600:
//
//   - `<warehouse>.ledger`, to which rows are added and none is changed: the vintages of every area and period end; the drawn counts of every
//     cell, each with a keyed mark of its people; corrections; and every candidate that did not withstand the audit.
//   - `<warehouse>.ledger.people.N`, written whole with entry N in place of the one before: a keyed digest of what each person contributed to
//     an area and period end, as last drawn, to tell how many changed. None is left of what has had its third vintage.
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

// format is the version of the ledger's structure. Up to 2 counts were drawn by population ids: such a ledger is not gone on with.
const format = 3

// Path is where the ledger of the warehouse at path is.
func Path(warehouse string) string { return warehouse + ".ledger" }

// Exists says whether the warehouse at path has a ledger.
func Exists(warehouse string) bool {
	_, err := os.Stat(Path(warehouse))
	return !errors.Is(err, fs.ErrNotExist)
}

// AreaEnd is an area's code and the last day of a period (ISO date): what a vintage belongs to.
type AreaEnd struct{ Area, End string }

// Compare orders areas and period ends.
func (a AreaEnd) Compare(b AreaEnd) int {
	return cmp.Or(cmp.Compare(a.End, b.End), cmp.Compare(a.Area, b.Area))
}

// Vintage is what an area and period end has reached.
type Vintage struct {
	Letter disclosure.Vintage
	First  time.Time          // published_on of the first
	Began  int                // entry that first drew it
	Entry  int                // entry that brought the present letter
	Drawn  int                // entry that drew the cells it shows
	Under  disclosure.Vintage // the letter they were drawn under
	Salt   uint8
	Frozen bool // it opens no further vintage
}

// Entry is one release drawn, or one candidate that failed.
type Entry struct {
	Number            int
	Release           string
	AsOf, PublishedOn time.Time
	Program           string
	Failed            string // attacks that succeeded: "B1, B8"; empty for a release
}

// Correction is a council's period end of which a release's figures were withdrawn.
type Correction struct {
	AreaEnd
	Entry   int // that took it in
	Release string
	Reason  string
	Struck  bool // after the third vintage: the figures stay away
}

// Ledger is an open ledger. While it is open no other process can open it.
type Ledger struct {
	path        string
	db          *duck.DB
	conn        *duck.Conn
	entries     []Entry
	areas       map[string]int
	codes       []string
	vintages    map[AreaEnd]Vintage
	corrections []Correction
}

// Owner says whose ledger is opened: a fingerprint of the keys, and the hash of the table in force.
type Owner struct{ Fingerprint, Table string }

// Open opens the ledger of the warehouse at path, or makes it. A ledger that others may read, that is damaged, of a newer or of the first
// edition, or of other keys or another table is refused; one that another process has open is a conflict.
func Open(ctx context.Context, warehouse string, o Owner) (*Ledger, error) {
	path := Path(warehouse)
	if err := prepare(ctx, path, o); err != nil {
		return nil, err
	}
	db, err := duck.Open(ctx, duck.Options{Path: path})
	if err != nil {
		return nil, damaged(path, err)
	}
	l := &Ledger{path: path, db: db, areas: map[string]int{}, vintages: map[AreaEnd]Vintage{}}
	if l.conn, err = db.Conn(ctx); err == nil {
		err = l.read(ctx, o)
	}
	if err != nil {
		_ = l.Close()
		return nil, err
	}
	l.tidy()
	return l, nil
}

// prepare makes the ledger if there is none, or checks who may read the one that is there and the log beside it.
func prepare(ctx context.Context, path string, o Owner) error {
	_, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		err := build(ctx, path, structure, "INSERT INTO ledger VALUES (?, ?, ?)", format, o.Fingerprint, o.Table)
		if err != nil {
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

// build makes a database in a folder that is the owner's alone, and moves it into place whole.
func build(ctx context.Context, path, structure, insert string, args ...any) error {
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
	if err = db.Exec(ctx, structure); err == nil {
		err = db.Exec(ctx, insert, args...)
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
		"Put it back from a backup, or take it away and run careduty ledger recover. Without it counts would be drawn a second time.").At(path)
}

func (l *Ledger) damaged() error { return damaged(l.path, fault.New(fault.Refused, "", "")) }

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

// Again reads what an entry has added, where the ledger is gone on with after Add.
func (l *Ledger) Again(ctx context.Context, o Owner) error {
	l.entries, l.codes, l.corrections = nil, nil, nil
	l.areas, l.vintages = map[string]int{}, map[AreaEnd]Vintage{}
	return l.read(ctx, o)
}

// Entries are all releases drawn and candidates that failed, oldest first.
func (l *Ledger) Entries() []Entry { return l.entries }

// Knows says whether a release of that id was drawn with this ledger.
func (l *Ledger) Knows(release string) bool {
	return slices.ContainsFunc(l.entries, func(e Entry) bool { return e.Release == release && e.Failed == "" })
}

// Last is the number of the entry that drew a release last; 0 where none did.
func (l *Ledger) Last() int {
	for _, e := range slices.Backward(l.entries) {
		if e.Failed == "" {
			return e.Number
		}
	}
	return 0
}

// Next is the number of the entry that comes next.
func (l *Ledger) Next() int { return len(l.entries) + 1 }

// Vintages are those of every area and period end ever published. The map is not to be changed.
func (l *Ledger) Vintages() map[AreaEnd]Vintage { return l.vintages }

// Corrections are those taken in so far, oldest first.
func (l *Ledger) Corrections() []Correction { return l.corrections }
