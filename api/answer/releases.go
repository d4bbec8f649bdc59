package answer

import (
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
		row := releaseRow{l.ID, l.Title, l.PublishedOn, l.AsOf, yesNo(l.Synthetic), yesNo(l.Current), "", l.Manifest}
		if l.Withdrawn != nil {
			row.Reason = l.Withdrawn.Reason
		}
		rows = append(rows, row)
	}
	return Table{Columns: columnsOf[releaseRow]("", nil), rows: rows}
}

// Releases answers the list of releases; current is the id of the one that is.
func Releases(all []release.Listed, current string) *ReleaseList {
	t := &ReleaseList{Facts: Facts{Name: "releases", Total: len(all)}}
	for _, l := range all {
		m := l.Manifest
		t.Rows = append(t.Rows, ReleaseLine{m.ID, m.Title, m.PublishedOn, m.AsOf, m.Synthetic, m.ID == current, l.Withdrawn, "/v1/releases/" + m.ID})
	}
	t.Object = t.Rows
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
