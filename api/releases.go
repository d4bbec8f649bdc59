package api

import (
	"context"
	"io"
	"strings"

	"github.com/careduty/careduty/api/format"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/release"
)

// releaseLine is one release of the list.
type releaseLine struct {
	ID          string              `json:"id"`
	Title       string              `json:"title"`
	PublishedOn string              `json:"published_on"`
	AsOf        string              `json:"as_of"`
	Synthetic   bool                `json:"synthetic"`
	Current     bool                `json:"current"`
	Withdrawn   *release.Withdrawal `json:"withdrawn,omitempty"` // why and since when; left out while it stands
	Manifest    string              `json:"manifest"`            // its address
} //	@name	ReleaseLine

var releaseColumns = []format.Column[releaseLine]{
	format.Texts("id", "Id.", func(r *releaseLine) string { return r.ID }),
	format.Texts("title", "Title.", func(r *releaseLine) string { return r.Title }),
	format.Texts("published_on", "Date of publication.", func(r *releaseLine) string { return r.PublishedOn }),
	format.Texts("as_of", "Records as they stood on this date.", func(r *releaseLine) string { return r.AsOf }),
	format.Texts("synthetic", "Whether it is made up.", func(r *releaseLine) string { return yesNo(r.Synthetic) }),
	format.Texts("current", "Whether it is the current one.", func(r *releaseLine) string { return yesNo(r.Current) }),
	format.Texts("withdrawn_reason", "Why it was withdrawn; empty while it stands.", func(r *releaseLine) string {
		if r.Withdrawn == nil {
			return ""
		}
		return r.Withdrawn.Reason
	}),
	format.Texts("manifest", "Its address.", func(r *releaseLine) string { return r.Manifest }),
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// listReleases gives every release, newest first, withdrawn ones included.
//
//	@Summary		Every release, newest first
//	@Description	A withdrawn release keeps its place in the list, with the reason.
//	@Tags			releases
//	@Produce		json,text/csv,application/vnd.apache.parquet,application/vnd.apache.arrow.stream,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
//	@Param			format	query		string	false	"Beats the Accept header"	Enums(json, csv, parquet, arrow, xlsx)
//	@Success		200		{object}	ReleasesAnswer
//	@Failure		default	{object}	problem.Problem
//	@Router			/v1/releases [get]
func listReleases(c *call) (*reply, error) {
	if err := c.openRelease(""); err != nil {
		return nil, err
	}
	all := c.s.set.Listed()
	c.listing = fingerprint(all)
	return &reply{name: "releases", write: func(_ context.Context, w io.Writer) error {
		var out []*releaseLine
		for _, l := range all {
			m := l.Manifest
			out = append(out, &releaseLine{m.ID, m.Title, m.PublishedOn, m.AsOf, m.Synthetic, m.ID == c.releaseID(), l.Withdrawn, "/v1/releases/" + m.ID})
		}
		return writeObject(c, w, out, len(out), releaseColumns, out, nil)
	}}, nil
}

// fingerprint tells one list of releases from another.
func fingerprint(all []release.Listed) string {
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

// showRelease gives one release as a data package.
//
//	@Summary		One release as a Frictionless Data Package
//	@Description	Its files with addresses and checksums and, inside it, the manifest: what the release holds, how it was made and protected, which councils are in which figure. An official edition is described in the same way.
//	@Tags			releases
//	@Produce		json
//	@Param			release	path		string	true	"Id of a release or official edition, or latest"	example(latest)
//	@Param			format	query		string	false	"Only json"	Enums(json)
//	@Success		200		{object}	Package
//	@Failure		default	{object}	problem.Problem
//	@Router			/v1/releases/{release} [get]
func showRelease(c *call) (*reply, error) {
	l, err := c.pathRelease()
	if err != nil {
		return nil, err
	}
	c.listing = "package " + l.Manifest.ID
	c.lasting, c.dated = "/v1/releases/"+l.Manifest.ID, l.Manifest.PublishedOn
	return &reply{name: "release", write: func(_ context.Context, w io.Writer) error {
		if isPage(c.format) {
			return c.show(w, &shown{data: l})
		}
		return format.WriteJSON(w, c.s.packageOf(l))
	}}, nil
}

// pathRelease is the release or edition named in the path, which is open until the call ends.
func (c *call) pathRelease() (release.Listed, error) {
	id := c.g.Param("release")
	if l, err := c.s.set.Find(id); fault.Is(err, fault.Gone) {
		return l, c.s.releaseProblem(id, err)
	}
	if err := c.openRelease(""); err != nil {
		return release.Listed{}, err
	}
	if l, ok := c.release.Edition(id); ok {
		return l, nil
	}
	l, err := c.s.set.Find(id)
	if err != nil {
		return l, c.s.releaseProblem(id, err)
	}
	return l, nil
}
