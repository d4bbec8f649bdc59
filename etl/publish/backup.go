package publish

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/careduty/careduty/etl/publish/ledger"
	"github.com/careduty/careduty/internal/fault"
)

// What a backup is made with: it is as private as the warehouse.
const (
	privateFile      = 0o600
	privateDirectory = 0o700
)

// backup copies the warehouse, which nobody can write to while it is open here, and the ledger, which is closed first, into a folder of their own. It is
// whole or not there: written under another name, synced, renamed. A backup of the same release gives way to it.
func backup(in *inputs, id string) (string, error) {
	err := in.ledger.Close()
	if in.ledger = nil; err != nil {
		return "", err
	}
	target := filepath.Join(in.Backup, id)
	unfinished := filepath.Join(in.Backup, ".unfinished-"+id)
	if same(in.Backup, filepath.Dir(in.Warehouse)) {
		return "", notBackedUp(id, in.Backup, nil)
	}
	if err := os.RemoveAll(unfinished); err != nil {
		return "", notBackedUp(id, unfinished, err)
	}
	if err := os.MkdirAll(unfinished, privateDirectory); err != nil {
		return "", notBackedUp(id, unfinished, err)
	}
	var sums strings.Builder
	for _, path := range of(in.Warehouse) {
		digest, err := copied(path, filepath.Join(unfinished, filepath.Base(path)))
		if err != nil {
			return "", notBackedUp(id, unfinished, err)
		}
		fmt.Fprintf(&sums, "%s  %s\n", digest, filepath.Base(path))
	}
	err = os.WriteFile(filepath.Join(unfinished, "SHA256SUMS"), []byte(sums.String()), privateFile)
	if err == nil {
		err = os.RemoveAll(target)
	}
	if err == nil {
		err = os.Rename(unfinished, target)
	}
	if err == nil {
		err = synced(in.Backup)
	}
	if err != nil {
		return "", notBackedUp(id, target, err)
	}
	return target, nil
}

// of are the files of a warehouse and of its ledger, whose people lie in files of their own; the logs of both where they were not taken in yet.
func of(warehouse string) []string {
	out := []string{warehouse}
	entries, _ := os.ReadDir(filepath.Dir(warehouse)) //nolint:errcheck // a backup without its ledger is refused by the next publish
	for _, e := range entries {
		ours := e.Name() == filepath.Base(warehouse)+".wal" || strings.HasPrefix(e.Name(), filepath.Base(ledger.Path(warehouse)))
		if ours && e.Type().IsRegular() {
			out = append(out, filepath.Join(filepath.Dir(warehouse), e.Name()))
		}
	}
	return out
}

func notBackedUp(id, where string, cause error) error {
	return fault.New(fault.Unavailable, "Release "+id+" is published, and its backup could not be written.",
		"Give --backup another directory with room than the warehouse's own, and publish again: that writes the backup alone.").At(where).Because(cause)
}

// same tells whether two paths are one directory.
func same(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

// copied copies a file and gives its digest.
func copied(from, to string) (digest string, err error) {
	in, err := os.Open(from)
	if err != nil {
		return "", err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, privateFile)
	if err != nil {
		return "", err
	}
	h := sha256.New()
	_, err = io.Copy(io.MultiWriter(out, h), in)
	return fmt.Sprintf("%x", h.Sum(nil)), errors.Join(err, out.Sync(), out.Close())
}

func synced(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
