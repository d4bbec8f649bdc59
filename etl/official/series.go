package official

import (
	"slices"

	"github.com/careduty/careduty/internal/release"
)

// definition is one published measure: what the manifest says of it and how its rows are labelled.
type definition struct {
	id       string // ascof_3d2a, in URLs and rows
	number   string // 3d(2a), the publisher's
	title    string
	question string
	unit     string
	polarity string // as in measure headers: high_is_good, low_is_good, none
	counted  string // the numerator in words
	among    string // the denominator in words
	snapshot bool   // the state on 31 March, not the year
	notes    []string
	caveats  []string // what every row must say beside the break
	noData   []string // councils whose data are missing, by the publisher's notes
}

const (
	percent    = "percent"
	per100000  = "per 100,000 people"
	highIsGood = "high_is_good"
	lowIsGood  = "low_is_good"
	noPolarity = "none"
)

// common notes hold for every series of the edition.
var common = []string{
	"Official statistics in development by the Department of Health and Social Care, shown as published: no noise, interval or rank of this project.",
	"Break: from 2024-25 the measure is made from Client Level Data (CLD), before from the Short and Long Term return (SALT). " +
		"Figures on either side must not be compared.",
	"Where numerator or denominator is below 5 the publisher suppresses both. Counts of England and the regions are rounded to the " +
		"nearest 5; outcomes are computed before rounding and given to one decimal.",
	"The publisher's council-type groups (shire counties, unitary authorities, metropolitan districts, inner and outer London) are left out.",
	"Barnsley and Sheffield were published under the codes they had until 31 March 2025 and are shown under their present ones.",
}

// toCLD is the break of every series of the edition: its year is the first of the other source.
var toCLD = release.Break{From: "2024-25", What: "Made from Client Level Data (CLD), before from the Short and Long Term return (SALT)."}

const (
	trap3D = "Trap: the number 3D changed its meaning. Until 2022-23 it stood for finding information and advice; " +
		"self-directed support and direct payments were 1C."
	noCarers  = "The publisher gives no figures for carers, 3d(1b) and 3d(2b), for 2024-25."
	noneLeans = "No direction is agreed to be better, as for this project's own measures of direct payments and self-directed support."
	linked    = "New in 2024-25, from Client Level Data linked to hospital data: another measure than the one on people at home 91 days after leaving hospital."
	missing2D = "Thirteen councils have no data: Bournemouth, Christchurch and Poole, Calderdale, Herefordshire, Hertfordshire, Hounslow, Kent, " +
		"Luton, Oldham, Oxfordshire, Portsmouth, Rochdale, Rutland, Windsor and Maidenhead. Their discharges are not in the denominator of 2d(2) " +
		"for England and the regions."
	admitted = "An admission is new when the person had no long-term residential or nursing care from the council in the 12 months before."
)

// noData2D are the councils of missing2D, in that order.
var noData2D = []string{
	"E06000058", "E08000033", "E06000019", "E10000015", "E09000018", "E10000016",
	"E06000032", "E08000004", "E10000025", "E06000044", "E08000005", "E06000017", "E06000040",
}

// ascof are the measures of the edition in the publisher's order.
var ascof = []definition{
	{
		id: "ascof_2a", number: "2a", unit: percent, polarity: highIsGood,
		title:    "Reablement with no further request for support",
		question: "Of new clients who received reablement, how many asked for no ongoing support afterwards?",
		counted:  "people who received reablement, had no services before, and needed no further support",
		among:    "people who received reablement in the year and had no services before",
		notes: []string{
			"Called 2D until 2022-23.",
			"New client: no long-term support from the council in the 3 months before.",
			"Bournemouth, Christchurch and Poole, Portsmouth, and Windsor and Maidenhead have no data.",
		},
		noData: []string{"E06000058", "E06000044", "E06000040"},
	},
	{
		id: "ascof_2b", number: "2b", unit: per100000, polarity: lowIsGood,
		title:    "New care home admissions, aged 18 to 64",
		question: "How many people aged 18 to 64 had their long-term needs met by moving into a care home?",
		counted:  "people aged 18 to 64 newly admitted to long-term residential or nursing care that the council provides or arranges",
		among:    "residents aged 18 to 64 (mid-2024 population estimate, Office for National Statistics)",
		notes:    []string{"Called 2A(1) until 2022-23.", admitted},
	},
	{
		id: "ascof_2c", number: "2c", unit: per100000, polarity: lowIsGood,
		title:    "New care home admissions, aged 65 and over",
		question: "How many people aged 65 and over had their long-term needs met by moving into a care home?",
		counted:  "people aged 65 and over newly admitted to long-term residential or nursing care that the council provides or arranges",
		among:    "residents aged 65 and over (mid-2024 population estimate, Office for National Statistics)",
		notes:    []string{"Called 2A(2) until 2022-23.", admitted},
	},
	{
		id: "ascof_2d1", number: "2d(1)", unit: percent, polarity: highIsGood,
		title:    "In the community 12 weeks after hospital and reablement",
		question: "Of older people who left hospital into reablement, how many remained in the community for 12 weeks?",
		counted: "people aged 65 and over discharged from hospital into reablement who in the 12 weeks after were not admitted to long-term care " +
			"or, unplanned, to hospital, and did not die",
		among:  "people aged 65 and over discharged from hospital into reablement",
		notes:  []string{"Takes the place of 2B(1).", linked, missing2D},
		noData: noData2D,
	},
	{
		id: "ascof_2d2", number: "2d(2)", unit: percent, polarity: highIsGood,
		title:    "Reablement after hospital",
		question: "Of older people who left hospital, how many received reablement?",
		counted:  "people aged 65 and over discharged from hospital into reablement",
		among:    "people aged 65 and over discharged from hospital",
		notes:    []string{"Takes the place of 2B(2).", linked, missing2D},
		noData:   noData2D,
	},
	{
		id: "ascof_2e1", number: "2e(1)", unit: percent, polarity: highIsGood,
		title:    "Living at home or with family: learning disability, aged 18 to 64",
		question: "How many people with a learning disability and long-term support live in their own home or with family?",
		counted:  "of those, people who live in their own home or with family",
		among:    "people aged 18 to 64 with a learning disability who received long-term support in the year",
		notes:    []string{"Called 1G until 2022-23."},
	},
	{
		id: "ascof_2e2a", number: "2e(2a)", unit: percent, polarity: highIsGood,
		title:    "Living at home or with family, aged 18 to 64",
		question: "How many people aged 18 to 64 with long-term support live in their own home or with family?",
		counted:  "of those, people who live in their own home or with family",
		among:    "people aged 18 to 64 who received long-term support in the year",
		notes:    []string{"Nothing corresponds to it under the numbers used until 2022-23."},
	},
	{
		id: "ascof_2e2b", number: "2e(2b)", unit: percent, polarity: highIsGood,
		title:    "Living at home or with family, aged 65 and over",
		question: "How many people aged 65 and over with long-term support live in their own home or with family?",
		counted:  "of those, people who live in their own home or with family",
		among:    "people aged 65 and over who received long-term support in the year",
		notes:    []string{"Nothing corresponds to it under the numbers used until 2022-23."},
	},
	{
		id: "ascof_3d1a", number: "3d(1a)", unit: percent, polarity: noPolarity, snapshot: true,
		title:    "Self-directed support",
		question: "How many people with long-term community support have a personal budget or direct payment?",
		counted:  "of those, people with self-directed support: a direct payment or a personal budget managed for them",
		among:    "people aged 18 and over with long-term community support on 31 March 2025",
		notes: []string{
			"Called 1C(1A) until 2022-23.", trap3D, noneLeans, noCarers,
			"Nearly everyone counted should have a personal budget, and SALT showed close to 100 percent. The publisher puts the lower figures " +
				"down to gaps in the data and makes no comparisons of them.",
		},
		caveats: []string{"Figures well below 100 percent are likely due to gaps in the data rather than practice, says the publisher."},
	},
	{
		id: "ascof_3d2a", number: "3d(2a)", unit: percent, polarity: noPolarity, snapshot: true,
		title:    "Direct payments",
		question: "How many people with long-term community support use a direct payment?",
		counted:  "of those, people who receive a direct payment, in full or in part",
		among:    "people aged 18 and over with long-term community support on 31 March 2025",
		notes:    []string{"Called 1C(2A) until 2022-23.", trap3D, noneLeans, noCarers},
	},
}

// byNumber finds a measure by the publisher's number.
var byNumber = func() map[string]definition {
	out := map[string]definition{}
	for _, d := range ascof {
		out[d.number] = d
	}
	return out
}()

// described is the series as the manifest carries it. The edition has totals only, so no series has a dimension.
func (d definition) described() release.Series {
	return release.Series{
		ID: d.id, Title: d.title, Question: d.question, Unit: d.unit, Polarity: d.polarity,
		Numerator: d.counted, Denominator: d.among, Dimensions: []string{},
		Notes:  slices.Concat([]string{"ASCOF measure " + d.number + "."}, d.notes, common),
		Breaks: []release.Break{toCLD},
	}
}
