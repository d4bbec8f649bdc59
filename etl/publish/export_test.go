package publish

import (
	"context"
	"encoding/binary"

	"github.com/careduty/careduty/etl/audit"
	"github.com/careduty/careduty/internal/disclosure"
)

// UnderKeys counts a warehouse once, draws and gates it under one made-up key after another, and has each candidate attacked. Nothing is published.
func UnderKeys(ctx context.Context, o Options, from, to uint64, each func(key uint64, r audit.Report)) error {
	in, err := open(ctx, o)
	if err != nil {
		return err
	}
	defer in.close()
	m, err := describe(in)
	if err != nil {
		return err
	}
	plan, err := makePlan(ctx, in)
	if err != nil {
		return err
	}
	counts, err := count(ctx, in, plan)
	if err != nil {
		return err
	}
	if plan, err = settle(ctx, in, plan, counts); err != nil {
		return err
	}
	for key := from; key < to; key++ {
		var secret [32]byte
		binary.BigEndian.PutUint64(secret[:], key+1)
		if in.noise, err = disclosure.NewNoise(disclosure.Standard(), secret[:]); err != nil {
			return err
		}
		made, err := attempt(ctx, in, plan, counts, m)
		if err != nil {
			return err
		}
		each(key, made.report)
		made.abort()
	}
	return nil
}
