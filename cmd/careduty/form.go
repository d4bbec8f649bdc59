package main

import (
	"fmt"

	"github.com/careduty/careduty/etl/load"
	"github.com/careduty/careduty/internal/fault"
	"github.com/spf13/pflag"
	"golang.org/x/text/encoding/htmlindex"
)

// form are the flags that say what files are and how they are written, where they do not say so themselves.
type form struct {
	format, encoding, delimiter, dates string
	synthetic                          bool
	producedOn                         *date
}

func (f *form) flags(flags *pflag.FlagSet) {
	flags.StringVar(&f.format, "format", "records", "what the files are: records (extracts) or cld (Client Level Data)")
	flags.StringVar(&f.encoding, "encoding", "", "with --format cld: the files' encoding, such as windows-1252 (default: UTF-8)")
	flags.StringVar(&f.delimiter, "delimiter", "", "with --format cld: what divides cells (default: a comma)")
	flags.StringVar(&f.dates, "date-format", "", "with --format cld: dd/mm/yyyy if dates begin with the day (default: yyyy-mm-dd)")
	flags.BoolVar(&f.synthetic, "synthetic", false, "with --format cld: the people are made up")
	f.producedOn = day(flags, "produced-on", "with --format cld: the day the files were made (default: the day after the period they state)")
}

// read is how Client Level Data is written, or nil for extracts of records.
func (f *form) read() (*load.CLD, error) {
	wrong := func(what, fix string) (*load.CLD, error) { return nil, fault.New(fault.Usage, what, fix) }
	switch f.format {
	case "records":
		if f.encoding+f.delimiter+f.dates != "" || f.synthetic || !f.producedOn.IsZero() {
			return wrong("An extract of records says in its extract.json how it is written.", "Write it there, or give --format cld for Client Level Data.")
		}
		return nil, nil //nolint:nilnil // extracts of records say themselves how they are written
	case "cld":
	default:
		return wrong(fmt.Sprintf("--format %q is none that is read.", f.format), "Use records or cld.")
	}
	out := &load.CLD{Synthetic: f.synthetic, ProducedOn: f.producedOn.Time}
	if f.encoding != "" && f.encoding != "utf-8" {
		e, err := htmlindex.Get(f.encoding)
		if err != nil {
			return wrong(fmt.Sprintf("--encoding %q is not known.", f.encoding), "Use utf-8, windows-1252 or utf-16.")
		}
		out.Encoding = e
	}
	switch f.dates {
	case "", "yyyy-mm-dd":
	case "dd/mm/yyyy":
		out.DayFirst = true
	default:
		return wrong(fmt.Sprintf("--date-format %q is not known.", f.dates), "Use yyyy-mm-dd or dd/mm/yyyy.")
	}
	switch f.delimiter {
	case "":
	case "tab", "\t":
		out.Delimiter = '\t'
	case ",", ";", "|":
		out.Delimiter = f.delimiter[0]
	default:
		return wrong(fmt.Sprintf("--delimiter %q is not known.", f.delimiter), "Use a comma, a semicolon, a bar or tab.")
	}
	return out, nil
}
