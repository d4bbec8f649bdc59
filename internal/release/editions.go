package release

import (
	"cmp"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/careduty/careduty/internal/fault"
)

// OfficialOnly is the id under which official statistics are served where there is no release of records.
const OfficialOnly = "official"

// scannedEdition is an edition as it lay there when it was last read.
type scannedEdition struct {
	stamps   string
	manifest Manifest
	fault    error
}

// editionScanner lists the editions of a directory again and again; those that have not changed are not read again.
type editionScanner struct {
	read map[string]scannedEdition
}

// scan gives the editions that are whole, the later the further back, and what is wrong with the others. An edition that is being copied is not
// whole until its checksums hold.
func (s *editionScanner) scan(dir string, sums *checksums) (present []Manifest, faults []Fault) {
	parent := filepath.Join(dir, OfficialDir)
	entries, err := os.ReadDir(parent)
	if err != nil {
		return nil, nil // there is none
	}
	read := map[string]scannedEdition{}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") || !isDirectory(parent, e) {
			continue
		}
		at, stamps := filepath.Join(parent, e.Name()), stampsOf(filepath.Join(parent, e.Name()))
		x, known := s.read[e.Name()]
		if !known || x.stamps != stamps {
			x = scannedEdition{stamps: stamps}
			x.manifest, x.fault = readEdition(at, sums)
		}
		read[e.Name()] = x
		if x.fault != nil {
			faults = append(faults, Fault{OfficialDir + "/" + e.Name(), whatOf(x.fault)})
			continue
		}
		present = append(present, x.manifest)
	}
	s.read = read
	slices.SortFunc(present, later)
	return present, faults
}

// readEdition reads an edition's manifest and holds its files to their checksums and columns.
func readEdition(dir string, sums *checksums) (Manifest, error) {
	m, err := readManifest(dir, KindOfficial)
	if err != nil {
		return m, err
	}
	if err := sums.verify(dir); err != nil {
		return m, err
	}
	f, err := OpenColumns(dir, m.ID)
	if err != nil {
		return m, err
	}
	return m, f.Close()
}

// Editions lists the editions of official statistics that are whole, the later the further back.
func Editions(dir string) []Manifest {
	present, _ := new(editionScanner).scan(dir, unread)
	return present
}

// later orders editions: by their newest period, then by the day they were published on, then by their number.
func later(a, b Manifest) int {
	idA, nA := numbered(a.ID)
	idB, nB := numbered(b.ID)
	return cmp.Or(cmp.Compare(newestPeriod(a), newestPeriod(b)), cmp.Compare(a.PublishedOn, b.PublishedOn), cmp.Compare(idA, idB), cmp.Compare(nA, nB))
}

func newestPeriod(m Manifest) string {
	if len(m.Periods) == 0 {
		return ""
	}
	return slices.Max(m.Periods)
}

// EditionsID is the id of a set of editions: their ids in order, with commas between.
func EditionsID(editions []Manifest) string {
	ids := make([]string, len(editions))
	for i, m := range editions {
		ids[i] = m.ID
	}
	slices.Sort(ids)
	return strings.Join(ids, ",")
}

// chosen are the editions of a set's id among those present. A set of which one is not here is not found.
func chosen(present []Manifest, id string) ([]Manifest, error) {
	var out []Manifest
	for _, name := range strings.Split(id, ",") {
		i := slices.IndexFunc(present, func(m Manifest) bool { return m.ID == name })
		if i < 0 {
			return nil, fault.New(fault.NotFound, "There is no such set of official editions here.", "GET /v1/releases lists the editions there are.")
		}
		out = append(out, present[i])
	}
	slices.SortFunc(out, later)
	return slices.CompactFunc(out, func(a, b Manifest) bool { return a.ID == b.ID }), nil
}

// officialOnly is what is served where there is no release of records: nothing of ours, and the editions.
func officialOnly(dir string, editions []Manifest) Listed {
	return Listed{
		Manifest: Manifest{
			ID: OfficialOnly, Title: "Official statistics", Licence: Licence, LicenceURL: LicenceURL,
			Attribution: "Official statistics, as their publishers published them.",
		},
		Dir: filepath.Join(dir, OfficialDir), Official: editions,
	}
}

func (l Listed) officialOnly() bool { return l.Manifest.ID == OfficialOnly }

// Present are the official editions that are served where none are named, and the id of their set.
func (s *Set) Present() ([]Manifest, string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.editions), EditionsID(s.editions)
}

// Renamed are the ids that official series had before, each with its present one. An id that a series has now is none of them. The map is not to
// be changed.
func (s *Set) Renamed() map[string]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.renamed
}

func renamedIn(editions []Manifest) map[string]string {
	out := map[string]string{}
	for _, m := range editions {
		for _, x := range m.Series {
			for _, id := range x.Former {
				out[id] = x.ID
			}
		}
	}
	for _, m := range editions {
		for _, x := range m.Series {
			delete(out, x.ID)
		}
	}
	return out
}
