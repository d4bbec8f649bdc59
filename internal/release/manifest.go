// Package release is the one place where the private and the public side meet: an immutable directory of protected figures
// with their definitions.
//
// A releases directory holds one directory a release, named by its id ("synthetic-2026-03-31", "2026-06-30.2"), and
// "official/" with one directory an edition of official statistics. Each holds manifest.json, its cells in Parquet and in CSV, and
// SHA256SUMS over all three. It is built under a hidden name beside the others, synced, and renamed into place; after that
// nobody writes to it. Format: docs/release-format.md.
package release

import (
	"regexp"
	"strings"

	"github.com/careduty/careduty/internal/measure"
)

// Format is the version of the release format; a reader refuses a higher one. Version 1 had breakdowns of councils by quarter, and counts drawn by
// population ids: its releases are read, and none is published beside them.
const Format = 2

// OfficialDir is the directory, in a releases directory, of the editions of official statistics.
const OfficialDir = "official"

// SyntheticPrefix begins the id of every release made from made-up records.
const SyntheticPrefix = "synthetic-"

// Licence and attribution of what careduty publishes.
const (
	Licence     = "Open Government Licence v3.0"
	LicenceURL  = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
	Attribution = "careduty, from records held by councils in England."
)

// Manifest describes a release: what it holds, how it was made, and the files it is made of. No count of records, no set
// hash and no key is in it.
type Manifest struct {
	Format      int                      `json:"format"`
	ID          string                   `json:"id"`
	Kind        string                   `json:"kind"` // release or official
	Synthetic   bool                     `json:"synthetic"`
	Title       string                   `json:"title"`
	AsOf        string                   `json:"as_of,omitempty"` // ISO date: records as they stood on it
	PublishedOn string                   `json:"published_on"`    // ISO date
	Program     string                   `json:"program"`         // name and version that built it
	Build       string                   `json:"build,omitempty"` // which build of that version: the beginning of the SHA-256 of the program's file
	Inputs      string                   `json:"inputs"`          // keyed digest of what it was built from: the same inputs make no new release
	Content     string                   `json:"content"`         // digest of its cells but for their release: the same cells make no new release
	Licence     string                   `json:"licence"`
	LicenceURL  string                   `json:"licence_url"`
	Attribution string                   `json:"attribution"`
	Sources     []Source                 `json:"sources,omitempty"`
	Measures    []measure.Definition     `json:"measures,omitempty"`
	Series      []Series                 `json:"series,omitempty"` // official editions only
	Periods     []string                 `json:"periods"`
	Coverage    map[string][]Coverage    `json:"coverage,omitempty"`   // by council: which kinds, which dates
	Missing     map[string][]MissingSpan `json:"missing,omitempty"`    // by measure: councils without a figure in a period
	Members     map[string][]MemberSpan  `json:"members,omitempty"`    // by measure: regions and England where not every council with a figure is in theirs
	Unfinished  map[string][]OpenSpan    `json:"unfinished,omitempty"` // by measure: periods of which what is counted could still be done when they were drawn
	Official    []string                 `json:"official,omitempty"`   // editions served beside it
	Disclosure  *Disclosure              `json:"disclosure,omitempty"`
	Audit       []AuditResult            `json:"audit,omitempty"`
	Files       []File                   `json:"files"`
}

// Source is a publication that an official edition was read from.
type Source struct {
	Title     string `json:"title"`
	Publisher string `json:"publisher"`
	Published string `json:"published"` // ISO date
	Licence   string `json:"licence"`
	SHA256    string `json:"sha256"`
}

// Series is one official measure, served beside ours.
type Series = measure.Series

// Break is where a series becomes another one.
type Break = measure.Break

// Coverage is the span of dates a council's current extract covers for a kind of record.
type Coverage struct {
	Kind  string `json:"kind"`
	From  string `json:"from"`
	To    string `json:"to"`
	Basis string `json:"basis,omitempty"` // cld where it was made from Client Level Data; empty for records
}

// MissingSpan names the councils that are not in a measure's figures of a period.
type MissingSpan struct {
	Period   string   `json:"period"`
	Councils []string `json:"councils"`
}

// MemberSpan names the councils in the figure of a region or of England, where that was drawn before some council reported: it takes the
// others in at its next vintage.
type MemberSpan struct {
	Period   string   `json:"period"`
	Area     string   `json:"area"`
	Councils []string `json:"councils"`
}

// OpenSpan names the areas whose figure of a period was drawn before its follow-up was over; none are all.
type OpenSpan struct {
	Period string   `json:"period"`
	Areas  []string `json:"areas,omitempty"`
}

// Disclosure says how the figures were protected, in full but for the keys.
type Disclosure struct {
	Method    string `json:"method"`
	TableHash string `json:"table_hash"`
	Table     any    `json:"table" swaggertype:"string"`
	Words     string `json:"words"`
}

// AuditResult is one figure of one attack on the candidate, made before it was published, and the limit it was held to.
type AuditResult struct {
	ID     string  `json:"id"` // A1 to A12, as in docs/privacy.md
	Attack string  `json:"attack"`
	Passed bool    `json:"passed"`
	Figure float64 `json:"figure"` // two significant digits
	Limit  float64 `json:"limit"`
	Bound  string  `json:"bound,omitempty"` // "most" or "least": how the limit binds; empty where the figure is told for information
	Words  string  `json:"words"`           // what the figure is
}

// File is one file of a release.
type File struct {
	Name      string `json:"name"`
	MediaType string `json:"media_type"`
	Bytes     int64  `json:"bytes"`
	SHA256    string `json:"sha256"`
	Rows      int64  `json:"rows"`
	Words     string `json:"words"`
}

// Kinds of a manifest.
const (
	KindRelease  = "release"
	KindOfficial = "official"
)

// idForm is what a release may be called: a date, with its label and its number where it has them.
var idForm = regexp.MustCompile(`^(synthetic-)?\d{4}-\d{2}-\d{2}(\.[1-9]\d*)?$`)

// ValidID says whether a text can be a release's id.
func ValidID(id string) bool { return idForm.MatchString(id) }

// CellsFile is the name of the release's data file; it carries the id, and so the label of made-up data.
func CellsFile(id string) string { return strings.ReplaceAll(id, ".", "-") + "-cells.parquet" }

// CSVFile is the name of the same data as CSV, packed.
func CSVFile(id string) string { return strings.ReplaceAll(id, ".", "-") + "-cells.csv.gz" }
