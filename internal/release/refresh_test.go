package release_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/release"
)

const first, second, third = "synthetic-2026-03-31", "synthetic-2026-06-30", "synthetic-2026-09-30"

// open opens a directory of tiny releases until the test ends.
func open(t *testing.T, o release.Options, ids ...string) (dir string, set *release.Set) {
	t.Helper()
	dir = t.TempDir()
	for _, id := range ids {
		write(t, dir, tiny(id))
	}
	set, err := release.OpenSet(t.Context(), dir, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(set.Close)
	return dir, set
}

func refresh(t *testing.T, set *release.Set) {
	t.Helper()
	if _, err := set.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// gone wants a release withdrawn.
func gone(t *testing.T, set *release.Set, id string) {
	t.Helper()
	if l, err := set.Find(id); !fault.Is(err, fault.Gone) || id != release.Latest && l.Withdrawn == nil {
		t.Errorf("%s is not withdrawn: %v", id, err)
	}
	if _, _, err := set.Use(t.Context(), id); !fault.Is(err, fault.Gone) {
		t.Errorf("%s is still opened: %v", id, err)
	}
}

// serves wants a release to be the current one, and to answer.
func serves(t *testing.T, set *release.Set, id string) {
	t.Helper()
	if got := useOnce(t, set); got != id {
		t.Errorf("%s is served, not %s", got, id)
	}
}

func TestTheLastReleaseCanBeWithdrawn(t *testing.T) {
	dir, set := open(t, release.Options{}, first)
	withdraw(t, dir, first)
	refresh(t, set)
	gone(t, set, first)
	gone(t, set, release.Latest)
	if s := set.State(); s.Current != "" || !fault.Is(s.Unfit, fault.Gone) || len(set.Listed()) != 1 {
		t.Errorf("state %+v, %d listed", s, len(set.Listed()))
	}
	again, err := release.OpenSet(t.Context(), dir, release.Options{})
	if err != nil {
		t.Fatalf("a directory whose releases are all withdrawn is not opened: %v", err)
	}
	defer again.Close()
	gone(t, again, first)
	write(t, dir, tiny(second))
	refresh(t, set)
	serves(t, set, second)
}

// Where the release before the withdrawn one is open, it takes its place with the withdrawal and before anything is opened: nobody is turned away.
func TestWhatIsOpenTakesThePlaceAtOnce(t *testing.T) {
	dir, set := open(t, release.Options{}, first, second, third)
	_, done, err := set.Use(t.Context(), first)
	if err != nil {
		t.Fatal(err)
	}
	done()
	for _, id := range []string{third, second} {
		if err := release.Withdraw(dir, id, release.Withdrawal{Reason: "A wrong file.", On: "2026-07-01"}); err != nil {
			t.Fatal(err)
		}
	}
	set.RefreshUnlistedForTest() // which opens nothing
	gone(t, set, third)
	serves(t, set, first)
	refresh(t, set)
	serves(t, set, first)
}

// A withdrawal counts though the directory is being read all the while, and does not end with a reading that began before it.
func TestAMarkerWaitsForNoReading(t *testing.T) {
	dir, set := open(t, release.Options{}, first, second)
	if set.Marked() {
		t.Error("nothing has changed")
	}
	goOn := set.HoldRefreshForTest()
	withdraw(t, dir, second)
	if !set.Marked() {
		t.Error("the withdrawal is not seen")
	}
	gone(t, set, second)
	goOn()
	refresh(t, set)
	gone(t, set, second)
	serves(t, set, first)
	if set.Marked() {
		t.Error("it is seen again and again")
	}
}

// A neighbour of any kind of brokenness hides no marker, is named, and is served once it is whole.
func TestABrokenNeighbourIsItsOwnFault(t *testing.T) {
	broken := map[string]func(t *testing.T, at string){
		"an empty directory":   func(*testing.T, string) {},
		"no manifest yet":      func(t *testing.T, at string) { put(t, filepath.Join(at, release.CellsFile(third)), "PAR1") },
		"half a manifest":      func(t *testing.T, at string) { put(t, filepath.Join(at, "manifest.json"), `{"format": 1, "id": "syn`) },
		"no sums":              func(t *testing.T, at string) { put(t, filepath.Join(at, "manifest.json"), `{"format": 1}`) },
		"sums of another":      func(t *testing.T, at string) { put(t, filepath.Join(at, "SHA256SUMS"), "00  ../secret\n") },
		"a newer format":       func(t *testing.T, at string) { sealed(t, at, `{"format": 99}`) },
		"a manifest of nobody": func(t *testing.T, at string) { sealed(t, at, `{"format": 1, "published_on": "2026-09-30"}`) },
	}
	for name, spoil := range broken {
		t.Run(name, func(t *testing.T) {
			dir, set := open(t, release.Options{}, first, second)
			at := filepath.Join(dir, third)
			if err := os.Mkdir(at, 0o755); err != nil {
				t.Fatal(err)
			}
			spoil(t, at)
			if err := release.Withdraw(dir, second, release.Withdrawal{Reason: "A wrong file.", On: "2026-07-01"}); err != nil {
				t.Fatalf("withdrawing beside it: %v", err)
			}
			if _, err := set.Refresh(t.Context()); !fault.Is(err, fault.Refused) {
				t.Errorf("the broken one is not told of: %v", err)
			}
			gone(t, set, second)
			serves(t, set, first)
			if s := set.State(); s.Unfit != nil || len(s.Faults) != 1 || s.Faults[0].Release != third || strings.Contains(s.Faults[0].What, dir) {
				t.Errorf("state %+v", s)
			}
			if _, _, err := set.Use(t.Context(), third); !fault.Is(err, fault.Refused) {
				t.Errorf("it is opened: %v", err)
			}
			if _, err := release.List(dir); err == nil {
				t.Error("publish would not notice it")
			}
			remove(t, at)
			write(t, dir, tiny(third))
			refresh(t, set)
			serves(t, set, third)
			if s := set.State(); len(s.Faults) != 0 {
				t.Errorf("faults after mending: %+v", s.Faults)
			}
		})
	}
}

func put(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// sealed puts a manifest with its checksum into a directory.
func sealed(t *testing.T, dir, manifest string) {
	t.Helper()
	put(t, filepath.Join(dir, "manifest.json"), manifest)
	release.ResumForTest(t, dir, "manifest.json")
}

// Whatever a marker says or fails to say, and whether its release is there or not, it withdraws.
func TestAnyMarkerWithdraws(t *testing.T) {
	for name, text := range map[string]string{
		"empty": "", "half": `{"reason": "A coun`, "of another kind": `[1, 2]`, "null": "null", "no day": `{"reason": "A wrong file."}`,
		"no reason": `{"on": "2026-07-01"}`, "a replacement that is an address": `{"reason": "x", "on": "2026-07-01", "replacement": "//elsewhere"}`,
	} {
		t.Run(name, func(t *testing.T) {
			dir, set := open(t, release.Options{}, first, second)
			put(t, filepath.Join(dir, second+".withdrawn.json"), text)
			put(t, filepath.Join(dir, third+".withdrawn.json"), text) // of a release that was taken away
			_, _ = set.Refresh(t.Context())
			gone(t, set, second)
			gone(t, set, third)
			serves(t, set, first)
			if l, _ := set.Find(second); l.Withdrawn.Reason == "" || strings.Contains(l.Withdrawn.Replacement, "/") {
				t.Errorf("%+v", l.Withdrawn)
			}
		})
	}
	t.Run("a link to nowhere", func(t *testing.T) {
		dir, set := open(t, release.Options{}, first, second)
		if err := os.Symlink("nowhere", filepath.Join(dir, second+".withdrawn.json")); err != nil {
			t.Fatal(err)
		}
		_, _ = set.Refresh(t.Context())
		gone(t, set, second)
	})
}

func TestAMarkerIsSeenWhereTheDirectoryCannotBeListed(t *testing.T) {
	dir, set := open(t, release.Options{}, first, second)
	withdraw(t, dir, second)
	set.RefreshUnlistedForTest()
	gone(t, set, second)
	if s := set.State(); s.Unfit == nil {
		t.Error("the list is trusted")
	}
	refresh(t, set)
	serves(t, set, first)
}

// A release that is spoilt while it is served answers no more and stays the current one, until it is whole again.
func TestAReleaseSpoiltUnderWay(t *testing.T) {
	dir, set := open(t, release.Options{}, first, second)
	path := filepath.Join(dir, second, release.CellsFile(second))
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	flipped := strings.Replace(string(whole), string(whole[len(whole)/2]), "!", 1) // of the same size
	put(t, path, flipped)
	_, _ = set.Refresh(t.Context())
	if _, _, err := set.Use(t.Context(), release.Latest); !fault.Is(err, fault.Refused) {
		t.Errorf("it is served: %v", err)
	}
	if l, err := set.Find(first); err != nil {
		t.Errorf("its neighbour %s: %v", l.Manifest.ID, err)
	}
	if s := set.State(); s.Current != second || s.Unfit == nil || len(s.Faults) != 1 {
		t.Errorf("state %+v", s)
	}
	put(t, path, string(whole))
	refresh(t, set)
	serves(t, set, second)
}

// A file of an older release, which nobody has opened, is held against its checksum before it is given out.
func TestFilesAreWhatTheirChecksumSays(t *testing.T) {
	dir, set := open(t, release.Options{}, first, second)
	l, err := set.Find(first)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range l.Names() {
		if _, _, err := set.File(l, name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	name := release.CSVFile(first)
	edit(t, filepath.Join(dir, first, name), func(s string) string { return "x" + s[1:] })
	if _, _, err := set.File(l, name); !fault.Is(err, fault.Refused) {
		t.Errorf("a changed file is given out: %v", err)
	}
}

// Nobody waits for the opening of a release that is not theirs, and for their own not for long.
func TestNobodyWaitsForAnothersRelease(t *testing.T) {
	_, set := open(t, release.Options{Wait: 50 * time.Millisecond}, first, second, third)
	free := set.FillOpeningsForTest() // as if two large ones were being opened
	began := time.Now()
	if _, _, err := set.Use(t.Context(), first); !fault.Is(err, fault.Unavailable) {
		t.Errorf("it is open: %v", err)
	}
	if took := time.Since(began); took > time.Second {
		t.Errorf("waited %s", took)
	}
	serves(t, set, third)
	free()
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		_, done, err := set.Use(t.Context(), first)
		if err == nil {
			done()
			break
		}
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
}

func TestManyReleasesAtOnce(t *testing.T) {
	ids := []string{"synthetic-2025-03-31", "synthetic-2025-06-30", "synthetic-2025-09-30", "synthetic-2025-12-31", first, second}
	_, set := open(t, release.Options{Keep: 1, Wait: 20 * time.Second}, ids...)
	var users sync.WaitGroup
	for range 4 {
		for _, id := range ids {
			users.Go(func() {
				r, done, err := set.Use(context.Background(), id)
				if err != nil || r.ID() != id {
					t.Errorf("%s: %v", id, err)
					return
				}
				done()
			})
		}
	}
	users.Wait()
	if n := set.OpenForTest(); n > 2 {
		t.Errorf("%d stay open", n)
	}
}
