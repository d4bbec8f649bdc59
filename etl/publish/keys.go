package publish

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"github.com/careduty/careduty/etl/publish/ledger"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/warehouse"
)

// Fingerprint names a key without telling it, so that two copies of a key file can be compared.
type Fingerprint struct{ Key, Fingerprint string }

// NewKeys makes the keys of a warehouse, which must be empty, and gives their fingerprints. Where there are keys, records or a ledger it is a
// conflict: other keys would draw every published count a second time.
func NewKeys(ctx context.Context, path string) ([]Fingerprint, error) {
	if ledger.Exists(path) {
		return nil, fault.New(fault.Conflict, "The warehouse has a ledger: its keys have drawn published counts and are never changed.",
			"Start a new warehouse beside it, which publishes into another directory.").At(ledger.Path(path))
	}
	w, err := warehouse.Open(ctx, path, warehouse.Options{})
	if err != nil {
		return nil, err
	}
	defer w.Close() //nolint:errcheck // nothing but the key file was written
	if _, err := w.Keys(); !fault.Is(err, fault.NotFound) {
		if err == nil {
			err = fault.New(fault.Conflict, "The warehouse has keys already.", "Keep them; careduty keys show gives their fingerprints.").At(warehouse.KeyPath(path))
		}
		return nil, err
	}
	k, err := w.FirstKeys(ctx)
	if err != nil {
		return nil, err
	}
	return fingerprints(k), nil
}

// Fingerprints are those of a warehouse's keys. Faults are those of the warehouse and its key file.
func Fingerprints(ctx context.Context, path string) ([]Fingerprint, error) {
	w, err := warehouse.Open(ctx, path, warehouse.Options{ReadOnly: true})
	if err != nil {
		return nil, err
	}
	defer w.Close() //nolint:errcheck // read only: nothing is lost
	k, err := w.Keys()
	if err != nil {
		return nil, err
	}
	return fingerprints(k), nil
}

func fingerprints(k warehouse.Keys) []Fingerprint {
	of := func(name string, key warehouse.Key) Fingerprint {
		sum := sha256.Sum256(derived(key, "fingerprint"))
		return Fingerprint{name, hex.EncodeToString(sum[:8])}
	}
	return []Fingerprint{of("reference", k.Reference), of("record", k.Record), of("noise", k.Noise), {"ledger", fingerprint(k)[:16]}}
}
