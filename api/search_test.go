package api_test

import (
	"net/http"
	"strings"
	"testing"
)

// TestWhatPeopleType: names as they are said, with and without the council's kind, "and" or "&", former names and codes, districts, and measures by their
// words. One meaning leads straight there; several, or none, is a list, and nothing is guessed by its spelling.
func TestWhatPeopleType(t *testing.T) {
	h := handler(t)
	const profile, list = "/profile", ""
	for q, want := range map[string]string{
		"Leeds": "E08000035" + profile, "leeds city council": "E08000035" + profile, "LEEDS": "E08000035" + profile, " leeds ": "E08000035" + profile, "Leeds Council": "E08000035" + profile,
		"york": "E06000014" + profile, "north yorkshire": "E06000065" + profile, "city of york": "E06000014" + profile, "Hull": "E06000010" + profile, "kingston upon hull": "E06000010" + profile,
		"Hull City Council": "E06000010" + profile, "Brighton & Hove": "E06000043" + profile, "brighton and hove": "E06000043" + profile, "brighton": "E06000043" + profile,
		"Bath": "E06000022" + profile, "BANES": "E06000022" + profile, "BCP": "E06000058" + profile, "Bournemouth": "E06000058" + profile, "Durham": "E06000047" + profile, "County Durham": "E06000047" + profile,
		"Herefordshire, County of": "E06000019" + profile, "Bristol, City of": "E06000023" + profile, "St Helens": "E08000013" + profile, "St. Helens": "E08000013" + profile, "stoke": "E06000021" + profile,
		"Stoke on Trent": "E06000021" + profile, "Southend": "E06000033" + profile, "Hammersmith & Fulham": "E09000013" + profile, "LB Hackney": "E09000012" + profile, "London Borough of Hackney": "E09000012" + profile,
		"hackney": "E09000012" + profile, "RBKC": "E09000020" + profile, "city of london": "E09000001" + profile, "scilly": "E06000053" + profile, "Isle of Wight": "E06000046" + profile, "Dudley MBC": "E08000027" + profile,
		"Essex County Council": "E10000012" + profile, "E08000035": "E08000035" + profile, "e08000016": "E08000038" + profile, "London": "E12000007" + profile, "yorkshire and the humber": "E12000003" + profile, "England": "E92000001" + profile,
		"waiting": "/reports/assessment_waiting_days", "overdue": "/reports/overdue_reviews", "complaints": "/reports/complaints_upheld",
		"Leedz": list, "Yorkshire": list, "north": list, "xyzzy": list, "manchster": list, "Cumbria": list, "West": list, "care": list, "": list,
	} {
		r := get(t, h, "/areas?q="+strings.NewReplacer(" ", "+", "&", "%26", ",", "%2C").Replace(q))
		got := strings.TrimPrefix(r.Header.Get("Location"), "/areas/")
		if got != want || (want == list) != (r.StatusCode == http.StatusOK) {
			t.Errorf("%q leads to %q with %d, want %q", q, got, r.StatusCode, want)
		}
	}
}
