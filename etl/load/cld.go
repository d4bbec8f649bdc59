package load

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/careduty/careduty/etl/cld"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/table"
	"github.com/careduty/careduty/internal/warehouse"
	"golang.org/x/text/encoding"
)

// CLD says of files of Client Level Data what they do not say themselves.
type CLD struct {
	Encoding   encoding.Encoding // nil for UTF-8
	Delimiter  byte              // 0 for a comma
	DayFirst   bool              // dates may be dd/mm/yyyy
	Synthetic  bool              // the people in it are made up
	ProducedOn time.Time         // zero: the day after the period the file states
}

// loadCLD is Load for files of Client Level Data.
func loadCLD(ctx context.Context, o Options) (Report, error) {
	w, err := warehouse.Open(ctx, o.Warehouse, warehouse.Options{MemoryMB: share(o.MemoryMB, engineShare)})
	if err != nil {
		return Report{}, err
	}
	report, err := takeCLD(ctx, w, o)
	if closed := w.Close(); err == nil || fault.Is(err, fault.Refused) && closed != nil {
		err = errors.Join(closed, err)
	}
	return report, err
}

// takeCLD takes in files of Client Level Data: each council's, joined, is one extract.
func takeCLD(ctx context.Context, w *warehouse.Warehouse, o Options) (Report, error) {
	keys, err := w.FirstKeys(ctx)
	if err != nil {
		return Report{}, err
	}
	given, refused, err := readCLD(ctx, cld.Key(keys.Reference), o)
	if err != nil {
		return Report{}, err
	}
	report, err := Take(ctx, w, o, given...)
	if len(refused) > 0 {
		report.Extracts = append(refused, report.Extracts...)
		if err == nil || fault.Is(err, fault.Refused) {
			err = report.fault()
		}
	}
	return report, err
}

// readCLD reads all files there are, and gives what each council's come to. A file that cannot be read is an extract refused.
func readCLD(ctx context.Context, key cld.Key, o Options) (given []Given, refused []Extract, err error) {
	source, err := table.Files(o.Paths)
	if err != nil {
		return nil, nil, err
	}
	defer source.Close()
	reader := table.NewReader(share(o.MemoryMB, readerShare))
	defer reader.Close() //nolint:errcheck // nothing is kept in it
	var files []*cld.File
	var names, digests []string
	for _, m := range source.Members {
		f, digest, err := readFile(ctx, reader, m, key, *o.CLD)
		if fault.Is(err, fault.Canceled) || fault.Is(err, fault.Unavailable) {
			return nil, nil, err
		}
		if err != nil {
			refused = append(refused, Extract{Name: m.Name, Status: Refused, Fault: err})
			continue
		}
		files, names, digests = append(files, f), append(names, m.Name), append(digests, digest)
	}
	if len(files)+len(refused) == 0 {
		return nil, nil, fault.New(fault.NotFound, "There is no file to read.", "Name the file of Client Level Data.")
	}
	for _, list := range cld.Group(files) {
		given = append(given, givenCLD(list, files, names, digests, key, *o.CLD))
	}
	return given, refused, nil
}

// readFile reads one file.
func readFile(ctx context.Context, reader *table.Reader, m table.Member, key cld.Key, c CLD) (*cld.File, string, error) {
	if why := table.WhyNot(m.Name); table.FormatOf(m.Name) == "" {
		if why == "" {
			why = "is not a table that is read; save it as .csv"
		}
		return nil, "", fault.New(fault.Refused, "The file "+why+".", "").At(m.Name)
	}
	digest, err := digestOf(m)
	if err != nil {
		return nil, "", tableFault(m.Name, err)
	}
	rows, _, err := reader.Open(ctx, m, table.Form{Encoding: c.Encoding, Delimiter: c.Delimiter}, nil)
	if err != nil {
		return nil, "", tableFault(m.Name, err)
	}
	defer rows.Close() //nolint:errcheck // it was only read
	f, err := cld.Read(ctx, rows, cld.Form{DayFirst: c.DayFirst}, key)
	if err != nil {
		return nil, "", tableFault(m.Name, err)
	}
	return f, digest, nil
}

func digestOf(m table.Member) (string, error) {
	r, err := m.Open()
	if err != nil {
		return "", err
	}
	defer r.Close() //nolint:errcheck // it was only read
	sum := sha256.New()
	if _, err := io.Copy(sum, io.LimitReader(r, m.Size+1)); err != nil {
		return "", err
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// tableFault is what ended the reading of a file, in the words of the rules for files of records.
func tableFault(name string, err error) error {
	var f *fault.Error
	if errors.As(err, &f) {
		if f.Where != "" {
			name += ", " + f.Where
		}
		return f.At(name)
	}
	rule := "file_unreadable"
	for _, known := range []struct {
		err  error
		rule string
	}{
		{table.ErrEncoding, "encoding"},
		{table.ErrWide, "encoding_wide"},
		{table.ErrNul, "nul_header"},
		{table.ErrQuote, "quote"},
		{table.ErrTooLong, "row_too_long"},
		{table.ErrReturns, "line_breaks"},
		{table.ErrEmpty, "file_empty"},
		{table.ErrEncrypted, "file_encrypted"},
		{table.ErrMethod, "file_method"},
		{table.ErrTooLarge, "file_too_large"},
	} {
		if errors.Is(err, known.err) {
			rule = known.rule
		}
	}
	r := ruleOf(rule)
	what := strings.ReplaceAll(r.Message, "extract.json declares (UTF-8 if it declares none)", "--encoding declares (UTF-8 without it)")
	fix := strings.ReplaceAll(r.Fix, "declare its encoding in extract.json, for example", "declare it with --encoding, for example")
	return fault.New(fault.Refused, what, fix).At(name)
}

// givenCLD makes an extract of what the files have of one council.
func givenCLD(list []*cld.Submission, files []*cld.File, names, digests []string, key cld.Key, c CLD) Given {
	council := list[0].Council
	all, own := sha256.New(), []string(nil)
	for i, f := range files {
		if slices.ContainsFunc(f.Submissions, func(s *cld.Submission) bool { return s.Council.Code == council.Code }) {
			own = append(own, names[i])
			fmt.Fprintf(all, "%s\n", digests[i])
		}
	}
	g := Given{
		Name: strings.Join(own, " and ") + ", " + council.Name, Council: council.Code, Basis: warehouse.ClientLevelData,
		Digest: "cld " + hex.EncodeToString(all.Sum(nil)), Synthetic: c.Synthetic,
		Kinds: []string{"people", "assessments", "plans", "budgets", "direct_payments", "reviews"},
	}
	x, err := cld.Join(list, c.ProducedOn, key)
	if err != nil {
		var f *fault.Error
		if errors.As(err, &f) {
			g.Findings = []Finding{{Rule: "cld_period", Severity: Refuse, Count: 1, Message: f.What, Fix: f.Fix}}
		}
		return g
	}
	g.ProducedOn, g.From, g.To, g.Missing = x.ProducedOn, x.From, x.To, x.Missing
	g.Findings = cldFindings(x, files, own)
	g.Read = x.Reports[len(x.Reports)-1].Fields // of the latest file
	if x.Test && !c.Synthetic {
		g.Findings = append([]Finding{{
			Rule: "cld_synthetic", Severity: Refuse, Field: "NHS Number", Count: 1,
			Message: "Most NHS numbers are of the range kept for tests (they begin with 999): the people are made up.", Fix: "Say so with --synthetic.",
		}}, g.Findings...)
	}
	rows := cldRows{x}
	g.Fill = rows.fill
	// Of rows that tie the later in the file comes later: it has no reference that means anything.
	g.References = func(at []int64, use func(i int, ref string)) error {
		for i, n := range at {
			use(i, fmt.Sprintf("%012d", n))
		}
		return nil
	}
	return g
}
