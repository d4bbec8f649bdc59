package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/warehouse"
	"github.com/spf13/cobra"
)

// batchesCommand lists what councils sent and what of it stands, and shows or withdraws one batch.
func batchesCommand() *cobra.Command {
	var file, reason string
	c := &cobra.Command{
		Use:   "batches [show BATCH | withdraw BATCH --reason TEXT] --warehouse FILE",
		Short: "List what was loaded and what stands; show or withdraw one batch",
		Long: "batches lists each load of an extract: what stands, what has been superseded, set aside or withdrawn. A batch is never taken out of\n" +
			"the warehouse; what stands is told by a log. batches show tells of one; batches withdraw lets the one before it stand again, and\n" +
			"changes no published figure.",
		Example: "  careduty batches --warehouse care.duckdb\n  careduty batches show 12\n  careduty batches withdraw 12 --reason \"the wrong people\"",
		Args:    cobra.MaximumNArgs(2),
	}
	c.Flags().StringVar(&file, "warehouse", "careduty.duckdb", "the warehouse file")
	c.Flags().StringVar(&reason, "reason", "", "why a batch is withdrawn, in a sentence that names nobody")
	c.RunE = private(func(c *cobra.Command, args []string) error {
		ctx, out := c.Context(), c.OutOrStdout()
		switch {
		case len(args) == 0:
			return withBatches(ctx, file, true, func(_ *warehouse.Warehouse, all []batch) error { return listBatches(out, all) })
		case len(args) == 2 && args[0] == "show":
			return withBatch(ctx, file, true, args[1], func(w *warehouse.Warehouse, b batch) error { return b.show(ctx, out, w) })
		case len(args) == 2 && args[0] == "withdraw":
			if strings.TrimSpace(reason) == "" {
				return fault.New(fault.Usage, "No reason is given.", "Say why with --reason; it is kept beside the batch.")
			}
			return withBatch(ctx, file, false, args[1], func(w *warehouse.Warehouse, b batch) error { return b.withdraw(ctx, out, w, reason) })
		default:
			return fault.New(fault.Usage, "batches is told to do what it cannot.", "Write batches, batches show BATCH, or batches withdraw BATCH --reason TEXT.")
		}
	})
	return c
}

// withBatch does something with one batch.
func withBatch(ctx context.Context, file string, readOnly bool, number string, do func(*warehouse.Warehouse, batch) error) error {
	return withBatches(ctx, file, readOnly, func(w *warehouse.Warehouse, all []batch) error {
		b, err := batchOf(all, number)
		if err != nil {
			return err
		}
		return do(w, b)
	})
}

func (b batch) withdraw(ctx context.Context, out io.Writer, w *warehouse.Warehouse, reason string) error {
	if b.state == "withdrawn" {
		return fault.New(fault.Conflict, "The batch is withdrawn already.", "Load its files with --restore to let it stand again.")
	}
	now := time.Now()
	if now.Before(b.ProducedOn) {
		now = b.ProducedOn
	}
	if err := w.Note(ctx, warehouse.Entry{At: now, Day: now, Batch: b.Number, Act: warehouse.Withdraw, Reason: reason}); err != nil {
		return err
	}
	return b.withdrawn(ctx, out, w)
}

// batch is a batch with what the log says of it.
type batch struct {
	warehouse.Batch
	state  string // stands, superseded, set aside or withdrawn
	stands []string
	log    []warehouse.Entry
}

// withBatches opens a warehouse and does something with its batches.
func withBatches(ctx context.Context, file string, readOnly bool, do func(*warehouse.Warehouse, []batch) error) error {
	w, err := warehouse.Open(ctx, file, warehouse.Options{ReadOnly: readOnly})
	if err != nil {
		return err
	}
	all, err := readBatches(ctx, w)
	if err == nil {
		err = do(w, all)
	}
	return errors.Join(err, w.Close())
}

func readBatches(ctx context.Context, w *warehouse.Warehouse) ([]batch, error) {
	list, err := w.Batches(ctx)
	if err != nil {
		return nil, err
	}
	standing, err := w.Standing(ctx)
	if err != nil {
		return nil, err
	}
	log, err := w.Log(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]batch, len(list))
	for i, b := range list {
		out[i].Batch = b
		for _, k := range b.Kinds {
			if standing[b.Council][k] == b.Number {
				out[i].stands = append(out[i].stands, k)
			}
		}
		for _, e := range log {
			if e.Batch == b.Number {
				out[i].log = append(out[i].log, e)
			}
		}
		out[i].state = out[i].told()
	}
	return out, nil
}

func (b batch) told() string {
	last := warehouse.Load
	if n := len(b.log); n > 0 {
		last = b.log[n-1].Act
	}
	switch {
	case last == warehouse.Withdraw:
		return "withdrawn"
	case last == warehouse.SetAside:
		return "set aside"
	case len(b.stands) == len(b.Kinds):
		return "stands"
	case len(b.stands) > 0:
		return "stands for " + strings.Join(b.stands, ", ")
	default:
		return "superseded"
	}
}

func batchOf(all []batch, text string) (batch, error) {
	n, err := strconv.Atoi(text)
	if err != nil {
		return batch{}, fault.New(fault.Usage, "A batch is named by its number.", "careduty batches lists them.").At(text)
	}
	i := slices.IndexFunc(all, func(b batch) bool { return b.Number == n })
	if i < 0 {
		return batch{}, fault.New(fault.NotFound, "There is no such batch.", "careduty batches lists them.").At(text)
	}
	return all[i], nil
}

func listBatches(out io.Writer, all []batch) error {
	t := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "batch\tcouncil\tproduced on\tcovers\tsource\tmade up\tstate")
	for _, b := range all {
		fmt.Fprintf(t, "%d\t%s %s\t%s\t%s to %s\t%s\t%v\t%s\n", b.Number, b.Council, areaName(b.Council), date{b.ProducedOn}.day(), date{b.From}.day(), date{b.To}.day(), b.Basis, b.Synthetic, b.state)
	}
	return t.Flush()
}

func areaName(code string) string { return area.Resolve(code).Area.Name }

func (d date) day() string { return d.Format(time.DateOnly) }

func (b batch) show(ctx context.Context, out io.Writer, w *warehouse.Warehouse) error {
	fmt.Fprintf(out, "Batch %d: %s %s, %s.\n", b.Number, b.Council, areaName(b.Council), b.state)
	fmt.Fprintf(out, "Produced on %s, covers %s to %s, from %s, made up: %v.\nSHA-256 of its files: %s\n",
		date{b.ProducedOn}.day(), date{b.From}.day(), date{b.To}.day(), b.Basis, b.Synthetic, b.Digest)
	for _, k := range b.Kinds {
		n, err := w.Size(ctx, k, b.Number)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "  %s: %d rows\n", k, n)
	}
	for _, e := range b.log {
		fmt.Fprintf(out, "%s  %s  %s\n", e.At.UTC().Format(time.DateTime), e.Act, e.Reason)
	}
	return nil
}

// withdrawn says what stands now, and how to correct what was published from the batch.
func (b batch) withdrawn(ctx context.Context, out io.Writer, w *warehouse.Warehouse) error {
	standing, err := w.Standing(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "Batch %d of %s no longer stands.\n", b.Number, areaName(b.Council))
	for _, k := range b.stands {
		if n, ok := standing[b.Council][k]; ok {
			fmt.Fprintf(out, "  %s: batch %d stands again\n", k, n)
		} else {
			fmt.Fprintf(out, "  %s: nothing stands; measures that need it show x\n", k)
		}
	}
	fmt.Fprintf(out, "No published figure has changed. To correct a release that was made from it: careduty withdraw RELEASE --council %s --reason \"…\"\n", b.Council)
	return nil
}
