package disclosure

import (
	"crypto/sha256"
	"encoding/binary"
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
	k := &Noise{table: table, inner: after(freshState(), ipad[:]), outer: after(freshState(), opad[:])}
	if !k.sound([KeySize]byte(key)) {
		return nil, fault.New(fault.Internal, "SHA-256 does not give the same answer whole and in parts on this machine.", "Nothing was drawn; report this.")
	}
	return k, nil
}

func bytesAllEqual(b []byte) bool {
	for _, c := range b {
		if c != b[0] {
			return false
		}
	}
	return true
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
	shared := prefix(use, set)
	s := &Stream{
		rows:  &k.table.tiers[set.Tier],
		inner: after(k.inner, shared),
		outer: k.outer,
		bits:  8 * uint64(sha256.BlockSize+len(shared)+setSize),
	}
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
	bits         uint64 // length of what the inner hash reads, in bits
}

// Draw is the published count for n people whose keys sum to s.
func (s *Stream) Draw(n, sum uint64) uint64 {
	y, _ := s.Lot(n, sum)
	return y
}

// Lot is Draw with the mark the draw is known by in a ledger: a keyed hash of the kind of set, n and s, independent of what was drawn. It is
// the same whatever the table. That of nobody is 0.
func (s *Stream) Lot(n, sum uint64) (y, mark uint64) {
	if n == 0 {
		return 0, 0
	}
	u, mark := s.pair(n, sum)
	row, shift := s.rows.place(n)
	// u·10^12/2^53 in whole parts: the same for every u that falls between two parts.
	part, _ := bits.Mul64(u<<11, Whole)
	i := 0
	for running := s.rows.running[row]; part >= running[i]; {
		i++
	}
	return s.rows.row[row].First + shift + uint64(i)*Step, mark
}
