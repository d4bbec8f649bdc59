package query

import (
	"slices"

	"github.com/careduty/careduty/api/problem"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// List is what lists of a release take.
type List struct {
	Asked
	editioned
	Format Format `form:"format" swaggertype:"string" enums:"json,csv,parquet,arrow,xlsx"` // Beats the Accept header
} //	@name	ListQuery

// Reports is every report in one line.
type Reports struct{ List }

// ReadReports reads a Reports.
func ReadReports(s Scope) (Query, error) {
	q := &Reports{}
	r := begin(s, &q.Asked, OneRelease)
	r.read(q)
	return q, r.finish()
}

// Measures is every definition.
type Measures struct{ List }

// ReadMeasures reads a Measures.
func ReadMeasures(s Scope) (Query, error) {
	q := &Measures{}
	r := begin(s, &q.Asked, OneRelease)
	r.read(q)
	return q, r.finish()
}

// About is what is said of the service.
type About struct{ List }

// ReadAbout reads an About.
func ReadAbout(s Scope) (Query, error) {
	q := &About{}
	r := begin(s, &q.Asked, OneRelease)
	r.read(q)
	return q, r.finish()
}

// Report is one report in brief.
type Report struct {
	List
	Subject *measure.Subject `form:"-" swaggerignore:"true"`
}

// ReadReport reads a Report.
func ReadReport(s Scope) (Query, error) {
	q := &Report{}
	r := begin(s, &q.Asked, OneRelease)
	var err error
	if q.Subject, err = r.subject(); err != nil {
		return q, err
	}
	r.read(q)
	return q, r.finish()
}

// Definition is one definition.
type Definition struct{ Report }

// ReadDefinition reads a Definition.
func ReadDefinition(s Scope) (Query, error) {
	q, err := ReadReport(s)
	return &Definition{*q.(*Report)}, err
}

// subject is the measure or series named in the path.
func (r *reader) subject() (*measure.Subject, error) {
	id := r.Path["measure"]
	if s, ok := r.Catalogue.Subject(id); ok {
		return s, nil
	}
	return nil, unknownInPath("measure", "There is no measure "+Quote(id)+" in this release.", nil, problem.Nearest(id, r.Catalogue.IDs()))
}

// League is what a league table takes.
type League struct {
	Asked
	Subject *measure.Subject `form:"-" swaggerignore:"true"`
	Want    measure.Want     `form:"-" swaggerignore:"true"`

	Areas     Areas       `form:"area" swaggertype:"string" example:"E08000035"`                                                     // ONS codes: only these rows
	Levels    Levels      `form:"level" swaggertype:"string" enums:"council,region,country" default:"council"`                       // One level
	Within    Within      `form:"within" swaggertype:"string" default:"E92000001" example:"E12000007"`                               // ONS code of a region: its councils, with their rank in it
	Period    Periods     `form:"period" swaggertype:"string" default:"latest" example:"latest"`                                     // latest, or one year or quarter
	Grain     Grain       `form:"grain" swaggertype:"string" enums:"quarter,year"`                                                   // quarter or year, for latest
	Compare   Compare     `form:"compare" swaggertype:"string" default:"england" example:"england,year_ago"`                         // england, region, previous, year_ago, separated by commas, or none
	Outcome   Choice      `form:"outcome" swaggertype:"string" enums:"different,higher,lower,similar,better,worse"`                  // Only areas with this outcome of the first comparison; different is higher or lower
	Highlight Highlighted `form:"highlight" swaggertype:"string" example:"E08000035"`                                                // ONS codes: marked in pictures and pages, and by a column highlighted
	Sort      Sort        `form:"sort" swaggertype:"string" example:"-value"`                                                        // Columns; - before one for descending. Default: rank, or -value where nothing is ranked
	Chart     Choice      `form:"chart" swaggertype:"string" enums:"ranking,strip,funnel,hexmap" default:"ranking" example:"hexmap"` // Which picture, for svg and png
	Size      Choice      `form:"size" swaggertype:"string" enums:"page,slide,social" default:"page" example:"slide"`                // How large a picture is and what it is for

	paged
	editioned
	Format Format `form:"format" swaggertype:"string" enums:"json,csv,parquet,arrow,xlsx,svg,png"` // Beats the Accept header; svg and png are pictures
} //	@name	LeagueQuery

// paged are the parameters of answers that can be cut into pages.
type paged struct {
	Limit Limit  `form:"limit" swaggertype:"integer" minimum:"1" maximum:"10000" example:"100"` // Rows at most. Without it JSON comes in pages of 1,000 and other formats whole
	At    string `form:"cursor"`                                                                // Where the next page begins, from links.next
}

// ReadLeague reads a League.
func ReadLeague(s Scope) (Query, error) {
	q := &League{}
	r := begin(s, &q.Asked, Pages)
	var err error
	if q.Subject, err = r.subject(); err != nil {
		return q, err
	}
	r.read(q)
	q.Sort.of(r, "league")
	if len(q.Levels) > 1 {
		r.bad("level", problem.Conflicting, "A league table has one level.", []string{"council", "region", "country"}, "")
	}
	q.Want = r.single(q.Subject, q.Period, q.Grain, "A league table has one period. For several see /v1/reports/"+q.Subject.ID+"/trend.")
	r.outcome(q)
	r.exists("", []measure.Want{q.Want}, q.Areas, q.Levels)
	r.checkCursor()
	r.resolve([]measure.Want{q.Want}, q.Levels, q.Within)
	return q, r.finish()
}

// single is a want of one period.
func (r *reader) single(s *measure.Subject, p Periods, g Grain, several string) measure.Want {
	wants := r.wants([]*measure.Subject{s}, p, period.Grain(g), "", nil)
	if len(wants) == 0 {
		return measure.Want{Subject: s}
	}
	if len(wants[0].Periods) > 1 {
		r.bad("period", problem.Conflicting, several, nil, "")
	}
	return wants[0]
}

// outcome holds the outcome asked for to what the measure and the comparison can say.
func (r *reader) outcome(q *League) {
	switch {
	case q.Outcome == "":
	case len(q.Compare) == 0:
		r.bad("outcome", problem.Conflicting, "Without a comparison there is no outcome. Leave compare out, or name one.", nil, "")
	case q.Areas.Named:
		r.bad("outcome", problem.Conflicting, "Areas that are named all have a row; leave area or outcome out.", nil, "")
	case q.Subject.Polarity == measure.None && (q.Outcome == "better" || q.Outcome == "worse"):
		r.bad("outcome", problem.UnknownValue, "No direction of "+q.Subject.ID+" is agreed to be better.", []string{"higher", "lower", "similar"}, "")
	}
}

// Regional says whether the table is one of a region's councils, ranked in it.
func (q *League) Regional() bool {
	return q.Within != area.England && slices.Equal(q.Levels, []area.Level{area.Council})
}

// Trend is what a trend takes.
type Trend struct {
	Asked
	Subject *measure.Subject `form:"-" swaggerignore:"true"`
	Want    measure.Want     `form:"-" swaggerignore:"true"`

	Areas     Areas       `form:"area" swaggertype:"string" example:"E08000035,E92000001"`             // ONS codes, separated by commas; England where neither area nor level is given
	Levels    Levels      `form:"level" swaggertype:"string" example:"region"`                         // country, region, council, separated by commas
	Within    Within      `form:"within" swaggertype:"string" default:"E92000001" example:"E12000007"` // ONS code of the area the others lie in
	Period    Periods     `form:"period" swaggertype:"string" default:"last:12" example:"last:8"`      // latest, last:N, all, 2025-26, 2025-26-Q1, spans or a list
	Grain     Grain       `form:"grain" swaggertype:"string" enums:"quarter,year"`                     // quarter or year, for latest, last:N and all
	Breakdown             //
	Compare   Compare     `form:"compare" swaggertype:"string" default:"england" example:"england"`                   // england, region, previous, year_ago, separated by commas, or none
	Highlight Highlighted `form:"highlight" swaggertype:"string" example:"E08000035"`                                 // ONS codes: marked in pictures and pages, and by a column highlighted
	Sort      Sort        `form:"sort" swaggertype:"string" example:"-period"`                                        // Columns; - before one for descending. Default: period, area_code, category
	Chart     Choice      `form:"chart" swaggertype:"string" enums:"trend,groups" default:"trend"`                    // Which picture, for svg and png
	Size      Choice      `form:"size" swaggertype:"string" enums:"page,slide,social" default:"page" example:"slide"` // How large a picture is and what it is for

	paged
	editioned
	Format Format `form:"format" swaggertype:"string" enums:"json,csv,parquet,arrow,xlsx,svg,png"` // Beats the Accept header; svg and png are pictures
} //	@name	TrendQuery

// ReadTrend reads a Trend.
func ReadTrend(s Scope) (Query, error) {
	q := &Trend{}
	r := begin(s, &q.Asked, Pages)
	var err error
	if q.Subject, err = r.subject(); err != nil {
		return q, err
	}
	r.read(q)
	if len(q.Levels) == 0 && !q.Areas.Named {
		q.Levels = Levels{area.Country}
	}
	wants := r.cells([]*measure.Subject{q.Subject}, q.Period, q.Grain, q.Areas, q.Levels, q.Within, &q.Breakdown, &q.Sort, "trend")
	if q.Want = (measure.Want{Subject: q.Subject}); len(wants) > 0 {
		q.Want = wants[0]
	}
	return q, r.finish()
}

// cells reads what answers made of cells have in common.
func (r *reader) cells(
	subjects []*measure.Subject, p Periods, g Grain, areas Areas, levels []area.Level, within Within, b *Breakdown, sort *Sort, kind string,
) []measure.Want {
	r.breakdown(b)
	sort.of(r, kind)
	wants := r.wants(subjects, p, period.Grain(g), b.Dimension, levelsOf(areas, levels))
	r.exists(b.Dimension, wants, areas, levels)
	r.checkCursor()
	r.resolve(wants, levels, within)
	return wants
}

// checkCursor refuses a cursor of another query; every parameter must be read before.
func (r *reader) checkCursor() {
	if c := r.asked.Cursor; c.Offset > 0 {
		if c.Query != stamp(r.asked.Canonical, r.asked.path) {
			r.bad("cursor", problem.Conflicting, errCursor.Error(), nil, "")
		}
		r.asked.Canonical["cursor"] = c.String()
	}
}

// Next is the cursor of the page that begins at a row.
func Next(q Query, release string, offset int) Cursor {
	return Cursor{Release: release, Offset: offset, Query: stamp(q.Understood().Canonical, q.Understood().path)}
}

// Data is what /v1/data takes.
type Data struct {
	Asked
	Wants []measure.Want `form:"-" swaggerignore:"true"`

	Subjects  Subjects    `form:"measure" swaggertype:"string" extensions:"x-required" example:"overdue_reviews"` // Measure ids, separated by commas
	Areas     Areas       `form:"area" swaggertype:"string" example:"E08000035"`                                  // ONS (GSS) codes, separated by commas; each has a row whatever is known of it
	Levels    Levels      `form:"level" swaggertype:"string" example:"council"`                                   // country, region, council, separated by commas; council where no area is named
	Within    Within      `form:"within" swaggertype:"string" default:"E92000001" example:"E12000007"`            // ONS code of the area the others lie in
	Period    Periods     `form:"period" swaggertype:"string" default:"latest" example:"2025-26"`                 // latest, last:N, all, 2025-26, 2025-26-Q1, spans (2023-24..2025-26, 2024-25..) or a list
	Grain     Grain       `form:"grain" swaggertype:"string" enums:"quarter,year"`                                // quarter or year, for latest, last:N and all
	Breakdown             //
	Compare   Compare     `form:"compare" swaggertype:"string" default:"none" example:"england"` // england, region, previous, year_ago, separated by commas, or none
	Highlight Highlighted `form:"highlight" swaggertype:"string" example:"E08000035"`            // ONS codes: marked by a column highlighted
	Sort      Sort        `form:"sort" swaggertype:"string" example:"-value,area_name"`          // Columns, separated by commas; - before one for descending. Default: measure, period, area_code, category

	paged
	editioned
	Format Format `form:"format" swaggertype:"string" enums:"json,csv,parquet,arrow,xlsx"` // Beats the Accept header
} //	@name	DataQuery

// ReadData reads a Data.
func ReadData(s Scope) (Query, error) {
	q := &Data{}
	r := begin(s, &q.Asked, Pages)
	r.read(q)
	if len(q.Levels) == 0 && !q.Areas.Named {
		q.Levels = Levels{area.Council}
	}
	q.Wants = r.cells(q.Subjects, q.Period, q.Grain, q.Areas, q.Levels, q.Within, &q.Breakdown, &q.Sort, "data")
	return q, r.finish()
}
