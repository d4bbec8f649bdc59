package measure

import "testing"

func TestBasis(t *testing.T) {
	for _, c := range []struct {
		basis []string
		sound bool
		cld   bool
	}{{nil, true, false}, {[]string{"records", "cld"}, true, true}, {[]string{"cld"}, false, true}, {[]string{"records", "salt"}, false, false}} {
		d := Definition{Basis: c.basis}
		if got := bases(d.Basis); got != c.sound {
			t.Errorf("%v is sound: %t", c.basis, got)
		}
		if c.sound && (!d.CountsFrom("records") || d.CountsFrom("cld") != c.cld) {
			t.Errorf("%v counts from records: %t, cld: %t", c.basis, d.CountsFrom("records"), d.CountsFrom("cld"))
		}
	}
}
