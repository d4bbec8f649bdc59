package page

import (
	"fmt"
	"strings"
)

// Question is something people ask, with the address that answers it and ways to ask it.
type Question struct {
	Question, Words, Path string
	Recipes               []Recipe
}

// Recipe is the same question in one tool.
type Recipe struct{ Tool, Code string }

// asked are the questions in the order people come to them.
var asked = []struct{ question, words, path string }{
	{
		"How does my council compare?", "Every area in order, with its interval, the places chance leaves open and the comparison with England.",
		"/v1/reports/overdue_reviews/league-table?within=E12000003&format=csv",
	},
	{
		"Is it getting better?", "The series with its direction by a named test, and a sentence that can be quoted.",
		"/v1/reports/first_reviews_on_time/trend?area=E08000035,E92000001&format=csv",
	},
	{"What is known of my council?", "Every measure by theme. They are never added up into a score.", "/v1/areas/E08000035/profile?format=csv"},
	{"Who is affected?", "One breakdown at a time: age, sex, ethnic group, reason for support.", "/v1/data?measure=overdue_reviews&level=country&by=age_band&format=csv"},
	{"Can I have everything?", "All cells of a release in one Parquet file, which can also be queried where it lies.", "/v1/releases/latest/files/cells.parquet"},
	{"What changed since last time?", "Figures added, revised and removed, with both values.", "/v1/releases/latest/changes?level=country&format=csv"},
	{"May I have the picture?", "The same address draws it, with source and caveats inside.", "/v1/reports/overdue_reviews/league-table?within=E12000003&format=svg"},
}

func questions(base string) []Question {
	var out []Question
	for _, a := range asked {
		out = append(out, Question{a.question, a.words, a.path, recipes(base + a.path)})
	}
	return out
}

// recipes are the ways to ask; a picture and a whole file are only fetched.
func recipes(url string) []Recipe {
	curl := Recipe{"curl", fmt.Sprintf("curl -L '%s' -o answer%s", url, extension(url))}
	switch {
	case strings.Contains(url, "format=svg"):
		return []Recipe{curl}
	case strings.HasSuffix(url, ".parquet"):
		return []Recipe{
			curl,
			{"R", fmt.Sprintf("download.file(%q, \"cells.parquet\", mode = \"wb\")\nx <- arrow::read_parquet(\"cells.parquet\")", url)},
			{"Python", fmt.Sprintf("import pandas\nx = pandas.read_parquet(%q)", url)},
			{"DuckDB", fmt.Sprintf("SELECT * FROM read_parquet('%s') WHERE area_code = 'E08000035';", url)},
		}
	}
	return []Recipe{
		curl,
		{"R", fmt.Sprintf("x <- read.csv(%q)", url)},
		{"Python", fmt.Sprintf("import pandas\nx = pandas.read_csv(%q)", url)},
		{"Excel", "Data, From Web, then: " + url + "\nOr fetch a workbook: " + strings.Replace(url, "format=csv", "format=xlsx", 1)},
		{"DuckDB", fmt.Sprintf("SELECT * FROM read_csv('%s');", url)},
	}
}

func extension(url string) string {
	for _, e := range []string{".parquet", ".svg"} {
		if strings.HasSuffix(url, e) || strings.Contains(url, "format="+e[1:]) {
			return e
		}
	}
	return ".csv"
}
