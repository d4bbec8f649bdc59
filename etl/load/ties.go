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
// are kept in memory only, for as long as the file is read.
type ties struct {
	fields []int // none: the kind has no ties
	first  map[tie]tied
	more   map[tie][]tied // those of which there are several
}

// tie is what rows are alike in: a reference and a day.
type tie [2]value

type tied struct {
	ref string
	id  id
}

func newTies(k *schemas.Kind, at func(string) int) ties {
	t := ties{first: map[tie]tied{}, more: map[tie][]tied{}}
	for _, name := range k.Ties {
		t.fields = append(t.fields, at(name))
	}
	return t
}

// note takes a row that is loaded.
func (t *ties) note(values []value, ref []byte, id id) {
	if len(t.fields) == 0 {
		return
	}
	var key tie
	for i, at := range t.fields {
		key[i] = values[at]
	}
	row := tied{string(ref), id}
	first, known := t.first[key]
	switch {
	case !known:
		t.first[key] = row
	case len(t.more[key]) == 0:
		t.more[key] = []tied{first, row}
	default:
		t.more[key] = append(t.more[key], row)
	}
}

// places are the places of rows that tie, from 1, by their ids in hexadecimal digits. Numbers in references go by their value.
func (t *ties) places() map[string]int {
	out := map[string]int{}
	for _, list := range t.more {
		slices.SortFunc(list, func(a, b tied) int { return cmp.Or(natural.Compare(a.ref, b.ref), strings.Compare(a.ref, b.ref)) })
		for i, row := range list {
			out[hex.EncodeToString(row.id[:])] = i + 1
		}
	}
	return out
}
