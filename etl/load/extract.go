package load

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"

	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/warehouse"
	"github.com/careduty/careduty/schemas"
)

// extract is one extract on its way in.
type extract struct {
	source *source
	said   declaration
	number int // of its batch
	files  map[string]member
	found  *tally
	result Extract
}

// open reads what an extract says of itself and which files it has. What is wrong with it is in its result.
func open(at string, number int) *extract {
	x := &extract{number: number, found: newTally(), files: map[string]member{}}
	x.result.Name, x.result.Status = filepath.Base(at), NotReached
	var err error
	if x.source, err = openSource(at); err != nil {
		x.refuse(err)
		return x
	}
	if x.said, err = x.source.declaration(); err != nil {
		x.refuse(within(x.source.name, err))
		return x
	}
	x.result.Council = x.said.Council.Code
	for range x.said.Unknown {
		x.found.add("entry_unknown", declarationName, "", 0)
	}
	if x.said.Recoded {
		x.found.add("council_recoded", declarationName, "council", 0)
	}
	x.match()
	return x
}

// match finds the file of each kind.
func (x *extract) match() {
	ours := []string{declarationName}
	for _, k := range schemas.Kinds() {
		names := []string{k.Name + ".csv", k.Name + ".parquet"}
		ours = append(ours, names...)
		found := x.source.named(names...)
		listed := slices.Contains(x.said.Kinds, k.Name)
		switch {
		case listed && len(found) == 0:
			x.found.add("file_missing", k.Name+".csv", "", 0)
		case len(found) > 1:
			x.found.add("file_twice", k.Name, "", 0)
		case !listed && len(found) == 1:
			x.found.add("kind_not_listed", found[0].name, "", 0)
		case listed && found[0].size > maxBytes(k.Name):
			x.found.add("file_too_large", found[0].name, "", 0)
		case listed:
			x.files[k.Name] = found[0]
		}
	}
	for _, m := range x.source.members {
		if !slices.Contains(ours, m.name) {
			// A stray file's name may tell of a person; the count is enough to go and look.
			x.found.add("file_stray", "", "", 0)
		}
	}
}

// close lets go of the extract's archive, if it is one.
func (x *extract) close() {
	if x.source != nil {
		x.source.close()
	}
}

func (x *extract) refuse(err error) {
	x.result.Status = Refused
	x.result.Fault = err
	for i := range x.result.Kinds {
		x.result.Kinds[i].Loaded = 0
	}
}

// within says in which extract a fault's file is.
func within(name string, err error) error {
	var f *fault.Error
	if errors.As(err, &f) && f.Where != "" {
		return f.At(name + "/" + f.Where)
	}
	return err
}

// digest is the SHA-256 over the SHA-256 of each file that counts, with its name.
func (x *extract) digest() (string, error) {
	all := sha256.New()
	for _, name := range append([]string{declarationName}, x.said.Kinds...) {
		m, ok := x.files[name]
		if name == declarationName {
			m, ok = x.source.named(declarationName)[0], true
		}
		if !ok {
			continue
		}
		r, err := m.open()
		if err != nil {
			return "", err
		}
		one := sha256.New()
		_, err = io.Copy(one, io.LimitReader(r, m.size+1))
		_ = r.Close()
		if err != nil {
			return "", err
		}
		fmt.Fprintf(all, "%s %x\n", m.name, one.Sum(nil))
	}
	return hex.EncodeToString(all.Sum(nil)), nil
}

// standing is what a council's batches have in use before this extract.
type standing struct {
	batches []warehouse.Batch // of the council, in order
}

// last is the batch loaded last that brought a kind.
func (s *standing) last(kind string) (warehouse.Batch, bool) {
	for i := len(s.batches) - 1; i >= 0; i-- {
		if slices.Contains(s.batches[i].Kinds, kind) {
			return s.batches[i], true
		}
	}
	return warehouse.Batch{}, false
}

// shorter says whether the extract covers fewer days of a kind than the batch it would replace.
func (x *extract) shorter(s *standing) bool {
	for _, k := range x.said.Kinds {
		if b, ok := s.last(k); ok && (x.said.From.After(b.From) || x.said.To.Before(b.To)) {
			return true
		}
	}
	return false
}

// load takes the extract in, or says in its result why not. An error is trouble that is not the extract's.
func (x *extract) load(ctx context.Context, l *loader, s *standing) error {
	if x.found.refused {
		x.refuse(x.found.fault(x.result.Name))
		return nil
	}
	digest, err := x.digest()
	if err != nil {
		digest = "" // an unreadable file is found again, and named, when it is checked
	}
	for _, b := range s.batches {
		if b.Digest == digest {
			x.result.Status, x.result.Batch = AlreadyLoaded, b.Number
			return nil
		}
	}
	if !l.options.Shorten && x.shorter(s) {
		x.refuse(fault.New(fault.Refused, "The extract covers fewer days than the one it would replace.",
			"Send the whole span again, or allow it with --shorten.").At(x.result.Name))
		return nil
	}
	b := warehouse.Batch{
		Number: x.number, Council: x.said.Council.Code, ProducedOn: x.said.ProducedOn, From: x.said.From, To: x.said.To,
		Digest: digest, Synthetic: x.said.Synthetic, Specification: x.said.Specification, Kinds: x.said.Kinds,
	}
	loading, err := l.warehouse.Begin(ctx, b)
	if err != nil {
		return err
	}
	if err := x.fill(ctx, l, s, loading); err != nil || x.found.refused {
		loading.Rollback(ctx)
		if err == nil {
			x.refuse(x.found.fault(x.result.Name))
		}
		return err
	}
	if err := loading.Commit(ctx); err != nil {
		return err
	}
	x.result.Status, x.result.Batch = Loaded, b.Number
	s.batches = append(s.batches, b)
	return nil
}

// fill checks and loads file after file, so that a record comes after those it refers to.
func (x *extract) fill(ctx context.Context, l *loader, s *standing, loading *warehouse.Loading) error {
	known := registry{}
	hash := newHasher(l.keys.Reference, x.said.Council.Code)
	for _, k := range schemas.Kinds() {
		m, ok := x.files[k.Name]
		if !ok {
			if err := x.stay(ctx, l, s, k.Name, known); err != nil {
				return err
			}
			continue
		}
		c := newCheck(&k, m.name, &x.said, x.found, hash, known)
		err := loading.Fill(ctx, k, func(sink io.Writer) ([]string, error) {
			err := c.read(ctx, l.warehouse, m, l.progress.add, sink)
			return c.missing, err
		})
		if err != nil {
			return err
		}
		if !c.whole {
			return nil // the extract is refused, and what refers to this file cannot be judged
		}
		if c.ties.anyMoved() {
			if err := loading.Places(ctx, k, c.ties.write); err != nil {
				return err
			}
		}
		x.count(c, l.options.MaxRejects)
		if !refersTo(k.Name) {
			delete(known, k.Name)
		}
	}
	return x.leftOut(ctx, s, loading)
}

// stay makes known the records of an earlier batch that the extract does not replace, but for those of people who are gone.
func (x *extract) stay(ctx context.Context, l *loader, s *standing, kind string, known registry) error {
	b, ok := s.last(kind)
	if !ok || !refersTo(kind) {
		return nil
	}
	return known.standing(ctx, l.warehouse, kind, b.Number)
}

// refersTo says whether records of other kinds refer to those of this one.
func refersTo(kind string) bool {
	return slices.ContainsFunc(schemas.Kinds(), func(k schemas.Kind) bool {
		return slices.ContainsFunc(k.Links, func(l schemas.Link) bool { return l.Kind == kind })
	})
}

func (x *extract) count(c *check, maxRejects float64) {
	x.result.Kinds = append(x.result.Kinds, KindCount{Kind: c.kind.Name, Rows: c.rows, Loaded: c.rows - c.rejects, Rejected: c.rejects})
	if float64(c.rejects)*100 > maxRejects*float64(c.rows) {
		x.found.set("too_many_rejects", c.file, "", c.rejects)
	}
}

// leftOut notes the records of kinds not named that stay but lose their person.
func (x *extract) leftOut(ctx context.Context, s *standing, loading *warehouse.Loading) error {
	for _, k := range schemas.Kinds() {
		b, ok := s.last(k.Name)
		if !ok || slices.Contains(x.said.Kinds, k.Name) || x.found.refused {
			continue
		}
		n, err := loading.LeftOut(ctx, k.Name, b.Number)
		if err != nil {
			return err
		}
		if n > 0 {
			x.found.set("left_out", k.Name, "person_ref", n)
		}
	}
	return nil
}
