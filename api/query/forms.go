package query

import (
	"maps"
	"net/url"
	"slices"

	"github.com/careduty/careduty/api/problem"
)

// DataForm is the page that asks what data is wanted: the question it comes to once a measure is chosen, and the format the file is to have.
type DataForm struct {
	Asked
	Data *Data  // nil while no measure is chosen
	As   string // csv, xlsx, parquet or json

	values url.Values
}

// Chosen are the values of a parameter, as the form sent them.
func (q *DataForm) Chosen(name string) []string {
	if name == "level" { // one of the choices is a list
		return q.values[name]
	}
	return list(q.values.Get(name))
}

// ReadDataForm reads a DataForm.
func ReadDataForm(s Scope) (Query, error) {
	q := &DataForm{As: "csv", values: s.Values}
	r := begin(s, &q.Asked, OneRelease)
	formats := []string{"csv", "xlsx", "parquet", "json"}
	if as, given := r.one("as"); given && !slices.Contains(formats, as) {
		r.unknown("as", as, formats)
	} else if given {
		q.As = as
	}
	if !s.Values.Has("measure") {
		r.known = append(r.known, "measure", "area", "level", "period", "by")
		return q, r.finish()
	}
	rest := maps.Clone(s.Values)
	delete(rest, "as")
	s.Values = rest
	of, err := ReadData(s)
	if err != nil {
		return q, err
	}
	q.Data = of.(*Data)
	q.Asked = q.Data.Asked
	q.Canonical = maps.Clone(q.Data.Canonical)
	if q.As != "csv" {
		q.Canonical["as"] = q.As
	}
	return q, nil
}

// CompareForm is the page that asks which areas are to be compared, and on what.
type CompareForm struct {
	Asked
	Measure string
	Areas   []string
}

// ReadComparePage reads a Compared, or a CompareForm where too little was said for one.
func ReadComparePage(s Scope) (Query, error) {
	areas := list(s.Values.Get("area"))
	if s.Values.Has("measure") && len(areas) >= leastCompared {
		return ReadCompared(s)
	}
	q := &CompareForm{Measure: s.Values.Get("measure"), Areas: areas}
	r := begin(s, &q.Asked, OneRelease)
	r.known = append(r.known, "measure", "area", "period", "grain")
	return q, r.finish()
}

// ReadGroups reads the Trend of one area by group: by the measure's first dimension, and for England, where nothing else is said.
func ReadGroups(s Scope) (Query, error) {
	subject, ok := s.Catalogue.Subject(s.Path["measure"])
	if !ok {
		return ReadTrend(s)
	}
	if len(subject.Dimensions) == 0 {
		return &Trend{Subject: subject}, problem.Invalid(problem.NotFound, problem.Item{
			Parameter: "by", Code: problem.UnknownValue, Detail: Quote(subject.Title) + " has no breakdown by group.",
		})
	}
	asked := s.Values.Has("by")
	for _, d := range s.Catalogue.Dimensions() {
		asked = asked || s.Values.Has(d.ID)
	}
	if !asked {
		s.Values = maps.Clone(s.Values)
		s.Values.Set("by", subject.Dimensions[0])
	}
	return ReadTrend(s)
}
