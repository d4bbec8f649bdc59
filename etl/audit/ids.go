package audit

// Placed is one population or numerator in one council and period: the people behind one count, by the id it is declared under.
type Placed struct {
	ID      string // population id, qualified by grain
	Role    string // population or numerator
	Grain   string
	Council string
	Period  string
	N       uint32
	Sum     uint64
}
