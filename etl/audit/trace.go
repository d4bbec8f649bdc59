package audit

import "encoding/binary"

// traces looks for numbers of 64 bits in texts and files, in whatever form one might have got there: as they are, in either order of bytes, in
// hexadecimal digits (an identifier's hyphens left out), in decimal ones with or without a sign, and as the beginning of something in base64.
type traces struct {
	looked  int
	numbers map[uint64]bool
	filter  []uint64 // bits by a number's last digits: most of what is looked at is none of them
}

const filterBits = 1 << 23

func newTraces(numbers []uint64) *traces {
	t := &traces{looked: len(numbers), numbers: make(map[uint64]bool, len(numbers)), filter: make([]uint64, filterBits/64)}
	for _, n := range numbers {
		if n>>48 == 0 || n<<16 == 0 || n<<48 == 0 {
			continue // hashes are not like that, and what is would be found everywhere
		}
		turned := binary.LittleEndian.Uint64(binary.BigEndian.AppendUint64(nil, n))
		for _, x := range [...]uint64{n, turned} {
			t.numbers[x] = true
			t.filter[x%filterBits/64] |= 1 << (x % 64)
		}
	}
	return t
}

func (t *traces) is(x uint64) bool {
	return t.filter[x%filterBits/64]>>(x%64)&1 == 1 && t.numbers[x]
}

// The length of a number in each form.
const (
	hexDigits    = 16
	base64Digits = 11 // and two bits more
	mostDecimals = 20
)

// in says whether any of the numbers is in a text.
func (t *traces) in(text []byte) bool {
	var hex, deci, sixty uint64
	var hexes, decis, sixties int
	for i, c := range text {
		if i >= 8 && t.is(binary.LittleEndian.Uint64(text[i-8:])) {
			return true
		}
		d := symbols[c]
		switch {
		case d.hex >= 0:
			hex, hexes = hex<<4|uint64(d.hex), hexes+1
		case c != '-':
			hexes = 0
		}
		if d.decimal {
			deci, decis = deci*10+uint64(c-'0'), decis+1
		} else {
			if decis > 0 && t.decimal(deci, decis) {
				return true
			}
			deci, decis = 0, 0
		}
		if d.base64 < 0 {
			sixties = 0
		} else if sixties++; sixties >= base64Digits && t.is(sixty<<4|uint64(d.base64)>>2) {
			return true
		}
		sixty = sixty<<6 | uint64(max(0, d.base64))
		if d.hex >= 0 && hexes >= hexDigits && t.is(hex) {
			return true
		}
	}
	return t.decimal(deci, decis) || len(text) >= 8 && t.is(binary.LittleEndian.Uint64(text[len(text)-8:]))
}

// decimal looks at a whole number in decimal digits, which may stand for a negative one.
func (t *traces) decimal(x uint64, digits int) bool {
	return digits > 0 && digits <= mostDecimals && (t.is(x) || t.is(-x))
}

// symbol is what a byte stands for.
type symbol struct {
	hex, base64 int8 // below 0 for nothing
	decimal     bool
}

var symbols = func() (out [256]symbol) {
	for i := range out {
		out[i] = symbol{-1, -1, i >= '0' && i <= '9'}
	}
	for i, c := range "0123456789abcdef" {
		out[c].hex = int8(i) //nolint:gosec // below 16
	}
	for i, c := range "ABCDEF" {
		out[c].hex = int8(10 + i) //nolint:gosec // below 16
	}
	for i, c := range "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/" {
		out[c].base64 = int8(i) //nolint:gosec // below 64
	}
	out['-'].base64, out['_'].base64 = out['+'].base64, out['/'].base64 // as addresses have it
	return out
}()
