package audit

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
)

func TestTracesFindANumberInAnyForm(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var numbers []uint64
	for range 1000 {
		numbers = append(numbers, random.Uint64())
	}
	seek := newTraces(numbers)
	forms := func(n uint64) map[string]string {
		big, little := binary.BigEndian.AppendUint64(nil, n), binary.LittleEndian.AppendUint64(nil, n)
		hex := fmt.Sprintf("%016x", n)
		return map[string]string{
			"bytes": string(big), "bytes turned round": string(little), "hexadecimal": hex, "capitals": strings.ToUpper(hex),
			"an identifier": hex[:8] + "-" + hex[8:12] + "-" + hex[12:] + "-8000-0123456789ab", "decimal": strconv.FormatUint(n, 10),
			"signed": strconv.FormatInt(int64(n), 10), "base64": base64.StdEncoding.EncodeToString(big),
			"base64 in an address": base64.RawURLEncoding.EncodeToString(append(big, "the rest of a longer one"...)),
		}
	}
	for _, n := range numbers[:50] {
		for name, text := range forms(n) {
			for _, in := range []string{text, "the number (" + text + ") of", "\x00" + text + "\xff"} {
				if !seek.in([]byte(in)) {
					t.Errorf("%s is not found in %q", name, in)
				}
			}
		}
		for name, text := range forms(n + 1) {
			if seek.in([]byte("the number (" + text + ") of")) {
				t.Errorf("%s of another number is found", name)
			}
		}
	}
}

func BenchmarkTraces(b *testing.B) {
	random := rand.New(rand.NewPCG(1, 2))
	var numbers []uint64
	for range 300_000 {
		numbers = append(numbers, random.Uint64())
	}
	text := make([]byte, 1<<20)
	for i := range text {
		text[i] = byte(random.Uint32())
	}
	seek := newTraces(numbers)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if seek.in(text) {
			b.Fatal("found in noise")
		}
	}
}
