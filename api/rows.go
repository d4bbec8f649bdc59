package api

import (
	"io"

	"github.com/careduty/careduty/api/format"
	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/internal/measure"
)

// writeRows writes a list that is small and whole, with what stands below it in JSON.
func writeRows[T any](c *call, w io.Writer, columns []format.Column[T], rows []*T, subjects []*measure.Subject) error {
	if isPage(c.format) {
		return c.show(w, &shown{data: rows, subjects: subjects})
	}
	e, err := format.New(c.format, w, columns, func() format.About { return c.about(subjects) }, func() (any, error) {
		env := c.envelope(subjects)
		if env.Meta.Total = len(rows); len(rows) == 0 && len(env.Meta.Warnings) == 0 {
			env.Meta.Warnings = []string{words.Nothing}
		}
		return env, nil
	})
	if err != nil {
		return err
	}
	for _, r := range rows {
		if err := e.Row(r); err != nil {
			return err
		}
	}
	return e.Close()
}

// writeObject writes one thing whose parts are not rows: in JSON as it is, else as rows of its columns.
func writeObject[T any](c *call, w io.Writer, object any, total int, columns []format.Column[T], rows []*T, subjects []*measure.Subject) error {
	if isPage(c.format) {
		return c.show(w, &shown{data: object, subjects: subjects})
	}
	if c.format.Name != format.JSON.Name {
		return writeRows(c, w, columns, rows, subjects)
	}
	env := c.envelope(subjects)
	env.Meta.Total = total
	return format.WriteJSON(w, struct {
		Data any `json:"data"`
		envelope
	}{object, env})
}
