package load

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"slices"

	"github.com/careduty/careduty/internal/warehouse"
	"github.com/careduty/careduty/schemas"
)

// id is what a reference becomes: the first 16 bytes of a SHA-256 that only the holder of the key can compute.
type id [16]byte

// hasher turns references into ids. Each part of what is hashed ends where the next can only begin: council codes and kinds
// hold no zero byte, and a reference is the rest.
type hasher struct {
	prefix map[string][]byte
	text   []byte
}

func newHasher(key warehouse.Key, council string) *hasher {
	h := &hasher{prefix: map[string][]byte{}}
	for _, k := range schemas.Kinds() {
		p := append(slices.Clone(key[:]), council...)
		p = append(append(p, 0), k.Name...)
		h.prefix[k.Name] = append(p, 0)
	}
	return h
}

func (h *hasher) id(kind string, ref []byte) id {
	h.text = append(append(h.text[:0], h.prefix[kind]...), ref...)
	sum := sha256.Sum256(h.text)
	return id(sum[:16])
}

// rejected marks a record that was sent but not loaded.
const rejected = ^uint64(0)

// registry knows the records that others may refer to: those of the extract as they are read, and those of the council's
// earlier batches for kinds that the extract does not name. For each it keeps a mark of the person it is about, or rejected.
type registry map[string]map[id]uint64

// owner is the mark of a person.
func owner(person id) uint64 { return binary.BigEndian.Uint64(person[:8]) &^ (1 << 63) }

// standing adds the records of an earlier batch, but for those whose person is not among the people known.
func (r registry) standing(ctx context.Context, w *warehouse.Warehouse, kind string, batch int) error {
	known := map[id]uint64{}
	r[kind] = known
	return w.References(ctx, kind, batch, func(ref, person string) {
		var record, about id
		_, _ = hex.Decode(record[:], []byte(ref))
		_, _ = hex.Decode(about[:], []byte(person))
		if mark, ok := r["people"][about]; ok && mark != rejected {
			known[record] = owner(about)
		}
	})
}
