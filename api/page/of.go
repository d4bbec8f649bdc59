package page

import (
	"strings"

	"github.com/careduty/careduty/api/answer"
)

// Of is the page of an answer: what is round it, and its own part.
func Of(v *Visit, a answer.Answer) (*Frame, View) {
	switch a := a.(type) {
	case *answer.ReportList:
		if v.Route == "/" {
			return HomePage(v, a)
		}
		return ReportsPage(v, a)
	case *answer.ReportFull:
		return ReportPage(v, a)
	case *answer.LeagueTable:
		return LeaguePage(v, a)
	case *answer.Series:
		if strings.HasSuffix(v.Route, "/groups") {
			return GroupsPage(v, a)
		}
		return TrendPage(v, a)
	case *answer.Place:
		return PlacePage(v, a)
	case *answer.Pairs:
		return ComparePage(v, a)
	case *answer.CompareForm:
		return CompareFormPage(v, a)
	case *answer.DataForm:
		return DataPage(v, a)
	case *answer.ChangeList:
		return ChangesPage(v, a)
	case *answer.AreaList:
		return AreasPage(v, a)
	case *answer.OneArea:
		return AreaPage(v, a)
	case *answer.AreaProfile:
		return ProfilePage(v, a)
	case *answer.Definitions:
		if v.Route == "/measures" {
			return MeasuresPage(v, a)
		}
		return MeasurePage(v, a)
	case *answer.ReleaseList:
		return ReleasesPage(v, a)
	case *answer.OneRelease:
		return ReleasePage(v, a)
	case *answer.About:
		return AboutPage(v, a)
	case *answer.Words:
		switch v.Route {
		case "/docs":
			return DocsPage(v, a)
		case "/accessibility":
			return AccessibilityPage(v, a)
		}
		return CorrectionsPage(v, a)
	}
	return &Frame{Title: "careduty"}, Text{Name: "corrections"}
}
