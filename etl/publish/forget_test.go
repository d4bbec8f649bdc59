package publish_test

import (
	"testing"

	"github.com/careduty/careduty/etl/publish/ledger"
	"github.com/careduty/careduty/internal/duck"
)

// kept reads one number of what is kept of people beside the ledger.
func (x *world) kept(query string) (n int64) {
	x.t.Helper()
	db, err := duck.Open(x.t.Context(), duck.Options{Path: ledger.Path(x.path)})
	if err != nil {
		x.t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // read only
	c, err := db.Conn(x.t.Context())
	if err != nil {
		x.t.Fatal(err)
	}
	defer c.Close() //nolint:errcheck // read only
	if err := c.One(x.t.Context(), query, nil, &n); err != nil {
		x.t.Fatal(err)
	}
	return n
}

// Whoever is gone from the records is gone from beside the ledger with the next release, and counts as changed at the next vintage; once all
// is final nothing of anyone is kept.
func TestPeopleWhoAreGoneAreForgotten(t *testing.T) {
	const digests, erased = "SELECT coalesce(sum(octet_length(people)) // 8, 0) FROM people", "SELECT coalesce(max(erased), 0) FROM people"
	x := newWorld(t)
	x.fill(year(leeds, 300))
	x.publish("2026-04-10")
	before := x.kept(digests)
	x.fill(year(leeds, 280))
	x.publish("2026-07-10")
	if after := x.kept(digests); before == 0 || after >= before || x.kept(erased) != 20 {
		t.Errorf("of %d digests %d are left, and %d people count as erased, want 20", before, after, x.kept(erased))
	}
	x.fill(year(leeds, 300)) // as many as before, but twenty of them are others to us
	second := x.publish("2026-10-10")
	if letters(second, leeds) != "r" || x.kept("SELECT max(entry) FROM people") != 3 {
		t.Error("twenty people erased and the vintage was not drawn anew")
	}
	x.publish("2027-04-10")
	x.publish("2027-05-10")
	if n := x.kept("SELECT count(*) FROM people"); n != 0 {
		t.Errorf("all is final, and %d states of people are kept", n)
	}
}
