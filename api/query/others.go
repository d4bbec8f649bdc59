package query

import (
	"slices"

	"github.com/careduty/careduty/api/problem"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// Register is what routes take whose answers are the same in every release: areas, dimensions.
type Register struct {
	Asked
	pinned
	Format Format `form:"format" swaggertype:"string" enums:"json,csv,parquet,arrow,xlsx"` // Beats the Accept header
} //	@name	RegisterQuery

// Dimensions is every code list.
type Dimensions struct{ Register }

// ReadDimensions reads a Dimensions.
func ReadDimensions(s Scope) (Query, error) {
	q := &Dimensions{}
	r := begin(s, &q.Asked, OneRelease)
	r.read(q)
	return q, r.finish()
}

// Dimension is one code list.
type Dimension struct {
	Register
	Dimension measure.Dimension `form:"-" swaggerignore:"true"`
} //	@name	DimensionQuery

// ReadDimension reads a Dimension.
func ReadDimension(s Scope) (Query, error) {
	q := &Dimension{}
	r := begin(s, &q.Asked, OneRelease)
	r.read(q)
	id := s.Path["dimension"]
	d, ok := s.Catalogue.Dimension(id)
	if !ok {
		var ids []string
		for _, x := range s.Catalogue.Dimensions() {
			ids = append(ids, x.ID)
		}
		return q, unknownInPath("dimension", "There is no dimension "+Quote(id)+".", ids, problem.Nearest(id, ids))
	}
	q.Dimension = d
	return q, r.finish()
}

// Search is a search for areas.
type Search struct {
	Asked
	Words  Text   `form:"q" swaggertype:"string" example:"leeds"`                              // Part of a name, another name, or a code; former codes are found too
	Levels Levels `form:"level" swaggertype:"string" example:"region"`                         // country, region, council, separated by commas
	Within Within `form:"within" swaggertype:"string" default:"E92000001" example:"E12000003"` // ONS code of the area the others lie in
	pinned
	Format Format `form:"format" swaggertype:"string" enums:"json,csv,parquet,arrow,xlsx"` // Beats the Accept header
} //	@name	SearchQuery

// ReadSearch reads a Search.
func ReadSearch(s Scope) (Query, error) {
	q := &Search{}
	r := begin(s, &q.Asked, OneRelease)
	r.read(q)
	if text, ok := FormerArea(string(q.Words)); ok {
		q.warn(FormerCode, text)
	}
	return q, r.finish()
}

// Area is one area.
type Area struct {
	Register
	Area area.Area `form:"-" swaggerignore:"true"`
} //	@name	AreaQuery

// ReadArea reads an Area.
func ReadArea(s Scope) (Query, error) {
	q := &Area{}
	r := begin(s, &q.Asked, OneRelease)
	var err error
	if q.Area, err = r.pathArea(); err != nil {
		return q, err
	}
	r.read(q)
	return q, r.finish()
}

// Profile is every measure for one area.
type Profile struct {
	Asked
	Area  area.Area      `form:"-" swaggerignore:"true"`
	Wants []measure.Want `form:"-" swaggerignore:"true"`

	Period  Periods `form:"period" swaggertype:"string" default:"latest" example:"latest"`                    // latest, or one year or quarter
	Grain   Grain   `form:"grain" swaggertype:"string" enums:"quarter,year"`                                  // quarter or year, for latest
	Compare Compare `form:"compare" swaggertype:"string" default:"england" example:"england,year_ago"`        // england, region, previous, year_ago, separated by commas, or none
	Outcome Choice  `form:"outcome" swaggertype:"string" enums:"different,higher,lower,similar,better,worse"` // Only measures with this outcome of the first comparison; different is higher or lower
	editioned
	Format Format `form:"format" swaggertype:"string" enums:"json,csv,parquet,arrow,xlsx"` // Beats the Accept header
} //	@name	ProfileQuery

// ReadProfile reads a Profile.
func ReadProfile(s Scope) (Query, error) {
	q := &Profile{}
	r := begin(s, &q.Asked, OneRelease)
	var err error
	if q.Area, err = r.pathArea(); err != nil {
		return q, err
	}
	r.read(q)
	if q.Outcome != "" && len(q.Compare) == 0 {
		r.bad("outcome", problem.Conflicting, "Without a comparison there is no outcome. Leave compare out, or name one.", nil, "")
	}
	quarters := q.Grain == Grain(period.Quarter) || q.Period.Grain() == period.Quarter
	all := slices.DeleteFunc(slices.Clone(s.Catalogue.Subjects()), func(x *measure.Subject) bool { return quarters && x.Yearly() })
	slices.SortStableFunc(all, func(a, b *measure.Subject) int { return ThemeOrder(a.Theme) - ThemeOrder(b.Theme) })
	q.Wants = r.wants(all, q.Period, period.Grain(q.Grain), "", nil)
	r.resolve(q.Wants, nil, "")
	return q, r.finish()
}

// ThemeOrder is the place of a theme: those of measures first, then those of official series; what has none comes last.
func ThemeOrder(theme string) int {
	all := slices.Concat(measure.Themes, measure.OfficialThemes)
	if i := slices.Index(all, theme); i >= 0 {
		return i
	}
	return len(all)
}

// Place is one measure for one area.
type Place struct {
	Asked
	Subject *measure.Subject `form:"-" swaggerignore:"true"`
	Area    area.Area        `form:"-" swaggerignore:"true"`
	Want    measure.Want     `form:"-" swaggerignore:"true"`
	Trend   measure.Want     `form:"-" swaggerignore:"true"` // the span of its trend

	Period Periods `form:"period" swaggertype:"string" default:"latest" example:"latest"`                      // latest, or one year or quarter; the trend ends there
	Grain  Grain   `form:"grain" swaggertype:"string" enums:"quarter,year"`                                    // quarter or year, for latest
	Chart  Choice  `form:"chart" swaggertype:"string" enums:"trend" default:"trend"`                           // Which picture, for svg and png
	Size   Choice  `form:"size" swaggertype:"string" enums:"page,slide,social" default:"page" example:"slide"` // How large a picture is and what it is for
	editioned
	Format Format `form:"format" swaggertype:"string" enums:"json,csv,parquet,arrow,xlsx,svg,png"` // Beats the Accept header; svg and png are pictures
} //	@name	PlaceQuery

// TrendSpan is how many periods a trend has where nothing else is said.
const TrendSpan = 12

// ReadPlace reads a Place.
func ReadPlace(s Scope) (Query, error) {
	q := &Place{}
	r := begin(s, &q.Asked, OneRelease)
	var err error
	if q.Subject, err = r.subject(); err != nil {
		return q, err
	}
	if q.Area, err = r.pathArea(); err != nil {
		return q, err
	}
	r.read(q)
	q.Want = r.single(q.Subject, q.Period, q.Grain, "This address is of one period. For several see /v1/reports/"+q.Subject.ID+"/trend.")
	q.Trend = measure.Want{Subject: q.Subject}
	if len(q.Want.Periods) > 0 {
		last := q.Want.Periods[0]
		for _, p := range q.Subject.Periods(last.Grain()) {
			if p.Index() <= last.Index() && p.Index() > last.Index()-TrendSpan {
				q.Trend.Periods = append(q.Trend.Periods, p)
			}
		}
	}
	r.resolve([]measure.Want{q.Want}, nil, "")
	return q, r.finish()
}

// Compared is 2 to 5 areas of one level on one measure.
type Compared struct {
	Asked
	Want measure.Want `form:"-" swaggerignore:"true"`

	Subjects Subjects `form:"measure" swaggertype:"string" extensions:"x-required" example:"overdue_reviews"`  // Measure id
	Areas    Areas    `form:"area" swaggertype:"string" extensions:"x-required" example:"E08000035,E06000010"` // 2 to 5 ONS codes of one level, separated by commas
	Period   Periods  `form:"period" swaggertype:"string" default:"last:12" example:"last:8"`                  // latest, last:N, all, years, quarters, spans or a list; the pairs are compared in each
	Grain    Grain    `form:"grain" swaggertype:"string" enums:"quarter,year"`                                 // quarter or year, for latest, last:N and all
	editioned
	Format Format `form:"format" swaggertype:"string" enums:"json,csv,parquet,arrow,xlsx"` // Beats the Accept header
} //	@name	CompareQuery

const (
	leastCompared = 2
	mostCompared  = 5
)

// ReadCompared reads a Compared.
func ReadCompared(s Scope) (Query, error) {
	q := &Compared{}
	r := begin(s, &q.Asked, OneRelease)
	r.read(q)
	if len(q.Subjects) > 1 {
		r.bad("measure", problem.OutOfRange, "Areas are compared on one measure.", nil, "")
	}
	r.comparable(q.Areas)
	if wants := r.wants(q.Subjects, q.Period, period.Grain(q.Grain), "", nil); len(wants) > 0 {
		q.Want = wants[0]
		r.resolve(wants, nil, "")
	}
	return q, r.finish()
}

// comparable holds areas to being some, of one level: one inside another is compared with it by compare= elsewhere.
func (r *reader) comparable(areas Areas) {
	if !areas.Named {
		r.bad("area", problem.Required, "Say which areas: 2 to 5 ONS codes of one level, separated by commas.", nil, "")
		return
	}
	var levels []area.Level
	for _, code := range areas.Codes {
		if a, _ := area.Ever(code); !slices.Contains(levels, a.Level) {
			levels = append(levels, a.Level)
		}
	}
	switch {
	case slices.ContainsFunc(r.items, func(i problem.Item) bool { return i.Parameter == "area" }):
	case len(levels) > 1:
		r.bad("area", problem.Conflicting, "The areas are not of one level, and one may lie inside another. For a comparison with England or the region use compare=england,region on a trend or league table.", nil, "")
	case len(areas.Codes) < leastCompared || len(areas.Codes) > mostCompared:
		r.bad("area", problem.OutOfRange, "Name 2 to 5 areas.", nil, "")
	}
}

// Releases is the list of releases.
type Releases struct {
	Asked
	Format Format `form:"format" swaggertype:"string" enums:"json,csv,parquet,arrow,xlsx"` // Beats the Accept header
} //	@name	ReleasesQuery

// ReadReleases reads a Releases.
func ReadReleases(s Scope) (Query, error) {
	q := &Releases{}
	r := begin(s, &q.Asked, NoRelease)
	r.read(q)
	return q, r.finish()
}

// Release is one release.
type Release struct {
	Asked
	Format Format `form:"format" swaggertype:"string" enums:"json"` // Only json
} //	@name	ReleaseQuery

// ReadRelease reads a Release.
func ReadRelease(s Scope) (Query, error) {
	q := &Release{}
	r := begin(s, &q.Asked, NoRelease)
	r.read(q)
	return q, r.finish()
}

// Changes is what differs between a release and an earlier one.
type Changes struct {
	Asked
	Measures []string `form:"-" swaggerignore:"true"` // ids; none for all

	From    Text   `form:"from" swaggertype:"string"`                                       // Id of the release to compare with; the one published before it, where none is named
	Measure Text   `form:"measure" swaggertype:"string" example:"overdue_reviews"`          // Measure ids, separated by commas
	Areas   Areas  `form:"area" swaggertype:"string" example:"E08000035"`                   // ONS codes, separated by commas
	Levels  Levels `form:"level" swaggertype:"string" example:"region"`                     // country, region, council, separated by commas
	Format  Format `form:"format" swaggertype:"string" enums:"json,csv,parquet,arrow,xlsx"` // Beats the Accept header
} //	@name	ChangesQuery

// ReadChanges reads a Changes.
func ReadChanges(s Scope) (Query, error) {
	q := &Changes{}
	r := begin(s, &q.Asked, NoRelease)
	r.read(q)
	for _, id := range list(string(q.Measure)) {
		if _, ok := s.Catalogue.Subject(id); !ok {
			r.unknown("measure", id, s.Catalogue.IDs())
		}
		q.Measures = append(q.Measures, id)
	}
	return q, r.finish()
}

// Still is what pages of words take.
type Still struct {
	Asked
}

// ReadStill reads a Still.
func ReadStill(s Scope) (Query, error) {
	q := &Still{}
	r := begin(s, &q.Asked, NoRelease)
	return q, r.finish()
}
