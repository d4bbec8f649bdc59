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

// What a uniform is used for, beside the roles. Each use has its own, so that none can be told from another.
const (
	useMedian    = "median"
	useLower     = "median lower"
	useUpper     = "median upper"
	useThreshold = "threshold"
)

// Noise draws published counts by a table and a secret key. It may be used by many goroutines at once.
type Noise struct {
	table        *Table
	inner, outer []byte // states of SHA-256 after the key's first block; as secret as the key
	drawers      sync.Map
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

// Draw is the published count for n people whose keys sum to s: a multiple of five, within D of n.
func (k *Noise) Draw(of Stream, n, s uint64) uint64 {
	y, _ := k.Drawer(of).Draw(n, s)
	return y
}

// Drawer draws the counts of one stream.
func (k *Noise) Drawer(of Stream) *Drawer { return k.drawer(of.Role.String(), of) }

type drawerKey struct {
	use string
	of  Stream
}

func (k *Noise) drawer(use string, of Stream) *Drawer {
	key := drawerKey{use, of}
	if d, ok := k.drawers.Load(key); ok {
		return d.(*Drawer)
	}
	shared := prefix(use, of.Dimension, of.Tier.String(), string('0'+rune(of.Vintage)), string('0'+rune(of.Salt)))
	d := &Drawer{
		rows:  &k.table.tiers[of.Tier],
		inner: after(k.inner, shared),
		outer: k.outer,
		bits:  8 * uint64(sha256.BlockSize+len(shared)+setSize),
	}
	kept, _ := k.drawers.LoadOrStore(key, d)
	return kept.(*Drawer)
}

// prefix is the part of a message that a stream's draws share. Every text is preceded by its length, so that no two streams share a
// message; zeros fill the last block, so that each draw costs two blocks of SHA-256 and no more.
func prefix(texts ...string) []byte {
	var b []byte
	for _, text := range texts {
		b = binary.BigEndian.AppendUint32(b, uint32(len(text))) //nolint:gosec // a few words
		b = append(b, text...)
	}
	return append(b, make([]byte, -len(b)&(sha256.BlockSize-1))...)
}

// Drawer draws the counts of one stream. It may be used by many goroutines at once.
type Drawer struct {
	rows         *rows
	inner, outer []byte
	bits         uint64 // length of what the inner hash reads, in bits
}

// Draw is the published count for n people whose keys sum to s, with the mark by which a ledger knows the people: some bits of the same keyed
// hash, independent of what was drawn. Nobody is drawn as nobody, with mark 0; no one else has that mark.
func (d *Drawer) Draw(n, s uint64) (y uint64, mark uint32) {
	if n == 0 {
		return 0, 0
	}
	u, more := d.pair(n, s)
	row, shift := d.rows.place(n)
	// u·10^12/2^53 in whole parts: the same for every u that falls between two parts.
	part, _ := bits.Mul64(u<<11, Whole)
	i := 0
	for running := d.rows.running[row]; part >= running[i]; {
		i++
	}
	return d.rows.row[row].First + shift + uint64(i)*Step, max(uint32(more>>32), 1)
}
