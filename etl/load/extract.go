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

	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/table"
	"github.com/careduty/careduty/internal/warehouse"
	"github.com/careduty/careduty/schemas"
)

// extract is one extract on its way in: from files, or given as values.
type extract struct {
	source *table.Source // nil if given
	given  *Given        // nil if from files
	said   declaration
	number int // of its batch, and of its entry in the log
	entry  int
	files  map[string][]part // by kind
	found  *tally
	result Extract
}

// open reads what an extract says of itself and which files it has. What is wrong with it is in its result.
func open(s *table.Source, number, entry int) *extract {
	x := &extract{source: s, number: number, entry: entry, found: newTally(), files: map[string][]part{}}
	x.result.Name, x.result.Status = s.Name, NotReached
	if s.Err != nil {
		x.refuse(archiveFault(s.Err).At(s.Name))
		return x
	}
	var err error
	if x.said, err = declared(s); err != nil {
		x.refuse(below(s.Name, err))
		return x
	}
	x.result.Council = x.said.Council.Code
	x.result.CouncilName = x.said.Council.Name
	for range x.said.Unknown {
		x.found.add("entry_unknown", declarationName, "", 0)
	}
	if x.said.Recoded {
		x.found.add("council_recoded", declarationName, "council", 0)
	}
	x.match()
	return x
}

// archiveFault says what is wrong with an archive as a whole.
func archiveFault(err error) *fault.Error {
	switch {
	case errors.Is(err, table.ErrOutside):
		return fault.New(fault.Refused, "The archive has a member that points outside it.", "Pack the files of the extract and nothing else.")
	case errors.Is(err, table.ErrAbsurd):
		return fault.New(fault.Refused, "The archive has a member whose size is absurd.", "Pack the files of the extract and nothing else.")
	default:
		return fault.New(fault.Refused, "The archive cannot be read.", "Check it, or pack it again as an ordinary .zip.")
	}
}

// declared reads what a source says of itself: in extract.json or, in its place, in mapping.json.
func declared(s *table.Source) (declaration, error) {
	text, err := small(s, declarationName)
	if err != nil {
		return declaration{}, err
	}
	mapped, err := small(s, mappingName)
	if err != nil {
		return declaration{}, err
	}
	var m *mapping
	if mapped != nil {
		if m, err = parseMapping(mapped); err != nil {
			return declaration{}, err
		}
	}
	switch {
	case text != nil:
		d, err := parseDeclaration(text)
		d.Mapping = m
		return d, err
	case m == nil:
		return declaration{}, undeclared(s)
	case len(m.Extract) == 0:
		return declaration{}, wrongMapping("There is no extract.json, and \"extract\" is missing here.", "Write its entries under \"extract\": council, from, to, produced_on, synthetic.")
	}
	d, err := parseDeclaration(m.declaration())
	d.Mapping = m
	var f *fault.Error
	if errors.As(err, &f) {
		err = f.At(mappingName)
	}
	return d, err
}

// undeclared is the fault of a source without extract.json; one that holds Client Level Data is told what to do with it.
func undeclared(s *table.Source) error {
	r := table.NewReader(0)
	defer r.Close() //nolint:errcheck // it was only read
	for _, m := range s.Members {
		if f := table.FormatOf(m.Name); f != table.Text && f != table.Gzip {
			continue
		}
		rows, _, err := r.Open(context.Background(), m, table.Form{}, nil)
		if err != nil {
			continue
		}
		header, _, err := rows.Next()
		cld := err == nil && isCLD(header)
		_ = rows.Close()
		if cld {
			return fault.New(fault.Refused, "The file is Client Level Data, and there is no "+declarationName+".", "Load it with --format cld.").At(declarationName)
		}
	}
	return wrong("The file is missing.", "An extract is a folder or .zip with "+declarationName+" and one file for each kind; careduty template makes one.")
}

// small reads one of the small files of a source whole; nil if it is not there.
func small(s *table.Source, name string) ([]byte, error) {
	at := func(what, fix string) error { return fault.New(fault.Refused, what, fix).At(name) }
	found := s.Named(name)
	switch {
	case len(found) == 0:
		return nil, nil
	case len(found) > 1:
		return nil, at("There are two files of the name.", "Leave one.")
	}
	r, err := found[0].Open()
	switch {
	case errors.Is(err, table.ErrEncrypted):
		return nil, at("The archive is encrypted.", "Unpack it with its password and load the folder.")
	case errors.Is(err, table.ErrMethod):
		return nil, at("The archive is packed by a method that is not read.", "Pack it again with ordinary Deflate, or load the unpacked folder.")
	case err != nil:
		return nil, at("The file cannot be read.", "Check its permissions.")
	}
	defer r.Close() //nolint:errcheck // it was only read
	text, err := io.ReadAll(io.LimitReader(r, maxDeclaration+1))
	switch {
	case err != nil:
		return nil, at("The file cannot be read.", "Check it, or write it again.")
	case len(text) > maxDeclaration:
		return nil, at("The file is far larger than it can be.", "Write it as in the file that careduty template makes.")
	}
	return text, nil
}

// close lets go of the extract's archive, if it is one.
func (x *extract) close() {
	if x.source != nil {
		x.source.Close()
	}
}

func (x *extract) refuse(err error) {
	x.result.Status = Refused
	x.result.Fault = err
	for i := range x.result.Kinds {
		x.result.Kinds[i].Loaded = 0
	}
}

// below says in which extract a fault's file is.
func below(name string, err error) error {
	var f *fault.Error
	if errors.As(err, &f) && f.Where != "" {
		return f.At(name + "/" + f.Where)
	}
	return err
}

// digest is the SHA-256 over the SHA-256 of each file that counts, with its name. Parts of a kind that hold the same bytes are found here.
func (x *extract) digest() (string, error) {
	all := sha256.New()
	seen := map[string]string{}
	one := func(name, kind string, m table.Member) error {
		r, err := m.Open()
		if err != nil {
			return err
		}
		sum := sha256.New()
		_, err = io.Copy(sum, io.LimitReader(r, m.Size+1))
		_ = r.Close()
		if err != nil {
			return err
		}
		digest := hex.EncodeToString(sum.Sum(nil))
		if kind != "" && x.said.Mapping == nil {
			if earlier, twice := seen[kind+digest]; twice {
				x.found.addOf("file_twice", kind, "", earlier+", "+name, 0)
			}
			seen[kind+digest] = name
		}
		fmt.Fprintf(all, "%s %s\n", name, digest)
		return nil
	}
	for _, name := range []string{declarationName, mappingName} {
		for _, m := range x.source.Named(name) {
			if err := one(name, "", m); err != nil {
				return "", err
			}
		}
	}
	for _, kind := range x.said.Kinds {
		for _, p := range x.files[kind] {
			if err := one(strings.ToLower(p.member.Base()), kind, p.member); err != nil {
				return "", err
			}
		}
	}
	return hex.EncodeToString(all.Sum(nil)), nil
}

// load takes the extract in, or says in its result why not. An error is trouble that is not the extract's.
func (x *extract) load(ctx context.Context, l *loader, s *standing) error {
	if x.found.refused {
		x.refuse(x.found.fault(x.result.Name))
		return nil
	}
	b := x.batch()
	if b.Digest == "" && x.given == nil {
		b.Digest, _ = x.digest() // an unreadable file is found again, and named, when it is checked
		if x.found.refused {
			x.refuse(x.found.fault(x.result.Name))
			return nil
		}
	}
	act, done, err := x.decide(ctx, l, s, b)
	if done || err != nil {
		return err
	}
	loading, err := l.warehouse.Begin(ctx, b, s.kinds)
	if err != nil {
		return err
	}
	err = x.fill(ctx, l, s, loading, act)
	if err == nil && x.given != nil {
		err = loading.Keep(ctx, x.given.Files)
	}
	if errors.Is(err, errAbandoned) {
		err = nil
	}
	if err != nil || x.found.refused || x.result.Status == Refused {
		loading.Rollback(ctx)
		if err == nil && x.result.Status != Refused {
			x.refuse(x.found.fault(x.result.Name))
		}
		return err
	}
	entry := warehouse.Entry{Number: x.entry, At: l.options.now(b.ProducedOn), Day: b.ProducedOn, Act: act}
	if err := loading.Commit(ctx, entry); err != nil {
		return err
	}
	x.result.Status, x.result.Batch = Loaded, b.Number
	if act == warehouse.SetAside {
		x.result.Status = SetAside
	}
	s.loaded(b, act)
	return nil
}

func (x *extract) batch() warehouse.Batch {
	b := warehouse.Batch{
		Number: x.number, Council: x.said.Council.Code, ProducedOn: x.said.ProducedOn, From: x.said.From, To: x.said.To,
		Synthetic: x.said.Synthetic, Specification: x.said.Specification, Basis: warehouse.Records, Kinds: x.said.Kinds,
	}
	if x.given != nil {
		b.Digest, b.Basis = x.given.Digest, x.given.Basis
	}
	return b
}

// fill checks and loads kind after kind, so that a record comes after those it refers to.
func (x *extract) fill(ctx context.Context, l *loader, s *standing, loading *warehouse.Loading, act warehouse.Act) error {
	hash := NewHasher(l.keys.Reference, x.said.Council.Code)
	for _, k := range schemas.Kinds() {
		if !slices.Contains(x.said.Kinds, k.Name) {
			continue
		}
		c := newCheck(&k, &x.said, x.found, hash)
		filled, err := loading.Fill(ctx, k, x.filling(ctx, l, c))
		if err != nil {
			return err
		}
		x.between(c, filled)
		x.count(c, filled, l.options.MaxRejects)
	}
	if err := x.leftOut(ctx, s, loading); err != nil {
		return err
	}
	if x.found.refused || act == warehouse.SetAside {
		return nil
	}
	return x.shrunk(ctx, l, s, loading)
}

// filling is how the rows of a kind come in.
func (x *extract) filling(ctx context.Context, l *loader, c *check) warehouse.Filling {
	f := warehouse.Filling{Recorded: x.said.Recorded, Missing: func() []string { return c.missing }}
	if x.given != nil {
		f.Rows = func(add adder) error { return x.given.rows(ctx, c, add) }
		f.References = x.given.References
		return f
	}
	parts := x.files[c.kind.Name]
	f.Rows = func(add adder) error { return c.readParts(ctx, l.reader, parts, l.progress.add, add) }
	f.References = func(at []int64, use func(int, string)) error { return c.references(ctx, l.reader, parts, at, use) }
	return f
}

// between adds what was found between the rows of a kind.
func (x *extract) between(c *check, filled warehouse.Filled) {
	shown := func(at int64) (string, int) {
		part, line := placeOf(at)
		if parts := x.files[c.kind.Name]; part < len(parts) {
			return parts[part].shown, line
		}
		return c.kind.Name, line
	}
	for _, m := range filled.Marks {
		for _, at := range m.Rows {
			file, line := shown(at)
			x.found.add(m.Rule, file, m.Field, line)
		}
		if more := m.Count - len(m.Rows); more > 0 {
			file, _ := shown(m.Rows[0])
			x.found.at(place{rule: m.Rule, file: file, field: m.Field}).Count += more
		}
	}
	for _, field := range filled.Never {
		file, _ := shown(0)
		x.found.addOf("never_recorded", file, field, c.kind.Name+"."+field, 0)
	}
}

// count says what became of the rows of a kind, and refuses the extract if too many of them are rejected for a fault of their own.
func (x *extract) count(c *check, filled warehouse.Filled, maxRejects float64) {
	rejected := c.rows - filled.Kept - c.leftOut
	x.result.Kinds = append(x.result.Kinds, KindCount{Kind: c.kind.Name, Rows: c.rows, Loaded: filled.Kept, Rejected: rejected, LeftOut: c.leftOut})
	own := rejected - filled.Hanging
	if float64(own)*100 > maxRejects*float64(c.rows) {
		file := c.kind.Name
		if parts := x.files[c.kind.Name]; len(parts) == 1 {
			file = parts[0].shown
		}
		x.found.count("too_many_rejects", file, "", "", own)
	}
}

// leftOut notes the records of kinds not named that stay but lose their person.
func (x *extract) leftOut(ctx context.Context, s *standing, loading *warehouse.Loading) error {
	for _, k := range schemas.Kinds() {
		b, ok := s.kinds[k.Name]
		if !ok || slices.Contains(x.said.Kinds, k.Name) || x.found.refused {
			continue
		}
		n, err := loading.LeftOut(ctx, k.Name, b)
		if err != nil {
			return err
		}
		if n > 0 {
			x.found.count("left_out", k.Name, "person_ref", "", n)
		}
	}
	return nil
}
