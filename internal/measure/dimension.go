package measure

import "slices"

// Category is one value of a dimension.
type Category struct {
	Slug   string `json:"slug"`
	Label  string `json:"label"`
	Order  int    `json:"order"`
	Parent string `json:"parent,omitempty"` // the band this one is a part of
	Band   bool   `json:"band,omitempty"`   // a parent: the sum of leaves, given only when named
}

// Dimension is a way to break a figure down.
type Dimension struct {
	ID         string     `json:"id"`
	Label      string     `json:"label"`
	Words      string     `json:"words"`
	Categories []Category `json:"categories"`
}

// Unknown is the category of what a record does not say; every dimension has it.
const Unknown = "unknown"

// PeopleDimensions are attached to every measure from the people records.
var PeopleDimensions = []string{"age_band", "sex", "ethnicity", "support_reason"}

// Lasting says whether a person has one category of a dimension whatever the day or event; the total, "", has one anyway.
func Lasting(dimension string) bool {
	return slices.Contains([]string{"", "sex", "ethnicity", "support_reason"}, dimension)
}

// Dimensions lists every dimension with its categories in order.
func Dimensions() []Dimension { return slices.Clone(dimensions) }

// DimensionOf is the dimension of an id.
func DimensionOf(id string) (Dimension, bool) {
	i := slices.IndexFunc(dimensions, func(d Dimension) bool { return d.ID == id })
	if i < 0 {
		return Dimension{}, false
	}
	return dimensions[i], true
}

// Category is the category of a slug.
func (d Dimension) Category(slug string) (Category, bool) {
	i := slices.IndexFunc(d.Categories, func(c Category) bool { return c.Slug == slug })
	if i < 0 {
		return Category{}, false
	}
	return d.Categories[i], true
}

var dimensions = []Dimension{
	{"age_band", "Age", "Age in years at the reference date: its year less the year of birth.", ages()},
	{"sex", "Sex", "Sex as recorded by the council.", list("female", "Female", "male", "Male", "other", "Other", Unknown, "Not known")},
	{"ethnicity", "Ethnic group", "Ethnic group in the five groups of the census.", list("asian", "Asian or Asian British",
		"black", "Black, Black British, Caribbean or African", "mixed", "Mixed or multiple ethnic groups", "white", "White",
		"other", "Other ethnic group", Unknown, "Not known")},
	{"support_reason", "Primary support reason", "The main reason for which a person needs support.", list("physical",
		"Physical support", "sensory", "Sensory support", "memory_cognition", "Support with memory and cognition",
		"learning_disability", "Learning disability support", "mental_health", "Mental health support", "social", "Social support",
		Unknown, "Not known")},
	{"setting", "Setting", "Where support is given; of several, the highest: nursing, residential, community, prison.", list(
		"nursing", "Nursing home", "residential", "Residential home", "community", "Community", "prison", "Prison", Unknown, "Not known")},
	{"delivery", "How support is arranged", "Who holds the budget; of several, the first listed here.", list("direct_payment",
		"Direct payment", "mixed", "Part direct payment", "managed_budget", "Managed personal budget", "council_service",
		"Council service", "commissioned", "Commissioned support", Unknown, "Not known")},
	{"complaint_subject", "What was complained about", "The subject of the complaint.", list("assessment", "Assessment",
		"eligibility", "Eligibility", "plan", "Care and support plan", "budget", "Personal budget", "direct_payment", "Direct payment",
		"review", "Review", "charging", "Charging", "advocacy", "Advocacy", "provider", "Provider", "conduct", "Conduct of staff",
		"other", "Other", Unknown, "Not known")},
	{"managed_by", "Who manages the payment", "Who manages the direct payment.", list("self", "The person", "nominee", "A nominee",
		"suitable_person", "A suitable person, for someone who lacks capacity", "service", "A payment service", Unknown, "Not known")},
}

// ages are the seven leaves and their two parents.
func ages() []Category {
	return []Category{
		{"18-24", "18 to 24", 1, "18-64", false},
		{"25-44", "25 to 44", 2, "18-64", false},
		{"45-64", "45 to 64", 3, "18-64", false},
		{"65-74", "65 to 74", 4, "65+", false},
		{"75-84", "75 to 84", 5, "65+", false},
		{"85+", "85 and over", 6, "65+", false},
		{Unknown, "Not known", 7, "", false},
		{"18-64", "18 to 64", 8, "", true},
		{"65+", "65 and over", 9, "", true},
	}
}

func list(slugsAndLabels ...string) []Category {
	out := make([]Category, 0, len(slugsAndLabels)/2)
	for i := 0; i < len(slugsAndLabels); i += 2 {
		out = append(out, Category{Slug: slugsAndLabels[i], Label: slugsAndLabels[i+1], Order: i/2 + 1})
	}
	return out
}
