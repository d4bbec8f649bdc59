package area_test

import (
	"testing"
	"time"

	"github.com/careduty/careduty/internal/area"
)

func TestEnglandHasNineRegionsAnd153Councils(t *testing.T) {
	if r, c := len(area.Of(area.Region)), len(area.Of(area.Council)); r != 9 || c != 153 {
		t.Fatalf("%d regions and %d councils, want 9 and 153", r, c)
	}
	total := 0
	for _, r := range area.Children(area.England) {
		total += len(area.Within(r.Code))
	}
	if total != 153 || len(area.Within(area.England)) != 153 || len(area.Within("E08000035")) != 1 {
		t.Errorf("the regions hold %d councils, want 153", total)
	}
}

func TestResolve(t *testing.T) {
	cases := []struct {
		code, want string
		recoded    bool
		followers  int
	}{
		{"E08000035", "E08000035", false, 0},
		{"e08000035", "E08000035", false, 0},
		{"212", "E08000035", false, 0},
		{"E08000016", "E08000038", true, 0}, // Barnsley, recoded in April 2025
		{"612", "E06000060", true, 0},       // Buckinghamshire's code in returns until 2020
		{"E10000023", "E06000065", true, 0},
		{"E10000006", "", false, 2}, // Cumbria, split
		{"102", "", false, 2},
		{"E06000029", "", false, 1}, // Poole, merged
		{"E10000009", "", false, 2}, // Dorset county, reduced
		{"E99999999", "", false, 0},
	}
	for _, c := range cases {
		got := area.Resolve(c.code)
		if got.Area.Code != c.want || got.Known != (c.want != "") || got.Recoded != c.recoded || len(got.Changes) != c.followers {
			t.Errorf("Resolve(%s) = %+v", c.code, got)
		}
	}
}

func TestEveryAliasAndChangeLeadsToACouncil(t *testing.T) {
	for _, a := range area.All() {
		if got, ok := area.Named(a.Name); !ok || got.Code != a.Code {
			t.Errorf("%s is not found by its name", a.Name)
		}
		for _, c := range area.Predecessors(a.Code) {
			if _, ok := area.ByCode(c.New); !ok {
				t.Errorf("%s leads to %s, which no council has", c.Old, c.New)
			}
		}
	}
	if got, ok := area.Named("hartlepool borough council"); !ok || got.Code != "E06000001" {
		t.Errorf("an alias is not found: %+v", got)
	}
}

// An abolished council is known by its own code and name, is no present council, and ends the day before its successors begin.
func TestAbolishedCouncils(t *testing.T) {
	if n := len(area.Abolished()); n != 5 {
		t.Fatalf("%d abolished councils, want 5", n)
	}
	for _, a := range area.Abolished() {
		if _, present := area.ByCode(a.Code); present {
			t.Errorf("%s is listed as present too", a.Name)
		}
		if got, ok := area.AbolishedByCode(" " + a.Code); !ok || got != a {
			t.Errorf("%s is not found by its code", a.Name)
		}
		if got, ok := area.AbolishedNamed(a.Name); !ok || got != a {
			t.Errorf("%s is not found by its name", a.Name)
		}
		last, err := time.Parse(time.DateOnly, a.Until)
		if err != nil {
			t.Fatal(err)
		}
		next := area.Successors(a.Code)
		if len(next) == 0 {
			t.Errorf("%s has no successor", a.Name)
		}
		for _, c := range next {
			if want := last.AddDate(0, 0, 1).Format(time.DateOnly); c.From != want || area.Began(c.New) != want {
				t.Errorf("%s ends on %s, and %s begins on %s (%s)", a.Name, a.Until, c.New, c.From, area.Began(c.New))
			}
		}
	}
	if got := area.Began("E08000038"); got != "" {
		t.Errorf("Barnsley was recoded, not made, and began on %q", got)
	}
}
