package disclosure

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding"
	"encoding/binary"
	"hash"
	"sync"
)

// The draw is an HMAC-SHA256 whose message is long but for its last 16 bytes the same for millions of cells. Go's hmac would hash all of it
// each time; here the states of SHA-256 after the shared blocks are kept, and a draw hashes two blocks. sound compares the two.

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

// RecordKey is a person's number: the first 8 bytes of HMAC-SHA256(key, reference). It never leaves the private side; the sum of the
// numbers of a set of people, modulo 2^64, tells the set from others.
func RecordKey(key [KeySize]byte, reference []byte) uint64 {
	h := hmac.New(sha256.New, key[:])
	h.Write(reference)
	return binary.BigEndian.Uint64(h.Sum(nil))
}

// setSize is the length of what tells one draw of a stream from another: n and s.
const setSize = 16

// Where a stored state of SHA-256 holds the eight words that are the hash once the last block is in.
const wordsAt = len("sha\x03")

// freshState is SHA-256 before any block.
func freshState() []byte {
	b, _ := sha256.New().(encoding.BinaryMarshaler).MarshalBinary() // never fails for SHA-256
	return b
}

// after is the state of SHA-256 once whole blocks more are in.
func after(state, blocks []byte) []byte {
	h := newMachine()
	h.into(state, blocks)
	return append([]byte(nil), h.state...)
}

// uniform is the stream's 53-bit number for a set of n people whose keys sum to s: the first bits of
// HMAC-SHA256(key, role ‖ dimension ‖ tier ‖ vintage number ‖ salt ‖ n ‖ s).
func (d *Drawer) uniform(n, s uint64) uint64 {
	u, _ := d.pair(n, s)
	return u
}

// pair is the uniform and, from the next 8 bytes of the same hash, what the mark is made of.
func (d *Drawer) pair(n, s uint64) (u, more uint64) {
	m := machines.Get().(*machine)
	digest := m.digest(d, n, s)
	u, more = binary.BigEndian.Uint64(digest)>>11, binary.BigEndian.Uint64(digest[8:])
	machines.Put(m)
	return u, more
}

// machine is a SHA-256 that can be set to a stored state, with its last blocks laid out, so that a draw allocates nothing.
type machine struct {
	hash         hash.Hash
	restore      encoding.BinaryUnmarshaler
	save         encoding.BinaryAppender
	state        []byte
	inner, outer [sha256.BlockSize]byte
}

var machines = sync.Pool{New: func() any { return newMachine() }}

func newMachine() *machine {
	h := sha256.New()
	m := &machine{hash: h, restore: h.(encoding.BinaryUnmarshaler), save: h.(encoding.BinaryAppender)}
	// A message ends in a one bit, zeros, and its length in the last eight bytes.
	m.inner[setSize] = 0x80
	m.outer[sha256.Size] = 0x80
	binary.BigEndian.PutUint64(m.outer[sha256.BlockSize-8:], 8*(sha256.BlockSize+sha256.Size))
	return m
}

// digest is the HMAC of the stream's prefix, n and s; it stands until the machine is used again.
func (m *machine) digest(d *Drawer, n, s uint64) []byte {
	binary.BigEndian.PutUint64(m.inner[:8], n)
	binary.BigEndian.PutUint64(m.inner[8:setSize], s)
	binary.BigEndian.PutUint64(m.inner[sha256.BlockSize-8:], d.bits)
	copy(m.outer[:], m.into(d.inner, m.inner[:]))
	return m.into(d.outer, m.outer[:])
}

// into continues a stored state by whole blocks and gives the words of the state they lead to.
func (m *machine) into(state, blocks []byte) []byte {
	_ = m.restore.UnmarshalBinary(state) // a state of its own kind: never fails
	m.hash.Write(blocks)
	m.state, _ = m.save.AppendBinary(m.state[:0])
	return m.state[wordsAt : wordsAt+sha256.Size]
}

// sound says whether a draw is the HMAC it is meant to be: a different one would be a second draw of every count.
func (k *Noise) sound(key [KeySize]byte) bool {
	message := append(prefix(People.String(), "", Council.String(), "0", "0"), "1234567812345678"...)
	h := hmac.New(sha256.New, key[:])
	h.Write(message)
	n := binary.BigEndian.Uint64([]byte("12345678"))
	return hmac.Equal(h.Sum(nil), newMachine().digest(k.Drawer(Stream{}), n, n))
}
