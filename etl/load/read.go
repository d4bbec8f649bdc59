package load

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/table"
	"github.com/careduty/careduty/internal/warehouse"
)

// errAbandoned ends the loading of an extract that is refused and cannot be judged further: what refers to a file that cannot be read to
// its end would be told that it leads nowhere.
var errAbandoned = errors.New("the extract is abandoned")

// A row stands at a number that tells the part of the kind's file and its line there, and grows from row to row.
const partBits = 40

func standsAt(part, line int) int64 { return int64(part)<<partBits | int64(line) }

func placeOf(at int64) (part, line int) { return int(at >> partBits), int(at & (1<<partBits - 1)) }

// maxTitles is how many rows above a header are looked through for it.
const maxTitles = 10

// adder takes a row: where it stands, whether it is rejected, and its values.
type adder = func(at int64, rejected bool, values []warehouse.Value) error

// readParts checks all rows of a kind.
func (c *check) readParts(ctx context.Context, r *table.Reader, parts []part, read func(int), add adder) error {
	rows := 0
	for i := range parts {
		p := &parts[i]
		if err := c.readPart(ctx, r, i, p, read, add); err != nil {
			return err
		}
		if c.rows == rows && len(parts) == 1 {
			c.found.add("no_rows", p.shown, "", 0)
		}
		rows = c.rows
	}
	return nil
}

func (c *check) readPart(ctx context.Context, r *table.Reader, number int, p *part, read func(int), add adder) error {
	c.file = p.shown
	rows, serial, err := r.Open(ctx, p.member, p.form, read)
	if err != nil {
		return c.broken(ctx, 0, err)
	}
	defer rows.Close() //nolint:errcheck // it was only read
	c.serial = serial
	if err := c.header(ctx, rows, p); err != nil {
		return err
	}
	for n := 0; ; n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return fault.New(fault.Canceled, "The load was stopped.", "")
		}
		cells, line, err := rows.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return c.broken(ctx, line, err)
		}
		if c.row(cells, line) {
			if err := add(standsAt(number, line), c.bad, c.values); err != nil {
				return err
			}
		}
	}
}

// header reads as far as the header and binds it to the contract. Rows above it (a title, the name of a report, blank ones) are screened
// and left out.
func (c *check) header(ctx context.Context, rows table.Rows, p *part) error {
	var first [][]byte
	var above [][][]byte
	for len(above) < maxTitles {
		cells, line, err := rows.Next()
		if err != nil && first == nil {
			return c.broken(ctx, line, err)
		}
		if err != nil {
			break
		}
		if p.mapped.isHeader(cells) || p.mapped == nil && (isHeader(c.kind, cells) || hasRequired(c.kind, cells)) {
			return c.bound(cells, p, above)
		}
		above = append(above, copied(cells))
		if first == nil {
			first = above[0]
		}
		if delimiter := p.form.Delimiter; delimiter != 0 && p.mapped == nil {
			if other := otherDelimiter(c.kind, cells, delimiter); other != 0 {
				c.found.addOf("delimiter", c.file, "", delimiterNames[other], 0)
				return errAbandoned
			}
		}
	}
	if isCLD(first) {
		c.found.add("cld_header", c.file, "", 0)
		return errAbandoned
	}
	return c.bound(first, p, nil)
}

func copied(cells [][]byte) [][]byte {
	out := make([][]byte, len(cells))
	for i, x := range cells {
		out[i] = slices.Clone(x)
	}
	return out
}

func (c *check) bound(cells [][]byte, p *part, above [][][]byte) error {
	if p.mapped == nil {
		for _, row := range above {
			for _, x := range row {
				c.text("above the header", x)
			}
		}
	}
	if len(above) > 0 {
		c.found.count("title_rows", c.file, "", "", len(above))
	}
	var ok bool
	var missing []string
	if p.mapped != nil {
		c.columns, c.constants, missing, ok = p.mapped.bind(c.kind, c.file, cells, c.found)
	} else {
		c.columns, missing, ok = bind(c.kind, c.file, cells, c.found)
	}
	if !ok {
		return errAbandoned
	}
	p.own = slices.IndexFunc(c.columns, func(x column) bool {
		for col := &x; col != nil && col.read && col.field != nil; col = col.also {
			if col.index == c.own {
				return true
			}
		}
		return false
	})
	// A column that one part lacks is lacking, though others have it.
	for _, name := range missing {
		if !slices.Contains(c.missing, name) {
			c.missing = append(c.missing, name)
		}
	}
	return nil
}

// broken turns what ended the reading of a file into a finding.
func (c *check) broken(ctx context.Context, line int, err error) error {
	if ctx.Err() != nil {
		return fault.New(fault.Canceled, "The load was stopped.", "")
	}
	if errors.Is(err, table.ErrUnavailable) {
		return fault.New(fault.Unavailable, "A temporary file or the reader of Parquet files cannot be made.", "Check the temporary folder, its space and the memory allowed.")
	}
	for _, x := range breaks {
		if errors.Is(err, x.err) {
			if !x.row {
				line = 0
			}
			c.found.add(x.rule, c.file, "", line)
			return errAbandoned
		}
	}
	c.found.add("file_unreadable", c.file, "", 0)
	return errAbandoned
}

// breaks are what can end the reading of a file, each with its rule.
var breaks = []struct {
	err  error
	rule string
	row  bool // it is in one row
}{
	{table.ErrQuote, "quote", true},
	{table.ErrTooLong, "row_too_long", true},
	{table.ErrEncoding, "encoding", true},
	{table.ErrWide, "encoding_wide", false},
	{table.ErrNul, "nul_header", false},
	{table.ErrReturns, "line_breaks", false},
	{table.ErrEmpty, "file_empty", false},
	{table.ErrEncrypted, "file_encrypted", false},
	{table.ErrMethod, "file_method", false},
	{table.ErrNoSheet, "sheet_missing", false},
	{table.ErrTooLarge, "file_too_large", false},
	{table.ErrDisguised, "file_disguised", false},
}

// references reads the council's own references of some rows again, which are in order.
func (c *check) references(ctx context.Context, r *table.Reader, parts []part, at []int64, use func(int, string)) error {
	next := 0
	for i := range parts {
		if next == len(at) {
			return nil
		}
		if part, _ := placeOf(at[next]); part != i {
			continue
		}
		if err := c.partReferences(ctx, r, i, &parts[i], at, &next, use); err != nil {
			return err
		}
	}
	if next < len(at) {
		return fmt.Errorf("%d rows are not found again: %w", len(at)-next, errChanged)
	}
	return nil
}

var errChanged = fault.New(fault.Unavailable, "A file changed while it was read.", "Load it again when nothing writes to it.")

func (c *check) partReferences(ctx context.Context, r *table.Reader, number int, p *part, at []int64, next *int, use func(int, string)) error {
	rows, serial, err := r.Open(ctx, p.member, p.form, nil)
	if err != nil {
		return errChanged
	}
	defer rows.Close() //nolint:errcheck // it was only read
	for *next < len(at) {
		part, wanted := placeOf(at[*next])
		if part != number {
			return nil
		}
		cells, line, err := rows.Next()
		switch {
		case err != nil || line > wanted:
			return errChanged
		case line < wanted:
			continue
		case p.own < 0 || p.own >= len(cells):
			return errChanged
		}
		ref := trimmed(cells[p.own])
		if serial.Workbook {
			ref = wholeNumber(ref)
		}
		use(*next, string(ref))
		*next++
	}
	return nil
}

// isCLD says whether a header is that of Client Level Data.
func isCLD(cells [][]byte) bool {
	known := 0
	for _, x := range cells {
		switch headerName(x) {
		case "la_code", "client_type", "event_type", "event_reference", "event_start_date", "reporting_period_start_date", "nhs_number", "hard_coded_financial_year":
			known++
		}
	}
	return known >= 3
}
