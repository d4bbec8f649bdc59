package official_test

import (
	"bytes"
	"embed"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"text/template"

	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/etl/official"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/release"
	"github.com/careduty/careduty/queries"
)

var update = flag.Bool("update", false, "write the pages anew")

//go:embed testdata/*.tmpl
var templates embed.FS

// page is what the page of one series is made from.
type page struct {
	release.Series
	Served       []served
	Counterparts []counterpart
}

// served is what one edition gives of the series.
type served struct {
	official.EditionReport
	official.SeriesReport
}

// counterpart is a measure of ours that names the series.
type counterpart struct {
	ID, Title, Differs string
}

// The page of each series says what it counts, where it comes from, where it breaks, what it does not show, and where a measure of ours differs.
func TestPages(t *testing.T) {
	folder := filepath.Join("..", "..", "docs", "methodology", "official")
	made := map[string][]byte{}
	all := pages(t)
	made["README.md"] = execute(t, "list.tmpl", byTheme(all))
	for _, p := range all {
		made[p.ID+".md"] = execute(t, "series.tmpl", p)
	}
	for name, want := range made {
		path := filepath.Join(folder, name)
		if *update {
			write(t, path, want)
		}
		if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is stale: run go generate ./etl/official", path)
		}
	}
	committed, err := filepath.Glob(filepath.Join(folder, "*.md"))
	if err != nil || len(committed) != len(made) {
		t.Errorf("%d pages are committed, %d are made (%v)", len(committed), len(made), err)
	}
}

// chapter is the pages of a theme.
type chapter struct {
	Title string
	Pages []page
}

func byTheme(all []page) []chapter {
	var out []chapter
	for _, theme := range measure.OfficialThemes {
		c := chapter{Title: words.Theme(theme)}
		for _, p := range all {
			if p.Theme == theme {
				c.Pages = append(c.Pages, p)
			}
		}
		out = append(out, c)
	}
	return out
}

func pages(t *testing.T) []page {
	t.Helper()
	measures, err := measure.Load(queries.Files)
	if err != nil {
		t.Fatal(err)
	}
	var out []page
	for _, s := range official.Definitions() {
		p := page{Series: s}
		for _, e := range loaded.Editions {
			for _, r := range e.Series {
				if r.ID == s.ID {
					p.Served = append(p.Served, served{e, r})
				}
			}
		}
		for _, m := range measures {
			for _, o := range m.Official {
				if o.Series == s.ID {
					p.Counterparts = append(p.Counterparts, counterpart{string(m.ID), m.Title, o.Differs})
				}
			}
		}
		out = append(out, p)
	}
	return out
}

func execute(t *testing.T, name string, data any) []byte {
	t.Helper()
	parsed, err := template.New(name).Funcs(template.FuncMap{"join": strings.Join}).ParseFS(templates, "testdata/"+name)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := parsed.Execute(&out, data); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
