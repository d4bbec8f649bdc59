package release

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/careduty/careduty/internal/fault"
)

// Withdrawal is why a release is no longer served, and which one takes its place.
type Withdrawal struct {
	Reason      string `json:"reason"`
	Replacement string `json:"replacement,omitempty"` // id of a release
	On          string `json:"on"`                    // ISO date; empty where the marker does not say
}

const withdrawnSuffix = ".withdrawn.json"

// unreadableReason is what readers are told where a marker is there and cannot be read: the release is withdrawn all the same.
const unreadableReason = "It was withdrawn. The reason cannot be read at the moment."

// markedID is the release that a file beside the releases is a marker of.
func markedID(name string) (id string, ok bool) {
	if m := markerName.FindStringSubmatch(name); m != nil {
		return m[1], ValidID(m[1])
	}
	id, ok = strings.CutSuffix(name, withdrawnSuffix)
	return id, ok && ValidID(id)
}

// readMarkers reads the marker of a withdrawal, if there is one, and those of corrections, whose files' names are given. A marker that cannot be
// read counts all the same, and is a fault of the release.
func (l *Listed) readMarkers(corrections []string) {
	digest := sha256.New()
	l.Withdrawn, l.Corrections, l.Markers = nil, nil, ""
	for _, name := range corrections {
		text, err := readMarker(filepath.Join(filepath.Dir(l.Dir), name))
		if err != nil {
			text = nil // which withdraws all of the council's figures
		}
		if c, ok := ParseCorrection(l.Manifest.ID, name, text); ok {
			l.Corrections = append(l.Corrections, c)
			fmt.Fprintf(digest, "%s %d\n%s", name, len(text), text)
		}
	}
	l.readWithdrawal(digest)
	if l.Withdrawn != nil || l.Corrections != nil {
		l.Markers = hex.EncodeToString(digest.Sum(nil)[:12])
	}
}

func (l *Listed) readWithdrawal(digest io.Writer) {
	path := l.Dir + withdrawnSuffix
	if _, err := os.Lstat(path); os.IsNotExist(err) {
		return
	}
	text, err := readMarker(path)
	w, perr := parseWithdrawal(text)
	l.Withdrawn = &w
	fmt.Fprintf(digest, "withdrawn\n%s", text)
	if err = cmp.Or(err, perr); err != nil {
		l.Withdrawn.Reason = unreadableReason
		l.Fault = fault.New(fault.Refused, "The marker of a withdrawn release is not readable.", `Write {"reason": "…", "on": "2026-01-31"}.`).At(path).Because(err)
	}
}

// parseWithdrawal reads a marker; what is wrong with it leaves the field in question empty.
func parseWithdrawal(text []byte) (Withdrawal, error) {
	var w Withdrawal
	if err := json.Unmarshal(text, &w); err != nil {
		return Withdrawal{}, err
	}
	if w.Replacement != "" && !ValidID(w.Replacement) {
		w.Replacement = ""
	}
	if _, err := time.Parse(time.DateOnly, w.On); err != nil {
		w.On = ""
		return w, err
	}
	if strings.TrimSpace(w.Reason) == "" {
		return w, fault.New(fault.Refused, "The marker has no reason.", "")
	}
	return w, nil
}
