package publish

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"slices"

	"github.com/careduty/careduty/etl/evaluate"
	"github.com/careduty/careduty/etl/publish/ledger"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/warehouse"
)

// derived is a key for one use, made from another.
func derived(key warehouse.Key, use string) []byte {
	h := hmac.New(sha256.New, key[:])
	h.Write([]byte(use))
	return h.Sum(nil)
}

// fingerprint names the keys that draw, so that a ledger can tell its own; it says nothing of them.
func fingerprint(k warehouse.Keys) string {
	h := sha256.New()
	h.Write(derived(k.Noise, "ledger of"))
	h.Write(derived(k.Record, "ledger of"))
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// digester makes the keyed digests of people: four bytes that name the person, four that name what they contribute.
type digester struct{ block [sha256.Size + 1 + 16]byte }

func newDigester(key warehouse.Key) *digester {
	d := &digester{}
	copy(d.block[:], derived(key, "people"))
	return d
}

// half is a hash of four bytes; its input has one length and starts with the key, so that nothing can be told from it.
func (d *digester) half(use byte, key, part uint64) uint64 {
	d.block[sha256.Size] = use
	binary.LittleEndian.PutUint64(d.block[sha256.Size+1:], key)
	binary.LittleEndian.PutUint64(d.block[sha256.Size+9:], part)
	sum := sha256.Sum256(d.block[:])
	return uint64(binary.LittleEndian.Uint32(sum[:]))
}

// person is the upper half of a person's digests.
func (d *digester) person(key uint64) uint64 { return d.half('p', key, 0) << 32 }

// read adds the digests of some periods of one grain.
func (d *digester) read(ctx context.Context, e *evaluate.Engine, g period.Grain, spans []period.Period, to map[ledger.AreaPeriod]ledger.People) error {
	var council string
	lists := make([][]uint64, len(spans))
	flush := func() {
		for i, list := range lists {
			if len(list) > 0 {
				slices.SortFunc(list, cmp.Compare[uint64])
				to[ledger.AreaPeriod{Area: council, Period: spans[i].String()}] = ledger.People{Digests: slices.Clone(list)}
			}
			lists[i] = list[:0]
		}
	}
	err := e.Contributions(ctx, g, spans, func(p evaluate.People) error {
		if p.Council != council {
			flush()
			council = p.Council
		}
		person := d.person(p.Key)
		for i, part := range p.Parts {
			if part != 0 {
				lists[i] = append(lists[i], person|d.half('c', p.Key, part))
			}
		}
		return nil
	})
	flush()
	return err
}
