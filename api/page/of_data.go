package page

import (
	"slices"

	"github.com/careduty/careduty/api/answer"
	"github.com/careduty/careduty/api/query"
	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/internal/area"
)

// Data is the form that makes an address of data, with what it comes to.
type Data struct {
	Measures, Levels, Grains, Groups, Formats []Option
	Areas                                     []Option
	Hidden                                    []Hidden
	Address                                   string // of the file; empty while nothing is chosen
	Rows                                      Number
	Format                                    string
	TooLarge                                  string
	Citation                                  string
	Recipes                                   []Recipe
	Dictionary                                []Named2
	Files                                     []Link
}

func (Data) template() string { return "data" }

// Named2 is a name with what it means.
type Named2 struct{ Name, Words string }

// DataPage asks what data is wanted, and gives its address, how many rows it has and how it is cited.
func DataPage(v *Visit, t *answer.DataForm) (*Frame, View) {
	f, q := v.frameOf(t), t.Query
	f.Title, f.Lead = "Get the data", words.DataLead
	f.Data, f.Permalink, f.Citation, f.Notes = nil, "", "", nil
	p := Data{Hidden: v.hidden("measure", "level", "area", "period", "by", "as"), Format: q.As}
	for _, s := range v.Release.Subjects() {
		p.Measures = append(p.Measures, Option{Value: s.ID, Text: s.Title, Chosen: slices.Contains(q.Chosen("measure"), s.ID)})
	}
	p.Levels = choices(q.Chosen("level"), "council", "Councils", "region", "Regions", "country", "England", "country,region,council", "All of these")
	p.Grains = choices(q.Chosen("period"), "latest", "Newest", "all", "All there are", "last:12", "The last twelve", "last:5", "The last five")
	p.Groups = []Option{{Text: "Totals"}}
	for _, d := range v.Release.Dimensions() {
		p.Groups = append(p.Groups, Option{Value: d.ID, Text: d.Label, Chosen: slices.Contains(q.Chosen("by"), d.ID)})
	}
	p.Formats = choices([]string{q.As}, "csv", "CSV", "xlsx", "Workbook (XLSX)", "parquet", "Parquet", "json", "JSON")
	p.Areas = []Option{{Text: "All"}}
	for _, a := range area.Of(area.Council) {
		p.Areas = append(p.Areas, Option{Value: a.Code, Text: a.Name, Chosen: slices.Contains(q.Chosen("area"), a.Code)})
	}
	slices.SortStableFunc(p.Areas[1:], byText)
	for _, c := range t.Columns {
		p.Dictionary = append(p.Dictionary, Named2{c.Name, c.Words})
	}
	p.Files = v.wholeRelease()
	f.describeData(words.DataSet)
	for _, file := range v.Release.Manifest.Files {
		f.Dataset.Distribution = append(f.Dataset.Distribution, Distribution{"DataDownload", file.MediaType, f.Base + "/v1/releases/" + v.Release.ID() + "/files/" + file.Name})
	}
	if q.Data == nil {
		return f, p
	}
	at := query.Address{Base: v.Address.Base, Path: "/v1/data", Canonical: q.Data.Canonical, Release: v.Address.Release, Named: v.Address.Named, Editions: v.Address.Editions}
	set := map[string]string{}
	if q.As != "json" {
		set["format"] = q.As
	}
	p.Address, p.Rows = at.With(set), Whole(int64(t.Rows))
	p.TooLarge = t.TooLarge
	p.Citation = words.CitedWith(t.Titles, v.Envelope.Meta.Citation)
	p.Recipes = recipes(at.Base + at.With(map[string]string{"format": "csv"}))
	return f, p
}

// choices are options in pairs of value and text.
func choices(chosen []string, pairs ...string) []Option {
	var out []Option
	for i := 0; i+1 < len(pairs); i += 2 {
		out = append(out, Option{Value: pairs[i], Text: pairs[i+1], Chosen: slices.Contains(chosen, pairs[i])})
	}
	return out
}

// wholeRelease are the files of the release, and the pages that list them.
func (v *Visit) wholeRelease() []Link {
	id := v.Release.ID()
	var out []Link
	for _, file := range v.Release.Manifest.Files {
		out = append(out, Link{Text: file.Name, Href: "/v1/releases/" + id + "/files/" + file.Name, Type: file.MediaType})
	}
	return append(out, Link{Text: "The release with its checksums", Href: "/releases/" + id}, Link{Text: "All releases and editions", Href: "/releases"})
}
