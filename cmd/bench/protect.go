package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"syscall"
	"time"

	"github.com/careduty/careduty/etl/audit"
	"github.com/careduty/careduty/internal/disclosure"
)

// many is how many cells a national release has, more or less.
const many = 5_000_000

// protect measures the draws and the gate, and the attack by sums (B1), each on made-up cells in a process of its own.
func protect(ctx context.Context, _ options, r *report) error {
	r.say("drawing and gating")
	u, err := spend(ctx, self("draw"))
	if err != nil {
		return err
	}
	took, megabytes := u.number("seconds"), float64(u.kilobyte)/1024
	r.add(line{
		fmt.Sprintf("draw, gate and derive %d cells", many), fmt.Sprintf("%.1f s of one processor, %.0f MB", took, megabytes), "",
		"under 3 s and 500 MB", took < 3 && megabytes < 500,
	})
	r.say("the attack by sums")
	if u, err = spend(ctx, self("narrow")); err != nil {
		return err
	}
	took = u.number("seconds")
	r.add(line{fmt.Sprintf("attack B1 on %d cells", many), fmt.Sprintf("%.1f s", took), "", "under 5 s", took < 5})
	return nil
}

// drawJob protects cells as publish does: three draws, of which the unknown is often of no one. What was drawn is kept.
func drawJob(context.Context, []string) error {
	runtime.GOMAXPROCS(1)
	noise, err := disclosure.NewNoise(disclosure.Standard(), []byte("a key for benchmarks, 32 bytes!!"))
	if err != nil {
		return err
	}
	drawer := func(role disclosure.Role) *disclosure.Drawer {
		return noise.Drawer(disclosure.Stream{Role: role, Dimension: "age_band", Vintage: 1})
	}
	people, unknown, met := drawer(disclosure.People), drawer(disclosure.Unknown), drawer(disclosure.Met)
	gate := disclosure.Gate{Tier: disclosure.Council}
	total := disclosure.Counts{People: 2000, Unknown: 20, Met: 500}
	drawn, shown := make([]disclosure.Counts, many), 0
	began := cpu()
	for i := range uint64(many) {
		n, s := 1+i%400, scatter(i)
		var c disclosure.Counts
		c.People, _ = people.Draw(n, s)
		c.Unknown, _ = unknown.Draw(i%2*n/20, s>>1)
		c.Met, _ = met.Draw(n/4, s>>2)
		if f := gate.Figures(disclosure.Share, c, gate.Part(c, total)); f.Shown == disclosure.Value {
			shown++
		}
		drawn[i] = c
	}
	took := cpu() - began
	runtime.KeepAlive(drawn)
	if shown == 0 || shown == many {
		return errors.New("the gate let all through, or nothing: this is no measure of it")
	}
	fmt.Printf("seconds %.2f\n", took.Seconds())
	return nil
}

// cpu is the time this process has had of a processor: what a job of one thread takes where nothing else runs.
func cpu() time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return 0
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// narrowJob draws the attacker's conclusions from a made-up release.
func narrowJob(context.Context, []string) error {
	n := newNation(many)
	began := time.Now()
	if !n.known.Narrow() {
		return errors.New("a drawn release is called a contradiction")
	}
	fmt.Printf("seconds %.2f\n", time.Since(began).Seconds())
	return nil
}

// nation is a made-up release: totals with seven breakdowns into five parts each, three counts a cell, each drawn by the table.
type nation struct {
	known  *audit.Facts
	table  *disclosure.Table
	drawer *disclosure.Drawer
	counts int
	seed   uint64
}

func newNation(cells int) *nation {
	table := disclosure.Standard()
	noise, _ := disclosure.NewNoise(table, []byte("a key for benchmarks, 32 bytes!!"))
	n := &nation{known: &audit.Facts{}, table: table, drawer: noise.Drawer(disclosure.Stream{Vintage: 1})}
	for n.counts < 3*cells {
		people := 10 + n.upTo(1990)
		total := n.cell(people)
		for range 7 {
			parts, rest := make([]int32, 5), people
			for i := range parts {
				part := rest
				if i < len(parts)-1 {
					part = n.upTo(rest)
				}
				parts[i], rest = n.cell(part), rest-part
			}
			n.known.Sum(total, 0, parts...)
		}
	}
	return n
}

// cell adds a population with its unknown and those who met the measure, and gives the population.
func (n *nation) cell(people uint64) int32 {
	unknown := n.upTo(people / 8)
	met := n.upTo(people - unknown)
	whole := n.count(people)
	n.known.AtLeastSum(whole, n.count(unknown), n.count(met))
	return whole
}

func (n *nation) count(people uint64) int32 {
	n.counts++
	n.seed++
	y, _ := n.drawer.Draw(people, scatter(n.seed))
	low, high, _ := n.table.Truths(disclosure.Council, y)
	return n.known.Add(int32(low), int32(high)) //nolint:gosec // small numbers
}

// upTo is a number from 0 to most, the same in every run.
func (n *nation) upTo(most uint64) uint64 {
	n.seed++
	return scatter(n.seed) % (most + 1)
}

// scatter spreads numbers that follow each other over all 64 bits (splitmix64).
func scatter(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
