package mirror

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/careduty/careduty/internal/fault"
	"github.com/minio/minio-go/v7"
)

// errLeft says that a directory left the store while it was being fetched.
var errLeft = errors.New("left the store")

// fetchDirectory brings a release's files into a folder beside, each checked by its digest, and renames it into place. What lies here already, of an
// interrupted fetch or of the publisher itself, is not fetched again.
func (r *Replica) fetchDirectory(ctx context.Context, name, tag string, room *int64) error {
	x, err := r.store.index(ctx, name)
	if err != nil {
		return err
	}
	if *room -= x.bytes(); *room < 0 {
		return fault.New(fault.TooLarge, "The cache has no room for all the store holds.", "Give --cache-size more.")
	}
	unfinished := filepath.Join(r.fetching(), flat(name))
	if err := os.MkdirAll(unfinished, 0o755); err != nil { //nolint:gosec // published
		return unwritable(unfinished, err)
	}
	target := filepath.Join(r.Dir(), filepath.FromSlash(name))
	for _, f := range x.Files {
		path := filepath.Join(unfinished, f.Name)
		if r.only != nil && !slices.Contains(r.only, f.Name) {
			if err := hollow(path, f.Bytes); err != nil {
				return err
			}
			continue
		}
		if f.is(path) || f.is(filepath.Join(target, f.Name)) && linked(filepath.Join(target, f.Name), path) {
			continue
		}
		if err := r.fetchFile(ctx, f, path); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil { //nolint:gosec // published
		return unwritable(target, err)
	}
	return r.place(name, tag, unfinished, target)
}

// hollow makes a file of a size with nothing in it: in an outline it stands for one that is not fetched, and takes no room.
func hollow(path string, size int64) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o644) //nolint:gosec // holds nothing
	if err != nil {
		return unwritable(path, err)
	}
	if err := errors.Join(f.Truncate(size), f.Close()); err != nil {
		return unwritable(path, err)
	}
	return nil
}

// is tells whether a file is here, byte for byte.
func (f file) is(path string) bool {
	info, err := os.Stat(path)
	if err != nil || info.Size() != f.Bytes {
		return false
	}
	digest, _, err := sum(path)
	return err == nil && digest == f.SHA256
}

func linked(from, to string) bool {
	_ = os.Remove(to)
	return os.Link(from, to) == nil
}

// place puts a directory that is whole where it is served from, unless it left the store meanwhile.
func (r *Replica) place(name, tag, from, to string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.there.directories[name] != tag {
		return errLeft
	}
	if _, err := os.Stat(to); err == nil {
		if err := r.away(name); err != nil {
			return err
		}
	}
	if err := renamed(from, to); err != nil {
		return err
	}
	if err := os.WriteFile(r.held(name), []byte(tag), 0o644); err != nil { //nolint:gosec // published
		return unwritable(r.held(name), err)
	}
	return nil
}

// slowest is the pace in bytes a second below which a fetch is given up, and begun again at the next sync where it stood.
const slowest = 100_000

func (r *Replica) fetchFile(ctx context.Context, f file, path string) error {
	ctx, stop := context.WithTimeout(ctx, time.Minute+time.Duration(f.Bytes/slowest)*time.Second)
	defer stop()
	o, err := r.store.client.GetObject(ctx, r.store.bucket, r.store.key(objects, f.SHA256), minio.GetObjectOptions{})
	if err != nil {
		return told(err, f.Name)
	}
	defer o.Close() //nolint:errcheck // read only
	out, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o644)
	if err != nil {
		return unwritable(path, err)
	}
	h := sha256.New()
	n, err := io.Copy(io.MultiWriter(h, out), io.LimitReader(o, f.Bytes+1))
	if err != nil {
		_ = out.Close()
		return told(err, f.Name)
	}
	if err := errors.Join(out.Sync(), out.Close()); err != nil {
		return unwritable(path, err)
	}
	if n != f.Bytes || hex.EncodeToString(h.Sum(nil)) != f.SHA256 {
		_ = os.Remove(path)
		return fault.New(fault.Refused, "A file in the object store is not what its index says.", "Put the release there again from where it was published.").At(f.Name)
	}
	return nil
}
