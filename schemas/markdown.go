package schemas

import (
	"fmt"
	"strings"
)

// Markdown is the record specification for people, written from the contracts: what an extract is, and each kind with its
// fields.
func Markdown() string {
	var b strings.Builder
	b.WriteString(preface)
	for _, k := range kinds() {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n", k.Name, k.Description)
		b.WriteString("| column | required | what it holds | values |\n| --- | --- | --- | --- |\n")
		for _, f := range k.Fields {
			required := ""
			if f.Required {
				required = "yes"
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", f.Name, required, f.Description, k.values(f))
		}
		b.WriteString(k.rules())
	}
	return b.String()
}

const preface = "# Record specification " + Specification + `

An **extract** is a folder, or a .zip, with a file ` + "`extract.json`" + ` and one file for each kind of record, ` + "`<kind>.csv`" + ` or
` + "`<kind>.parquet`" + `. CSV has a header row and is UTF-8. Records are pseudonymised before they are submitted: a reference means
nothing outside the council, and no column holds a name, an address, a date of birth, a number given by the NHS or the state, or
a way to get in touch. Files that hold any are refused.

Column names and codes compare without regard to case; references compare exactly. An empty cell means not known; for the dates
marked "empty: not done" it means that it had not been done by the last day the extract covers.

## extract.json

| entry | required | what it holds |
| --- | --- | --- |
| ` + "`specification`" + ` | yes | ` + "`" + Specification + "`" + ` |
| ` + "`council`" + ` | yes | the council's ONS code or its code in social care returns, as text |
| ` + "`from`, `to`" + ` | yes | the first and last day the records cover, yyyy-mm-dd; an extract holds the full history since ` + "`from`" + ` |
| ` + "`produced_on`" + ` | yes | the day the extract was made |
| ` + "`kinds`" + ` | yes | the kinds in it; people are always one of them |
| ` + "`synthetic`" + ` | yes | true for made-up records, false for real ones |
| ` + "`contact`" + ` | | a team to ask, never a person |
| ` + "`encoding`" + ` | | how the text is encoded, if not utf-8 |
| ` + "`delimiter`" + ` | | what divides cells, if not a comma: a semicolon, a vertical bar or a tab |
| ` + "`date_format`" + ` | | ` + "`yyyy-mm-dd` or `dd/mm/yyyy`" + ` |
`

// values says what may stand in a field.
func (k Kind) values(f Field) string {
	switch f.Type {
	case Ref:
		if l, ok := k.Link(f.Name); ok {
			return "a reference of " + l.Kind
		}
		return "1 to 64 letters, digits, `_` or `-`; unique in the council"
	case Date:
		return f.days()
	case Money:
		return "pounds, at most two decimal places"
	case Decimal:
		return "a number, at most two decimal places"
	case Year:
		return fmt.Sprintf("a year from %.0f to that of `to`", f.Minimum)
	default:
		return "`" + strings.Join(f.Codes, "` `") + "`"
	}
}

func (f Field) days() string {
	text := "a day"
	if f.AfterTo {
		text += ", also after `to`"
	}
	if f.OpenBefore {
		text += ", also before " + FirstDay + " if it was still open then"
	}
	if f.Deed {
		text += "; empty: not done"
	}
	return text
}

// rules says what must hold between a row's fields.
func (k Kind) rules() string {
	var b strings.Builder
	for _, o := range k.Orders {
		fmt.Fprintf(&b, "- `%s` is not before `%s`.\n", o.Later, o.Earlier)
	}
	for _, l := range k.Links {
		if l.Reject {
			fmt.Fprintf(&b, "- `%s`, if filled in, is found in %s; otherwise the row is rejected.\n", l.Field, l.Kind)
		} else {
			fmt.Fprintf(&b, "- A `%s` that is not found in %s is noted and emptied.\n", l.Field, l.Kind)
		}
	}
	for _, e := range k.Expects {
		fmt.Fprintf(&b, "- `%s` is expected where `%s` is %s; a row without it is noted.\n", e.Field, e.When, e.Is)
	}
	if k.Sum != nil {
		fmt.Fprintf(&b, "- `%s` is the sum of `%s`, to %.2f; a row where it is not is noted.\n",
			k.Sum.Total, strings.Join(k.Sum.Parts, "` and `"), k.Sum.Tolerance)
	}
	for _, t := range k.Ties {
		fmt.Fprintf(&b, "- Of rows with the same `%s` the one with the later `%s` counts, in the order of text: B9 is later than B10.\n",
			strings.Join(t, "` and `"), k.Key)
	}
	if b.Len() == 0 {
		return ""
	}
	return "\n" + b.String()
}
