package warehouse

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/careduty/careduty/internal/fault"
)

// Key is one secret of 32 bytes. It prints as nothing but its name, so that no log or report can hold it.
type Key [32]byte

// Format hides the key, whatever the verb.
func (Key) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("key")) }

// MarshalText hides the key from encoders.
func (Key) MarshalText() ([]byte, error) { return []byte("key"), nil }

// Keys are the warehouse's three secrets, independent of each other.
type Keys struct {
	Reference Key // replaces references at load
	Record    Key // k_rec: names sets of records when noise is drawn
	Noise     Key // k_noise: draws the noise
}

// keyFormat is the version of the key file.
const keyFormat = 1

type keyFile struct {
	Format    int    `json:"careduty_keys"`
	Warehouse string `json:"warehouse"`
	Reference string `json:"reference"`
	Record    string `json:"record"`
	Noise     string `json:"noise"`
}

// KeyPath is where the keys of the warehouse at path are.
func KeyPath(path string) string { return path + ".keys" }

// Keys reads the key file. One that is missing is not found; one that others may read, that is damaged, of a newer program or
// of another warehouse is refused.
func (w *Warehouse) Keys() (Keys, error) {
	if w.scratch != nil {
		return *w.scratch, nil
	}
	path := KeyPath(w.path)
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Keys{}, fault.New(fault.NotFound, "The warehouse's key file is missing.",
			"Put it back from a backup; without it the records cannot be added to or published, and must be loaded into a new warehouse.").At(path)
	case err != nil:
		return Keys{}, fault.New(fault.Unavailable, "The key file cannot be read.", "Check its permissions.").At(path)
	case info.Mode().Perm()&0o077 != 0:
		return Keys{}, fault.New(fault.Refused, "Others may read the key file.", "Run chmod 600 on it, and consider who has seen it.").At(path)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return Keys{}, fault.New(fault.Unavailable, "The key file cannot be read.", "Check its permissions.").At(path)
	}
	return w.parseKeys(text)
}

func (w *Warehouse) parseKeys(text []byte) (Keys, error) {
	path := KeyPath(w.path)
	damaged := fault.New(fault.Refused, "The key file is damaged: a key is short or missing.", "Put it back from a backup.").At(path)
	var f keyFile
	if err := json.NewDecoder(bytes.NewReader(text)).Decode(&f); err != nil {
		return Keys{}, damaged
	}
	switch {
	case f.Format > keyFormat:
		return Keys{}, fault.New(fault.Refused, "The key file is of a newer careduty.", "Upgrade this program and try again.").At(path)
	case f.Format < 1:
		return Keys{}, damaged
	case f.Warehouse != w.id:
		return Keys{}, fault.New(fault.Refused, "The key file belongs to another warehouse.",
			"Put back the one that was made with this warehouse.").At(path)
	}
	var k Keys
	for _, x := range []struct {
		to   *Key
		text string
	}{{&k.Reference, f.Reference}, {&k.Record, f.Record}, {&k.Noise, f.Noise}} {
		if n, err := hex.Decode(x.to[:], []byte(x.text[:min(len(x.text), 64)])); err != nil || n != len(x.to) || len(x.text) != 64 {
			return Keys{}, damaged
		}
	}
	return k, nil
}

// FirstKeys are the keys, made now if the warehouse has no batch and no key file yet. Faults are those of Keys.
func (w *Warehouse) FirstKeys(ctx context.Context) (Keys, error) {
	k, err := w.Keys()
	if !fault.Is(err, fault.NotFound) {
		return k, err
	}
	var batches int
	if err := w.db.One(ctx, "SELECT count(*) FROM main.batch", nil, &batches); err != nil {
		return Keys{}, err
	}
	if batches > 0 {
		return Keys{}, err
	}
	if err := w.writeKeys(); err != nil {
		return Keys{}, err
	}
	return w.Keys()
}

// writeKeys writes new keys beside the warehouse: whole, synced and under their own name only then, so that a crash cannot
// leave half a key file behind.
func (w *Warehouse) writeKeys() error {
	var secret [3]Key
	for i := range secret {
		// crypto/rand.Read never fails: it stops the program if the system has no randomness.
		_, _ = rand.Read(secret[i][:])
	}
	text, err := json.MarshalIndent(keyFile{
		Format: keyFormat, Warehouse: w.id,
		Reference: hex.EncodeToString(secret[0][:]), Record: hex.EncodeToString(secret[1][:]), Noise: hex.EncodeToString(secret[2][:]),
	}, "", "  ")
	if err == nil {
		err = writeWhole(KeyPath(w.path), append(text, '\n'))
	}
	if err != nil {
		return fault.New(fault.Unavailable, "The key file cannot be written.", "Check the folder's permissions and the space left.").
			At(KeyPath(w.path))
	}
	return nil
}

func writeWhole(path string, text []byte) error {
	// CreateTemp makes the file readable by its owner only.
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return fmt.Errorf("make: %w", err)
	}
	_, err = f.Write(text)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		// Link, unlike rename, never replaces a key file that another process made meanwhile.
		err = os.Link(f.Name(), path)
	}
	return errors.Join(err, os.Remove(f.Name()))
}
