// Package secondopinion counts every measure a second time, slowly and obviously, and compares each figure with the first.
//
// An opinion is a plain Go function written from the rules alone (docs/counting.md, docs/duties.md): it walks over one person's
// records day by day and shares no SQL with the measure. Small random councils, their dates clustered on the edges of the
// rules, are put into one warehouse, up to 153 at a time; the engine counts them all and every figure is compared: each
// measure, period, breakdown, council, region and England. A disagreement is shrunk to the fewest records that show it and
// printed as CSV. All records are made up by the generator (docs/adr/0011).
//
//	go test ./etl/evaluate/secondopinion -warehouses 100 -seed 7 -only overdue_reviews
package secondopinion
