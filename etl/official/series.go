package official

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
	"github.com/goccy/go-yaml"
)

//go:embed series.yaml
var seriesYAML []byte

// kind is what a series' figures are made of, which decides what can be said of them.
type kind string

// The kinds.
const (
	counts kind = "counts" // a share or rate of two counts of people
	survey kind = "survey" // an estimate with a margin of error
	people kind = "people" // a number of people
	median kind = "median" // days, of which half are below
)

// Units and directions as in measure headers.
const (
	percent    = "percent"
	per100000  = "per 100,000 people"
	highIsGood = "high_is_good"
	lowIsGood  = "low_is_good"
)

// series is one question asked alike through the years, as series.yaml has it.
type series struct {
	ID        string      `yaml:"id"`
	Theme     string      `yaml:"theme"`
	Title     string      `yaml:"title"`
	Question  string      `yaml:"question"`
	Kind      kind        `yaml:"kind"`
	Unit      string      `yaml:"unit"`
	Polarity  string      `yaml:"polarity"`
	Snapshot  bool        `yaml:"snapshot"` // the state on 31 March, not the year
	Derived   bool        `yaml:"derived"`  // the publisher gives the counts alone, and the share is worked out here
	Counted   string      `yaml:"counted"`
	Among     string      `yaml:"among"`
	Described description `yaml:"described"`
	Numbers   []numbering `yaml:"numbers"`
	Former    []string    `yaml:"former"`
	Breaks    []change    `yaml:"breaks"`
	Caveats   []caveat    `yaml:"caveats"`
	Notes     []string    `yaml:"notes"`
	NotShown  []string    `yaml:"not_shown"`
}

// description fits a publisher's words: all of these, one of those, none of the others.
type description struct {
	All  []string `yaml:"all"`
	Any  []string `yaml:"any"`
	None []string `yaml:"none"`
}

// numbering is the publisher's number of a series and the years it stood for it; an empty end is open.
type numbering struct {
	Number string `yaml:"number"`
	From   string `yaml:"from"`
	To     string `yaml:"to"`
}

type change struct {
	From string `yaml:"from"`
	What string `yaml:"what"`
}

// caveat is a sentence that rows of some years carry, of some areas or of all.
type caveat struct {
	From  string   `yaml:"from"`
	To    string   `yaml:"to"`
	Areas []string `yaml:"areas"`
	Words string   `yaml:"words"`
}

// all are the series in the order of series.yaml; the file is part of the program, so a fault in it is a defect that tests find.
var all = func() []*series {
	var out []*series
	if err := yaml.UnmarshalWithOptions(seriesYAML, &out, yaml.Strict()); err != nil {
		panic(fmt.Sprintf("official: series.yaml: %v", err))
	}
	return out
}()

func seriesOf(id string) *series {
	i := slices.IndexFunc(all, func(s *series) bool { return s.ID == id })
	if i < 0 {
		panic("official: no series " + id) // ids in the program's text, not in files
	}
	return all[i]
}

func (d description) given() bool { return len(d.All)+len(d.Any) > 0 }

func (d description) fits(words string) bool {
	has := func(part string) bool { return strings.Contains(words, part) }
	return d.given() && !slices.ContainsFunc(d.All, func(p string) bool { return !has(p) }) &&
		(len(d.Any) == 0 || slices.ContainsFunc(d.Any, has)) && !slices.ContainsFunc(d.None, has)
}

// between says whether a year lies between two, either of which may be open.
func between(year, from, to string) bool {
	return (from == "" || year >= from) && (to == "" || year <= to)
}

// bears says whether the publisher's number stood for the series in the year.
func (s *series) bears(number string, year period.Period) bool {
	return slices.ContainsFunc(s.Numbers, func(n numbering) bool { return n.Number == number && between(year.String(), n.From, n.To) })
}

// published finds the series of a publisher's description and number. The description decides; the number does where several fit, or where the
// file gives none. edition is the year whose numbers the file uses; where several descriptions fit and none has the number in it, that of any year
// decides among them.
func published(words, number string, edition period.Period) *series {
	words, number = plain(words), numbered(number)
	var fit []*series
	for _, s := range all {
		if words == "" && s.bears(number, edition) || words != "" && s.Described.fits(words) {
			fit = append(fit, s)
		}
	}
	if len(fit) > 1 {
		fit = numberedAs(fit, number, edition)
	}
	if len(fit) == 1 {
		return fit[0]
	}
	return nil
}

// numberedAs are those of some series that bear a number in a year or, where none does, in any.
func numberedAs(all []*series, number string, edition period.Period) []*series {
	var now, ever []*series
	for _, s := range all {
		if s.bears(number, edition) {
			now = append(now, s)
		}
		if slices.ContainsFunc(s.Numbers, func(n numbering) bool { return n.Number == number }) {
			ever = append(ever, s)
		}
	}
	if len(now) > 0 {
		return now
	}
	return ever
}

// dimensions of a published breakdown.
const (
	ageBand      = "age_band"
	sex          = "sex"
	wayOfSupport = "way_of_support"
)

// Definitions are all series that files can give, in their order.
func Definitions() []release.Series {
	out := make([]release.Series, len(all))
	for i, s := range all {
		out[i] = s.described(nil)
	}
	return out
}

// described is the series as an edition's manifest carries it.
func (s *series) described(dimensions []string) release.Series {
	out := release.Series{
		ID: s.ID, Theme: s.Theme, Title: s.Title, Question: s.Question, Kind: string(s.Kind), Unit: s.Unit, Polarity: s.Polarity, Snapshot: s.Snapshot,
		Numerator: s.Counted, Denominator: s.Among, Dimensions: dimensions, Notes: s.Notes, DoesNotShow: s.NotShown, Former: s.Former,
	}
	for _, b := range s.Breaks {
		out.Breaks = append(out.Breaks, release.Break(b))
	}
	for _, n := range s.Numbers {
		out.Numbers = append(out.Numbers, measure.SeriesNumber(n))
	}
	for _, c := range s.Caveats {
		if len(c.Areas) == 0 {
			out.Notes = append(slices.Clip(out.Notes), c.Words)
		}
	}
	return out
}
