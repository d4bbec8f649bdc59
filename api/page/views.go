package page

// Figure is one figure in a table: the number with its interval, or why there is none.
type Figure struct {
	Value, Low, High Number
	Why              string // in words, where there is no figure or it is of low reliability
	Note             string
	Ref              int // number of the footnote that says it, or 0
}

// Compared is a figure beside another one, in words.
type Compared struct {
	Words string
	Side  string // higher, similar, lower or empty: for those who see it
	Since bool   // a change over time, which takes a sentence
}

// Line is a measure with what it asks, which direction is better, and where its pages are.
type Line struct {
	ID, Theme, Title, Question, Direction  string
	Report, LeagueTable, Trend, Definition string // addresses
	Groups, Compare                        string // Groups is empty where there is no breakdown
}

// Home is the front page.
type Home struct {
	Findings         []Finding
	Official, Themes []Section[ReportLine] // official series, and measures made from records
	Label            string                // what the latter are called by, where they are made up
}

// Finding is a sentence with its numbers, the page it is from, and its drawing.
type Finding struct {
	Sentence, Href string
	Sketch         Sketch
}

func (Home) template() string { return "home" }

// Reports is the list of reports.
type Reports struct {
	Themes    []Section[ReportLine]
	Footnotes Footnotes
}

func (Reports) template() string { return "reports" }

// ReportLine is a report with England's newest figure.
type ReportLine struct {
	Line
	Figure
	Unit, Period, Since, Turn string
}

// Report is one report in brief.
type Report struct {
	Line
	Figure
	Unit, Period string
	Sentences    []string
	Since, Turn  string
	Spread       []Named
	Counts       []Named
	Pictures     []Picture
}

func (Report) template() string { return "report" }

// Named is a number with its name.
type Named struct {
	Name   string
	Number Number
}

// Fact is a line of what is said of something.
type Fact struct{ Name, Text, Href string }

// Areas is a list of areas, searched or whole.
type Areas struct {
	Query, Found string
	Meant        *Link
	Measures     []Line // that the same words may have meant
	Regions      []Section[AreaLine]
}

func (Areas) template() string { return "areas" }

// AreaLine is an area in a list, and where its pages are.
type AreaLine struct{ Code, Name, Level, Type, Self, Profile string }

// Area is one area with its parts and former codes.
type Area struct {
	AreaLine
	Facts    []Fact
	Children []AreaLine
	Former   []string
	Later    []string // codes that will follow it
}

func (Area) template() string { return "area" }

// Profile is every measure for one area.
type Profile struct {
	Area      AreaLine
	Counts    string
	Withheld  string // why little is shown, once
	Views     []Choice
	Compared  []string // headings of the comparisons
	Themes    []Section[ProfileLine]
	Without   []Section[Unshown] // by the reason why
	Footnotes Footnotes
	Clear     string // the address of the whole profile
}

func (Profile) template() string { return "profile" }

// Unshown is a measure without a figure; Who leads to which councils have one, where that may help.
type Unshown struct{ Title, Href, Who string }

// Choice is one of several views of a page; that of now is Chosen.
type Choice struct {
	Text, Href string
	Chosen     bool
}

// ProfileLine is one measure of a profile.
type ProfileLine struct {
	Line
	Figure
	Unit, Period, Href string
	Compared           []Compared
	Bar                Bar
	Spark              Spark
	Turn               string
}

// Measures is the list of definitions.
type Measures struct{ Themes []Section[MeasureLine] }

func (Measures) template() string { return "measures" }

// MeasureLine is a definition in a list.
type MeasureLine struct {
	Line
	Law, Unit string
}

// Measure is one definition.
type Measure struct {
	Line
	Why      string
	Counted  []Fact
	Method   []Fact
	Not      []string // what it does not show
	Exclude  []string
	Official []Counterpart
	Changes  []Change
	Missing  []Fact
	About    []string // for those whom it is about
	Series   bool
	Notes    []string
	Breaks   []Change // of an official series
	Ours     []Counterpart
}

func (Measure) template() string { return "measure" }

// Counterpart is the official series nearest to a measure, with both by year where it is served; or, of a series, a measure that it is nearest to.
type Counterpart struct {
	Name, Differs, Href string
	Area, Attribution   string
	Unit, Title         string
	Served              bool
	Years               []CounterpartLine // newest first
}

// CounterpartLine is a year of both. A figure that is made up is called so in its own cell.
type CounterpartLine struct {
	Year, Break    string
	Official, Ours Figure
	MadeUp         bool
}

// Change is a line of a change log.
type Change struct{ Version, Date, What string }

// Releases is the list of releases.
type Releases struct{ All []ReleaseLine }

func (Releases) template() string { return "releases" }

// ReleaseLine is a release in the list.
type ReleaseLine struct {
	ID, Title, Published, AsOf, State string
	Gone                              bool
}

// Release is one release with its files.
type Release struct {
	Facts      []Fact
	Files      []File
	Audit      []Attack
	Protection string
	Measures   []Line
}

func (Release) template() string { return "release" }

// File is a file of a release.
type File struct {
	Name, Href, Words, SHA256 string
	Bytes, Rows               Number
}

// Attack is what an attack on a release came to before it was published.
type Attack struct {
	ID, Attack, Words, Result string
	Figure, Limit             Number
	Bound                     string
}

// About is what to know of the service.
type About struct {
	Facts    []Fact
	Limits   []Named
	Formats  []Fact
	Statuses []Fact
	Councils []Fact // what the records of each cover
}

func (About) template() string { return "about" }

// Text is a page of words alone; Name is that of its template.
type Text struct{ Name string }

func (t Text) template() string { return t.Name }

// Problem is a page that says why there is no other.
type Problem struct {
	Status      int
	Detail, Fix string
	Items       []ProblemItem
	Reason      string
	Instead     *Link
	RequestID   string
	Documented  string // where the problem is explained
	Wait        string
	Estimate    Number
	Limit       Number
	Bulk        string
}

func (Problem) template() string { return "problem" }

// ProblemItem is one thing wrong with a request.
type ProblemItem struct {
	Parameter, Detail string
	Meant             *Link
	Allowed           []string
}
