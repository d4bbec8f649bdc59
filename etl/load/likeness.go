package load

import (
	"slices"
	"strings"

	"github.com/careduty/careduty/schemas"
)

// calledLike are words that files and sheets of a kind are called by.
var calledLike = map[string][]string{
	"people":          {"people", "person", "client", "customer", "service user", "demograph"},
	"assessments":     {"assess"},
	"plans":           {"plan", "service", "package", "provision", "episode"},
	"budgets":         {"budget", "cost", "payment schedule", "financ"},
	"direct_payments": {"direct payment", "dp "},
	"reviews":         {"review"},
	"complaints":      {"complaint", "feedback"},
}

// alsoCalled are other names of fields, as case-management systems and their reports have them; words alone, in lower case.
var alsoCalled = map[string][]string{
	"person_ref":          {"nhs no", "nhs number", "person id", "client id", "client", "client no", "swift id", "mosaic id", "liquidlogic id", "subject id", "service user id", "person number", "la person unique identifier"},
	"birth_year":          {"date of birth", "dob", "year of birth", "birth date"},
	"sex":                 {"gender"},
	"ethnicity":           {"ethnic origin", "ethnic group", "ethnic code"},
	"support_reason":      {"primary support reason", "psr"},
	"has_unpaid_carer":    {"has carer", "unpaid carer", "carer"},
	"died_on":             {"date of death", "death date", "dod", "deceased date"},
	"left_on":             {"date left", "moved out on"},
	"assessment_ref":      {"assessment id", "assessment no", "assessment number"},
	"plan_ref":            {"plan id", "episode id", "care plan id", "service id", "package id", "plan no"},
	"budget_ref":          {"budget id", "cost id", "budget no"},
	"dp_ref":              {"dp id", "direct payment id"},
	"review_ref":          {"review id", "review no", "review number"},
	"complaint_ref":       {"complaint id", "complaint no", "case number", "complaint number"},
	"requested_on":        {"request date", "date requested", "referral date", "date of request"},
	"completed_on":        {"completed", "date completed", "completion date", "end date", "assessment completed", "review date", "date of review"},
	"started_on":          {"start", "start date", "date started", "service start", "plan start"},
	"ended_on":            {"end", "end date", "date ended", "service end", "plan end"},
	"signed_off_on":       {"authorised", "authorised on", "date authorised", "sign off date", "signed off"},
	"copy_given_on":       {"copy sent", "copy given", "date copy sent"},
	"record_given_on":     {"outcome letter", "decision letter date"},
	"effective_from":      {"start", "start date", "from", "from date", "valid from"},
	"effective_to":        {"end", "end date", "to", "to date", "valid to"},
	"weekly_total":        {"weekly cost", "gross weekly", "total weekly", "personal budget", "weekly amount"},
	"weekly_contribution": {"client contribution", "weekly contribution", "assessed charge"},
	"weekly_council":      {"net weekly", "council contribution"},
	"setting":             {"service type", "type of service", "setting type"},
	"term":                {"service length", "long or short term"},
	"kind":                {"type", "assessment type", "review type"},
	"outcome":             {"result", "assessment outcome", "review outcome"},
	"received_on":         {"date received", "received", "complaint date"},
	"acknowledged_on":     {"acknowledged", "date acknowledged"},
	"responded_on":        {"response date", "responded", "date of response"},
	"about":               {"subject", "complaint about", "category"},
	"delivery":            {"delivery mechanism", "delivery method"},
	"reason":              {"review reason", "reason for review"},
}

// columnOf is the column that a field is taken from, and how it is known: by the field's own name, by another of its names, or by being like
// it; -1 if there is none.
func (s *sheet) columnOf(f *schemas.Field) (at int, how string) {
	own := strings.ReplaceAll(f.Name, "_", " ")
	names := []string{own}
	names = append(names, alsoCalled[f.Name]...)
	for _, n := range names {
		for i, c := range s.columns {
			if c.words() == n {
				return i, "name"
			}
		}
	}
	// Longer names of which the field's is a part: at the end, as in "plan start date".
	for i, c := range s.columns {
		if w := c.words(); w != "" && slices.ContainsFunc(names, func(n string) bool { return len(n) > 5 && strings.HasSuffix(w, " "+n) }) {
			return i, "like"
		}
	}
	return -1, ""
}

// words is the column's name as words in lower case.
func (c *seenColumn) words() string {
	return plainColumn(strings.NewReplacer("_", " ", "-", " ", ".", " ", "/", " ", "(", " ", ")", " ", "?", " ").Replace(humpOfCamel.ReplaceAllString(c.name, "${1} ${2}")))
}

// personNumber says whether a column's name tells of a number that means something outside the council.
func personNumber(name string) bool {
	w := plainColumn(name)
	return strings.Contains(w, "nhs") || strings.Contains(w, "insurance") || strings.HasPrefix(w, "ni ")
}
