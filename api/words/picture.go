package words

import (
	"strings"
	"time"
)

// What stands in and round pictures.
const (
	NotFromZero   = "The axis does not start at 0."
	MiddleEight   = "the middle eight in ten councils"
	BreakMark     = "break: not comparable"
	RibbonsNote   = "Ribbons are 95% intervals: how much a figure could vary by chance, with what protection adds."
	KeyHigher     = "higher than England"
	KeyLower      = "lower than England"
	KeySimilar    = "similar: any difference could be chance"
	KeyNoFigure   = "no figure shown, or not compared"
	KeyCouncil    = "a council"
	KeyOwnFigure  = "the region’s own figure"
	PeopleCounted = "People counted"
	Limits95      = "95% limits"
	Limits998     = "99.8% limits"
	UsualLimits   = "usual spread (95%)"
	HexNote       = "Every council has a hexagon of the same size, near where it lies; lines are the borders of regions."
	StripNote     = "Every dot is a council, in the strip of its region."
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

// CouncilsFinding says how the councils of a table stand to England, without naming any.
func CouncilsFinding(higher, similar, lower, not int) string {
	if higher+similar+lower == 0 {
		return "Not compared with England: the figures have no published interval, or there are too few."
	}
	out := count(higher, "council") + " higher than England, " + Number(lower) + " lower; for " + Number(similar) + " any difference could be chance"
	if not > 0 {
		out += "; " + Number(not) + " not compared"
	}
	return upper(out) + "."
}
