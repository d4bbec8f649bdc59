// Package fault names what can go wrong in careduty and what a person can do about it.
//
// A fault has a kind from a small closed set, which decides behaviour (exit code, HTTP status), and up to three sentences for
// people: what is wrong, where, and how to mend it. The cause is kept for the public side's log only; it is never printed by
// Error, because on the private side a driver's text may quote a record.
package fault

import (
	"errors"
	"strings"
)

// Kind says what sort of thing went wrong; behaviour depends on it and on nothing else.
type Kind int

// The kinds, each with the behaviour it stands for.
const (
	Internal    Kind = iota // a defect of ours: exit 1, HTTP 500
	Usage                   // the caller's words are off: exit 2, HTTP 400
	Refused                 // input refused as a whole: exit 3
	NotFound                // no such thing: exit 1, HTTP 404
	Conflict                // the state forbids it: exit 1, HTTP 409
	Gone                    // withdrawn: exit 1, HTTP 410
	TooLarge                // more was asked for than is answered: exit 2, HTTP 400
	Unavailable             // busy, out of memory, not ready: exit 1, HTTP 503
	Timeout                 // took too long and was stopped: exit 1, HTTP 504
	Canceled                // the caller went away: exit 1
)

var names = [...]string{
	"internal", "usage", "refused", "not found", "conflict", "gone", "too large", "unavailable", "timeout", "canceled",
}

// String is the kind's name in lower case, for logs.
func (k Kind) String() string {
	if k < 0 || int(k) >= len(names) {
		return "unknown"
	}
	return names[k]
}

// Error is one fault. What is a sentence and always set; Where and Fix are sentences or empty.
type Error struct {
	Kind  Kind
	What  string // what is wrong
	Where string // file, row, field, parameter: never a record's value
	Fix   string // how to mend it
	cause error
}

// New makes a fault of a kind from what is wrong and how to mend it.
func New(kind Kind, what, fix string) *Error {
	return &Error{Kind: kind, What: what, Fix: fix}
}

// At is the same fault with the place it happened.
func (e *Error) At(where string) *Error {
	c := *e
	c.Where = where
	return &c
}

// Because is the same fault with its cause, which Unwrap gives and Error never prints.
func (e *Error) Because(cause error) *Error {
	c := *e
	c.cause = cause
	return &c
}

// Error is the fault in one line: place, what is wrong, how to mend it.
func (e *Error) Error() string {
	parts := make([]string, 0, 3)
	if e.Where != "" {
		parts = append(parts, e.Where+":")
	}
	parts = append(parts, e.What)
	if e.Fix != "" {
		parts = append(parts, e.Fix)
	}
	return strings.Join(parts, " ")
}

// Unwrap is the cause, or nil.
func (e *Error) Unwrap() error { return e.cause }

// Of is the kind of the first fault in err's chain; Internal when there is none.
func Of(err error) Kind {
	var e *Error
	if errors.As(err, &e) {
		return e.Kind
	}
	return Internal
}

// Is says whether err holds a fault of the kind.
func Is(err error, kind Kind) bool {
	var e *Error
	return errors.As(err, &e) && e.Kind == kind
}
