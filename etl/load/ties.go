package load

import (
	"cmp"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/careduty/careduty/schemas"
	"github.com/maruel/natural"
)

// ties finds the rows of a file that are alike in the fields of the kind's Ties, and which of them has the later reference. References
// are kept in memory only, for as long as the file is read; one after the other in a single text, since there are as many as rows.
type ties struct {
	ref, day int // the fields; -1: the kind has no ties
	last     map[tie]int32
	rows     []tied
	text     []byte
}

// tie is what rows are alike in: a reference and a day.
type tie struct {
	ref id
	day int32
}

// tied is a row: its id, where its reference stands in the text, and the row before it that it ties with; -1 if there is none.
type tied struct {
	id       id
	from, to int
	before   int32
}

func newTies(k *schemas.Kind, at func(string) int) ties {
	t := ties{ref: -1, day: -1}
	if len(k.Ties) > 0 {
		t.ref, t.day, t.last = at(k.Ties[0]), at(k.Ties[1]), map[tie]int32{}
	}
	return t
}

// note takes a row that is loaded.
func (t *ties) note(values []value, ref []byte, id id) {
	if t.last == nil {
		return
	}
	key := tie{values[t.ref].ref, int32(values[t.day].num)} //nolint:gosec // a day
	before, known := t.last[key]
	if !known {
		before = -1
	}
	from := len(t.text)
	t.text = append(t.text, ref...)
	t.last[key] = int32(len(t.rows)) //nolint:gosec // a row of one file
	t.rows = append(t.rows, tied{id, from, len(t.text), before})
}

// places are the places of rows that tie, from 1, by their ids in hexadecimal digits. Numbers in references go by their value.
func (t *ties) places() map[string]int {
	out := map[string]int{}
	for _, at := range t.last {
		if t.rows[at].before < 0 {
			continue
		}
		var list []tied
		for ; at >= 0; at = t.rows[at].before {
			list = append(list, t.rows[at])
		}
		slices.SortFunc(list, func(a, b tied) int {
			x, y := string(t.text[a.from:a.to]), string(t.text[b.from:b.to])
			return cmp.Or(natural.Compare(x, y), strings.Compare(x, y))
		})
		for i, row := range list {
			out[hex.EncodeToString(row.id[:])] = i + 1
		}
	}
	return out
}
