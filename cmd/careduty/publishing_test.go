package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/careduty/careduty/internal/mirror"
	"github.com/careduty/careduty/internal/mirror/mirrortest"
	"github.com/google/go-cmp/cmp"
	"github.com/minio/minio-go/v7"
)

// told runs the program in this process and gives its exit code and what it printed.
func told(t *testing.T, args ...string) (code int, text string) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 5*time.Minute)
	defer stop()
	var out bytes.Buffer
	code = run(ctx, args, &out, &out)
	return code, out.String()
}

func done(t *testing.T, args ...string) string {
	t.Helper()
	code, text := told(t, args...)
	if code != exitOK {
		t.Fatalf("careduty %s: exit %d\n%s", strings.Join(args, " "), code, text)
	}
	return text
}

// in is where a store is, and a cache in it: flags.
func in(prefix, endpoint, cache string) []string {
	return []string{"--releases", "s3://" + mirrortest.Bucket + "/" + prefix, "--store-endpoint", endpoint, "--store-region", "us-east-1", "--cache", cache}
}

func args(command []string, more ...[]string) []string {
	for _, m := range more {
		command = append(command, m...)
	}
	return command
}

// Of two publishers at once one wins; the other is told, and its ledger has nothing of it. A publisher whose line breaks leaves nothing to be seen, and
// goes on to the release that is byte for byte the one published into a directory. A release that was altered in the store is taken in by nobody.
func TestPublishingIntoAStore(t *testing.T) {
	mirrortest.Long(t)
	endpoint, client := mirrortest.Server(t)
	way, dir := mirrortest.NewWay(t, endpoint), t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	done(t, "synth", "--out", path("extract"), "--people", "3000", "--as-of", "2026-03-31")
	for _, w := range []string{"one", "two"} {
		done(t, "load", path("extract"), "--warehouse", path(w+".duckdb"), "--max-rejects", "20")
	}
	publish := func(w string, more ...[]string) []string {
		return args([]string{"publish", "--warehouse", path(w + ".duckdb"), "--measures", "overdue_reviews", "--threads", "1", "--memory", "1024"}, more...)
	}
	loser := race(t, func(w string) []string { return publish(w, in("race", endpoint, path("race-"+w))) })
	if code, text := told(t, publish(loser, in("race", endpoint, path("race-"+loser)), []string{"--id", "synthetic-2026-04-30"})...); code != exitRefused ||
		!strings.Contains(text, "ledger does not know") {
		t.Errorf("the other draws the same people again: exit %d: %s", code, text)
	}

	way.Writes.Store(10) // those that try the store, before and after counting, the claim, and one file
	if code, text := told(t, publish(loser, in("public", way.URL, path("cache")))...); code != exitFailure || !strings.Contains(text, "does not answer") || strings.Contains(text, "dial") {
		t.Fatalf("a line that breaks: exit %d: %s", code, text)
	}
	if got := fetched(t, endpoint, "public"); len(got) > 0 {
		t.Errorf("%d files of a release that was not put whole", len(got))
	}
	way.Writes.Store(-1)
	if text := done(t, publish(loser, in("public", way.URL, path("cache")))...); !strings.Contains(text, "in s3://care/public/"+first) {
		t.Errorf("publish says %s", text)
	}
	done(t, publish(loser, []string{"--releases", path("plain")})...)
	stored := fetched(t, endpoint, "public")
	if !cmp.Equal(mirrortest.Tree(t, path("plain")), stored) {
		t.Error("a release in the store differs from one in a directory")
	}
	if text := done(t, publish(loser, in("public", endpoint, path("cache")))...); !strings.Contains(text, "published already") {
		t.Errorf("again: %s", text)
	}

	way.Deaf.Store(true)
	if code, text := told(t, publish(loser, in("elsewhere", way.URL, path("deaf")))...); code != exitFailure || !strings.Contains(text, "If-None-Match") {
		t.Errorf("a store without conditional writes: exit %d: %s", code, text)
	}
	done(t, args([]string{"audit"}, in("public", endpoint, path("auditor")))...)
	done(t, args([]string{"official"}, in("public", endpoint, path("cache")))...)
	if got := fetched(t, endpoint, "public"); got["official/ascof-2024-25/manifest.json"] == "" {
		t.Error("official editions are not in the store")
	}
	altered(t, client, endpoint, stored[first+"/"+first+"-cells.csv.gz"], publish(loser, in("public", endpoint, path("other"))))
}

// race has two publishers, each with a warehouse of its own, publish one id at once, and gives who was told.
func race(t *testing.T, publish func(string) []string) (loser string) {
	t.Helper()
	var wait sync.WaitGroup
	codes, texts := make([]int, 2), make([]string, 2)
	names := []string{"one", "two"}
	for i, w := range names {
		wait.Go(func() { codes[i], texts[i] = told(t, publish(w)...) })
	}
	wait.Wait()
	if codes[0]+codes[1] != exitFailure {
		t.Fatalf("two publishers: exits %v: %v", codes, texts)
	}
	if text := texts[codes[1]]; !strings.Contains(text, "Another publisher has claimed this id") { // the first wins where the second failed
		t.Errorf("one is told %s", text)
	}
	return names[codes[1]]
}

// fetched is what a replica gets from a store.
func fetched(t *testing.T, endpoint, prefix string) map[string]string {
	t.Helper()
	s, err := mirror.Open("s3://"+mirrortest.Bucket+"/"+prefix, mirror.Options{Endpoint: endpoint, Region: "us-east-1"})
	if err != nil {
		t.Fatal(err)
	}
	r, err := mirror.NewReplica(s, t.TempDir(), 1<<30)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := r.Sync(t.Context()); err != nil {
		t.Fatal(err)
	}
	return mirrortest.Tree(t, r.Dir())
}

// What a person may write wrong, or find wrong, is one sentence, and the exit code says which sort it is.
func TestStoreFlags(t *testing.T) {
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIA-secret")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "secret-key")
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	t.Chdir(t.TempDir())
	for _, c := range []struct {
		args string
		code int
		says string
	}{
		{"serve --releases s3://care/x", exitUsage, "--cache DIR"},
		{"serve --releases here --cache there", exitUsage, "--cache goes with releases in an object store"},
		{"audit --releases here --store-region x", exitUsage, "--store-region goes with"},
		{"serve --releases s3://care/x --cache c --cache-size 0", exitUsage, "--cache-size is below 1"},
		{"serve --releases s3://care/x --cache c --sync-every 1ms", exitUsage, "--sync-every is below a second"},
		{"serve --releases s3://Care --cache c", exitUsage, "s3://bucket/prefix"},
		{"official --releases s3://care/x --cache c --store-endpoint storage", exitUsage, "https://storage.example.org"},
		{"audit --releases s3://care/x --cache c --store-endpoint http://127.0.0.1:1", exitFailure, "does not answer"},
		{"withdraw 2026-03-31 --reason x --on 2026-04-01 --releases s3://care/x --store-endpoint " + mirrortest.Answering(t, 403, "AccessDenied"), exitUsage, "refuses these credentials"},
		{"serve --releases s3://care/x --cache c --addr 127.0.0.1:0 --store-endpoint " + mirrortest.Answering(t, 404, "NoSuchBucket"), exitFailure, "no such bucket"},
		{"serve --releases s3://care/x --cache c --addr 127.0.0.1:0 --store-endpoint " + mirrortest.Answering(t, 400, "ExpiredToken"), exitUsage, "has expired"},
	} {
		code, text := told(t, strings.Fields(c.args)...)
		if code != c.code || !strings.Contains(text, c.says) {
			t.Errorf("careduty %s: exit %d, want %d; it says %s", c.args, code, c.code, text)
		}
		for _, not := range []string{"secret", "dial", "127.0.0.1:", "panic"} {
			if strings.Contains(text, not) {
				t.Errorf("careduty %s prints %q: %s", c.args, not, text)
			}
		}
	}
}

// altered changes a byte of a release in the store: nobody takes it in, nobody publishes beside it, and it can be withdrawn.
func altered(t *testing.T, client *minio.Client, endpoint, content string, publish []string) {
	t.Helper()
	changed := []byte(content)
	changed[len(changed)/2]++
	key := fmt.Sprintf("public/objects/%x", sha256.Sum256([]byte(content)))
	if _, err := client.PutObject(t.Context(), mirrortest.Bucket, key, bytes.NewReader(changed), int64(len(changed)), minio.PutObjectOptions{}); err != nil {
		t.Fatal(err)
	}
	if got := fetched(t, endpoint, "public"); got[first+"/manifest.json"] != "" {
		t.Error("a release with a byte changed is taken in")
	}
	if code, text := told(t, publish...); code != exitRefused || !strings.Contains(text, "is not what its index says") {
		t.Errorf("beside a release with a byte changed: exit %d: %s", code, text)
	}
	done(t, "withdraw", first, "--reason", "A byte was changed.", "--on", "2026-07-01", "--releases", "s3://care/public", "--store-endpoint", endpoint, "--store-region", "us-east-1")
	if got := fetched(t, endpoint, "public"); !strings.Contains(got[first+".withdrawn.json"], "A byte was changed.") {
		t.Error("a release with a byte changed cannot be withdrawn")
	}
}
