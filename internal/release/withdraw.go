package release

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/careduty/careduty/internal/fault"
)

// Withdraw puts a marker beside a release, which stays as it is: it is no longer served, keeps its place in the list, and whoever asks for it
// is told why and what takes its place. An unknown release is not found; a reason that is empty, or a replacement that is not there, is a
// usage fault; a second marker is a conflict.
func Withdraw(dir, id string, w Withdrawal) error {
	all, err := Scan(dir) // a broken neighbour must not stand in the way
	if err != nil {
		return err
	}
	found, replacement := false, w.Replacement == ""
	for _, l := range all {
		found = found || l.Manifest.ID == id
		replacement = replacement || l.Manifest.ID == w.Replacement && l.Manifest.ID != id && l.Withdrawn == nil && l.Fault == nil
	}
	_, day := time.Parse(time.DateOnly, w.On)
	switch {
	case !found:
		return fault.New(fault.NotFound, "There is no such release.", "The directory's folders are named by the releases' ids.").At(id)
	case strings.TrimSpace(w.Reason) == "":
		return fault.New(fault.Usage, "A release is not withdrawn without a reason.", "Say it in a sentence: readers are shown it.")
	case day != nil:
		return fault.New(fault.Usage, "The day of the withdrawal is not a day.", "Write it as 2026-03-31.")
	case !replacement:
		return fault.New(fault.Usage, "The replacement is no other release that stands.", "Publish it first, or name none.")
	}
	text, err := json.MarshalIndent(w, "", " ")
	if err != nil {
		return fault.New(fault.Internal, "The marker cannot be written.", "").Because(err)
	}
	return mark(filepath.Join(dir, id)+withdrawnSuffix, append(text, '\n'))
}

// mark writes a marker that is not there yet, whole: first under another name, then linked into place.
func mark(path string, text []byte) error {
	unfinished := path + ".unfinished"
	if err := os.WriteFile(unfinished, text, publicFile); err != nil { //nolint:gosec // published
		return writeFault(path, err)
	}
	defer os.Remove(unfinished) //nolint:errcheck // a leftover does no harm
	if err := syncPublic(unfinished, publicFile); err != nil {
		return err
	}
	err := os.Link(unfinished, path)
	if errors.Is(err, fs.ErrExist) {
		return fault.New(fault.Conflict, "The release has been withdrawn already.", "Its marker says why.").At(path)
	}
	if err != nil {
		return writeFault(path, err)
	}
	return syncFile(filepath.Dir(path))
}
