package query

import (
	"slices"
	"strings"

	"github.com/careduty/careduty/api/problem"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/period"
)

// Breakdown is the one dimension rows are broken down by, and which of its categories.
type Breakdown struct {
	Dimension  string   `form:"-" swaggerignore:"true"`
	Categories []string `form:"-" swaggerignore:"true"`
	Not        []string `form:"-" swaggerignore:"true"`

	// The parameters, for those who read the description; a dimension of an official series is a parameter too.
	By            string `form:"by" example:"age_band"`           // Dimension to break down by
	AgeBand       string `form:"age_band" example:"18-64,65+"`    // Categories of the dimension, or ne: and those to leave out
	Sex           string `form:"sex" example:"female"`            // Categories, as for age_band
	Ethnicity     string `form:"ethnicity" example:"ne:unknown"`  // Categories, as for age_band
	SupportReason string `form:"support_reason" example:"social"` // Categories, as for age_band
	Setting       string `form:"setting" example:"residential"`   // Categories, as for age_band; measures that have it
	Delivery      string `form:"delivery" example:"mixed"`        // Categories, as for age_band; measures that have it
	Subject       string `form:"complaint_subject"`               // Categories, as for age_band; measures that have it
}

// breakdown reads by= and the filters that name a dimension. Parents are given only where they are named, and never beside their own parts.
func (r *reader) breakdown(out *Breakdown) {
	var ids []string
	for _, d := range r.Catalogue.Dimensions() {
		ids = append(ids, d.ID)
	}
	var asked []string
	by, _ := r.one("by")
	for _, id := range list(by) {
		if !slices.Contains(ids, id) {
			r.unknown("by", id, ids)
			continue
		}
		asked = append(asked, id)
	}
	for _, id := range ids {
		text, given := r.one(id)
		if !given {
			continue
		}
		if !slices.Contains(asked, id) {
			asked = append(asked, id)
		}
		out.Categories, out.Not = r.categories(id, text)
	}
	for _, id := range []string{"age_band", "sex", "ethnicity", "support_reason", "setting", "delivery", "complaint_subject"} {
		if r.Values.Has(id) && !slices.Contains(ids, id) {
			r.bad(id, problem.UnknownValue, "No measure of this release can be broken down by "+id+".", ids, "")
		}
	}
	if len(asked) > 1 {
		r.bad("by", problem.Conflicting, "One dimension at a time: figures by two at once would be too small to publish safely.", asked, "")
	}
	if len(asked) > 0 {
		out.Dimension = asked[0]
		if len(out.Categories)+len(out.Not) == 0 {
			r.set("by", asked[0], "")
		}
	}
}

func (r *reader) categories(id, text string) (named, not []string) {
	d, _ := r.Catalogue.Dimension(id)
	named, not, ok := parseCategories(text)
	if !ok {
		r.bad(id, problem.Conflicting, "Either name categories or, with ne:, leave some out; not both.", nil, "")
	}
	if ok && len(named)+len(not) == 0 {
		r.bad(id, problem.Malformed, "No category follows. Name those to leave out, as in ne:unknown.", nil, "")
	}
	named, not = r.slugs(d, named), r.slugs(d, not)
	for _, slug := range named {
		if k, _ := d.Category(slug); k.Parent != "" && slices.Contains(named, k.Parent) {
			r.bad(id, problem.Conflicting, Quote(slug)+" is a part of "+Quote(k.Parent)+"; rows never mix the two.", nil, "")
		}
	}
	if len(not) > 0 {
		r.set(id, "ne:"+strings.Join(not, ","), "")
	} else {
		r.set(id, strings.Join(named, ","), "")
	}
	return named, not
}

// slugs are those of some words that the dimension has. A plus sign in an address reads as a space, and falls away with it.
func (r *reader) slugs(d measure.Dimension, words []string) []string {
	var all, out []string
	for _, k := range d.Categories {
		all = append(all, k.Slug)
	}
	for _, slug := range words {
		for _, other := range []string{slug + "+", slug + "-and-over", strings.Replace(slug, "+", "-and-over", 1)} {
			if !slices.Contains(all, slug) && slices.Contains(all, other) {
				slug = other
			}
		}
		if !slices.Contains(all, slug) {
			r.unknown(d.ID, slug, all)
			continue
		}
		out = append(out, slug)
	}
	return out
}

// parseCategories reads a filter on a dimension: slugs, or ne: before those to leave out.
func parseCategories(text string) (named, not []string, ok bool) {
	all, negated := strings.CutPrefix(text, "ne:")
	for _, part := range list(all) {
		part, again := strings.CutPrefix(part, "ne:")
		part = strings.TrimSpace(part)
		switch {
		case negated:
			not = append(not, part)
		case again:
			return nil, nil, false
		default:
			named = append(named, part)
		}
	}
	return named, not, true
}

// exists holds a question to what there is: a breakdown, at a level, in a grain, of some measure. What no measure has is refused with what there
// is, not answered by rows that say nothing.
func (r *reader) exists(dimension string, wants []measure.Want, areas Areas, levels []area.Level) {
	for _, w := range wants {
		if dimension != "" && !slices.Contains(w.Subject.Dimensions, dimension) {
			r.bad("by", problem.UnknownValue, w.Subject.ID+" cannot be broken down by "+dimension+".", w.Subject.Dimensions, "")
		}
	}
	if len(r.items) > 0 || dimension == "" && areas.Named {
		return
	}
	for _, level := range levelsOf(areas, levels) {
		if level != "" && !slices.ContainsFunc(wants, func(w measure.Want) bool { return hasGroup(w, dimension, level) }) && anyPeriod(wants) {
			r.bad(missingPart(wants, dimension, level), problem.UnknownValue, "There is nothing "+groupWords(dimension)+" for the level "+string(level)+
				" in these periods. "+groupsOf(wants, dimension), nil, "")
		}
	}
}

func anyPeriod(wants []measure.Want) bool {
	return slices.ContainsFunc(wants, func(w measure.Want) bool { return len(w.Periods) > 0 })
}

func hasGroup(w measure.Want, dimension string, level area.Level) bool {
	return len(w.Periods) > 0 && w.Subject.Has(measure.Group{Dimension: dimension, Level: level, Grain: w.Periods[0].Grain()})
}

// missingPart is the parameter to change: the grain where another one has the group, else the level.
func missingPart(wants []measure.Want, dimension string, level area.Level) string {
	for _, w := range wants {
		for _, g := range []period.Grain{period.Quarter, period.Year} {
			if w.Subject.Has(measure.Group{Dimension: dimension, Level: level, Grain: g}) {
				return "period"
			}
		}
	}
	return "level"
}

func levelsOf(areas Areas, levels []area.Level) []area.Level {
	if len(levels) > 0 || !areas.Named {
		return levels
	}
	var out []area.Level
	for _, code := range areas.Codes {
		if a, ok := area.Ever(code); ok && !slices.Contains(out, a.Level) {
			out = append(out, a.Level)
		}
	}
	return out
}

func groupWords(dimension string) string {
	if dimension == "" {
		return "without a breakdown"
	}
	return "by " + dimension
}

// groupsOf says which levels and grains some measures have a breakdown for.
func groupsOf(wants []measure.Want, dimension string) string {
	var parts []string
	for _, w := range wants {
		if text := GroupWords(w.Subject, dimension); !slices.Contains(parts, text) && len(parts) < 3 {
			parts = append(parts, text)
		}
	}
	return "There is: " + strings.Join(parts, "; ") + "."
}

// GroupWords says for which levels and grains a subject has a breakdown.
func GroupWords(s *measure.Subject, dimension string) string {
	var parts []string
	for _, l := range []area.Level{area.Country, area.Region, area.Council} {
		var grains []string
		for _, g := range []period.Grain{period.Quarter, period.Year} {
			if s.Has(measure.Group{Dimension: dimension, Level: l, Grain: g}) {
				grains = append(grains, string(g)+"s")
			}
		}
		if len(grains) > 0 {
			parts = append(parts, string(l)+" by "+strings.Join(grains, " and "))
		}
	}
	if len(parts) == 0 {
		return "nothing of " + s.ID
	}
	return s.ID + " for " + strings.Join(parts, ", ")
}
