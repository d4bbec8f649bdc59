package answer

import (
	"slices"
	"strings"

	"github.com/careduty/careduty/internal/release"
)

// ReleaseLine is one release of the list.
type ReleaseLine struct {
	ID          string              `json:"id" words:"Id."`
	Title       string              `json:"title" words:"Title."`
	PublishedOn string              `json:"published_on" words:"Date of publication."`
	AsOf        string              `json:"as_of" words:"Records as they stood on this date."`
	Synthetic   bool                `json:"synthetic"`
	Current     bool                `json:"current"`
	Withdrawn   *release.Withdrawal `json:"withdrawn,omitempty"` // why and since when; left out while it stands
	Manifest    string              `json:"manifest"`            // its address
	Kind        string              `json:"kind" enums:"release,official" words:"release, or official for an edition of official statistics."`
	Editions    string              `json:"editions" words:"Id of the set of official editions that answers hold where none is named."`
} //	@name	ReleaseLine

// releaseRow is the same as a row.
type releaseRow struct {
	ID          string `json:"id" words:"Id."`
	Title       string `json:"title" words:"Title."`
	PublishedOn string `json:"published_on" words:"Date of publication."`
	AsOf        string `json:"as_of" words:"Records as they stood on this date."`
	Synthetic   string `json:"synthetic" words:"Whether it is made up."`
	Current     string `json:"current" words:"Whether it is the current one."`
	Reason      string `json:"withdrawn_reason" words:"Why it was withdrawn; empty while it stands."`
	Manifest    string `json:"manifest" words:"Its address."`
	Kind        string `json:"kind" words:"release, or official for an edition of official statistics."`
	Editions    string `json:"editions" words:"Id of the set of official editions that answers hold where none is named." extensions:"x-nullable"`
}

// ReleaseList is every release, newest first, withdrawn ones included.
type ReleaseList struct {
	Facts
	Rows []ReleaseLine
}

// Table is the releases as rows.
func (t *ReleaseList) Table() Table {
	var rows held[releaseRow]
	for _, l := range t.Rows {
		row := releaseRow{l.ID, l.Title, l.PublishedOn, l.AsOf, yesNo(l.Synthetic), yesNo(l.Current), "", l.Manifest, l.Kind, l.Editions}
		if l.Withdrawn != nil {
			row.Reason = l.Withdrawn.Reason
		}
		rows = append(rows, row)
	}
	return Table{Columns: columnsOf[releaseRow]("", nil), rows: rows}
}

// Releases answers the list of releases and, after them, of the editions of official statistics; current is the id of the release that is, set
// that of the editions.
func Releases(all []release.Listed, current string, editions []release.Manifest, set string) *ReleaseList {
	t := &ReleaseList{Facts: Facts{Name: "releases"}, Rows: []ReleaseLine{}}
	line := func(m release.Manifest, kind string) ReleaseLine {
		return ReleaseLine{
			ID: m.ID, Title: m.Title, PublishedOn: m.PublishedOn, AsOf: m.AsOf, Synthetic: m.Synthetic, Manifest: "/v1/releases/" + m.ID, Kind: kind, Editions: set,
		}
	}
	for _, l := range all {
		row := line(l.Manifest, release.KindRelease)
		row.Current, row.Withdrawn = l.Manifest.ID == current, l.Withdrawn
		t.Rows = append(t.Rows, row)
	}
	for _, m := range slices.Backward(editions) {
		row := line(m, release.KindOfficial)
		row.Current = true
		t.Rows = append(t.Rows, row)
	}
	t.Total, t.Object = len(t.Rows), t.Rows
	return t
}

// Fingerprint tells one list of releases from another.
func Fingerprint(all []release.Listed) string {
	var b strings.Builder
	for _, l := range all {
		b.WriteString(l.Manifest.ID)
		if l.Withdrawn != nil {
			b.WriteString(" withdrawn " + l.Withdrawn.Reason + l.Withdrawn.Replacement + l.Withdrawn.On)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// OneRelease is one release or edition; what it is told as is made by who serves it.
type OneRelease struct {
	Facts
	Listed release.Listed
}

// Table is nothing: a release is told as a data package only.
func (t *OneRelease) Table() Table { return Table{rows: held[releaseRow](nil)} }

// Words is a page that needs no figures.
type Words struct{ Facts }

// Table is nothing.
func (t *Words) Table() Table { return Table{rows: held[releaseRow](nil)} }
