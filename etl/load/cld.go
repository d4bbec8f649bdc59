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
	"github.com/careduty/careduty/internal/area"
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
	stands, err := standingFiles(ctx, w, o)
	if err != nil {
		return Report{}, err
	}
	given, refused, err := readCLD(ctx, cld.Key(keys.Reference), o, stands)
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

// standingFiles gives the files that the records which stand for a council were made from; none where it stands on records, or where what
// is given is to stand alone.
func standingFiles(ctx context.Context, w *warehouse.Warehouse, o Options) (func(area.Area) ([]*cld.Submission, error), error) {
	batches, err := w.Batches(ctx)
	if err != nil {
		return nil, err
	}
	stands, err := w.Standing(ctx)
	if err != nil {
		return nil, err
	}
	return func(council area.Area) ([]*cld.Submission, error) {
		n := stands[council.Code]["people"]
		i := slices.IndexFunc(batches, func(b warehouse.Batch) bool { return b.Number == n && b.Basis == warehouse.ClientLevelData })
		if i < 0 || o.Shorten {
			return nil, nil
		}
		kept, err := w.Submissions(ctx, n)
		if err != nil {
			return nil, err
		}
		var out []*cld.Submission
		for _, k := range kept {
			s, err := cld.Unpack(council, k.Events)
			if err != nil {
				return nil, err
			}
			s.Digest = k.Digest
			out = append(out, s)
		}
		return out, nil
	}, nil
}

// readCLD reads all files there are, and gives what each council's come to, joined with those that stand. A file that cannot be read is an
// extract refused.
func readCLD(ctx context.Context, key cld.Key, o Options, stands func(area.Area) ([]*cld.Submission, error)) (given []Given, refused []Extract, err error) {
	source, err := table.Files(o.Paths)
	if err != nil {
		return nil, nil, err
	}
	defer source.Close()
	reader := table.NewReader(share(o.MemoryMB, readerShare))
	defer reader.Close() //nolint:errcheck // nothing is kept in it
	var files []*cld.File
	for _, m := range source.Members {
		f, err := readFile(ctx, reader, m, key, *o.CLD)
		if fault.Is(err, fault.Canceled) || fault.Is(err, fault.Unavailable) {
			return nil, nil, err
		}
		if err != nil {
			refused = append(refused, Extract{Name: m.Name, Status: Refused, Fault: err})
			continue
		}
		files = append(files, f)
	}
	if len(files)+len(refused) == 0 {
		return nil, nil, fault.New(fault.NotFound, "There is no file to read.", "Name the file of Client Level Data.")
	}
	for _, list := range cld.Group(files) {
		kept, err := stands(list[0].Council)
		if err != nil {
			return nil, nil, err
		}
		g, err := givenCLD(list, kept, files, key, *o.CLD)
		if err != nil {
			return nil, nil, err
		}
		given = append(given, g)
	}
	return given, refused, nil
}

// readFile reads one file.
func readFile(ctx context.Context, reader *table.Reader, m table.Member, key cld.Key, c CLD) (*cld.File, error) {
	if why := table.WhyNot(m.Name); table.FormatOf(m.Name) == "" {
		if why == "" {
			why = "is not a table that is read; save it as .csv"
		}
		return nil, fault.New(fault.Refused, "The file "+why+".", "").At(m.Name)
	}
	digest, err := digestOf(m)
	if err != nil {
		return nil, tableFault(m.Name, err)
	}
	if c.DayFirst {
		digest += " dd/mm/yyyy" // the same bytes read in another way are another file
	}
	if !c.ProducedOn.IsZero() {
		digest += " " + day(c.ProducedOn)
	}
	rows, serial, err := reader.Open(ctx, m, table.Form{Encoding: c.Encoding, Delimiter: c.Delimiter}, nil)
	if err != nil {
		return nil, tableFault(m.Name, err)
	}
	defer rows.Close() //nolint:errcheck // it was only read
	form := cld.Form{
		Name: m.Name, Digest: digest, DayFirst: c.DayFirst, ProducedOn: c.ProducedOn, Workbook: serial.Workbook, From1904: serial.From1904,
	}
	f, err := cld.Read(ctx, rows, form, key)
	if err != nil {
		return nil, tableFault(m.Name, err)
	}
	return f, nil
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
		{table.ErrDisguised, "file_disguised"},
	} {
		if errors.Is(err, known.err) {
			rule = known.rule
		}
	}
	r := ruleOf(rule)
	what := strings.ReplaceAll(r.Message, "extract.json declares (UTF-8 if it declares none)", "--encoding declares (UTF-8 without it)")
	what = strings.ReplaceAll(what, "and extract.json does not declare it", "and --encoding does not say so")
	fix := strings.ReplaceAll(r.Fix, "declare its encoding in extract.json, for example", "declare it with --encoding, for example")
	return fault.New(fault.Refused, what, fix).At(name)
}

// givenCLD makes an extract of what the files have of one council, joined with those of them that stand and are not given again.
func givenCLD(list, kept []*cld.Submission, files []*cld.File, key cld.Key, c CLD) (Given, error) {
	council := list[0].Council
	var own []string
	for _, s := range list {
		own = append(own, s.File)
	}
	kept = slices.DeleteFunc(kept, func(k *cld.Submission) bool {
		return slices.ContainsFunc(list, func(s *cld.Submission) bool { return s.Digest == k.Digest })
	})
	all := slices.Concat(kept, list)
	cld.InOrder(all)
	sum := sha256.New()
	g := Given{
		Name: strings.Join(own, " and ") + ", " + council.Name, Council: council.Code, Basis: warehouse.ClientLevelData, Synthetic: c.Synthetic,
		Kinds: []string{"people", "assessments", "plans", "budgets", "direct_payments", "reviews"},
	}
	for _, s := range all {
		fmt.Fprintf(sum, "%s\n", s.Digest)
		one := warehouse.Submission{Digest: s.Digest}
		if !s.Kept {
			events, err := s.Pack()
			if err != nil {
				return Given{}, err
			}
			one.Events = events
		}
		g.Files = append(g.Files, one)
	}
	g.Digest = "cld " + hex.EncodeToString(sum.Sum(nil))
	x, err := cld.Join(all, key)
	if err != nil {
		var f *fault.Error
		if errors.As(err, &f) {
			g.Findings = []Finding{{Rule: "cld_period", Severity: Refuse, Count: 1, Message: f.What, Fix: f.Fix}}
		}
		return g, nil
	}
	g.ProducedOn, g.From, g.To, g.Missing = x.ProducedOn, x.From, x.To, x.Missing
	g.Findings = cldFindings(x, files)
	if n := len(kept); n > 0 {
		g.Findings = append(g.Findings, joined(n, x))
	}
	g.Read = list[len(list)-1].Report.Fields // of the latest file given
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
	return g, nil
}

// joined says with what the files given were joined.
func joined(n int, x *cld.Extract) Finding {
	what := "the file that stands"
	if n > 1 {
		what = fmt.Sprintf("the %d files that stand", n)
	}
	return Finding{
		Rule: "cld_joined", Severity: Note, Count: n, Message: fmt.Sprintf("It was joined with %s: together they cover %s to %s.", what, day(x.From), day(x.To)),
		Fix: "To let it stand alone, give it with --shorten.",
	}
}
