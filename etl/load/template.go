package load

import (
	_ "embed" // the example of a mapping
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/schemas"
)

// Documentation is the record specification with what happens to what is wrong, in Markdown.
func Documentation() string {
	var b strings.Builder
	b.WriteString(schemas.Markdown())
	b.WriteString("\n## What happens to what is wrong\n\n")
	b.WriteString("An extract is loaded whole or refused whole. A rejected row is left out, and so are the rows that hang on it; an extract with more\n")
	fmt.Fprintf(&b, "than %d%% of a kind's rows rejected for a fault of their own is refused, unless `--max-rejects` allows more. A bad value that nobody must\n", DefaultMaxRejects)
	b.WriteString("have is emptied and the row stays.\n\n")
	b.WriteString("| rule | what becomes of it | what is wrong | how to mend it |\n| --- | --- | --- | --- |\n")
	became := map[Severity]string{Refuse: "the extract is refused", Reject: "the row is rejected", LeaveOut: "the row is left out", Note: "noted"}
	for _, r := range rules {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", r.ID, became[r.Severity], strings.ReplaceAll(r.Message, "{of}", "…"), strings.ReplaceAll(r.Fix, "{of}", "…"))
	}
	return b.String()
}

// Template writes an extract to fill in: a CSV file with its header for each kind, an extract.json to change, and the
// documentation. It makes the folder if need be, and overwrites nothing: a file that is there already is a conflict.
func Template(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fault.New(fault.Unavailable, "The folder cannot be made.", "Check the path and its permissions.").At(dir)
	}
	kinds := []string{}
	for _, k := range schemas.Kinds() {
		kinds = append(kinds, k.Name)
		names := make([]string, len(k.Fields))
		for i, f := range k.Fields {
			names[i] = f.Name
		}
		if err := writeNew(filepath.Join(dir, k.Name+".csv"), strings.Join(names, ",")+"\n"); err != nil {
			return err
		}
	}
	// The council, and whether the records are made up, are left empty: nobody sends records under another's name because a file said so.
	example, err := json.MarshalIndent(exampleDeclaration{
		Specification: schemas.Specification, From: "2019-04-01", To: "2026-03-31", ProducedOn: "2026-04-14",
		Kinds: kinds, Contact: "Adult social care performance team",
	}, "", "  ")
	if err != nil {
		return fault.New(fault.Internal, "The example cannot be encoded.", "")
	}
	if err := writeNew(filepath.Join(dir, declarationName), string(example)+"\n"); err != nil {
		return err
	}
	if err := writeNew(filepath.Join(dir, "mapping.example.json"), exampleMapping); err != nil {
		return err
	}
	return writeNew(filepath.Join(dir, "README.md"), Documentation())
}

// exampleMapping shows what a mapping may say; under its own name nobody reads it.
//
//go:embed example/mapping.json
var exampleMapping string

// exampleDeclaration is extract.json in the order people read it.
type exampleDeclaration struct {
	Specification string   `json:"specification"`
	Council       string   `json:"council"`
	From          string   `json:"from"`
	To            string   `json:"to"`
	ProducedOn    string   `json:"produced_on"`
	Kinds         []string `json:"kinds"`
	Synthetic     *bool    `json:"synthetic"`
	Contact       string   `json:"contact"`
}

func writeNew(path, text string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, os.ErrExist) {
		return fault.New(fault.Conflict, "The file is there already.", "Name an empty folder.").At(path)
	}
	if err == nil {
		_, err = f.WriteString(text)
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		return fault.New(fault.Unavailable, "The file cannot be written.", "Check its folder's permissions and the space left.").At(path)
	}
	return nil
}
