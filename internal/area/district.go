package area

import (
	"slices"
	"strings"
)

// DistrictCouncil is a council below a county, of today or before. It has no duty for adult social care; the council it lies in has.
type DistrictCouncil struct{ Code, Name, Council string }

// District is the district of a GSS code.
func District(code string) (DistrictCouncil, bool) {
	return district(func(d DistrictCouncil) bool { return d.Code == code })
}

// DistrictNamed is the district of a name, without regard to case.
func DistrictNamed(name string) (DistrictCouncil, bool) {
	name = strings.TrimSpace(name)
	return district(func(d DistrictCouncil) bool { return strings.EqualFold(d.Name, name) })
}

func district(is func(DistrictCouncil) bool) (DistrictCouncil, bool) {
	if i := slices.IndexFunc(registry.districts, is); i >= 0 {
		return registry.districts[i], true
	}
	return DistrictCouncil{}, false
}
