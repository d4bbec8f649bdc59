package api

import (
	"maps"
	"slices"

	"github.com/careduty/careduty/api/answer"
	"github.com/careduty/careduty/api/picture"
	"github.com/careduty/careduty/api/query"
)

// told is what the service says of itself at /v1/about.
func (s *service) told() answer.Service {
	o := s.options
	out := answer.Service{Version: o.Version, Operator: o.Operator, Contact: o.Contact, Replicated: o.Source != nil, Formats: map[string]string{}, Deprecations: s.deprecated, Limits: map[string]int{
		"json_rows_a_page": query.MaxLimit, "rows_of_a_stream": answer.MaxStreamRows, "rows_with_comparison_over_time": answer.MaxCompareRows,
		"rows_of_a_workbook": answer.MaxXLSXRows, "rows_of_a_picture": answer.MaxPictureRows, "series_of_a_picture": picture.MostSeries,
		"rows_of_changes": answer.MaxCompareRows, "rows_of_a_trend": answer.MaxCompareRows, "url_bytes": maxURL,
		"query_seconds": int(o.QueryTimeout.Seconds()), "requests_a_minute": o.RatePerMinute, "queries_at_once": o.AtOnce,
	}}
	for _, id := range slices.Sorted(maps.Keys(s.set.Renamed())) {
		out.Deprecations = append(slices.Clip(out.Deprecations), renaming(id, s.set.Renamed()[id]))
	}
	for _, r := range routes {
		for _, f := range r.formats { // but for feeds, which no format= asks for
			if f.Name == atom.Name {
				continue
			}
			out.Formats[f.Name] = f.Media
		}
	}
	return out
}
