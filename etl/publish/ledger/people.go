package ledger

import (
	"cmp"
	"context"
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/duck"
	"github.com/careduty/careduty/internal/fault"
)

//go:embed sql/people.sql
var peopleStructure string

// Changed is how many people's contributions differ between two states of a council's period end: keyed digests of people in ascending order, of
// which the upper half names the person and the lower half what they contributed.
func Changed(old, now []uint64) int {
	n, i, j := 0, 0, 0
	for i < len(old) && j < len(now) {
		a, b := old[i], now[j]
		switch cmp.Compare(a>>32, b>>32) {
		case -1:
			n, i = n+1, i+1
		case 1:
			n, j = n+1, j+1
		default:
			if a != b {
				n++
			}
			i, j = i+1, j+1
		}
	}
	return n + len(old) - i + len(now) - j
}

func (l *Ledger) peoplePath(entry int) string { return l.path + ".people." + strconv.Itoa(entry) }

// tidy removes the files of people but that of the last release drawn: a crash may leave others behind.
func (l *Ledger) tidy() {
	names, _ := filepath.Glob(l.path + ".people.*") //nolint:errcheck // the pattern is sound
	for _, name := range names {
		if name != l.peoplePath(l.Last()) {
			_ = os.Remove(name)
		}
	}
}

// State is what a council's period end was drawn from at an entry.
type State struct {
	Council, End string
	Entry        int
	Digests      []uint64 // in ascending order
}

// People gives the states that are kept, council by council, period end by period end, oldest entry first. A fault says that the file is missing
// or damaged; before the first entry there is none.
func (l *Ledger) People(ctx context.Context, use func(State) error) error {
	if l.Last() == 0 {
		return nil
	}
	path := l.peoplePath(l.Last())
	if _, err := os.Stat(path); err != nil {
		return fault.New(fault.Refused, "The ledger's file of people is missing; nothing was published.",
			"Put it back from the backup that the ledger is from, or run careduty ledger recover.").At(path)
	}
	if file := duck.Exposed(path); file != "" {
		return fault.New(fault.Refused, "Others may read the ledger's file of people.", "Run chmod 600 on it, and consider who has seen it.").At(file)
	}
	db, err := duck.Open(ctx, duck.Options{Path: path, ReadOnly: true})
	if err != nil {
		return damaged(path, err)
	}
	defer db.Close() //nolint:errcheck // read only
	conn, err := db.Conn(ctx)
	if err != nil {
		return damaged(path, err)
	}
	defer conn.Close() //nolint:errcheck // read only
	rows, err := conn.Query(ctx, "SELECT entry, council, period_end, people FROM people ORDER BY council, period_end, entry")
	if err != nil {
		return damaged(path, err)
	}
	var s State
	var number int
	var end time.Time
	var blob []byte
	err = rows.Each(func() error {
		if err := rows.Scan(&s.Entry, &number, &end, &blob); err != nil {
			return err
		}
		if len(blob)%8 != 0 || number < 0 || number >= len(l.codes) {
			return l.damaged()
		}
		s.Council, s.End, s.Digests = l.codes[number], day(end), make([]uint64, len(blob)/8)
		for i := range s.Digests {
			s.Digests[i] = binary.LittleEndian.Uint64(blob[8*i:])
		}
		return use(s)
	})
	if err != nil {
		return damaged(path, err)
	}
	return nil
}

// Needed says which of a council's states, of a period end and in order of entry, can still be compared with, given the vintages its areas have: the
// last one that the council, its region or England were drawn from, unless that was their third vintage.
func Needed(council area.Area, end string, entries []int, vintages map[AreaEnd]Vintage) []bool {
	out := make([]bool, len(entries))
	for _, code := range []string{council.Code, council.Parent, area.England} {
		v, ok := vintages[AreaEnd{code, end}]
		if !ok || v.Letter == disclosure.Final || v.Frozen {
			continue
		}
		for i, entry := range slices.Backward(entries) {
			if entry <= v.Drawn {
				out[i] = true
				break
			}
		}
	}
	return out
}

// writePeople writes the file of people that goes with an entry: those kept of the file before, and the new states.
func (l *Ledger) writePeople(ctx context.Context, entry int, keep []State, fresh []State) error {
	path := l.peoplePath(entry)
	if err := errors.Join(os.RemoveAll(path), build(ctx, path, peopleStructure, "SELECT 1")); err != nil {
		return err
	}
	db, err := duck.Open(ctx, duck.Options{Path: path})
	if err != nil {
		return err
	}
	conn, err := db.Conn(ctx)
	if err == nil {
		err = errors.Join(l.copyPeople(ctx, conn, keep), conn.Append("", "people", func(row func(...any) error) error {
			for _, s := range fresh {
				at, err := time.Parse(time.DateOnly, s.End)
				if err != nil {
					return fault.New(fault.Internal, "A period has no end.", "").Because(err)
				}
				if err := row(int32(s.Entry), int32(l.areas[s.Council]), at, packPeople(s.Digests)); err != nil { //nolint:gosec // small
					return err
				}
			}
			return nil
		}), conn.Exec(ctx, "CHECKPOINT"), conn.Close())
	}
	return errors.Join(err, db.Close())
}

// copyPeople takes over the states that are kept.
func (l *Ledger) copyPeople(ctx context.Context, to *duck.Conn, keep []State) error {
	if len(keep) == 0 {
		return nil
	}
	rows := make([]string, len(keep))
	for i, s := range keep {
		rows[i] = fmt.Sprintf("(%d, %d, DATE %s)", s.Entry, l.areas[s.Council], duck.Quote(s.End))
	}
	return to.Exec(ctx, "ATTACH "+duck.Quote(l.peoplePath(l.Last()))+" AS old (READ_ONLY); INSERT INTO people SELECT * FROM old.people "+
		"WHERE (entry, council, period_end) IN (VALUES "+strings.Join(rows, ", ")+"); DETACH old")
}

func packPeople(digests []uint64) []byte {
	blob := make([]byte, 0, 8*len(digests))
	for _, d := range digests {
		blob = binary.LittleEndian.AppendUint64(blob, d)
	}
	return blob
}
