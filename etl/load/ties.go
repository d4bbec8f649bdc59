package load

import (
	"encoding/binary"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/careduty/careduty/schemas"
)

// ties puts the rows of a kind that belong together (of one person, or of one plan) in the order of the council's own references, by
// which measures settle ties: of references only keyed hashes are kept, whose order says nothing. A row's place is its number
// among those loaded; rows that belong together and are not in order change places when the kind has been read. Most files are in
// order, so that few rows change. References are in memory only, for as long as the kind is read, one after the other in a single
// text; of what rows belong to a part of the hash is enough, since who shares it by chance is put in order too.
type ties struct {
	within int // the field in which rows belong together; -1: the kind has no ties
	last   map[uint64]int32
	rows   []tied
	text   []byte
}

// tied is a row: where its reference ends in the text, and the row before it that it belongs with; -1 if there is none.
type tied struct {
	end    int
	before int32
}

func newTies(k *schemas.Kind, at func(string) int) ties {
	if len(k.Ties) == 0 {
		return ties{within: -1}
	}
	return ties{within: at(k.Ties[0][0]), last: map[uint64]int32{}}
}

// place notes a row that is loaded, by its own reference, and gives it the next place, from 1.
func (t *ties) place(values []value, ref []byte) int {
	before := int32(-1)
	if v := values[t.within]; v.set {
		key, row := binary.LittleEndian.Uint64(v.ref[:]), int32(len(t.rows)) //nolint:gosec // a row of one kind
		if at, known := t.last[key]; known {
			before = at
		}
		t.last[key] = row
	}
	t.text = append(t.text, ref...)
	t.rows = append(t.rows, tied{len(t.text), before})
	return len(t.rows)
}

// reference is that of a row.
func (t *ties) reference(row int32) string {
	from := 0
	if row > 0 {
		from = t.rows[row-1].end
	}
	return string(t.text[from:t.rows[row].end])
}

// moved calls use with the place of every row that is not where its reference puts it, and the place it is to have.
func (t *ties) moved(use func(from, to int)) {
	var rows, sorted []int32
	for _, at := range t.last {
		rows = rows[:0]
		for ; at >= 0; at = t.rows[at].before {
			rows = append(rows, at)
		}
		slices.Reverse(rows) // as they are in the file
		sorted = append(sorted[:0], rows...)
		slices.SortFunc(sorted, func(a, b int32) int { return strings.Compare(t.reference(a), t.reference(b)) })
		for i, row := range sorted {
			if row != rows[i] {
				use(int(row)+1, int(rows[i])+1)
			}
		}
	}
}

// anyMoved says whether a row is not where its reference puts it.
func (t *ties) anyMoved() (moved bool) {
	t.moved(func(int, int) { moved = true })
	return moved
}

// write puts the moves down as the warehouse takes them.
func (t *ties) write(w io.Writer) (err error) {
	var out []byte
	t.moved(func(from, to int) {
		if err != nil {
			return
		}
		out = append(strconv.AppendInt(append(strconv.AppendInt(out, int64(from), 10), ','), int64(to), 10), '\n')
		if len(out) >= flushAt {
			_, err = w.Write(out)
			out = out[:0]
		}
	})
	if err == nil {
		_, err = w.Write(out)
	}
	return err
}
