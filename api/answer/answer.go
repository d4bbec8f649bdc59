// Package answer works out what a question comes to: a query and a release become a table, or an object beside one. Each function reads what it
// needs once and computes the rest from that. It knows neither HTTP nor formats; everything it returns is a value.
package answer

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/careduty/careduty/api/problem"
	"github.com/careduty/careduty/api/query"
	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/release"
)

// Facts are what every answer has beside its own part.
type Facts struct {
	Name       string             // stem of the name a file of it has
	Subjects   []*measure.Subject // those in the answer
	Nearby     []*measure.Subject // official series shown beside them
	Register   bool               // areas and code lists, which are real whatever the release is
	Notes      []string           // on this very answer
	Warnings   []query.Warning
	Total      int // rows of the whole answer, all pages together
	Suppressed int // rows of this page whose figure is withheld
	Next       int // the row the next page begins with; 0 where this is the last
	Object     any // what JSON has in place of rows; nil for rows
	Beside     any // an object that JSON has beside the rows; nil for none
}

// Answer is what a question came to.
type Answer interface {
	About() *Facts
	Table() Table
}

// About is an answer's common part.
func (f *Facts) About() *Facts { return f }

// Of answers a question from one release. Questions about several releases, or about the service, are answered by functions of their own.
func Of(ctx context.Context, r *release.Release, q query.Query, room Room) (Answer, error) {
	switch q := q.(type) {
	case *query.Reports:
		return Reports(r), nil
	case *query.Report:
		return Report(r, q), nil
	case *query.League:
		return League(ctx, r, q, room)
	case *query.Trend:
		return Trend(ctx, r, q, room)
	case *query.Place:
		return AreaReport(ctx, r, q)
	case *query.Compared:
		return Compare(ctx, r, q)
	case *query.Data:
		return Data(ctx, r, q, room)
	case *query.DataForm:
		return Chosen(ctx, r, q)
	case *query.CompareForm:
		return &CompareForm{Query: q}, nil
	case *query.Profile:
		return Profile(ctx, r, q, room)
	case *query.Measures:
		return Measures(r), nil
	case *query.Definition:
		return Measure(r, q.Subject), nil
	case *query.Dimensions:
		return Dimensions(r), nil
	case *query.Dimension:
		return Dimension(q), nil
	case *query.Search:
		return Areas(q), nil
	case *query.Area:
		return Area(q), nil
	}
	return &Words{}, nil
}

// Room is how much an answer may hold, which depends on what it will be written in.
type Room struct {
	Page   int  // rows of a page where no limit is asked for; 0 for whole answers
	Most   int  // rows that fit
	Stream bool // rows may be handed on as they are read
}

// Limits of one answer, published at /v1/about.
const (
	MaxStreamRows  = 1_000_000
	MaxCompareRows = 100_000 // with comparisons over time, whose other half is kept in memory
	MaxXLSXRows    = 100_000
	MaxPictureRows = 2_000  // and of a page
	MaxKeptRows    = 20_000 // more are streamed and not kept
	PageRows       = 1_000  // of JSON, where no limit is asked for
)

// tooLarge refuses what does not fit before the first byte, with its size.
func tooLarge(r *release.Release, n, limit int) error {
	p := problem.New(problem.TooLarge, fmt.Sprintf("The answer would have %d rows; at most %d are given at once. Ask for fewer, or take the whole release.", n, limit))
	p.Estimate, p.Limit, p.Bulk = n, limit, bulk(r)
	return p
}

// bulk is where the whole release is in one file.
func bulk(r *release.Release) string {
	return "/v1/releases/" + r.ID() + "/files/" + release.CellsFile(r.ID())
}

// warn adds a warning once.
func (f *Facts) warn(code, detail string) {
	if w := (query.Warning{Code: code, Detail: detail}); !slices.Contains(f.Warnings, w) {
		f.Warnings = append(f.Warnings, w)
	}
}

// nothing says that nothing matches, where nobody has said it yet in other words.
func (f *Facts) nothing(asked *query.Asked) {
	if f.Total == 0 && len(asked.Warnings) == 0 {
		f.warn(query.Nothing, words.Nothing)
	}
}

// cut keeps the rows of the page asked for and says how many there are.
func cut[T any](f *Facts, rows []T, limit query.Limit, room Room, offset int) []T {
	f.Total = len(rows)
	size := int(limit)
	if size == 0 {
		size = room.Page
	}
	rows = rows[min(offset, len(rows)):]
	if size > 0 && len(rows) > size {
		rows = rows[:size]
		f.Next = offset + size
		f.cutAt(size, limit)
	}
	return rows
}

// cutAt says that a limit has cut the answer, and how much there is in all.
func (f *Facts) cutAt(size int, limit query.Limit) {
	if limit > 0 {
		f.warn(query.Cut, words.Cut(size, f.Total))
	}
}

func suppressed[T any](rows []T, cell func(*T) *release.Cell) int {
	n := 0
	for i := range rows {
		if cell(&rows[i]).Status == "c" {
			n++
		}
	}
	return n
}

// open notes which periods of some figures are not finished.
func (f *Facts) open(cells []*release.Cell) {
	var labels []string
	for _, c := range cells {
		if c.Unfinished && !slices.Contains(labels, c.PeriodLabel) {
			labels = append(labels, c.PeriodLabel)
		}
	}
	if note := words.Unfinished(labels); note != "" {
		f.Notes = append(f.Notes, note)
	}
}

// newer notes periods that some areas have figures of and that are not the latest yet, where the latest was asked for.
func (f *Facts) newer(wants []measure.Want, p query.Periods) {
	if len(p.Spans) > 0 || p.All {
		return
	}
	for _, w := range wants {
		if len(w.Periods) == 0 {
			continue
		}
		var names []string
		for _, x := range w.Subject.Newer(w.Periods[0].Grain()) {
			names = append(names, x.String())
		}
		if len(names) > 0 {
			f.Notes = append(f.Notes, words.Newer(w.Subject.Title, names))
		}
	}
}

// orders are an order of rows as a release takes it.
func orders(s query.Sort) []release.Order {
	var out []release.Order
	for _, o := range s {
		out = append(out, release.Order{Column: o.Column, Descending: o.Descending})
	}
	return out
}

func subjectsOf(wants []measure.Want) []*measure.Subject {
	out := make([]*measure.Subject, len(wants))
	for i, w := range wants {
		out[i] = w.Subject
	}
	return out
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// sentences joins texts that are not empty.
func sentences(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " ")
}
