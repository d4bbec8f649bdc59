package load

import "github.com/careduty/careduty/schemas"

// between checks the present row's values against each other.
func (c *check) between() {
	for _, o := range c.orders {
		earlier, later := &c.values[o[0]], &c.values[o[1]]
		if earlier.set && later.set && later.num < earlier.num {
			c.reject("date_order", c.kind.Fields[o[1]].Name)
		}
	}
	for i := range c.links {
		if l := &c.links[i]; l.Reject && c.values[i].set {
			c.hangsOn(l, c.values[i].ref)
		}
	}
}

// hangsOn rejects the row if the record it needs is not there.
func (c *check) hangsOn(l *schemas.Link, ref id) {
	switch mark, ok := c.known[l.Kind][ref]; {
	case !ok:
		c.reject("orphan", l.Field)
	case mark == rejected:
		c.reject("hangs_on_rejected", l.Field)
	}
}

// settle decides about the present row: it is a duplicate, rejected, or kept. Rejected rows are as if they had not been sent,
// but for those that hang on them, which are told why.
func (c *check) settle() {
	own, mine := c.values[c.own], c.known[c.kind.Name]
	mark, seen := mine[own.ref]
	if own.set && !c.bad && seen && mark != rejected {
		c.reject("duplicate", c.kind.Key)
	}
	if c.bad {
		c.rejects++
		if own.set && !seen {
			mine[own.ref] = rejected
		}
		return
	}
	person := owner(c.values[c.person].ref)
	mine[own.ref] = person
	c.loose(person)
	c.remarks()
}

// loose empties references to records that are not there, which may predate the extract, and notes plans of other people.
func (c *check) loose(person uint64) {
	for i := range c.links {
		l, v := &c.links[i], &c.values[i]
		if l.Kind == "" || !v.set || i == c.own || i == c.person {
			continue
		}
		mark, ok := c.known[l.Kind][v.ref]
		switch {
		case !l.Reject && (!ok || mark == rejected):
			c.found.add("reference_not_found", c.file, l.Field, c.line)
			*v = value{}
		case l.Kind == "plans" && mark != person:
			c.found.add("other_person", c.file, l.Field, c.line)
		}
	}
}

// remarks notes what is odd about a row that stays.
func (c *check) remarks() {
	for _, e := range c.expects {
		if c.values[e.when].code == e.is && !c.values[e.field].set {
			c.found.add("expected", c.file, c.kind.Fields[e.field].Name, c.line)
		}
	}
	if len(c.parts) == 0 || !c.values[c.total].set {
		return
	}
	rest := c.values[c.total].num
	for _, p := range c.parts {
		if !c.values[p].set {
			return
		}
		rest -= c.values[p].num
	}
	if rest > c.tolerance || rest < -c.tolerance {
		c.found.add("sum", c.file, c.kind.Fields[c.total].Name, c.line)
	}
}
