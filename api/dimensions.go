package api

import (
	"context"
	"io"

	"github.com/careduty/careduty/api/format"
	"github.com/careduty/careduty/api/problem"
	"github.com/careduty/careduty/internal/measure"
)

// code is one line of a code list.
type code struct {
	dimension string
	measure.Category
}

var codeColumns = []format.Column[code]{
	format.Texts("dimension", "Id of the dimension, as in by=.", func(c *code) string { return c.dimension }),
	format.Texts("slug", "The category, as in rows and filters.", func(c *code) string { return c.Slug }),
	format.Texts("label", "The category in words.", func(c *code) string { return c.Label }),
	format.Wholes("order", "Its place.", func(c *code) *int64 { n := int64(c.Order); return &n }),
	format.Texts("parent", "The band it is a part of.", func(c *code) string { return c.Parent }),
	format.Texts("band", "yes for a band, which is given only when named.", func(c *code) string { return yesNo(c.Band) }),
}

func codes(all ...measure.Dimension) []*code {
	var out []*code
	for _, d := range all {
		for _, k := range d.Categories {
			out = append(out, &code{d.ID, k})
		}
	}
	return out
}

// listDimensions gives every code list.
//
//	@Summary		Code lists of all dimensions
//	@Tags			measures
//	@Produce		json,text/csv,application/vnd.apache.parquet,application/vnd.apache.arrow.stream,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
//	@Param			release	query		string	false	"Id of a release, or latest"	default(latest)
//	@Param			as_of	query		string	false	"Date: the release that was current on it"	format(date)
//	@Param			format	query		string	false	"Beats the Accept header"	Enums(json, csv, parquet, arrow, xlsx)
//	@Success		200		{object}	DimensionsAnswer
//	@Failure		default	{object}	problem.Problem
//	@Router			/v1/dimensions [get]
func listDimensions(c *call) (*reply, error) {
	if err := c.readRelease(false); err != nil {
		return nil, err
	}
	c.register = true
	return &reply{name: "dimensions", write: func(_ context.Context, w io.Writer) error {
		all := c.release.Dimensions()
		return writeObject(c, w, all, len(all), codeColumns, codes(all...), nil)
	}}, nil
}

// showDimension gives one code list.
//
//	@Summary		Code list of one dimension
//	@Tags			measures
//	@Produce		json,text/csv,application/vnd.apache.parquet,application/vnd.apache.arrow.stream,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet
//	@Param			dimension	path		string	true	"Id of the dimension"	example(age_band)
//	@Param			release		query		string	false	"Id of a release, or latest"	default(latest)
//	@Param			as_of		query		string	false	"Date: the release that was current on it"	format(date)
//	@Param			format		query		string	false	"Beats the Accept header"	Enums(json, csv, parquet, arrow, xlsx)
//	@Success		200			{object}	DimensionAnswer
//	@Failure		default		{object}	problem.Problem
//	@Router			/v1/dimensions/{dimension} [get]
func showDimension(c *call) (*reply, error) {
	if err := c.readRelease(false); err != nil {
		return nil, err
	}
	c.register = true
	id := c.g.Param("dimension")
	d, ok := c.release.Dimension(id)
	if !ok {
		var ids []string
		for _, x := range c.release.Dimensions() {
			ids = append(ids, x.ID)
		}
		return nil, problem.Invalid(problem.NotFound, problem.Item{
			Parameter: "dimension", Code: problem.UnknownValue, Detail: "There is no dimension " + quote(id) + ".", Allowed: ids, DidYouMean: problem.Nearest(id, ids),
		})
	}
	return &reply{name: id, write: func(_ context.Context, w io.Writer) error {
		return writeObject(c, w, d, 1, codeColumns, codes(d), nil)
	}}, nil
}
