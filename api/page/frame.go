package page

import "github.com/careduty/careduty/api/words"

// Frame is what every page has round its own part: what it is, of which release, and where the same figures are as data.
type Frame struct {
	Kicker, Title, Lead string // above the heading, the heading, and the sentence below it
	Label               Label
	At                  string // the part of the site it is in, for the navigation
	Release             string // id; empty where the page is of none
	PublishedOn         string
	Canonical           string
	Data                []Link // the same as data, the first being the exact request
	Permalink           string // absolute where the service knows its address
	Citation            string
	Notes, Warnings     []string
	Pictures            []Picture // those of the page, to be taken away
	Base                string    // where the public sees the service; empty where that is not known
	Dataset             *Dataset  // what gatherers of data sets are told; nil where the page is of none
	Licence, LicenceURL string
	Attribution         string
	Operator            Operator
}

// Operator is who runs the service and how they are reached; Name and Contact are as they were given, either of which may be missing.
type Operator struct{ Name, Contact, Href string }

// Words say who runs the service, and what of it is not said.
func (o Operator) Words() string { return words.Operated(o.Name, o.Contact != "") }

// Label is what made-up data is called by, in the title of the page and in a sentence; both empty for real data.
type Label struct{ Title, Words string }

// Link is an address with its words. Type is the media type behind it, where that is not a page.
type Link struct{ Text, Href, Type string }

// Dataset describes a page's figures in the words of schema.org.
type Dataset struct {
	Context      string         `json:"@context"`
	Type         string         `json:"@type"`
	Name         string         `json:"name"`
	Description  string         `json:"description"`
	URL          string         `json:"url"`
	License      string         `json:"license"`
	Free         bool           `json:"isAccessibleForFree"`
	Published    string         `json:"datePublished"`
	Where        string         `json:"spatialCoverage"`
	Citation     string         `json:"citation,omitempty"`
	Distribution []Distribution `json:"distribution,omitempty"`
}

// Distribution is one file of a data set.
type Distribution struct {
	Type   string `json:"@type"`
	Format string `json:"encodingFormat"`
	URL    string `json:"contentUrl"`
}

// describeData makes the frame tell of its figures as a data set; what is made up says so in its name.
func (f *Frame) describeData(description string) {
	name := f.Title
	if f.Label.Title != "" {
		name = f.Label.Title + ": " + name
	}
	f.Dataset = &Dataset{
		Context: "https://schema.org", Type: "Dataset", Name: name, Description: description, URL: f.Canonical, License: f.LicenceURL, Free: true,
		Published: f.PublishedOn, Where: "England", Citation: f.Citation,
	}
	for _, l := range f.Data {
		f.Dataset.Distribution = append(f.Dataset.Distribution, Distribution{"DataDownload", l.Type, f.Base + l.Href})
	}
}

// Part is an entry of the navigation.
type Part struct{ Text, Href string }

// Parts are the entries of the navigation, in order.
var Parts = []Part{
	{"Reports", "/reports"},
	{"Councils", "/areas"},
	{"Measures", "/measures"},
	{"Releases", "/releases"},
	{"Compare", "/compare"},
	{"Get the data", "/data"},
	{"About", "/about"},
}

// Option is one choice of a form.
type Option struct {
	Value, Text string
	Chosen      bool
}

// Hidden is a parameter a form carries along.
type Hidden struct{ Name, Value string }

// Picture is an image with the finding it shows, and where it can be had to be taken away.
type Picture struct {
	Src, Alt, Caption   string
	PNG, Slide, Preview string
}

// Section is a heading with what stands below it; ID names it on the page.
type Section[T any] struct {
	ID, Title string
	Items     []T
}

// Grouped puts items under headings in the order of the first of each.
func Grouped[T any](items []T, of func(T) (id, title string)) []Section[T] {
	var out []Section[T]
	at := map[string]int{}
	for _, x := range items {
		id, title := of(x)
		i, ok := at[id]
		if !ok {
			i = len(out)
			at[id] = i
			out = append(out, Section[T]{ID: id, Title: title})
		}
		out[i].Items = append(out[i].Items, x)
	}
	return out
}
