package disclosure

import (
	"crypto/sha256"
	"encoding"
	"encoding/binary"
	"hash"
	"math/bits"
	"sync"

	"github.com/careduty/careduty/internal/fault"
)

// KeySize is the length of a key in bytes.
const KeySize = 32

// What a uniform is used for. Each use has its own, so that none can be told from another.
const (
	useCount  = "count"
	useMedian = "median"
	useLower  = "median lower"
	useUpper  = "median upper"
)

// Noise draws published counts by a table and a secret key. It may be used by many goroutines at once.
type Noise struct {
	table        *Table
	inner, outer []byte // states of SHA-256 after the key's first block; as secret as the key
	streams      sync.Map
}

// NewNoise makes the noise of a key of 32 bytes. A Refused fault says that the key is not one.
func NewNoise(table *Table, key []byte) (*Noise, error) {
	if len(key) != KeySize || bytesAllEqual(key) {
		return nil, fault.New(fault.Refused, "The noise key is not a key of 32 bytes.", "Restore the key file that was made with the warehouse.")
	}
	ipad, opad := Pads([KeySize]byte(key))
	return &Noise{table: table, inner: state(ipad[:]), outer: state(opad[:])}, nil
}

func bytesAllEqual(b []byte) bool {
	for _, c := range b {
		if c != b[0] {
			return false
		}
	}
	return true
}

// Pads are the two blocks by which HMAC-SHA256 under the key is sha256(opad ‖ sha256(ipad ‖ message)), for a database that has
// sha256 alone. They are as secret as the key.
func Pads(key [KeySize]byte) (ipad, opad [sha256.BlockSize]byte) {
	copy(ipad[:], key[:])
	copy(opad[:], key[:])
	for i := range ipad {
		ipad[i] ^= 0x36
		opad[i] ^= 0x5c
	}
	return ipad, opad
}

// state is SHA-256 part of the way through: after some whole blocks.
func state(blocks []byte) []byte {
	h := sha256.New()
	h.Write(blocks)
	b, _ := h.(encoding.BinaryMarshaler).MarshalBinary() // never fails for SHA-256
	return b
}

// Table is the public table the counts are drawn by.
func (k *Noise) Table() *Table { return k.table }

// Draw is the published count for n people whose keys sum to s, of the kind of set given: a multiple of five, within D of n.
func (k *Noise) Draw(set Set, n, s uint64) uint64 {
	if n == 0 {
		return 0 // row 0
	}
	return k.Stream(set).Draw(n, s)
}

// Stream is the noise of one kind of set, for drawing many cells of it at less cost.
func (k *Noise) Stream(set Set) *Stream { return k.stream(useCount, set) }

type streamKey struct {
	use string
	set Set
}

func (k *Noise) stream(use string, set Set) *Stream {
	key := streamKey{use, set}
	if s, ok := k.streams.Load(key); ok {
		return s.(*Stream)
	}
	s := &Stream{rows: &k.table.tiers[set.Tier], outer: k.outer}
	h := sha256.New()
	_ = h.(encoding.BinaryUnmarshaler).UnmarshalBinary(k.inner) // its own kind of state: never fails
	h.Write(prefix(use, set))
	s.inner, _ = h.(encoding.BinaryMarshaler).MarshalBinary()
	kept, _ := k.streams.LoadOrStore(key, s)
	return kept.(*Stream)
}

// prefix is the part of a message that a stream's draws share. Every text is preceded by its length, so that no two streams share a
// message; zeros fill the last block, so that each draw costs two blocks of SHA-256 and no more.
func prefix(use string, set Set) []byte {
	var b []byte
	for _, text := range []string{use, set.Population, set.Dimensions, set.Tier.String(), set.Vintage.String()} {
		b = binary.BigEndian.AppendUint32(b, uint32(len(text)))
		b = append(b, text...)
	}
	return append(b, make([]byte, -len(b)&(sha256.BlockSize-1))...)
}

// Stream draws counts of one kind of set. It may be used by many goroutines at once.
type Stream struct {
	rows         *rows
	inner, outer []byte
}

// Draw is the published count for n people whose keys sum to s.
func (s *Stream) Draw(n, sum uint64) uint64 {
	if n == 0 {
		return 0
	}
	row, shift := s.rows.place(n)
	// u·10^12/2^53 in whole parts: the same for every u that falls between two parts.
	part, _ := bits.Mul64(s.uniform(n, sum)<<11, Whole)
	i := 0
	for running := s.rows.running[row]; part >= running[i]; {
		i++
	}
	return s.rows.row[row].First + shift + uint64(i)*Step
}

// uniform is the stream's 53-bit number for a set of n people whose keys sum to s: the first bits of
// HMAC-SHA256(key, use ‖ population ‖ dimensions ‖ tier ‖ vintage ‖ n ‖ s).
func (s *Stream) uniform(n, sum uint64) uint64 {
	m := machines.Get().(*machine)
	defer machines.Put(m)
	binary.BigEndian.PutUint64(m.buffer[:8], n)
	binary.BigEndian.PutUint64(m.buffer[8:16], sum)
	_ = m.restore.UnmarshalBinary(s.inner)
	m.hash.Write(m.buffer[:16])
	digest := m.hash.Sum(m.buffer[:0])
	_ = m.restore.UnmarshalBinary(s.outer)
	m.hash.Write(digest)
	return binary.BigEndian.Uint64(m.hash.Sum(m.buffer[:0])) >> 11
}

// machine is a SHA-256 that can be set to a stored state, with room for its answer, so that a draw allocates nothing.
type machine struct {
	hash    hash.Hash
	restore encoding.BinaryUnmarshaler
	buffer  [sha256.Size]byte
}

var machines = sync.Pool{New: func() any {
	h := sha256.New()
	return &machine{hash: h, restore: h.(encoding.BinaryUnmarshaler)}
}}
