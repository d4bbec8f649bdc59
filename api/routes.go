package api

import (
	"slices"
	"strings"

	"github.com/careduty/careduty/api/format"
	"github.com/careduty/careduty/api/query"
)

// route is one address: the formats it answers in, which release it is about, and what reads its question.
type route struct {
	path        string
	formats     []format.Format
	takes       query.Takes
	read        func(query.Scope) (query.Query, error)
	pathRelease bool   // the release is named in the path
	full        bool   // the answer names addresses in full: without a base URL they are those of the host the request names
	data        string // of a page: the address of the same answer as data; empty where there is none
}

// The formats of pictures.
var (
	svg = format.Format{Name: "svg", Media: "image/svg+xml", Extension: "svg", Accept: []string{"image/svg+xml"}}
	png = format.Format{Name: "png", Media: "image/png", Extension: "png", Accept: []string{"image/png"}}
)

func isPicture(f format.Format) bool { return f.Name == svg.Name || f.Name == png.Name }

// Sets of formats.
var (
	tables = []format.Format{format.JSON, format.CSV, format.Parquet, format.Arrow, format.XLSX}
	drawn  = append(slices.Clone(tables), svg, png)
	object = []format.Format{format.JSON}
)

// routes is the whole surface but for health, pages, feeds and files, in the order of the documentation. What stands above a line describes it.
var routes = []route{
	//	@ID				listReports
	//	@Summary		Every report in one line
	//	@Description	Latest figure for England, its change in a year and its direction, with links.
	//	@Tags			reports
	//	@Produce		json,text/csv,application/vnd.apache.parquet,application/vnd.apache.arrow.stream,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
	//	@Param			query	query		query.Reports	false	" "
	//	@Success		200		{object}	answer.Envelope{data=[]answer.ReportRow}
	//	@Failure		default	{object}	problem.Problem
	//	@Router			/v1/reports [get]
	{path: "/v1/reports", formats: tables, takes: query.OneRelease, read: query.ReadReports},

	//	@ID				showReport
	//	@Summary		One report in brief
	//	@Description	England's latest figure, how the councils' figures spread, and how many differ from England by more than chance.
	//	@Tags			reports
	//	@Produce		json,text/csv,application/vnd.apache.parquet,application/vnd.apache.arrow.stream,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
	//	@Param			measure	path		string			true	"Measure id"	example(overdue_reviews)
	//	@Param			query	query		query.Report	false	" "
	//	@Success		200		{object}	answer.Envelope{data=[]answer.ReportBrief}
	//	@Failure		default	{object}	problem.Problem
	//	@Router			/v1/reports/{measure} [get]
	{path: "/v1/reports/:measure", formats: tables, takes: query.OneRelease, read: query.ReadReport},

	//	@ID				showLeagueTable
	//	@Summary		League table of one measure
	//	@Description	All areas of a level for one period with rank, the places chance leaves open, and the comparison with England. Ranks are over all areas of the level in England, or of the region given with within, never over the rows asked for. Without an agreed direction areas are ordered, not ranked.
	//	@Tags			reports
	//	@Produce		json,text/csv,application/vnd.apache.parquet,application/vnd.apache.arrow.stream,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,image/svg+xml,png
	//	@Param			measure	path		string			true	"Measure id"	example(overdue_reviews)
	//	@Param			query	query		query.League	false	" "
	//	@Success		200		{object}	answer.Envelope{data=[]answer.LeagueRow}
	//	@Failure		default	{object}	problem.Problem
	//	@Router			/v1/reports/{measure}/league-table [get]
	{path: "/v1/reports/:measure/league-table", formats: drawn, takes: query.Pages, read: query.ReadLeague},

	//	@ID				showTrend
	//	@Summary		Trend of one measure
	//	@Description	A series for each area with its direction by a named test. States on a day are tested at year ends, since quarters hold mostly the same people; the rest at the grain shown. Fewer than five points cannot be calculated. Where a series breaks, series_break says what changed, and only figures since the last break are tested.
	//	@Tags			reports
	//	@Produce		json,text/csv,application/vnd.apache.parquet,application/vnd.apache.arrow.stream,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,image/svg+xml,png
	//	@Param			measure	path		string		true	"Measure id"	example(overdue_reviews)
	//	@Param			query	query		query.Trend	false	" "
	//	@Success		200		{object}	answer.Envelope{data=[]answer.TrendRow}
	//	@Failure		default	{object}	problem.Problem
	//	@Router			/v1/reports/{measure}/trend [get]
	{path: "/v1/reports/:measure/trend", formats: drawn, takes: query.Pages, read: query.ReadTrend},

	//	@ID				showPlace
	//	@Summary		One measure for one area: everything said of it
	//	@Description	In JSON, object has the figure, its interval, how it stands to England, its place and its neighbours in the table, its trend, its last change, and a paragraph to put into a paper. The rows are the series of the area, of its region and of England.
	//	@Tags			reports
	//	@Produce		json,text/csv,application/vnd.apache.parquet,application/vnd.apache.arrow.stream,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,image/svg+xml,png
	//	@Param			measure	path		string		true	"Measure id"	example(overdue_reviews)
	//	@Param			area	path		string		true	"ONS code"		example(E08000035)
	//	@Param			query	query		query.Place	false	" "
	//	@Success		200		{object}	answer.Envelope{data=[]answer.TrendRow,object=answer.PlaceObject}
	//	@Failure		default	{object}	problem.Problem
	//	@Router			/v1/reports/{measure}/areas/{area} [get]
	{path: "/v1/reports/:measure/areas/:area", formats: drawn, takes: query.OneRelease, read: query.ReadPlace},

	//	@ID				compareAreas
	//	@Summary		Whether areas differ beyond chance
	//	@Description	Two to five areas of one level on one measure. The rows are the pairs, in each period; in JSON, object has the series and a sentence for each pair.
	//	@Tags			reports
	//	@Produce		json,text/csv,application/vnd.apache.parquet,application/vnd.apache.arrow.stream,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
	//	@Param			query	query		query.Compared	false	" "
	//	@Success		200		{object}	answer.Envelope{data=[]answer.PairRow,object=answer.Comparing}
	//	@Failure		default	{object}	problem.Problem
	//	@Router			/v1/compare [get]
	{path: "/v1/compare", formats: tables, takes: query.OneRelease, read: query.ReadCompared},

	//	@ID				listData
	//	@Summary		Cells of one or more measures
	//	@Description	Tidy rows for analysis: one row for each measure, area, period and category. A dimension that is not named means its total; one that is gives rows two columns more, the dimension's id with the category and the same with _label.
	//	@Tags			data
	//	@Produce		json,text/csv,application/vnd.apache.parquet,application/vnd.apache.arrow.stream,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
	//	@Param			query	query		query.Data	false	" "
	//	@Success		200		{object}	answer.Envelope{data=[]answer.Row}
	//	@Failure		default	{object}	problem.Problem
	//	@Router			/v1/data [get]
	{path: "/v1/data", formats: tables, takes: query.Pages, read: query.ReadData},

	//	@ID				listMeasures
	//	@Summary		Definitions of all measures and official series
	//	@Description	What is counted, for whom, over what; what it does not show; which periods and breakdowns there are; its change log. They are those of the release, not of the program.
	//	@Tags			measures
	//	@Produce		json,text/csv,application/vnd.apache.parquet,application/vnd.apache.arrow.stream,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
	//	@Param			query	query		query.Measures	false	" "
	//	@Success		200		{object}	answer.Envelope{data=[]answer.Definition}
	//	@Failure		default	{object}	problem.Problem
	//	@Router			/v1/measures [get]
	{path: "/v1/measures", formats: tables, takes: query.OneRelease, read: query.ReadMeasures},

	//	@ID				showMeasure
	//	@Summary		Definition of one measure or official series
	//	@Description	What is counted, for whom, over what; what it does not show; which periods and breakdowns there are; its change log.
	//	@Tags			measures
	//	@Produce		json,text/csv,application/vnd.apache.parquet,application/vnd.apache.arrow.stream,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
	//	@Param			measure	path		string				true	"Measure id"	example(overdue_reviews)
	//	@Param			query	query		query.Definition	false	" "
	//	@Success		200		{object}	answer.Envelope{data=answer.Definition}
	//	@Failure		default	{object}	problem.Problem
	//	@Router			/v1/measures/{measure} [get]
	{path: "/v1/measures/:measure", formats: tables, takes: query.OneRelease, read: query.ReadDefinition},

	//	@ID				listDimensions
	//	@Summary		Code lists of all dimensions
	//	@Description	Each with its categories in order, their labels and, of a category that is a part of another, the whole.
	//	@Tags			measures
	//	@Produce		json,text/csv,application/vnd.apache.parquet,application/vnd.apache.arrow.stream,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
	//	@Param			query	query		query.Dimensions	false	" "
	//	@Success		200		{object}	answer.Envelope{data=[]measure.Dimension}
	//	@Failure		default	{object}	problem.Problem
	//	@Router			/v1/dimensions [get]
	{path: "/v1/dimensions", formats: tables, takes: query.OneRelease, read: query.ReadDimensions},

	//	@ID				showDimension
	//	@Summary		Code list of one dimension
	//	@Description	Its categories in order, with their labels and, of a category that is a part of another, the whole.
	//	@Tags			measures
	//	@Produce		json,text/csv,application/vnd.apache.parquet,application/vnd.apache.arrow.stream,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
	//	@Param			dimension	path		string			true	"Id of the dimension"	example(age_band)
	//	@Param			query		query		query.Dimension	false	" "
	//	@Success		200			{object}	answer.Envelope{data=measure.Dimension}
	//	@Failure		default		{object}	problem.Problem
	//	@Router			/v1/dimensions/{dimension} [get]
	{path: "/v1/dimensions/:dimension", formats: tables, takes: query.OneRelease, read: query.ReadDimension},

	//	@ID				listAreas
	//	@Summary		Areas, searched by name, level or place
	//	@Description	England, regions and councils. Former codes are found too, and lead to what came after.
	//	@Tags			areas
	//	@Produce		json,text/csv,application/vnd.apache.parquet,application/vnd.apache.arrow.stream,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
	//	@Param			query	query		query.Search	false	" "
	//	@Success		200		{object}	answer.Envelope{data=[]answer.AreaRow}
	//	@Failure		default	{object}	problem.Problem
	//	@Router			/v1/areas [get]
	{path: "/v1/areas", formats: tables, takes: query.OneRelease, read: query.ReadSearch},

	//	@ID				showArea
	//	@Summary		One area with its parts and its former codes
	//	@Description	Its name, level and region, the areas in it, and the codes it had before or has been given since.
	//	@Tags			areas
	//	@Produce		json,text/csv,application/vnd.apache.parquet,application/vnd.apache.arrow.stream,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
	//	@Param			area	path		string		true	"ONS code"	example(E08000035)
	//	@Param			query	query		query.Area	false	" "
	//	@Success		200		{object}	answer.Envelope{data=answer.AreaFull}
	//	@Failure		default	{object}	problem.Problem
	//	@Router			/v1/areas/{area} [get]
	{path: "/v1/areas/:area", formats: tables, takes: query.OneRelease, read: query.ReadArea},

	//	@ID				showProfile
	//	@Summary		Every measure for one area
	//	@Description	The newest figure of each measure and official series, by theme, with its comparison and its direction. There is no score: measures are not added up.
	//	@Tags			areas
	//	@Produce		json,text/csv,application/vnd.apache.parquet,application/vnd.apache.arrow.stream,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
	//	@Param			area	path		string			true	"ONS code"	example(E08000035)
	//	@Param			query	query		query.Profile	false	" "
	//	@Success		200		{object}	answer.Envelope{data=[]answer.ProfileRow}
	//	@Failure		default	{object}	problem.Problem
	//	@Router			/v1/areas/{area}/profile [get]
	{path: "/v1/areas/:area/profile", formats: tables, takes: query.OneRelease, read: query.ReadProfile},

	//	@ID				listReleases
	//	@Summary		Every release, newest first
	//	@Description	A withdrawn release keeps its place in the list, with the reason.
	//	@Tags			releases
	//	@Produce		json,text/csv,application/vnd.apache.parquet,application/vnd.apache.arrow.stream,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
	//	@Param			query	query		query.Releases	false	" "
	//	@Success		200		{object}	answer.Envelope{data=[]answer.ReleaseLine}
	//	@Failure		default	{object}	problem.Problem
	//	@Router			/v1/releases [get]
	{path: "/v1/releases", formats: tables, takes: query.NoRelease, read: query.ReadReleases},

	//	@ID				showRelease
	//	@Summary		One release as a Frictionless Data Package
	//	@Description	Its files with addresses and checksums and, inside it, the manifest: what the release holds, how it was made and protected, which councils are in which figure. An official edition is described in the same way.
	//	@Tags			releases
	//	@Produce		json
	//	@Param			release	path		string			true	"Id of a release or official edition, or latest"	example(latest)
	//	@Param			query	query		query.Release	false	" "
	//	@Success		200		{object}	Package
	//	@Failure		default	{object}	problem.Problem
	//	@Router			/v1/releases/{release} [get]
	{path: "/v1/releases/:release", formats: object, takes: query.NoRelease, read: query.ReadRelease},

	//	@ID				listChanges
	//	@Summary		What changed since an earlier release
	//	@Description	Totals of every area and period that were added, revised or removed, with their values before and now. Breakdowns change with their total.
	//	@Tags			releases
	//	@Produce		json,text/csv,application/vnd.apache.parquet,application/vnd.apache.arrow.stream,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
	//	@Param			release	path		string			true	"Id of a release, or latest"	example(latest)
	//	@Param			query	query		query.Changes	false	" "
	//	@Success		200		{object}	answer.Envelope{data=[]answer.ChangeRow}
	//	@Failure		default	{object}	problem.Problem
	//	@Router			/v1/releases/{release}/changes [get]
	{path: "/v1/releases/:release/changes", formats: tables, takes: query.NoRelease, read: query.ReadChanges, pathRelease: true},

	//	@ID				feedOfArea
	//	@Summary		Feed of what changed for one area
	//	@Description	Atom: an entry for each of the newest releases that added, revised or removed a figure of the area, leading to the list of them.
	//	@Tags			releases
	//	@Produce		application/atom+xml
	//	@Param			area	path		string	true	"ONS code"	example(E08000035)
	//	@Success		200		{string}	string
	//	@Failure		default	{object}	problem.Problem
	//	@Router			/v1/areas/{area}/changes.atom [get]
	{path: "/v1/areas/:area/changes.atom", formats: []format.Format{atom}, takes: query.NoRelease, read: query.ReadFeed, full: true},

	//	@ID				feedOfMeasure
	//	@Summary		Feed of what changed for one measure
	//	@Description	Atom: an entry for each of the newest releases that added, revised or removed a figure of the measure, leading to the list of them.
	//	@Tags			releases
	//	@Produce		application/atom+xml
	//	@Param			measure	path		string	true	"Measure id"	example(overdue_reviews)
	//	@Success		200		{string}	string
	//	@Failure		default	{object}	problem.Problem
	//	@Router			/v1/reports/{measure}/changes.atom [get]
	{path: "/v1/reports/:measure/changes.atom", formats: []format.Format{atom}, takes: query.NoRelease, read: query.ReadFeed, full: true},

	//	@ID				showAbout
	//	@Summary		Limits, formats, licence, citation and freshness
	//	@Description	What a program or a person should know before using the service: how much may be asked, in which formats, under which terms, and what will be taken away.
	//	@Tags			about
	//	@Produce		json,text/csv,application/vnd.apache.parquet,application/vnd.apache.arrow.stream,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
	//	@Param			query	query		query.About	false	" "
	//	@Success		200		{object}	answer.Envelope{data=answer.AboutData}
	//	@Failure		default	{object}	problem.Problem
	//	@Router			/v1/about [get]
	{path: "/v1/about", formats: tables, takes: query.OneRelease, read: query.ReadAbout},
}

// paged are the addresses below /v1 that have a page, under the same path without /v1.
var paged = []string{
	"/v1/reports", "/v1/reports/:measure", "/v1/reports/:measure/league-table", "/v1/reports/:measure/trend", "/v1/areas", "/v1/areas/:area",
	"/v1/areas/:area/profile", "/v1/reports/:measure/areas/:area", "/v1/releases/:release/changes", "/v1/measures", "/v1/measures/:measure", "/v1/releases", "/v1/releases/:release", "/v1/about",
}

// openAPIPath is where the description of the API is.
const openAPIPath = "/v1/openapi.json"

// pages are the routes of pages: those of the API's answers, the front page, and pages of words.
func pages() []route {
	html := func(formats ...format.Format) []format.Format {
		return append([]format.Format{format.HTML}, formats...)
	}
	out := []route{
		{path: "/", formats: html(tables...), takes: query.OneRelease, read: query.ReadReports, data: "/v1/reports"},
		{path: "/reports/:measure/groups", formats: html(tables...), takes: query.Pages, read: query.ReadGroups, data: "/v1/reports/:measure/trend"},
		{path: "/compare", formats: html(tables...), takes: query.OneRelease, read: query.ReadComparePage, data: "/v1/compare"},
		{path: "/data", formats: html(), takes: query.OneRelease, read: query.ReadDataForm, full: true},
		{path: "/docs", formats: html(format.JSON), takes: query.NoRelease, read: query.ReadStill, data: openAPIPath, full: true},
		{path: "/corrections", formats: html(), takes: query.NoRelease, read: query.ReadStill},
		{path: "/accessibility", formats: html(), takes: query.NoRelease, read: query.ReadStill},
	}
	for _, r := range routes {
		if slices.Contains(paged, r.path) {
			r.data, r.path, r.formats = r.path, strings.TrimPrefix(r.path, "/v1"), html(r.formats...)
			out = append(out, r)
		}
	}
	return out
}
