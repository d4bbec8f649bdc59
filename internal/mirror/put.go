package mirror

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"

	"github.com/careduty/careduty/internal/fault"
	"github.com/minio/minio-go/v7"
)

// Put puts whatever a directory of releases holds and the store lacks into the store: releases and editions first, then markers; it gives
// their names. Another release under an id that is taken is a conflict, and so is a store that cannot write only what is not there yet, since two
// publishers could then overwrite each other.
func (s *Store) Put(ctx context.Context, dir string) ([]string, error) {
	here, err := local(dir)
	if err != nil {
		return nil, err
	}
	there, err := s.list(ctx)
	if err != nil {
		return nil, err
	}
	var put []string
	for _, name := range sorted(here.directories) {
		done, err := s.putDirectory(ctx, dir, name, there.directories[name])
		if err != nil {
			return put, err
		}
		if done {
			put = append(put, name)
		}
	}
	for _, name := range sorted(here.markers) {
		if there.markers[name] {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return put, unreadable(name, err)
		}
		if err := s.putNew(ctx, s.key(markers, name), text, "application/json"); err != nil && !taken(err) {
			return put, told(err, name)
		}
		put = append(put, name)
	}
	return put, nil
}

func sorted(names map[string]bool) []string {
	out := make([]string, 0, len(names))
	for n := range names {
		out = append(out, n)
	}
	slices.Sort(out)
	return out
}

// putDirectory puts a release's files, then its index. One that is there already is compared by its manifest.
func (s *Store) putDirectory(ctx context.Context, dir, name string, there bool) (done bool, err error) {
	if there {
		return false, s.same(ctx, dir, name)
	}
	x, err := indexOf(filepath.Join(dir, filepath.FromSlash(name)))
	if err != nil {
		return false, err
	}
	if x.manifest() == "" {
		return false, nil // not a release: nothing that is served
	}
	if err := s.conditional(ctx); err != nil {
		return false, err
	}
	for _, f := range x.Files {
		if err := s.putObject(ctx, filepath.Join(dir, filepath.FromSlash(name), f.Name), f); err != nil {
			return false, err
		}
	}
	text, err := json.Marshal(x)
	if err != nil {
		return false, fault.New(fault.Internal, "The index of a release cannot be written.", "").Because(err)
	}
	err = s.putNew(ctx, s.key(indexes, name+".json"), text, "application/json")
	if err != nil && taken(err) {
		return false, s.same(ctx, dir, name)
	}
	if err != nil {
		return false, told(err, name)
	}
	return true, nil
}

// same is nil where the store's release of a name is the one that lies here.
func (s *Store) same(ctx context.Context, dir, name string) error {
	theirs, err := s.index(ctx, name)
	if err != nil {
		return err
	}
	ours, _, err := sum(filepath.Join(dir, filepath.FromSlash(name), manifestName))
	if err != nil {
		return err
	}
	if theirs.manifest() == ours {
		return nil
	}
	return fault.New(fault.Conflict, "The object store holds another release under this id, put there by another publisher.",
		"A release is never replaced. Take in what the store holds, and publish under another id; one operator publishes a council's records.").At(name)
}

// putObject puts a file unless the store has its bytes.
func (s *Store) putObject(ctx context.Context, path string, f file) error {
	key := s.key(objects, f.SHA256)
	if there, err := s.client.StatObject(ctx, s.bucket, key, minio.StatObjectOptions{}); err == nil && there.Size == f.Bytes {
		return nil
	} else if err != nil && !missing(err) {
		return told(err, f.Name)
	}
	if _, err := s.client.FPutObject(ctx, s.bucket, key, path, minio.PutObjectOptions{ContentType: "application/octet-stream"}); err != nil {
		return told(err, f.Name)
	}
	return nil
}

// putNew writes an object only if there is none of that name.
func (s *Store) putNew(ctx context.Context, key string, text []byte, media string) error {
	o := minio.PutObjectOptions{ContentType: media, DisableMultipart: true}
	o.SetMatchETagExcept("*")
	_, err := s.client.PutObject(ctx, s.bucket, key, bytes.NewReader(text), int64(len(text)), o)
	return err
}

// conditional tries whether the store keeps to "only if it is not there yet": one that overwrites all the same is no place to publish to.
func (s *Store) conditional(ctx context.Context) error {
	key := s.key("conditional-writes")
	err := s.putNew(ctx, key, []byte("held\n"), "text/plain")
	if err == nil {
		err = s.putNew(ctx, key, []byte("held\n"), "text/plain")
	}
	switch {
	case err == nil:
		return fault.New(fault.Conflict, "This object store overwrites what it was asked to write only if new, so two publishers could destroy each other's releases.",
			"Publish to a store that honours If-None-Match; this one can still be served from.")
	case taken(err):
		return nil
	}
	return told(err, "trying a conditional write")
}
