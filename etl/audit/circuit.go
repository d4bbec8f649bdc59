package audit

// circuit is a total and its parts as channels that people run through, as many through each as its count is. Those unknown leave a common
// start by the total's unknown and go on by their band's and their leaf's; those who met it likewise; those who did neither, the others, go to
// their leaf straight. In a leaf the three join: they leave it by its population and go on by the band's and the total's, back to the start.
//
// At every junction as many come in as go out. That says what the equations of a linear programme say: leaves add up to bands and totals; and
// that unknown and numerator are within the population says no more than that the others are no fewer than none. So truths that a programme
// allows are ways for people to run, and one becomes another by moving people round circles. A median has no others: through their channels
// nobody runs.
type circuit struct {
	parts
	channels int     // those of counts first and in their order, then one a leaf for the others
	goal     []int32 // by way, the junction it leads to; ways are two a channel, with its direction and against it
	start    []int32 // by junction: the ways out of it are ways[start[j]:start[j+1]]
	ways     []int32
	parent   []int // by category: the cell it is part of
	others   []int // by category: the channel of the others; 0 for a band, which has none
}

func newCircuit(x parts) *circuit {
	total := len(x.categories)
	c := &circuit{parts: x, parent: make([]int, total), others: make([]int, total)}
	for i, category := range x.categories {
		c.parent[i] = total
		if band := x.band(category.Parent); band >= 0 {
			c.parent[i] = band
		}
		c.lay(i, c.parent[i])
	}
	c.lay(total, -1)
	for i, category := range x.categories {
		if !category.Band {
			c.others[i] = c.channels
			c.channel(0, c.junction(i, rolePopulation))
		}
	}
	c.index()
	return c
}

// junction is where people of a kind come to in a cell: in a leaf, all to the same one. The start is junction 0, and all that is beyond the total.
func (c *circuit) junction(cell, role int) int32 {
	switch {
	case cell < 0:
		return 0
	case cell < len(c.categories) && !c.categories[cell].Band:
		role = rolePopulation
	}
	return int32(1 + cell*roles + role)
}

// lay puts in the channels of a cell's counts.
func (c *circuit) lay(cell, parent int) {
	c.channel(c.junction(cell, rolePopulation), c.junction(parent, rolePopulation))
	c.channel(c.junction(parent, roleUnknown), c.junction(cell, roleUnknown))
	c.channel(c.junction(parent, roleNumerator), c.junction(cell, roleNumerator))
}

func (c *circuit) channel(from, to int32) {
	c.channels++
	c.goal = append(c.goal, to, from)
}

// index lists the ways out of every junction.
func (c *circuit) index() {
	out := make([][]int32, 1+c.counts())
	for way := range c.goal {
		from := c.goal[way^1]
		out[from] = append(out[from], int32(way))
	}
	for _, list := range out {
		c.start = append(c.start, int32(len(c.ways)))
		c.ways = append(c.ways, list...)
	}
	c.start = append(c.start, int32(len(c.ways)))
}
