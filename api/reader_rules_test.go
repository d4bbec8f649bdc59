package api_test

import (
	"fmt"
	"math"
	"regexp"
	"strings"
)

// rules are all forms of sentence there are, old ones among them, so that these are read too.
var rules = []rule{
	{form(`AREA: (a steady rise|a steady fall|no steady rise or fall), from SIZE \(LABEL\) to SIZE \(LABEL\)(?:; (.+))?`), func(r *reader, _, m []string) string {
		a, b, wrong := r.ends(m[1], m[3], m[4], m[5], m[6])
		turn := map[string]string{"a steady rise": "up", "a steady fall": "down"}[m[2]]
		if len(r.drawn) > 0 && m[4] != r.drawn[0] {
			wrong = first(wrong, "it does not begin where the drawing does")
		}
		if wrong = first(wrong, way(turn, a, b)); wrong != "" || m[7] == "" {
			return wrong
		}
		switch m[7] {
		case "the difference between first and last could be chance":
			return chance("could be chance", a, b)
		case "the last figure is higher than the first, by more than chance would explain":
			return first(way("up", a, b), chance("more than chance", a, b))
		case "the last figure is lower than the first, by more than chance would explain":
			return first(way("down", a, b), chance("more than chance", a, b))
		case "first and last are not compared":
			return ""
		}
		return "its end is none"
	}},
	{form(`AREA: a steady (rise|fall) over the span, though its last figure is not (?:above|below) its first: from SIZE \(LABEL\) to SIZE \(LABEL\)`), func(r *reader, _, m []string) string {
		a, b, wrong := r.ends(m[1], m[3], m[4], m[5], m[6])
		if up := b.value > a.value; wrong == "" && (m[2] == "rise" && up || m[2] == "fall" && b.value < a.value) {
			return "its last figure is"
		}
		return wrong
	}},
	{form(`AREA (rose|fell) over the last year, by more than chance would explain: from SIZE \(LABEL\) to SIZE \(LABEL\)`), func(r *reader, _, m []string) string {
		a, b, wrong := r.ends(m[1], m[3], m[4], m[5], m[6])
		return first(wrong, way(map[string]string{"rose": "up", "fell": "down"}[m[2]], a, b), chance("more than chance", a, b))
	}},
	{form(`AREA over the last year: from SIZE \(LABEL\) to SIZE \(LABEL\); the difference could be chance`), func(r *reader, _, m []string) string {
		a, b, wrong := r.ends(m[1], m[2], m[3], m[4], m[5])
		return first(wrong, chance("could be chance", a, b))
	}},
	{form(`AREA: whether the figure rises or falls cannot be calculated.*`), nil},
	{form(`Figures before the break in [A-Z][a-z]+ \d{4} are left out|(?:Break in|Figures before it).*`), nil},
	{form(`(.*\d{4}(?:-\d\d)?) (?:is|are) not finished: .+`), func(r *reader, _, m []string) string {
		for _, label := range strings.Split(strings.ReplaceAll(m[1], " and ", ", "), ", ") {
			for _, by := range r.at {
				if f, ok := by[label]; ok && !f.unfinished && f.has {
					return "its rows say that it is finished"
				}
			}
		}
		return ""
	}},
	{form(`AREA: SIZE`), func(r *reader, _, m []string) string { return r.level(m[1], m[2]) }},
	{form(`Allowing for chance, the underlying figure is likely to be between SIZE and SIZE`), func(r *reader, _, m []string) string {
		f, _ := r.figure(r.area, r.label)
		return first(sized(m[1], printedFigure{value: f.low}), sized(m[2], printedFigure{value: f.high}))
	}},
	{form(`That is (higher than|lower than|similar to) AREA(?:, by more than chance would explain|: any difference could be chance)`), func(r *reader, _, m []string) string {
		return r.stands(m[1], r.area, m[2])
	}},
	{form(`It is not compared with AREA`), nil},
	{form(`(Up|Down|Little changed) from SIZE(?:, more than chance would explain|: the difference could be chance), compared with a year before`), func(r *reader, _, m []string) string {
		f, _ := r.figure(r.area, r.label)
		if r.before == nil {
			return "there is no figure of a year before"
		}
		a := printedFigure{value: *r.before}
		return first(sized(m[2], a), way(map[string]string{"Up": "up", "Down": "down"}[m[1]], a, f))
	}},
	{form(`AREA is likely (?:between )?(\d+)[a-z]+(?: and (\d+)[a-z]+)? of (\d+) ranked`), func(r *reader, _, m []string) string {
		f, _ := r.figure(m[1], r.label)
		if 2*(f.rankHigh-f.rankLow) > f.rankedOf {
			return "chance leaves it more than half of the places"
		}
		return counts(m[2], int(f.rankLow), m[3], int(f.rankHigh), m[4], int(f.rankedOf))
	}},
	{form(`AREA cannot be placed: chance leaves it more than half of the (\d+) places`), func(r *reader, _, m []string) string {
		f, _ := r.figure(m[1], r.label)
		if 2*(f.rankHigh-f.rankLow) <= f.rankedOf {
			return "it has a place"
		}
		return counts(m[2], int(f.rankedOf))
	}},
	{form(`AREA and AREA cannot be told apart, LABEL: the difference could be chance`), func(r *reader, _, m []string) string {
		a, _ := r.figure(m[1], m[3])
		b, _ := r.figure(m[2], m[3])
		return chance("could be chance", a, b)
	}},
	{form(`AREA is (higher|lower) than AREA, LABEL, by SIZE(?: percentage points)?, more than chance would explain`), func(r *reader, _, m []string) string {
		a, _ := r.figure(m[1], m[4])
		b, _ := r.figure(m[3], m[4])
		return first(way(map[string]string{"higher": "down", "lower": "up"}[m[2]], a, b), chance("more than chance", a, b), sized(m[5], printedFigure{value: math.Abs(a.value - b.value)}))
	}},
	{form(`.+ and .+ are not compared, .+: one of them has no figure or no interval|(?:Councils are n|N)ot compared with AREA: .+|“Similar” means .+`), nil},
	{form(`AREA: (not shown|not available|suppressed|does not apply).*`), func(r *reader, _, m []string) string {
		if f, ok := r.figure(m[1], r.label); ok {
			return fmt.Sprintf("its row has %g", f.value)
		}
		return ""
	}},
	{form(`TITLE in AREA, LABEL: (?:AREA SIZE|Councils are not compared with .+)`), func(r *reader, _, m []string) string {
		if m[3] == "" {
			return ""
		}
		f, _ := r.figure(m[3], m[2])
		return sized(m[4], f)
	}},
	{form(`([0-9,]+) (?:councils?|areas) higher than AREA, (\d+) similar \(any difference could be chance\), (\d+) lower(?:; (\d+) not compared)?`), func(r *reader, _, m []string) string {
		return counts(m[1], r.counted("council", "higher"), m[3], r.counted("council", "similar"), m[4], r.counted("council", "lower"), m[5], r.counted("council", "not_compared"))
	}},
	{form(`([0-9,]+) councils? higher than AREA, (\d+) lower; for (\d+) any difference could be chance(?:; (\d+) not compared)?`), func(r *reader, _, m []string) string {
		return counts(m[1], r.counted("council", "higher"), m[3], r.counted("council", "lower"), m[4], r.counted("council", "similar"), m[5], r.counted("council", "not_compared"))
	}},
	{form(`With (\d+) compared, about (\d+) would fall outside by chance alone`), func(r *reader, _, m []string) string {
		n := r.counted("council", "higher") + r.counted("council", "similar") + r.counted("council", "lower")
		return counts(m[1], n, m[2], int(math.Round(float64(n)/20)))
	}},
	{form(`(?:TITLE: )?([0-9,]+) of ([0-9,]+) (?:councils?|areas) lies? outside (?:the usual spread between councils|the limits of chance|the 95% limits[^;]*); about (\d+) would .+`), func(r *reader, _, m []string) string {
		n := r.zoned("inside") + r.zoned("outside")
		return counts(m[1], r.zoned("outside"), m[2], n, m[3], (n+10)/20)
	}},
	{form(`Councils do not differ more than chance explains`), func(r *reader, _, _ []string) string {
		out, n := r.zoned("outside"), r.zoned("inside")+r.zoned("outside")
		if 5*out > n {
			return fmt.Sprintf("%d of %d lie outside", out, n)
		}
		return ""
	}},
	{form(`AREA is (higher|lower) than AREA by more than chance would explain, and yet within the usual spread between councils, .+`), func(r *reader, _, m []string) string {
		f, _ := r.figure(m[1], r.label)
		if f.zone != "inside" {
			return "it lies " + f.zone
		}
		return r.stands(m[2]+" than", m[1], m[3])
	}},
	{form(`AREA lies outside the limits for councils of its size, though its own interval does not rule out AREA's figure`), func(r *reader, _, m []string) string {
		f, _ := r.figure(m[1], r.label)
		if f.zone != "outside" || f.outcome != "similar" {
			return "it lies " + f.zone + " and is " + f.outcome
		}
		return ""
	}},
	{form(`LABEL: from SIZE \(AREA\) to SIZE \(AREA\)|()From SIZE \(AREA\) to SIZE \(AREA\)`), nil},
	{form(`LABEL: (AREA SIZE(?:, AREA SIZE)*)`), func(r *reader, names, m []string) string {
		for _, part := range regexp.MustCompile(`(`+areaForm+`) ([^@]+?)(?:, |$)`).FindAllStringSubmatch(m[2], -1) {
			n := whole(strings.Trim(part[1], "@"))
			f, _ := r.figure(names[n], m[1])
			if wrong := sized(part[2], f); wrong != "" {
				return wrong
			}
		}
		return ""
	}},
	{form(`TITLE: SIZE in AREA \(LABEL\), (?:SIZE in AREA|(up|down) from SIZE \(LABEL\))`), func(r *reader, _, m []string) string {
		f, ok := r.figure(m[2], m[3])
		if !ok {
			return "no row has its figure"
		}
		if m[6] == "" {
			england, _ := r.figure(m[5], m[3])
			return first(sized(m[1], f), sized(m[4], england))
		}
		b, _ := r.figure(m[2], m[8])
		return first(sized(m[1], f), sized(m[7], b), way(m[6], b, f), chance("more than chance", b, f))
	}},
	{form(`TITLE: SIZE in AREA, SIZE in AREA \(LABEL\)`), func(r *reader, _, m []string) string {
		a, _ := r.figure(m[2], m[5])
		b, _ := r.figure(m[4], m[5])
		r.label = m[5]
		return first(sized(m[1], a), sized(m[3], b), way("up", a, b), chance("more than chance", a, b))
	}},
	{form(`Regions differ by more than chance would explain|Chance would not explain the change|Councils of its size usually lie closer together, .+`), nil},
	// Old words.
	{form(`AREA: little changed over (\d+) (quarter|year)s? \(SIZE to SIZE\): the differences could be chance`), func(r *reader, _, m []string) string { return r.old("could be chance", m) }},
	{form(`AREA: (?:rising|falling) over (\d+) (quarter|year)s?, from SIZE to SIZE, more than chance would explain`), func(r *reader, _, m []string) string { return r.old("more than chance", m) }},
	{form(`Chance leaves AREA nearly any place among the (\d+) ranked; no position is given`), func(r *reader, _, m []string) string {
		f, _ := r.figure(m[1], r.label)
		if 2*(f.rankHigh-f.rankLow) <= f.rankedOf {
			return "it has a place"
		}
		return counts(m[2], int(f.rankedOf))
	}},
	{form(`.*(?:Made-up data|Counts are multiples of five|Intervals include|Official series|They are counted in other ways|There is no funnel|Councils differ more than chance explains \(|newer figures of some areas|Not (?:shown|available)|no person, council or figure|Low reliability|not available|suppressed by the publisher|does not apply|Source: |/v1/|0 stands for|Nobody left out stands|Reviews fell in the pandemic|Complaints closed by letter|Made from another return|Withheld|not compared with England|records do not reach).*`), nil},
	{form(`TITLE(?:, LABEL)?`), nil},
}

// level holds a figure that is said of an area in the period at hand.
func (r *reader) level(area, said string) string {
	f, ok := r.figure(area, r.label)
	if !ok {
		return "no row has a figure for it"
	}
	return sized(said, f)
}

func (r *reader) stands(said, area, other string) string {
	a, _ := r.figure(area, r.label)
	b, _ := r.figure(other, r.label)
	switch {
	case strings.HasPrefix(said, "higher"):
		return first(way("up", b, a), chance("more than chance", a, b))
	case strings.HasPrefix(said, "lower"):
		return first(way("down", b, a), chance("more than chance", a, b))
	}
	return chance("could be chance", a, b)
}

// old reads what was said of a series without its dates: its ends are then those that are drawn.
func (r *reader) old(said string, m []string) string {
	if n := len(r.drawn); n < 2 || whole(m[2]) != n {
		return fmt.Sprintf("it speaks of %s %ss, and %d are drawn", m[2], m[3], len(r.drawn))
	}
	a, _ := r.figure(m[1], r.drawn[0])
	b, _ := r.figure(m[1], r.drawn[len(r.drawn)-1])
	if m[4] == m[5] && a.value != b.value {
		return fmt.Sprintf("it says %g and %g alike", a.value, b.value)
	}
	return first(sized(m[4], a), sized(m[5], b), chance(said, a, b))
}
