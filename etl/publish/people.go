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

// partKey goes into what evaluate tells of contributions.
func partKey(k warehouse.Keys) string {
	return hex.EncodeToString(derived(k.Noise, "contributions")[:16])
}

// digester makes the keyed digests of people: four bytes that name the person, four that name what they contribute.
type digester struct{ block [sha256.Size + 1 + 8]byte }

func newDigester(key warehouse.Key) *digester {
	d := &digester{}
	copy(d.block[:], derived(key, "people"))
	return d
}

// half is a hash of four bytes; its input has one length and starts with the key, so that nothing can be told from it.
func (d *digester) half(use byte, person uint64) uint64 {
	d.block[sha256.Size] = use
	binary.LittleEndian.PutUint64(d.block[sha256.Size+1:], person)
	sum := sha256.Sum256(d.block[:])
	return uint64(binary.LittleEndian.Uint32(sum[:]))
}

// of is the digest of a person's contributions: they are hidden by a number of the person's own, so that those to one more measure can be
// added to a digest.
func (d *digester) of(person, part uint64) latecomer {
	own := d.half('c', person)
	return latecomer{digest: d.half('p', person)<<32 | (own+part)&(1<<32-1), own: own}
}

// contributions are, by council and period end, digests of what everyone contributes to the measures counted; in ascending order.
type contributions map[ledger.AreaEnd][]uint64

// mixed puts a person's contributions to a quarter and to the year that ends with it into one number, so that what is mixed of sums is the sum of what is
// mixed.
func mixed(quarter, year uint64) uint64 { return quarter + 65_537*year }

// contributed tells what each person in the councils at hand contributes to the periods given that end together.
func contributed(ctx context.Context, e *evaluate.Engine, quarters, years []period.Period, tell func(at ledger.AreaEnd, person, part uint64)) error {
	type yearly struct {
		council string
		parts   []uint64
	}
	kept, yearAt := map[uint64]yearly{}, map[period.Period]int{} // by the quarter it ends with
	for i, y := range years {
		yearAt[y.Quarters()[3]] = i
	}
	err := e.Contributions(ctx, period.Year, years, func(p evaluate.People) error {
		kept[p.Key] = yearly{p.Council, slices.Clone(p.Parts)}
		return nil
	})
	if err != nil {
		return err
	}
	err = e.Contributions(ctx, period.Quarter, quarters, func(p evaluate.People) error {
		year := kept[p.Key].parts
		for i, q := range quarters {
			part := p.Parts[i]
			if y, ok := yearAt[q]; ok && year != nil {
				part, year[y] = mixed(part, year[y]), 0
			}
			if part != 0 {
				tell(ledger.AreaEnd{Area: p.Council, End: day(q.Last())}, p.Key, part)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for person, y := range kept { // those in no quarter
		for i, part := range y.parts {
			if part != 0 {
				tell(ledger.AreaEnd{Area: y.council, End: day(years[i].Last())}, person, mixed(0, part))
			}
		}
	}
	return nil
}

// latecomer is what a person contributes to measures that came after a state was drawn.
type latecomer struct{ digest, own uint64 } // own is the number that hides it

// joined is a state with the contributions to measures that came later; in ascending order, as all of it is.
func joined(state []uint64, late []latecomer) []uint64 {
	slices.SortFunc(late, func(a, b latecomer) int { return cmp.Compare(a.digest, b.digest) })
	out := make([]uint64, 0, len(state)+len(late))
	for i, j := 0, 0; i < len(state) || j < len(late); {
		switch {
		case j == len(late) || i < len(state) && state[i]>>32 < late[j].digest>>32:
			out, i = append(out, state[i]), i+1
		case i == len(state) || late[j].digest>>32 < state[i]>>32:
			out, j = append(out, late[j].digest), j+1
		default:
			out = append(out, state[i]>>32<<32|(state[i]+late[j].digest-late[j].own)&(1<<32-1))
			i, j = i+1, j+1
		}
	}
	return out
}
