package mirror

import (
	"bytes"
	"context"
	"crypto/rand"
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
	if err := s.ready(ctx, here, there); err != nil {
		return nil, err
	}
	var put []string
	for _, name := range sorted(here.directories) {
		_, taken := there.directories[name]
		done, err := s.putDirectory(ctx, dir, name, taken)
		if err != nil {
			return put, err
		}
		if done {
			put = append(put, name)
		}
	}
	more, err := s.PutMarkers(ctx, dir)
	return append(put, more...), err
}

// ready tries the store if anything is to be put into it.
func (s *Store) ready(ctx context.Context, here present, there listed) error {
	for name := range here.directories {
		if _, ok := there.directories[name]; !ok {
			return s.Conditional(ctx)
		}
	}
	return nil
}

// PutMarkers puts the markers alone, those the store lacks. Another marker under a name that is taken is a conflict.
func (s *Store) PutMarkers(ctx context.Context, dir string) ([]string, error) {
	here, err := local(dir)
	if err != nil {
		return nil, err
	}
	there, err := s.list(ctx)
	if err != nil {
		return nil, err
	}
	var put []string
	for _, name := range sorted(here.markers) {
		if there.markers[name] {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return put, unreadable(name, err)
		}
		if same, err := s.putOnce(ctx, s.key(markers, name), text, "application/json"); err != nil {
			return put, err
		} else if !same {
			return put, fault.New(fault.Conflict, "Another operator put a marker there at the same moment.", "Run the command again: it then stands beside that one.").At(name)
		}
		put = append(put, name)
	}
	return put, nil
}

// Claim keeps an id for the release that lies sealed in a directory, before anything is entered elsewhere: of two publishers one goes on. The
// same release may claim again, so that a publisher who was interrupted can go on.
func (s *Store) Claim(ctx context.Context, id, dir string) error {
	digest, _, err := sum(filepath.Join(dir, manifestName))
	if err != nil {
		return err
	}
	same, err := s.putOnce(ctx, s.key(claims, id), []byte(digest+"\n"), "text/plain")
	if err == nil && !same {
		err = fault.New(fault.Conflict, "Another publisher has claimed this id in the object store for a release of its own.",
			"Nothing was published and nothing entered into the ledger. Publish under another --id, one operator after the other; if the other publisher gave up, take the object claims/"+id+" out of the store.").At(id)
	}
	return err
}

// putOnce writes an object if there is none of that name, and tells whether the store then holds this text.
func (s *Store) putOnce(ctx context.Context, key string, text []byte, media string) (same bool, err error) {
	err = s.putNew(ctx, key, text, media)
	if err == nil {
		return true, nil
	}
	if !taken(err) {
		return false, told(err, key)
	}
	theirs, err := s.get(ctx, key, largestMarker)
	return err == nil && bytes.Equal(theirs, text), err
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

// tries is how many writes at once try a store: some keep to the condition for one after the other, and not for two at the same moment.
const tries = 4

// Conditional tries whether the store keeps to "only if it is not there yet": of several writes at once, one is taken. A store that overwrites all the
// same is no place to publish to, which is a conflict.
func (s *Store) Conditional(ctx context.Context) error {
	key := s.key("tried", rand.Text())
	done := make(chan error, tries)
	for i := range tries {
		go func() { done <- s.putNew(ctx, key, []byte{'0' + byte(i)}, "text/plain") }()
	}
	written, failed := 0, error(nil)
	for range tries {
		switch err := <-done; {
		case err == nil:
			written++
		case !taken(err):
			failed = err
		}
	}
	_ = s.client.RemoveObject(ctx, s.bucket, key, minio.RemoveObjectOptions{}) // whoever may not remove leaves a byte there
	switch {
	case failed != nil:
		return told(failed, "trying a conditional write")
	case written != 1:
		return fault.New(fault.Conflict, "This object store overwrites what it was asked to write only if new, so two publishers could destroy each other's releases.",
			"Publish to a store that honours If-None-Match; this one can still be served from.")
	}
	return nil
}
