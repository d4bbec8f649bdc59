package check

import (
	"bytes"
	"embed"
	"encoding/csv"
	"encoding/json"
	"errors"
	"html/template"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/careduty/careduty/etl/evaluate"
	"github.com/careduty/careduty/etl/load"
	"github.com/careduty/careduty/internal/fault"
)

//go:embed templates/report.html
var templates embed.FS

var page = template.Must(template.New("report.html").Funcs(template.FuncMap{
	"rows":  load.RowNumbers,
	"few":   func(rows []int) bool { return len(rows) <= firstRows },
	"first": func(rows []int) []int { return rows[:min(len(rows), firstRows)] },
	"day":   func(t time.Time) string { return t.Format("2 January 2006") },
	"join":  strings.Join,
}).ParseFS(templates, "templates/report.html"))

// firstRows is how many row numbers are seen without opening the rest.
const firstRows = 60

// shown is what the page shows.
type shown struct {
	*Report
	Classification string
	Fed, Unfed     []Measure
	Worst          []Finding // what refuses or loses rows
	Notes          []Finding
	Changes        []Change
}

// HTML is the report as one page: no script, nothing fetched, fit for printing.
func (r *Report) HTML() ([]byte, error) {
	s := shown{Report: r, Classification: evaluate.Classification, Changes: r.changes()}
	s.Fed, s.Unfed = r.fed()
	for _, f := range r.Findings {
		switch {
		case f.Severity == "refuse" || f.Severity == "reject":
			s.Worst = append(s.Worst, f)
		case f.Rule != "cld_blank" && f.Rule != "cld_recoded": // the table of fields has these
			s.Notes = append(s.Notes, f)
		}
	}
	var b bytes.Buffer
	if err := page.Execute(&b, s); err != nil {
		return nil, fault.New(fault.Internal, "The report cannot be made.", "").Because(err)
	}
	return b.Bytes(), nil
}

// CSV is one row a finding.
func (r *Report) CSV() ([]byte, error) {
	var b bytes.Buffer
	c := csv.NewWriter(&b)
	rows := [][]string{{"classification", "extract", "council", "severity", "rule", "file", "field", "count", "rows", "codes", "message", "fix"}}
	if r.Outcome == Refused && len(r.Findings) == 0 {
		rows = append(rows, []string{evaluate.Classification, r.Extract, r.Code, "refuse", "", "", "", "1", "", "", r.Refusal, ""})
	}
	for _, f := range r.Findings {
		rows = append(rows, []string{
			evaluate.Classification, r.Extract, r.Code, f.Severity, f.Rule, f.File, f.Field, strconv.Itoa(f.Count), load.RowNumbers(f.Rows),
			strings.Join(f.Codes, " | "), f.Message, f.Fix,
		})
	}
	err := c.WriteAll(rows)
	return b.Bytes(), err
}

// JSON is the findings with what became of the extract.
func (r *Report) JSON() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetIndent("", "  ")
	err := e.Encode(struct {
		Classification string    `json:"classification"`
		Extract        string    `json:"extract"`
		Council        string    `json:"council,omitempty"`
		Outcome        Outcome   `json:"outcome"`
		Refusal        string    `json:"refusal,omitempty"`
		Kinds          []Kind    `json:"kinds"`
		Read           []Read    `json:"fields_read,omitempty"`
		Findings       []Finding `json:"findings"`
	}{evaluate.Classification, r.Extract, r.Code, r.Outcome, r.Refusal, r.Kinds, r.Read, r.Findings})
	return b.Bytes(), err
}

// private is written beside every report.
const private = `PRIVATE: NOT FOR PUBLICATION

This folder holds exact figures about the people of one council, which published ones do not. It is for the council's own staff and
for whoever loads its records. Do not put it where others can read it, and delete it when it has served.
`

// Write puts the report in a folder that is made for its owner alone. One that others may read is refused, and so is one that holds
// something else: a folder that is nobody's but the report's can be deleted whole.
func (r *Report) Write(dir string) error {
	if err := ready(dir); err != nil {
		return err
	}
	for _, f := range []struct {
		name string
		make func() ([]byte, error)
	}{
		{"PRIVATE.txt", func() ([]byte, error) { return []byte(private), nil }},
		{"findings.csv", r.CSV},
		{"findings.json", r.JSON},
		{"report.html", r.HTML},
	} {
		text, err := f.make()
		if err == nil {
			err = replace(filepath.Join(dir, f.name), text)
		}
		if err != nil {
			var ours *fault.Error
			if errors.As(err, &ours) {
				return err
			}
			return fault.New(fault.Unavailable, "The report cannot be written.", "Check the folder's permissions and the space left.").At(dir)
		}
	}
	return nil
}

// files are the names a report's folder may hold.
var files = []string{"PRIVATE.txt", "findings.csv", "findings.json", "report.html"}

// ready makes the folder, or sees that it is one a report may go to, and takes an earlier report out of it: what a check that is killed leaves
// is of one run.
func ready(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return fault.New(fault.Unavailable, "The report's folder cannot be made.", "Check the path, its permissions and the space left.").At(dir)
		}
		return nil
	}
	if err != nil {
		return fault.New(fault.Unavailable, "The report's folder cannot be read.", "Name a folder that is yours, or one that is not there yet.").At(dir)
	}
	for _, e := range entries {
		if !isOurs(e.Name()) {
			return fault.New(fault.Refused, "The report's folder holds other files.", "Name an empty folder, or one that is not there yet.").At(dir)
		}
	}
	if err := os.Chmod(dir, 0o700); err != nil { //nolint:gosec // a folder needs the right to be entered
		return fault.New(fault.Unavailable, "The report's folder cannot be kept from others.", "Name a folder that is yours.").At(dir)
	}
	for _, e := range entries {
		if err := os.Remove(filepath.Join(dir, e.Name())); err != nil {
			return fault.New(fault.Unavailable, "An earlier report cannot be removed.", "Check the folder's permissions.").At(dir)
		}
	}
	return nil
}

// isOurs says whether a file is of a report, or is one that a check was killed in the middle of writing.
func isOurs(name string) bool {
	for _, f := range files {
		if name == f || strings.HasPrefix(name, "."+f) {
			return true
		}
	}
	return false
}

// replace writes a file whole and for its owner alone, whatever was there.
func replace(path string, text []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"*")
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}
