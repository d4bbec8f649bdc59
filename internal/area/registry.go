package area

import (
	"embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

//go:embed data/*.csv
var files embed.FS

// registry is read once at start; the files are embedded, so a fault in them is a defect the tests catch, not an input.
var registry = read()

type tables struct {
	all        []Area
	abolished  []Area
	byCode     map[string]Area
	byCASSR    map[string]Area
	byName     map[string]Area
	changes    []Change
	former     map[string]Area // by a code that was given up
	districts  []DistrictCouncil
	population map[string]int
}

func read() tables {
	t := tables{byCode: map[string]Area{}, byCASSR: map[string]Area{}, byName: map[string]Area{}, population: map[string]int{}}
	t.all = append(t.all, Area{Code: England, Name: "England", Level: Country})
	regions := map[string]bool{}
	for _, r := range rows("local_authorities.csv") {
		if !regions[r["region_code"]] {
			regions[r["region_code"]] = true
			t.all = append(t.all, Area{Code: r["region_code"], Name: r["region"], Level: Region, Parent: England})
		}
		t.all = append(t.all, Area{
			Code: r["gss_code"], Name: r["name"], Level: Council, Parent: r["region_code"], CASSR: r["cassr_code"], Type: r["type"],
		})
	}
	slices.SortFunc(t.all, compare)
	for _, r := range rows("abolished_authorities.csv") {
		t.abolished = append(t.abolished, Area{
			Code: r["gss_code"], Name: r["name"], Level: Council, Parent: r["region_code"], CASSR: r["cassr_code"], Type: r["type"], Until: r["last_day"],
		})
	}
	slices.SortFunc(t.abolished, compare)
	for _, a := range t.all {
		t.byCode[a.Code] = a
		t.byName[strings.ToLower(a.Name)] = a
		if a.CASSR != "" {
			t.byCASSR[a.CASSR] = a
		}
	}
	for _, r := range rows("local_authority_aliases.csv") {
		t.byName[strings.ToLower(r["alias"])] = t.byCode[r["gss_code"]]
	}
	for _, r := range rows("districts.csv") {
		t.districts = append(t.districts, DistrictCouncil{r["code"], r["name"], r["council"]})
	}
	for _, r := range rows("population.csv") {
		t.population[r["gss_code"]+" "+r["age_band"]], _ = strconv.Atoi(r["population"])
	}
	t.changes = changes()
	t.former = map[string]Area{}
	for _, c := range t.changes {
		t.former[c.Old] = Area{Code: c.Old, Name: formerNames[c.Old], Level: Council, Parent: t.byCode[c.New].Parent, CASSR: c.OldCASSR}
	}
	for _, a := range t.abolished {
		t.former[a.Code] = a
	}
	return t
}

// formerNames are what councils were called that were recoded.
var formerNames = map[string]string{
	"E06000048": "Northumberland", "E08000020": "Gateshead", "E10000002": "Buckinghamshire", "E10000023": "North Yorkshire",
	"E10000027": "Somerset", "E08000016": "Barnsley", "E08000019": "Sheffield",
}

// changes reads the steps and marks those that kept the council whole: one old code, one new, and no other of either.
func changes() []Change {
	var out []Change
	olds, news := map[string]int{}, map[string]int{}
	for _, r := range rows("local_authority_changes.csv") {
		out = append(out, Change{
			Old: r["old_code"], OldCASSR: r["old_cassr_code"], New: r["new_code"], From: r["effective_from"], Note: r["note"],
		})
		olds[r["old_code"]]++
		news[r["new_code"]]++
	}
	for i, c := range out {
		out[i].Whole = olds[c.Old] == 1 && news[c.New] == 1
	}
	return out
}

func rows(name string) []map[string]string {
	f, err := files.Open("data/" + name)
	if err != nil {
		panic(fmt.Sprintf("area: embedded file %s is missing", name))
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		panic(fmt.Sprintf("area: embedded file %s is not CSV: %v", name, err))
	}
	out := make([]map[string]string, 0, len(all))
	for _, line := range all[1:] {
		row := make(map[string]string, len(line))
		for i, field := range line {
			row[all[0][i]] = field
		}
		out = append(out, row)
	}
	return out
}
