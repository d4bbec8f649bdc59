package load

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/warehouse"
)

// standing is what stands of a council before an extract comes in.
type standing struct {
	batches []warehouse.Batch // of the council, in order
	kinds   map[string]int    // the batch that stands for each kind
}

func (s *standing) batch(number int) (warehouse.Batch, bool) {
	i := slices.IndexFunc(s.batches, func(b warehouse.Batch) bool { return b.Number == number })
	if i < 0 {
		return warehouse.Batch{}, false
	}
	return s.batches[i], true
}

// loaded keeps up with what a batch changed.
func (s *standing) loaded(b warehouse.Batch, act warehouse.Act) {
	s.batches = append(s.batches, b)
	if act == warehouse.SetAside {
		return
	}
	if basis, some := s.basis(); some && basis != b.Basis {
		s.kinds = map[string]int{}
	}
	for _, k := range b.Kinds {
		s.kinds[k] = b.Number
	}
}

// basis is what the council's records that stand were made from.
func (s *standing) basis() (string, bool) {
	for _, n := range s.kinds {
		if b, ok := s.batch(n); ok {
			return b.Basis, true
		}
	}
	return "", false
}

// replaced are the batches that an extract would take the place of.
func (s *standing) replaced(b warehouse.Batch) []warehouse.Batch {
	var out []warehouse.Batch
	for _, k := range b.Kinds {
		if n, ok := s.kinds[k]; ok && !slices.ContainsFunc(out, func(x warehouse.Batch) bool { return x.Number == n }) {
			if x, ok := s.batch(n); ok {
				out = append(out, x)
			}
		}
	}
	return out
}

// decide says what is to be done with an extract before its rows are read, by what stands. It is done if nothing is left to do.
func (x *extract) decide(ctx context.Context, l *loader, s *standing, b warehouse.Batch) (act warehouse.Act, done bool, err error) {
	refuse := func(what, fix string) (warehouse.Act, bool, error) {
		x.refuse(fault.New(fault.Refused, what, fix).At(x.result.Name))
		return "", true, nil
	}
	if i := slices.IndexFunc(s.batches, func(have warehouse.Batch) bool { return b.Digest != "" && have.Digest == b.Digest }); i >= 0 {
		return x.again(ctx, l, s, s.batches[i])
	}
	if basis, some := s.basis(); some && basis != b.Basis && !l.options.SwitchSource {
		return refuse(fmt.Sprintf("The council stands on %s, and this is %s.", sourceName(basis), sourceName(b.Basis)), whatGoes(b.Basis))
	}
	replaced := s.replaced(b)
	for _, was := range replaced {
		switch {
		case b.ProducedOn.Before(was.ProducedOn) && l.options.Older:
			return warehouse.SetAside, false, nil
		case b.ProducedOn.Before(was.ProducedOn):
			return refuse(fmt.Sprintf("The extract is older than the one that stands: it was produced on %s, batch %d on %s.", day(b.ProducedOn), was.Number, day(was.ProducedOn)),
				"Send the newer one; or take this one in without letting it stand, with --older.")
		}
	}
	for _, was := range replaced {
		if !l.options.Shorten && (b.From.After(was.From) || b.To.Before(was.To)) {
			return refuse("The extract covers fewer days than the one it would replace.", "Send the whole span again, or allow it with --shorten.")
		}
	}
	return warehouse.Load, false, nil
}

func day(t time.Time) string { return t.Format(time.DateOnly) }

func sourceName(basis string) string {
	if basis == warehouse.ClientLevelData {
		return "Client Level Data"
	}
	return "records"
}

// whatGoes says what would be lost by the other source.
func whatGoes(to string) string {
	if to == warehouse.ClientLevelData {
		return "With --switch-source its records no longer stand, and every measure that Client Level Data cannot feed (budgets, complaints, copies and reasons given) shows x for it."
	}
	return "With --switch-source its Client Level Data no longer stands, and figures before and after are not comparable."
}

// again is what becomes of bytes that are in the warehouse already: nothing if they stand, else they can be made to.
func (x *extract) again(ctx context.Context, l *loader, s *standing, was warehouse.Batch) (warehouse.Act, bool, error) {
	x.result.Batch = was.Number
	instead := 0
	stands := true
	for _, k := range was.Kinds {
		if s.kinds[k] != was.Number {
			stands, instead = false, s.kinds[k]
		}
	}
	switch {
	case stands:
		x.result.Status = AlreadyLoaded
		return "", true, nil
	case !l.options.Restore:
		what := fmt.Sprintf("The same files were loaded as batch %d, which is older than batch %d that has taken their place.", was.Number, instead)
		if instead == 0 {
			what = fmt.Sprintf("The same files were loaded as batch %d, which was withdrawn.", was.Number)
		}
		x.refuse(fault.New(fault.Refused, what, "Let them stand again with --restore.").At(x.result.Name))
		return "", true, nil
	}
	now := l.options.now(was.ProducedOn)
	err := l.warehouse.Note(ctx, warehouse.Entry{At: now, Day: now, Batch: was.Number, Act: warehouse.Restore})
	if err != nil {
		return "", true, err
	}
	x.result.Status = Restored
	for _, k := range was.Kinds {
		s.kinds[k] = was.Number
	}
	return "", true, nil
}

// Shares below which an extract has lost too much to be taken for the whole.
const (
	leastRows  = 0.8
	leastKnown = 0.5
)

// shrunk refuses an extract that brings far less than the one it replaces, or whose people are others.
func (x *extract) shrunk(ctx context.Context, l *loader, s *standing, loading *warehouse.Loading) error {
	if l.options.YesFewer {
		return nil
	}
	refuse := func(what string) {
		x.refuse(fault.New(fault.Refused, what, "Check that the extract is whole; if it is, allow it with --yes-fewer.").At(x.result.Name))
	}
	for _, k := range x.result.Kinds {
		was, ok := s.kinds[k.Kind]
		if !ok {
			continue
		}
		before, err := l.warehouse.Size(ctx, k.Kind, was)
		if err != nil {
			return err
		}
		if float64(k.Loaded) < leastRows*float64(before) {
			refuse(fmt.Sprintf("The extract has far fewer rows of %s than batch %d, which it would replace: %d, where there were %d.", k.Kind, was, k.Loaded, before))
			return nil
		}
	}
	was, ok := s.kinds["people"]
	if !ok || !slices.Contains(x.said.Kinds, "people") {
		return nil
	}
	people, known, err := loading.Known(ctx, was)
	if err != nil {
		return err
	}
	if float64(known) < leastKnown*float64(people) {
		refuse(fmt.Sprintf("Fewer than half of the extract's people are in batch %d, which it would replace: %d of %d. References must stay the same from extract to extract.", was, known, people))
	}
	return nil
}
