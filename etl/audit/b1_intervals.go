package audit

// B1. Promise: no count of 0 to 9 is ever determined. Attack: interval propagation to a fixpoint, over every release together, from what each
// value tells by the public table and from everything that holds by definition (facts.go). It is sound: a value it rules out is impossible.
// Bound: at least 4 values are left, the truth is among them, and no cell is proven to hold nobody, or to be all of its people.

// intervals is B1 over the models taken so far.
type intervals struct {
	counts, wrong, narrow, empty, full, contradictions int

	least  int32 // values left, less one
	seen   int   // of the narrow ones, those in periods that an earlier release shows
	wrongs exceptions
	few    exceptions
}

// take narrows a model, which the attacks after it work on, and looks at what is left of every count.
func (b *intervals) take(m *model) {
	if b.least == 0 {
		b.least = Unbounded
	}
	if !m.Narrow() {
		b.contradictions++
		b.wrongs.note(true, "the published values of "+string(m.list[0].Measure)+" contradict each other")
		return
	}
	for _, s := range m.list {
		s.each(func(p, a int, d *draw) {
			earlier := len(s.of(p, a)) > 1 || d.shown < m.last
			for c := range d.cells {
				b.cell(m, s, d, c, earlier)
			}
		})
	}
}

func (b *intervals) cell(m *model, s *series, d *draw, c int, earlier bool) {
	for r := range roles {
		b.count(m, d.count(c, r), earlier)
	}
	known, met := d.count(c, Known), d.count(c, Met)
	if d.cells[c].numerator >= 0 && m.low[known] > 0 && m.low[met] >= m.high[known] && !m.unjudged[met] {
		b.full++
		b.few.noteAt(m, "proven to be everyone: ", met)
	}
}

// count holds one count against its bound. One that the records no longer tell is taken for the smallest it can be.
func (b *intervals) count(m *model, at int32, earlier bool) {
	low, high, t := m.low[at], m.high[at], &m.truth[at]
	if m.scored {
		if !t.Fresh && low > smallCount || t.Fresh && m.unjudged[at] {
			return
		}
		b.counts++
		if t.Fresh && (int32(t.N) < low || int32(t.N) > high) {
			b.wrong++
			b.wrongs.noteAt(m, "ruled out: ", at)
		}
		if t.Fresh && t.N > smallCount {
			return
		}
	} else if b.counts++; high > smallCount {
		return // not known to be small
	}
	if high == 0 {
		b.empty++
		b.few.noteAt(m, "proven to be nobody: ", at)
	}
	b.least = min(b.least, high-low)
	if high-low < leastValues-1 {
		b.narrow++
		b.few.noteAt(m, "too few values: ", at)
		if earlier {
			b.seen++
		}
	}
}

// noteAt names a count while there are few.
func (e *exceptions) noteAt(m *model, words string, c int32) {
	if e.count++; len(e.names) < namedExceptions {
		e.names = append(e.names, words+m.name(c))
	}
}

func (b *intervals) result(scored bool) Result {
	figures := []Figure{
		atMost("groups of measures whose published values contradict each other", float64(b.contradictions), 0),
		atMost("counts of 0 to 9 left with fewer than 4 values", float64(b.narrow), 0),
		atMost("counts proven to be 0", float64(b.empty), 0),
		atMost("cells proven to be everyone", float64(b.full), 0),
	}
	title := "Interval propagation, without the truth"
	if scored {
		title = "Interval propagation"
		figures = append(figures, atMost("true counts ruled out", float64(b.wrong), 0), private("counts attacked", float64(b.counts)))
		if b.least < Unbounded {
			figures = append(figures, private("fewest values of a count of 0 to 9", float64(b.least)+1))
		}
	} else {
		figures = append(figures, told("counts attacked", float64(b.counts)))
	}
	r := result("B1", title, figures...)
	r.Examples = append(b.wrongs.names, b.few.names...)
	r.Examples = r.Examples[:min(len(r.Examples), namedExceptions)]
	r.unseen = b.narrow > 0 && b.seen == 0 && b.wrong+b.contradictions+b.empty+b.full == 0
	return r
}
