package page

// League is all areas of a level for one measure and period.
type League struct {
	Line
	Unit, Period, Caption string
	Summary               []string
	Marked                *HighlightedArea
	Form                  Form
	Views                 []Section[Link] // other ways to see the same
	Compared              []string        // headings of the comparisons
	Ranked                bool
	PlaceTitle            string
	Columns               int
	Sort                  struct{ Area, Value, People, Place SortLink }
	ScaleMost             string
	Above                 []LeagueRow
	Groups                []Group
	Footnotes             Footnotes
	Pictures              []Picture
	Clear                 string // the address without filters, where nothing matches
}

func (League) template() string { return "league" }

// Group is rows under a heading; without one they are the whole table.
type Group struct {
	Heading string
	Rows    []LeagueRow
}

// LeagueRow is one area.
type LeagueRow struct {
	Code, Name, Profile string
	Marked              bool
	Figure
	People    Number
	Compared  []Compared
	From, To  Number // places chance leaves open
	NotRanked string
	Bar       Bar
}

// HighlightedArea is what is said of the area that is marked.
type HighlightedArea struct {
	Name      string
	Sentences []string
}

// SortLink is the address of the same table in another order, and how it is ordered now: ascending, descending or empty.
type SortLink struct{ Href, Now string }

// Form asks for a part of the table.
type Form struct {
	Action                  string
	Hidden                  []Hidden
	Regions, Periods, Areas []Option
}

// Trend is a measure's series for one or more areas.
type Trend struct {
	Line
	Unit      string
	Form      Form
	Grains    []Link
	Compared  []string
	Columns   int
	Series    []Series
	Pictures  []Picture
	NoPicture string
	Clear     string
}

func (Trend) template() string { return "trend" }

// Series is one area's or category's figures, period by period.
type Series struct {
	ID, Name, Sentence, Test string
	Rows                     []TrendRow
}

// TrendRow is one period.
type TrendRow struct {
	Period, Label, Vintage string
	Break                  string // what changed with this period
	Figure
	People   Number
	Compared []Compared
}
