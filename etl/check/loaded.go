package check

import (
	"context"
	"fmt"
	"slices"

	"github.com/careduty/careduty/etl/load"
	"github.com/careduty/careduty/internal/warehouse"
	"github.com/careduty/careduty/schemas"
)

// mostCounted is how many people may be in the records of a run for figures to be counted right after it: a minute's work at most. Where there
// are more, the reports say the rest, and careduty evaluate counts.
const mostCounted = 100_000

// Loaded gives the reports of what has just been loaded, of each council beside the batch that stood before. Of an extract that was there
// already there is none: the report that was written when it came in tells more.
func Loaded(ctx context.Context, path string, loaded load.Report, memoryMB int) ([]*Report, error) {
	loaded.Extracts = slices.DeleteFunc(slices.Clone(loaded.Extracts), func(x load.Extract) bool { return x.Status == load.AlreadyLoaded })
	if len(loaded.Extracts) == 0 {
		return nil, nil
	}
	reports := reportsOf(loaded)
	w, err := warehouse.Open(ctx, path, warehouse.Options{ReadOnly: true, MemoryMB: memoryMB})
	if err != nil {
		return nil, err
	}
	defer w.Close() //nolint:errcheck // nothing was written
	people := 0
	for _, x := range loaded.Extracts {
		for _, k := range x.Kinds {
			if k.Kind == "people" {
				people += k.Loaded
			}
		}
	}
	if err := fill(ctx, w, reports, nil, people > 0 && people <= mostCounted); err != nil {
		return nil, err
	}
	return reports, stoodBefore(ctx, w, loaded, reports)
}

// stoodBefore adds the completeness of the batch that a council had before the one just loaded.
func stoodBefore(ctx context.Context, w *warehouse.Warehouse, loaded load.Report, reports []*Report) error {
	all, err := w.Batches(ctx)
	if err != nil {
		return err
	}
	c, err := w.Conn(ctx)
	if err != nil {
		return err
	}
	defer c.Close() //nolint:errcheck // nothing was written
	for i, x := range loaded.Extracts {
		r := reports[i]
		var was *warehouse.Batch
		for _, b := range all {
			if b.Council == x.Council && b.Number < x.Batch {
				was = &b
			}
		}
		if x.Status != load.Loaded || was == nil {
			continue
		}
		earlier := &Report{Extract: fmt.Sprintf("batch %d", was.Number), Code: r.Code}
		for _, k := range schemas.Kinds() {
			if !slices.Contains(was.Kinds, k.Name) {
				continue
			}
			counts, err := filled(ctx, c, k, fmt.Sprintf("record.%s WHERE batch = %d", k.Name, was.Number))
			if err != nil {
				return err
			}
			of := warehouse.Coverage{Council: r.Code, Kind: k.Name, Basis: was.Basis}
			earlier.complete(k, counts[r.Code], []warehouse.Coverage{of})
		}
		r.beside(earlier)
	}
	return nil
}
