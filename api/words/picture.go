package words

import (
	"slices"
	"strings"
	"time"
)

// What stands in and round pictures.
const (
	NotFromZero     = "The axis does not start at 0."
	MiddleEight     = "the middle eight in ten councils"
	BreakMark       = "break: not comparable"
	RibbonsNote     = "The ribbon is a 95% interval: how much a figure could vary by chance, with what protection adds."
	OfficialRibbons = "The ribbon is a 95% interval: how much a figure could vary by chance."
	KeyHigher       = "higher than England"
	KeyLower        = "lower than England"
	KeySimilar      = "similar: any difference could be chance"
	KeyNoFigure     = "no figure shown, or not compared"
	KeyCouncil      = "a council"
	KeyOwnFigure    = "the region’s own figure"
	PeopleCounted   = "People counted"
	Limits95        = "95% limits"
	Limits998       = "99.8% limits"
	UsualLimits     = "usual spread (95%)"
	HexNote         = "Every council has a hexagon of the same size, near where it lies; lines are the borders of regions."
	StripNote       = "Every dot is a council, in the strip of its region."
)

// Hollow says what a ring is; nothing where there is none.
func Hollow(weak, unfinished bool) string {
	switch {
	case weak && unfinished:
		return "A ring is a figure of low reliability, or of a period that is not finished."
	case weak:
		return "A ring is a figure of low reliability."
	case unfinished:
		return "A ring is a figure of a period that is not finished."
	}
	return ""
}

// Named is a figure with the name of what it is of.
type Named struct {
	Name  string
	Value float64
}

// Newest names the figures of a period: up to three of them, or both ends of more.
func Newest(unit, label string, all []Named) string {
	if len(all) > 3 {
		return label + ": " + lower(Ends(unit, all))
	}
	values := make([]float64, len(all))
	for i, n := range all {
		values[i] = n.Value
	}
	sizes := Figures(unit, values...)
	parts := make([]string, len(all))
	for i, n := range all {
		parts[i] = n.Name + " " + InUnit(sizes[i], unit)
	}
	if len(parts) == 0 {
		return ""
	}
	return label + ": " + strings.Join(parts, ", ") + "."
}

// Ends names the least and the largest of some figures.
func Ends(unit string, all []Named) string {
	if len(all) < 2 {
		return ""
	}
	low, high := all[0], all[0]
	for _, n := range all {
		if n.Value < low.Value {
			low = n
		}
		if n.Value > high.Value {
			high = n
		}
	}
	sizes := Figures(unit, low.Value, high.Value)
	return "From " + InUnit(sizes[0], unit) + " (" + low.Name + ") to " + InUnit(sizes[1], unit) + " (" + high.Name + ")."
}

// Outside names the areas outside the limits of a funnel.
func Outside(names []string) string {
	const most = 30
	if len(names) > most {
		return "Outside the dashed limits: " + strings.Join(names[:most], ", ") + " and " + Number(len(names)-most) + " more."
	}
	return "Outside the dashed limits: " + strings.Join(names, ", ") + "."
}

func lower(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

// OwnSource is whom to name for a picture of figures counted here, and where they are found.
func OwnSource(attribution, release, published, licence, address string) string {
	return "Source: " + attribution + " Release " + release + ", published " + published + ". " + licence + ". " + address
}

// Publisher names who published something, and when, where that is known.
func Publisher(name, published string) string {
	if day, err := time.Parse(time.DateOnly, published); err == nil {
		return name + " (" + day.Format("2 January 2006") + ")"
	}
	return name
}

// Published is what others have published: the titles, which often begin alike, who published them and under which terms.
type Published struct{ Titles, Publishers, Licences []string }

// named are the titles, those that begin alike by what they share, and the publishers.
func (p Published) named() string {
	var short []string
	for _, t := range p.Titles {
		begins := t
		if at := strings.LastIndex(t, ", "); at > 0 {
			begins = t[:at]
		}
		alike := 0
		for _, other := range p.Titles {
			if strings.HasPrefix(other, begins+", ") {
				alike++
			}
		}
		if alike > 1 {
			t = begins
		}
		if !slices.Contains(short, t) {
			short = append(short, t)
		}
	}
	out := strings.Join(short, "; ")
	if len(p.Publishers) > 0 {
		out += ". " + Places(p.Publishers)
	}
	return out
}

// Source is whom to name for a picture of such figures, and under which terms.
func (p Published) Source(address string) string {
	out := "Source: " + p.named()
	if len(p.Licences) > 0 {
		out += ". " + strings.Join(p.Licences, "; ")
	}
	return out + ". Served by careduty: " + address
}

// Citation is how such figures are cited; title is that of the one series they are of, if it is one.
func (p Published) Citation(title, link string) string {
	if title != "" {
		title += ". "
	}
	return title + p.named() + ". Served by careduty: " + link
}

// Gone says what became of councils that a picture of an earlier year shows.
func Gone(names []string) string {
	return "Abolished since, with figures of their own: " + Places(names) + ". Each stands where one of its successors lies now."
}

// PictureTitle is what, where and when.
func PictureTitle(title, place, period string) string {
	out := title
	if place != "" {
		out += " in " + place
	}
	if period != "" {
		out += ", " + period
	}
	return out
}

// Places names a few places: Leeds, York and England.
func Places(names []string) string {
	switch n := len(names); n {
	case 0:
		return ""
	case 1:
		return names[0]
	default:
		return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
}

// Month names a day's month as an axis does: Jun 2023.
func Month(day time.Time) string { return day.Format("Jan 2006") }

// StandFinding says how the areas of a table (each a "council" or a "region") stand to England, without naming any.
func StandFinding(what string, higher, similar, lower, not int) string {
	if higher+similar+lower == 0 {
		return "Not compared with England: the figures have no published interval, or there are too few."
	}
	out := count(higher, what) + " higher than England, " + Number(lower) + " lower; for " + Number(similar) + " any difference could be chance"
	if not > 0 {
		out += "; " + Number(not) + " not compared"
	}
	return upper(out) + "."
}
