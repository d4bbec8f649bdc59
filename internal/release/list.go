package release

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/careduty/careduty/internal/fault"
)

// Listed is one release of a directory, withdrawn or not.
type Listed struct {
	Manifest    Manifest
	Withdrawn   *Withdrawal  // nil while it stands
	Corrections []Correction // one council's figures withdrawn each
	Official    []Manifest   // official editions it is served with, the later the further back
	Dir         string
	Fault       error  // why it cannot be served as it lies there; of one without a readable manifest nothing but the id is known
	Markers     string // digest of the markers beside it; empty without any

	stamps string // of its files when they were listed
}

// List reads the manifests of a directory's releases, newest first: by date of publication, then by id with its number counted. A
// directory that is not there yet has none; one whose releases are damaged or of a newer format is refused.
func List(dir string) ([]Listed, error) {
	if _, err := os.Stat(dir); os.IsNotExist(err) {
		return nil, nil
	}
	all, err := Scan(dir)
	if err != nil {
		return nil, err
	}
	for _, l := range all {
		if l.Fault != nil {
			return nil, l.Fault
		}
	}
	return all, nil
}

// Scan is List for serving and for withdrawing, where a fault of one release is that release's and must not hide another's marker: what
// cannot be read is listed with its fault. Only a directory that cannot be read is refused.
func Scan(dir string) ([]Listed, error) { return new(scanner).scan(dir) }

// scanner lists a directory again and again; manifests that have not changed are not read again.
type scanner struct {
	read map[string]scanned
}

type scanned struct {
	stamps   string
	manifest Manifest
	fault    error
}

func (s *scanner) scan(dir string) ([]Listed, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fault.New(fault.Refused, "The releases directory cannot be read.", "Check the path; careduty publish makes releases.").At(dir).Because(err)
	}
	found := map[string]*Listed{}
	at := func(id string) *Listed {
		if found[id] == nil {
			found[id] = &Listed{Manifest: Manifest{ID: id}, Dir: filepath.Join(dir, id)}
		}
		return found[id]
	}
	read, corrections := map[string]scanned{}, map[string][]string{}
	for _, e := range entries {
		if id, ok := markedID(e.Name()); ok {
			at(id) // a marker counts even where the release itself is not there (any more)
			corrections[id] = append(corrections[id], e.Name())
		}
		if !ValidID(e.Name()) || !isDirectory(dir, e) {
			continue
		}
		l := at(e.Name())
		m := s.manifest(l.Dir)
		read[e.Name()] = m
		if l.Fault = m.fault; m.manifest.ID == e.Name() {
			l.Manifest = m.manifest
		}
		l.stamps = stampsOf(l.Dir)
	}
	s.read = read
	out := make([]Listed, 0, len(found))
	for _, l := range found {
		if l.readMarkers(corrections[l.Manifest.ID]); l.Fault == nil && l.Manifest.Kind == "" {
			l.Fault = fault.New(fault.Refused, "Only the marker of the release is there.", "Put the release back, or leave the marker: it keeps the release's addresses answering.").At(l.Dir)
		}
		out = append(out, *l)
	}
	slices.SortFunc(out, func(a, b Listed) int { return newest(a.Manifest, b.Manifest) })
	return out, nil
}

// isDirectory follows a link, which some operators keep their releases by.
func isDirectory(dir string, e os.DirEntry) bool {
	if e.Type()&os.ModeSymlink == 0 {
		return e.IsDir()
	}
	info, err := os.Stat(filepath.Join(dir, e.Name()))
	return err == nil && info.IsDir()
}

// manifest reads a release's manifest, or remembers it if none of its files looks changed.
func (s *scanner) manifest(dir string) scanned {
	id, stamps := filepath.Base(dir), stampsOf(dir)
	if was, ok := s.read[id]; ok && was.stamps == stamps {
		return was
	}
	m, err := readManifest(dir, KindRelease)
	if err != nil && (m.ID != id || m.Kind != KindRelease) {
		m = s.read[id].manifest // what it was, while it is being spoilt
	}
	return scanned{stamps: stamps, manifest: m, fault: err}
}

// stampsOf tells the files of a directory from what they were, by size and time of change.
func stampsOf(dir string) string {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return ""
	}
	var b strings.Builder
	for _, e := range entries {
		if info, err := os.Stat(filepath.Join(dir, e.Name())); err == nil {
			b.WriteString(e.Name() + " " + stampOf(info).String() + "\n")
		}
	}
	return b.String()
}

// unmixed refuses a directory without releases, and one where made-up and real ones stand side by side.
func unmixed(dir string, all []Listed) error {
	if len(all) == 0 {
		return fault.New(fault.Refused, "There is neither a release nor an edition of official statistics in the directory.",
			"Run careduty official or careduty publish, or give the directory that holds releases.").At(dir)
	}
	for _, l := range all {
		if strings.HasPrefix(l.Manifest.ID, SyntheticPrefix) != strings.HasPrefix(all[0].Manifest.ID, SyntheticPrefix) {
			return mixed(dir)
		}
	}
	return nil
}

func mixed(dir string) error {
	return fault.New(fault.Refused, "The directory holds made-up and real releases side by side.",
		"Keep releases whose id starts with "+SyntheticPrefix+" in a directory of their own.").At(dir)
}

// newest orders manifests from the last published to the first. One that cannot be read goes by the date in its id.
func newest(a, b Manifest) int {
	idA, nA := numbered(a.ID)
	idB, nB := numbered(b.ID)
	return cmp.Or(cmp.Compare(published(b), published(a)), cmp.Compare(idB, idA), cmp.Compare(nB, nA))
}

func published(m Manifest) string {
	if m.PublishedOn != "" {
		return m.PublishedOn
	}
	id, _ := numbered(strings.TrimPrefix(m.ID, SyntheticPrefix))
	return id
}

// numbered splits an id into its date and its number, which is 1 where none is written.
func numbered(id string) (string, int) {
	base, n, ok := strings.Cut(id, ".")
	if !ok {
		return base, 1
	}
	i, _ := strconv.Atoi(n)
	return base, i
}
