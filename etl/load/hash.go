package load

import (
	"crypto/sha256"
	"slices"

	"github.com/careduty/careduty/internal/warehouse"
	"github.com/careduty/careduty/schemas"
)

// Hasher turns references into ids: the first 16 bytes of a SHA-256 that only the holder of the key can compute. Each part of what is
// hashed ends where the next can only begin: council codes and kinds hold no zero byte, and a reference is the rest. It is for one goroutine.
type Hasher struct {
	prefix map[string][]byte
	text   []byte
}

// NewHasher makes one for a council.
func NewHasher(key warehouse.Key, council string) *Hasher {
	h := &Hasher{prefix: map[string][]byte{}}
	for _, k := range schemas.Kinds() {
		p := append(slices.Clone(key[:]), council...)
		p = append(append(p, 0), k.Name...)
		h.prefix[k.Name] = append(p, 0)
	}
	return h
}

// ID is the id of a kind's record by its reference.
func (h *Hasher) ID(kind string, ref []byte) [16]byte {
	h.text = append(append(h.text[:0], h.prefix[kind]...), ref...)
	sum := sha256.Sum256(h.text)
	return [16]byte(sum[:16])
}
