package mirror_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/mirror"
	"github.com/careduty/careduty/internal/mirror/mirrortest"
	"github.com/google/go-cmp/cmp"
	"github.com/minio/minio-go/v7"
)

// published writes what a release is to a mirror: a folder with a manifest and data. Another content is another manifest.
func published(t *testing.T, dir, id, content string) {
	t.Helper()
	write(t, filepath.Join(dir, id, "manifest.json"), `{"id":"`+id+`","content":"`+content+`"}`)
	write(t, filepath.Join(dir, id, "cells.parquet"), strings.Repeat(content, 1000))
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func store(t *testing.T, endpoint string) *mirror.Store {
	t.Helper()
	s, err := mirror.Open("s3://care/public/releases", mirror.Options{Endpoint: endpoint, Region: "us-east-1"})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func replica(t *testing.T, s *mirror.Store, most int64) *mirror.Replica {
	t.Helper()
	r, err := mirror.NewReplica(s, t.TempDir(), most)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	return r
}

const plenty = 1 << 30

func synced(t *testing.T, r *mirror.Replica) mirror.Changes {
	t.Helper()
	c, err := r.Sync(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func put(t *testing.T, s *mirror.Store, dir string) []string {
	t.Helper()
	names, err := s.Put(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// What a publisher has, every replica has: releases, editions and markers, byte for byte; nothing twice; what leaves the store leaves them.
func TestReplicasHoldWhatThePublisherHas(t *testing.T) {
	endpoint, client := mirrortest.Server(t)
	s, dir := store(t, endpoint), t.TempDir()
	published(t, dir, "2026-03-31", "a")
	published(t, dir, "official/ascof-2024-25", "b")
	write(t, filepath.Join(dir, ".building-2026-06-30", "cells.parquet"), "half made")
	if diff := cmp.Diff([]string{"2026-03-31", "official/ascof-2024-25"}, put(t, s, dir)); diff != "" {
		t.Error(diff)
	}
	if again := put(t, s, dir); len(again) > 0 {
		t.Errorf("put again: %v", again)
	}
	one, two := replica(t, s, plenty), replica(t, s, plenty)
	synced(t, one)
	published(t, dir, "2026-06-30", "c")
	write(t, filepath.Join(dir, "2026-03-31.withdrawn.json"), `{"reason":"wrong"}`)
	put(t, s, dir)
	if c := synced(t, one); !slices.Equal(c.Fetched, []string{"2026-03-31.withdrawn.json", "2026-06-30"}) {
		t.Errorf("fetched %v", c.Fetched)
	}
	if c := synced(t, one); len(c.Fetched)+len(c.Dropped)+len(c.Faults) > 0 {
		t.Errorf("a second sync of nothing did %+v", c)
	}
	synced(t, two)
	want := mirrortest.Tree(t, dir)
	delete(want, ".building-2026-06-30/cells.parquet")
	for _, r := range []*mirror.Replica{one, two} {
		if diff := cmp.Diff(want, mirrortest.Tree(t, r.Dir())); diff != "" {
			t.Error(diff)
		}
	}
	// The marker is lost and its release stays: it stays withdrawn. The release goes: so does its marker.
	remove(t, client, "public/releases/markers/2026-03-31.withdrawn.json")
	if synced(t, one); mirrortest.Tree(t, one.Dir())["2026-03-31.withdrawn.json"] == "" {
		t.Error("a withdrawn release came back because its marker was lost")
	}
	remove(t, client, "public/releases/index/2026-03-31.json")
	if c := synced(t, one); !slices.Equal(c.Dropped, []string{"2026-03-31"}) || len(mirrortest.Tree(t, one.Dir())) != 4 {
		t.Errorf("dropped %v, left %d files", c.Dropped, len(mirrortest.Tree(t, one.Dir())))
	}
}

func remove(t *testing.T, client *minio.Client, key string) {
	t.Helper()
	if err := client.RemoveObject(context.Background(), "care", key, minio.RemoveObjectOptions{}); err != nil {
		t.Fatal(err)
	}
}

// A release without its index does not exist; one of whose files a byte was changed is not taken in, and the others are.
func TestHalfUploadedAndAlteredReleasesAreNotServed(t *testing.T) {
	endpoint, client := mirrortest.Server(t)
	s, dir := store(t, endpoint), t.TempDir()
	for i, id := range []string{"2025-12-31", "2026-03-31", "2026-06-30", "2026-09-30"} {
		published(t, dir, id, fmt.Sprint(i))
	}
	put(t, s, dir)
	remove(t, client, "public/releases/index/2026-06-30.json")
	ctx := context.Background()
	for o := range client.ListObjectsIter(ctx, "care", minio.ListObjectsOptions{Prefix: "public/releases/objects/", Recursive: true}) {
		if o.Size == 1000 { // the data of one release, with a byte more, and of another with a byte changed
			x, _ := client.GetObject(ctx, "care", o.Key, minio.GetObjectOptions{})
			text := make([]byte, 1000)
			_, _ = x.Read(text)
			if text[0] == '1' {
				text[500]++
			}
			overwrite(t, client, o.Key, string(text))
		}
	}
	overwrite(t, client, "public/releases/index/2027-03-31.json", `{"files":[{"name":"../../etc/passwd","bytes":1,"sha256":"00"}]}`)
	r := replica(t, s, plenty)
	c := synced(t, r)
	if !slices.Equal(c.Fetched, []string{"2026-09-30", "2025-12-31"}) || len(c.Faults) != 2 {
		t.Errorf("fetched %v, faults %v", c.Fetched, c.Faults)
	}
	for _, err := range c.Faults {
		if !fault.Is(err, fault.Refused) {
			t.Errorf("not a refusal: %v", err)
		}
	}
	if files := mirrortest.Tree(t, r.Dir()); len(files) != 4 {
		t.Errorf("%d files are served, want 4", len(files))
	}
	// Put right, it is taken in.
	remove(t, client, "public/releases/index/2026-03-31.json")
	_ = os.RemoveAll(filepath.Join(dir, "2026-03-31"))
	published(t, dir, "2026-03-31", "z")
	put(t, s, dir)
	if c := synced(t, r); !slices.Contains(c.Fetched, "2026-03-31") || !slices.Contains(c.Fetched, "2026-06-30") {
		t.Errorf("fetched %v", c.Fetched)
	}
}

func overwrite(t *testing.T, client *minio.Client, key, text string) {
	t.Helper()
	if _, err := client.PutObject(context.Background(), "care", key, strings.NewReader(text), int64(len(text)), minio.PutObjectOptions{}); err != nil {
		t.Fatal(err)
	}
}

// Of two publishers of one id at once, one wins and the other is told; the release in the store is the winner's, whole.
func TestTwoPublishers(t *testing.T) {
	endpoint, _ := mirrortest.Server(t)
	s := store(t, endpoint)
	dirs := []string{t.TempDir(), t.TempDir()}
	done := make(chan error, 2)
	for i, dir := range dirs {
		published(t, dir, "2026-03-31", fmt.Sprint(i))
		go func() { _, err := s.Put(context.Background(), dir); done <- err }()
	}
	var told error
	for range dirs {
		if err := <-done; err != nil && told != nil {
			t.Errorf("both were refused: %v and %v", told, err)
		} else if err != nil {
			told = err
		}
	}
	if !fault.Is(told, fault.Conflict) {
		t.Fatalf("the second publisher was told %v", told)
	}
	r := replica(t, s, plenty)
	synced(t, r)
	got := mirrortest.Tree(t, r.Dir())
	if !cmp.Equal(got, mirrortest.Tree(t, dirs[0])) && !cmp.Equal(got, mirrortest.Tree(t, dirs[1])) {
		t.Error("the release is neither publisher's")
	}
}

// What is wrong with a store is told in a sentence, and what a replica has stays as it is.
func TestStoresThatFail(t *testing.T) {
	endpoint, _ := mirrortest.Server(t)
	s, dir := store(t, endpoint), t.TempDir()
	published(t, dir, "2026-03-31", "a")
	put(t, s, dir)
	r := replica(t, s, plenty)
	synced(t, r)
	before := mirrortest.Tree(t, r.Dir())
	for address, want := range map[string]fault.Kind{"s3://nowhere/x": fault.NotFound, "s3://care/elsewhere": -1} {
		other, err := mirror.Open(address, mirror.Options{Endpoint: endpoint, Region: "us-east-1"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := replica(t, other, plenty).Sync(context.Background()); (want < 0) != (err == nil) || err != nil && fault.Of(err) != want {
			t.Errorf("%s: %v", address, err)
		}
	}
	if c := synced(t, replica(t, s, 500)); len(c.Faults) != 1 || !fault.Is(c.Faults[0], fault.TooLarge) {
		t.Errorf("a cache without room: %+v", c)
	}
	gone, err := mirror.Open("s3://care/public/releases", mirror.Options{Endpoint: "http://127.0.0.1:1", Region: "us-east-1"})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(context.Background(), 2*time.Second)
	defer stop()
	if _, err := replica(t, gone, plenty).Sync(ctx); !fault.Is(err, fault.Unavailable) || strings.Contains(err.Error(), "dial tcp") {
		t.Errorf("a store that is gone: %v", err)
	}
	if diff := cmp.Diff(before, mirrortest.Tree(t, r.Dir())); diff != "" {
		t.Error(diff)
	}
}

// A store that writes over what it was asked to write only if new can be served from, and nothing is put into it.
func TestStoreWithoutConditionalWrites(t *testing.T) {
	endpoint, _ := mirrortest.Server(t)
	deaf := mirrortest.NewWay(t, endpoint)
	deaf.Deaf.Store(true)
	dir := t.TempDir()
	published(t, dir, "2026-03-31", "a")
	s := store(t, deaf.URL)
	if put, err := s.Put(context.Background(), dir); !fault.Is(err, fault.Conflict) || len(put) > 0 {
		t.Errorf("put %v, told %v", put, err)
	}
	put(t, store(t, endpoint), dir)
	if c := synced(t, replica(t, s, plenty)); len(c.Fetched) != 1 {
		t.Errorf("fetched %v", c.Fetched)
	}
}

func TestAddresses(t *testing.T) {
	for _, address := range []string{"releases", "s3://", "s3://Care", "s3://care/../x", "s3://care/x?y", "s3://a"} {
		if _, err := mirror.Open(address, mirror.Options{}); !fault.Is(err, fault.Usage) {
			t.Errorf("%s: %v", address, err)
		}
	}
	for _, e := range []string{"storage.example.org", "ftp://storage.example.org", "https://storage.example.org/path", "https://user:secret@storage.example.org", "https://"} {
		if _, err := mirror.Open("s3://care", mirror.Options{Endpoint: e}); !fault.Is(err, fault.Usage) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", e, err)
		}
	}
	if mirror.IsAddress("releases/s3") || !mirror.IsAddress("s3://care/x") {
		t.Error("addresses and directories are not told apart")
	}
}
