// Package queries holds the measures: one .sql file each, with its definition in the header, and the steps they share.
//
// A measure's file is the whole of it: no route, enum, migration or Go belongs to it. shared/ has the steps several measures
// build on (support in force, budget levels, the review clock), each a SELECT without parameters that gives dates and amounts
// for the measure to compare; they are made in order of their number. data/ has the bank holidays. testdata/ has a worked
// example beside each measure. How to write one: docs/measure-files.md.
package queries

import "embed"

//go:generate go run ../docs/methodology/generate

// Files holds *.sql (measures), shared/*.sql (steps) and data/*.csv.
//
//go:embed *.sql shared/*.sql data/*.csv
var Files embed.FS
