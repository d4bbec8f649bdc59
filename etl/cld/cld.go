// Package cld reads Client Level Data, the return that every council in England makes each quarter, and gives the records that
// measures can be counted from: people, assessments, plans (its long-term services), budgets (how those are delivered) and reviews.
//
// It follows the rules DHSC has published: values of release 1 stand for those of release 2, what cannot be mapped is counted and
// stands for unknown, a row is left out only where no rule can place it, and every row left out is counted with its number. A
// person is hashed as a row is read; of a date of birth the year is kept; names, postcodes and whatever else no rule asks for are
// not looked at. The rules, and where ours differ: docs/client-level-data.md.
package cld

// Key is what people and events are hashed with: the warehouse's key for references, or one that is thrown away.
type Key [32]byte

// Rows are the rows of a table, its header first. What Next gives is good until it is called again; io.EOF ends the table.
type Rows interface {
	Next() (cells [][]byte, line int, err error)
}
