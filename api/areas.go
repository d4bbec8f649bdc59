package api

import (
	"context"
	"io"
	"slices"
	"strings"

	"github.com/careduty/careduty/api/format"
	"github.com/careduty/careduty/api/problem"
	"github.com/careduty/careduty/internal/area"
)

// place names follow: an area with those above, below, before and after it.
type areaBrief struct {
	Code       string `json:"code" example:"E08000035"`
	Name       string `json:"name" example:"Leeds"`
	Level      string `json:"level" enums:"country,region,council"`
	ParentCode string `json:"parent_code"` // empty for England
	ParentName string `json:"parent_name"`
	Type       string `json:"type"`  // of council; else empty
	CASSR      string `json:"cassr"` // code in social care returns; councils only
} //	@name	AreaBrief

type areaFull struct {
	areaBrief
	Children     []areaBrief  `json:"children"`
	Predecessors []areaChange `json:"predecessors"` // codes that led to it
	Successors   []areaChange `json:"successors"`   // codes that will follow it, where that is settled
} //	@name	Area

type areaChange struct {
	Code  string `json:"code"`  // the code before or after it
	From  string `json:"from"`  // date of the change
	Whole bool   `json:"whole"` // the same council under another code
	Note  string `json:"note"`
} //	@name	AreaChange

var areaColumns = []format.Column[areaBrief]{
	format.Texts("code", "ONS (GSS) code.", func(a *areaBrief) string { return a.Code }),
	format.Texts("name", "Name.", func(a *areaBrief) string { return a.Name }),
	format.Texts("level", "country, region or council.", func(a *areaBrief) string { return a.Level }),
	format.Texts("parent_code", "The area it lies in.", func(a *areaBrief) string { return a.ParentCode }),
	format.Texts("parent_name", "Its name.", func(a *areaBrief) string { return a.ParentName }),
	format.Texts("type", "Type of council.", func(a *areaBrief) string { return a.Type }),
	format.Texts("cassr", "Code in social care returns.", func(a *areaBrief) string { return a.CASSR }),
}

func ofArea(a area.Area) areaBrief {
	parent, _ := area.ByCode(a.Parent)
	return areaBrief{a.Code, a.Name, string(a.Level), a.Parent, parent.Name, a.Type, a.CASSR}
}

// areasQuery is what a search for areas takes.
type areasQuery struct {
	text   string
	levels []area.Level
	within string
}

// listAreas finds areas by name, level and place.
//
//	@Summary		Areas, searched by name, level or place
//	@Tags			areas
//	@Produce		json,text/csv,application/vnd.apache.parquet,application/vnd.apache.arrow.stream,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
//	@Param			q		query		string	false	"Part of a name, another name, or a code; former codes are found too"	example(leeds)
//	@Param			level	query		string	false	"country, region, council, separated by commas"
//	@Param			within	query		string	false	"ONS code of the area the others lie in"	default(E92000001)
//	@Param			release	query		string	false	"Id of a release, or latest"	default(latest)
//	@Param			as_of	query		string	false	"Date: the release that was current on it"	format(date)
//	@Param			format	query		string	false	"Beats the Accept header"	Enums(json, csv, parquet, arrow, xlsx)
//	@Success		200		{object}	AreasAnswer
//	@Failure		default	{object}	problem.Problem
//	@Router			/v1/areas [get]
func listAreas(c *call) (*reply, error) {
	if err := c.readRelease(false); err != nil {
		return nil, err
	}
	c.register = true
	q := areasQuery{text: c.one("q"), levels: c.levels(), within: c.within()}
	c.set("q", q.text, "")
	if text, ok := formerCode(q.text); ok {
		c.warn(text)
	}
	return &reply{name: "areas", write: func(_ context.Context, w io.Writer) error {
		found := q.find()
		return writeRows(c, w, areaColumns, found, nil)
	}}, nil
}

func (q areasQuery) find() []*areaBrief {
	var out []*areaBrief
	exact, named := area.Named(q.text)
	former := area.Resolve(q.text)
	for _, a := range area.All() {
		if len(q.levels) > 0 && !slices.Contains(q.levels, a.Level) {
			continue
		}
		if q.within != area.England && a.Code != q.within && a.Parent != q.within {
			continue
		}
		isNamed := named && exact.Code == a.Code || former.Known && former.Area.Code == a.Code ||
			slices.ContainsFunc(former.Changes, func(c area.Change) bool { return c.New == a.Code })
		if q.text == "" || isNamed || strings.Contains(strings.ToLower(a.Name), strings.ToLower(q.text)) {
			b := ofArea(a)
			out = append(out, &b)
		}
	}
	return out
}

// showArea gives one area with those around it.
//
//	@Summary		One area with its parts and its former codes
//	@Tags			areas
//	@Produce		json,text/csv,application/vnd.apache.parquet,application/vnd.apache.arrow.stream,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
//	@Param			area	path		string	true	"ONS code"	example(E08000035)
//	@Param			release	query		string	false	"Id of a release, or latest"	default(latest)
//	@Param			as_of	query		string	false	"Date: the release that was current on it"	format(date)
//	@Param			format	query		string	false	"Beats the Accept header"	Enums(json, csv, parquet, arrow, xlsx)
//	@Success		200		{object}	AreaAnswer
//	@Failure		default	{object}	problem.Problem
//	@Router			/v1/areas/{area} [get]
func showArea(c *call) (*reply, error) {
	if err := c.readRelease(false); err != nil {
		return nil, err
	}
	c.register = true
	a, err := c.pathArea()
	if err != nil {
		return nil, err
	}
	return &reply{name: a.Code, write: func(_ context.Context, w io.Writer) error {
		full := areaFull{areaBrief: ofArea(a), Children: []areaBrief{}, Predecessors: []areaChange{}, Successors: []areaChange{}}
		for _, k := range area.Children(a.Code) {
			full.Children = append(full.Children, ofArea(k))
		}
		for _, p := range area.Predecessors(a.Code) {
			full.Predecessors = append(full.Predecessors, areaChange{p.Old, p.From, p.Whole, p.Note})
		}
		for _, p := range area.Successors(a.Code) {
			full.Successors = append(full.Successors, areaChange{p.New, p.From, p.Whole, p.Note})
		}
		return writeObject(c, w, full, 1, areaColumns, []*areaBrief{&full.areaBrief}, nil)
	}}, nil
}

// pathArea is the area named in the path. One that was given up is not found, and the problem says what followed it.
func (c *call) pathArea() (area.Area, error) {
	code := c.g.Param("area")
	before := len(c.items)
	if now, ok := c.area("area", code); ok {
		a, _ := area.ByCode(now)
		return a, nil
	}
	item := problem.Item{Parameter: "area", Code: problem.UnknownValue}
	if len(c.items) > before {
		item = c.items[before]
		c.items = c.items[:before]
	} else {
		item.Detail = c.warnings[len(c.warnings)-1]
		for _, s := range area.Successors(strings.ToUpper(code)) {
			item.Allowed = append(item.Allowed, s.New)
		}
	}
	return area.Area{}, problem.Invalid(problem.NotFound, item)
}
