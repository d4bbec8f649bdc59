package answer

import (
	"slices"
	"strings"

	"github.com/careduty/careduty/api/query"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/release"
)

// CodeRow is one line of a code list.
type CodeRow struct {
	Dimension string `json:"dimension" words:"Id of the dimension, as in by=."`
	Slug      string `json:"slug" words:"The category, as in rows and filters."`
	Label     string `json:"label" words:"The category in words."`
	Order     int    `json:"order" words:"Its place."`
	Parent    string `json:"parent" words:"The band it is a part of."`
	Band      string `json:"band" words:"yes for a band, which is given only when named."`
}

// CodeLists are the code lists of dimensions.
type CodeLists struct {
	Facts
	All []measure.Dimension
}

// Table is the code lists as rows.
func (t *CodeLists) Table() Table {
	var rows held[CodeRow]
	for _, d := range t.All {
		for _, k := range d.Categories {
			rows = append(rows, CodeRow{d.ID, k.Slug, k.Label, k.Order, k.Parent, yesNo(k.Band)})
		}
	}
	return Table{Columns: columnsOf[CodeRow]("", nil), rows: rows}
}

// Dimensions answers every code list.
func Dimensions(r *release.Release) *CodeLists {
	all := r.Dimensions()
	return &CodeLists{Facts{Name: "dimensions", Register: true, Total: len(all), Object: all}, all}
}

// Dimension answers one code list.
func Dimension(q *query.Dimension) *CodeLists {
	return &CodeLists{Facts{Name: q.Dimension.ID, Register: true, Total: 1, Object: q.Dimension}, []measure.Dimension{q.Dimension}}
}

// AreaRow is an area in a list.
type AreaRow struct {
	Code       string `json:"code" words:"ONS (GSS) code." example:"E08000035"`
	Name       string `json:"name" words:"Name." example:"Leeds"`
	Level      string `json:"level" words:"country, region or council." enums:"country,region,council"`
	ParentCode string `json:"parent_code" words:"The area it lies in." extensions:"x-nullable"`
	ParentName string `json:"parent_name" words:"Its name." extensions:"x-nullable"`
	Type       string `json:"type" words:"Type of council." extensions:"x-nullable"`
	CASSR      string `json:"cassr" words:"Code in social care returns." extensions:"x-nullable"`
	Adults     *int   `json:"population_18_over" words:"People aged 18 and over, ONS mid-2024 estimate; empty where none was published." extensions:"x-nullable"`
} //	@name	AreaRow

// AreaFull is an area with those below, before and after it.
type AreaFull struct {
	AreaRow
	Children     []AreaRow    `json:"children"`
	Predecessors []AreaChange `json:"predecessors"` // codes that led to it
	Successors   []AreaChange `json:"successors"`   // codes that will follow it, where that is settled
} //	@name	Area

// AreaChange is a code before or after another one.
type AreaChange struct {
	Code  string `json:"code"`  // the code before or after it
	From  string `json:"from"`  // date of the change
	Whole bool   `json:"whole"` // the same council under another code
	Note  string `json:"note"`
} //	@name	AreaChange

// OfArea is an area as it stands in a list.
func OfArea(a area.Area) AreaRow {
	parent, _ := area.ByCode(a.Parent)
	out := AreaRow{Code: a.Code, Name: a.Name, Level: string(a.Level), ParentCode: a.Parent, ParentName: parent.Name, Type: a.Type, CASSR: a.CASSR}
	if n, ok := area.Population(a.Code, "18+"); ok {
		out.Adults = &n
	}
	return out
}

// AreaList are areas that were searched for.
type AreaList struct {
	Facts
	Query *query.Search
	Rows  []AreaRow
}

// Table is the areas as rows.
func (t *AreaList) Table() Table {
	return Table{Columns: columnsOf[AreaRow]("", nil), rows: held[AreaRow](t.Rows)}
}

// Areas answers a search for areas by name, level and place.
func Areas(q *query.Search) *AreaList {
	t := &AreaList{Query: q, Facts: Facts{Name: "areas", Register: true}}
	text := strings.ToLower(string(q.Words))
	exact, named := area.Spoken(text)
	former := area.Resolve(text)
	district, in := area.DistrictNamed(text)
	if d, ok := area.District(strings.ToUpper(text)); ok {
		district, in = d, ok
	}
	for _, a := range area.All() {
		if len(q.Levels) > 0 && !slices.Contains(q.Levels, a.Level) || q.Within != area.England && a.Code != string(q.Within) && a.Parent != string(q.Within) {
			continue
		}
		meant := named && exact.Code == a.Code || former.Known && former.Area.Code == a.Code || in && district.Council == a.Code ||
			slices.ContainsFunc(former.Changes, func(c area.Change) bool { return c.New == a.Code })
		if text == "" || meant || strings.Contains(strings.ToLower(a.Name), text) {
			t.Rows = append(t.Rows, OfArea(a))
		}
	}
	if in && !named {
		a, _ := area.ByCode(district.Council)
		t.warn(query.FormerCode, district.Name+" is a district, which has no duty for adult social care; the council that has it there is "+a.Name+".")
	}
	t.Total = len(t.Rows)
	t.nothing(&q.Asked)
	return t
}

// OneArea is one area with those around it.
type OneArea struct {
	Facts
	Area AreaFull
}

// Table is the area as one row.
func (t *OneArea) Table() Table {
	return Table{Columns: columnsOf[AreaRow]("", nil), rows: held[AreaRow]{t.Area.AreaRow}}
}

// Area answers one area.
func Area(q *query.Area) *OneArea {
	a := q.Area
	t := &OneArea{Facts{Name: a.Code, Register: true, Total: 1}, AreaFull{AreaRow: OfArea(a), Children: []AreaRow{}, Predecessors: []AreaChange{}, Successors: []AreaChange{}}}
	for _, k := range area.Children(a.Code) {
		t.Area.Children = append(t.Area.Children, OfArea(k))
	}
	for _, p := range area.Predecessors(a.Code) {
		t.Area.Predecessors = append(t.Area.Predecessors, AreaChange{p.Old, p.From, p.Whole, p.Note})
	}
	for _, p := range area.Successors(a.Code) {
		t.Area.Successors = append(t.Area.Successors, AreaChange{p.New, p.From, p.Whole, p.Note})
	}
	t.Object = t.Area
	return t
}
