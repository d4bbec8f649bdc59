package disclosure_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"math"
	"math/big"
	"math/rand/v2"
	"strconv"
	"sync"
	"testing"

	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/fault"
	"pgregory.net/rapid"
)

var key = []byte("a key for tests, 32 bytes long!!")

func newNoise(t testing.TB, key []byte) *disclosure.Noise {
	t.Helper()
	noise, err := disclosure.NewNoise(disclosure.Standard(), key)
	if err != nil {
		t.Fatal(err)
	}
	return noise
}

func anyStream(t *rapid.T) disclosure.Stream {
	return disclosure.Stream{
		Role:      disclosure.Role(rapid.IntRange(0, int(disclosure.Roles)-1).Draw(t, "role")), //nolint:gosec // below four
		Dimension: rapid.SampledFrom([]string{"", "age_band", "sex"}).Draw(t, "dimension"),
		Tier:      rapid.SampledFrom(disclosure.Tiers[:]).Draw(t, "tier"),
		Vintage:   rapid.Uint8Range(1, 3).Draw(t, "vintage"),
		Salt:      rapid.Uint8Range(0, 1).Draw(t, "salt"),
	}
}

func TestDrawStaysInReachAndRepeats(t *testing.T) {
	noise, again := newNoise(t, key), newNoise(t, key)
	rapid.Check(t, func(t *rapid.T) {
		set, n, s := anyStream(t), rapid.Uint64Range(0, 1<<40).Draw(t, "n"), rapid.Uint64().Draw(t, "s")
		y := noise.Draw(set, n, s)
		if noise.Table().Row(set.Tier, n).P(y) == 0 {
			t.Fatalf("%d published for %d", y, n)
		}
		if y != again.Draw(set, n, s) || y != noise.Draw(set, n, s) {
			t.Fatal("the same set of people was drawn twice with two outcomes")
		}
	})
}

// draws counts how often 2,000 cells of true count 11 differ between two ways of drawing them.
func draws(a, b func(s uint64) uint64) (differ int) {
	for s := range uint64(2000) {
		if a(s) != b(s) {
			differ++
		}
	}
	return differ
}

// Everything the key is salted by makes another draw. Were it left out, no cell would differ; independent, about half do.
func TestDrawDependsOnEverythingItIsSaltedBy(t *testing.T) {
	base := disclosure.Stream{Role: disclosure.People, Dimension: "sex", Tier: disclosure.Council, Vintage: 1}
	noise := newNoise(t, key)
	drawn := func(k *disclosure.Noise, set disclosure.Stream) func(uint64) uint64 {
		return func(s uint64) uint64 { return k.Draw(set, 11, s) }
	}
	others := map[string]func(uint64) uint64{"key": drawn(newNoise(t, []byte("another key for tests, 32 bytes.")), base)}
	for name, change := range map[string]func(*disclosure.Stream){
		"role":      func(s *disclosure.Stream) { s.Role = disclosure.Known },
		"dimension": func(s *disclosure.Stream) { s.Dimension = "age_band" },
		"vintage":   func(s *disclosure.Stream) { s.Vintage = 2 },
		"salt":      func(s *disclosure.Stream) { s.Salt = 1 },
	} {
		set := base
		change(&set)
		others[name] = drawn(noise, set)
	}
	others["n"] = func(s uint64) uint64 { return noise.Draw(base, 16, s) - 5 }
	others["sum"] = func(s uint64) uint64 { return noise.Draw(base, 11, s+1<<40) }
	for name, other := range others {
		if d := draws(drawn(noise, base), other); d < 700 || d > 1300 {
			t.Errorf("%s: %d of 2000 draws differ", name, d)
		}
	}
}

// The noise follows the table: chi-square over 200,000 draws, for a row below and a row above D, at every tier.
func TestDrawFollowsTheTable(t *testing.T) {
	noise := newNoise(t, key)
	random := rand.New(rand.NewPCG(1, 2))
	const total = 200_000
	for _, tier := range disclosure.Tiers {
		for _, n := range []uint64{3, 3007} {
			drawer := noise.Drawer(disclosure.Stream{Tier: tier, Vintage: 3})
			seen := map[uint64]float64{}
			for range total {
				y, _ := drawer.Draw(n, random.Uint64())
				seen[y]++
			}
			row := noise.Table().Row(tier, n)
			chi, freedom := 0.0, -1.0
			for i := range row.Weights {
				y := row.First + uint64(i)*disclosure.Step
				if want := row.P(y) * total; want >= 5 {
					chi += (seen[y] - want) * (seen[y] - want) / want
					freedom++
				}
			}
			if chi > freedom+6*math.Sqrt(2*freedom)+6 {
				t.Errorf("%s %d: chi-square %.1f with %.0f degrees of freedom", tier, n, chi, freedom)
			}
		}
	}
}

func TestDrawsOfOneStreamMayRunTogether(t *testing.T) {
	noise := newNoise(t, key)
	set := disclosure.Stream{Vintage: 1}
	want := noise.Draw(set, 77, 1)
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for i := range uint64(2000) {
				if noise.Draw(set, 77, 1) != want {
					t.Error("a draw changed while others ran")
					return
				}
				noise.Draw(disclosure.Stream{Role: disclosure.Met, Vintage: 3}, i, i)
			}
		})
	}
	wait.Wait()
}

func TestPadsMakeAnHMAC(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := [disclosure.KeySize]byte(rapid.SliceOfN(rapid.Byte(), disclosure.KeySize, disclosure.KeySize).Draw(t, "key"))
		message := rapid.SliceOf(rapid.Byte()).Draw(t, "message")
		ipad, opad := disclosure.Pads(k)
		inner := sha256.Sum256(append(ipad[:], message...))
		got := sha256.Sum256(append(opad[:], inner[:]...))
		want := hmac.New(sha256.New, k[:])
		want.Write(message)
		if !hmac.Equal(got[:], want.Sum(nil)) {
			t.Fatal("the pads do not make an HMAC")
		}
	})
}

func TestNewNoiseRefusesWhatIsNoKey(t *testing.T) {
	for name, k := range map[string][]byte{"none": nil, "short": key[:31], "long": append([]byte("x"), key...), "zeros": make([]byte, 32)} {
		if _, err := disclosure.NewNoise(disclosure.Standard(), k); !fault.Is(err, fault.Refused) {
			t.Errorf("%s: error %v, want a refusal", name, err)
		}
	}
}

func BenchmarkDraw(b *testing.B) {
	drawer := newNoise(b, key).Drawer(disclosure.Stream{Dimension: "age_band", Vintage: 1})
	b.ReportAllocs()
	for i := uint64(0); b.Loop(); i++ {
		drawer.Draw(1+i%500, i*0x9e3779b97f4a7c15)
	}
}

func BenchmarkDrawByStream(b *testing.B) {
	noise := newNoise(b, key)
	set := disclosure.Stream{Dimension: "age_band", Vintage: 1}
	b.ReportAllocs()
	for i := uint64(0); b.Loop(); i++ {
		noise.Draw(set, 1+i%500, i*0x9e3779b97f4a7c15)
	}
}

// A slow and plain draw, written from the specification: were the two ever to differ, every published count would be drawn a second time.
func TestDrawIsTheHMACOfItsMessage(t *testing.T) {
	noise := newNoise(t, key)
	rapid.Check(t, func(t *rapid.T) {
		set, n, s := anyStream(t), rapid.Uint64Range(1, 1<<40).Draw(t, "n"), rapid.Uint64().Draw(t, "s")
		var message []byte
		for _, text := range []string{set.Role.String(), set.Dimension, set.Tier.String(), strconv.Itoa(int(set.Vintage)), strconv.Itoa(int(set.Salt))} {
			message = append(binary.BigEndian.AppendUint32(message, uint32(len(text))), text...)
		}
		for len(message)%64 != 0 {
			message = append(message, 0)
		}
		message = binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(message, n), s)
		mac := hmac.New(sha256.New, key)
		mac.Write(message)
		part := new(big.Int).SetUint64(binary.BigEndian.Uint64(mac.Sum(nil)) >> 11)
		part.Rsh(part.Mul(part, big.NewInt(disclosure.Whole)), 53)
		row, left := noise.Table().Row(set.Tier, n), part.Uint64()
		y := row.First
		for _, w := range row.Weights {
			if left < w {
				break
			}
			left -= w
			y += disclosure.Step
		}
		if got := noise.Draw(set, n, s); got != y {
			t.Fatalf("drawn %d, want %d", got, y)
		}
		if _, mark := noise.Drawer(set).Draw(n, s); mark != max(binary.BigEndian.Uint32(mac.Sum(nil)[8:]), 1) {
			t.Fatal("the mark of a draw is not the second word of its HMAC: no ledger would find it again")
		}
	})
}

func TestRecordKeyIsTheStartOfAnHMAC(t *testing.T) {
	// Worked out with openssl dgst -sha256 -hmac.
	if got := disclosure.RecordKey([disclosure.KeySize]byte(key), []byte("reference")); got != 0xc8c1347a7a25790b {
		t.Errorf("record key %#x", got)
	}
}
