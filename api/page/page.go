// Package page makes the HTML pages: server-rendered, no script, nothing fetched from elsewhere. A page is a frame, the same for
// all, round a view of its own; a view holds words and numbers that are ready to be shown, and no page computes any.
package page

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"html/template"
	"io/fs"
	"strings"

	"github.com/careduty/careduty/api/words"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/measure"
)

//go:embed templates
var files embed.FS

// pictured is a view with pictures, which its frame offers to be taken away.
type pictured interface{ pictures() []Picture }

func (p Report) pictures() []Picture  { return p.Pictures }
func (p League) pictures() []Picture  { return p.Pictures }
func (p Trend) pictures() []Picture   { return p.Pictures }
func (p Place) pictures() []Picture   { return p.Pictures }
func (p Compare) pictures() []Picture { return p.Pictures }
func (p Groups) pictures() []Picture  { return p.Pictures }

// View is what one page shows inside its frame.
type View interface{ template() string }

var templates = func() map[string]*template.Template {
	base := template.Must(template.New("").Funcs(functions).ParseFS(files, "templates/frame.html", "templates/parts.html"))
	names, err := fs.Glob(files, "templates/*.html")
	if err != nil {
		panic("page: the templates are not embedded")
	}
	out := map[string]*template.Template{}
	for _, name := range names {
		if short := strings.TrimSuffix(strings.TrimPrefix(name, "templates/"), ".html"); short != "frame" && short != "parts" {
			out[short] = template.Must(template.Must(base.Clone()).ParseFS(files, name))
		}
	}
	return out
}()

var functions = template.FuncMap{
	"independent": func() string { return words.Independent },
	"parts":       func() []Part { return Parts },
	"protection":  func() string { return measure.Protection },
	"stylesheet":  func() string { return "/style.css?v=" + Stamp[:8] },
	"column": func(text, class string, link SortLink) map[string]any {
		return map[string]any{"Text": text, "Class": class, "Link": link}
	},
	"drawn":  func(f Figure, b Bar) map[string]any { return map[string]any{"Figure": f, "Bar": b, "Drawn": true} },
	"since":  func(heading string) bool { return strings.HasPrefix(heading, "Since ") },
	"number": func(i int) int { return i + 1 },
	"plain":  func(f Figure) map[string]any { return map[string]any{"Figure": f, "Drawn": false} },
	"ranked": func(row LeagueRow, ranked bool) map[string]any { return map[string]any{"Row": row, "Ranked": ranked} },
}

// Style is the style sheet of every page, served at /style.css.
var Style = read("templates/style.css")

func read(name string) []byte {
	text, err := files.ReadFile(name)
	if err != nil {
		panic("page: " + name + " is not embedded")
	}
	return text
}

// Icon is the mark of the site in a browser's tabs, served at /favicon.svg.
var Icon = read("templates/favicon.svg")

// Stamp tells these templates from others: a page made with others is another page.
var Stamp = func() string {
	h := sha256.New()
	entries, err := files.ReadDir("templates")
	if err != nil {
		panic("page: the templates are not embedded")
	}
	for _, e := range entries {
		h.Write(read("templates/" + e.Name()))
	}
	return hex.EncodeToString(h.Sum(nil))
}()

// HTML is a page. A fault is ours.
func HTML(f *Frame, v View) ([]byte, error) {
	var out bytes.Buffer
	if p, ok := v.(pictured); ok && len(f.Pictures) == 0 {
		f.Pictures = p.pictures()
	}
	data := struct {
		Frame *Frame
		Page  View
	}{f, v}
	if err := templates[v.template()].ExecuteTemplate(&out, "frame", data); err != nil {
		return nil, fault.New(fault.Internal, "The page cannot be made.", "").Because(err)
	}
	return tidied(out.Bytes()), nil
}

// tidied leaves out the blank lines and indents that templates leave behind.
func tidied(body []byte) []byte {
	out := make([]byte, 0, len(body))
	for line := range bytes.Lines(body) {
		if bytes.TrimSpace(line) != nil && len(bytes.TrimSpace(line)) > 0 {
			out = append(out, line...)
		}
	}
	return out
}
