package format

import (
	"slices"
	"strconv"
	"strings"
)

// Negotiate is the format of those offered that an Accept header asks for most; the first offered wins a tie and stands for an
// empty header. None acceptable is false, never a guess.
func Negotiate(accept string, offered []Format) (Format, bool) {
	if strings.TrimSpace(accept) == "" {
		return offered[0], true
	}
	ranges := parseAccept(accept)
	best, found, top := Format{}, false, 0.0
	for _, f := range offered {
		if q := quality(ranges, f); q > top {
			best, found, top = f, true, q
		}
	}
	return best, found
}

// acceptRange is one media range of an Accept header.
type acceptRange struct {
	kind, sub string
	q         float64
}

func parseAccept(accept string) []acceptRange {
	var out []acceptRange
	for part := range strings.SplitSeq(accept, ",") {
		media, params, _ := strings.Cut(part, ";")
		kind, sub, ok := strings.Cut(strings.ToLower(strings.TrimSpace(media)), "/")
		if !ok {
			continue
		}
		r := acceptRange{kind, sub, 1}
		for p := range strings.SplitSeq(params, ";") {
			if v, isQ := strings.CutPrefix(strings.ToLower(strings.TrimSpace(p)), "q="); isQ {
				q, err := strconv.ParseFloat(v, 64)
				if err != nil || !(q >= 0 && q <= 1) {
					q = 0
				}
				r.q = q
			}
		}
		out = append(out, r)
	}
	return out
}

// quality is what the most exact of the ranges that fit a format gives it.
func quality(ranges []acceptRange, f Format) float64 {
	q, exact := 0.0, -1
	for _, r := range ranges {
		fits := func(a string) bool {
			kind, sub, _ := strings.Cut(a, "/")
			return (r.kind == "*" || r.kind == kind) && (r.sub == "*" || r.sub == sub)
		}
		exactness := 0
		if r.kind != "*" {
			exactness++
		}
		if r.sub != "*" {
			exactness++
		}
		if slices.ContainsFunc(f.Accept, fits) && exactness > exact {
			q, exact = r.q, exactness
		}
	}
	return q
}
