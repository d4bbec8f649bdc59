// Package problem turns whatever went wrong into an answer a caller can act on: RFC 9457, every problem of a request at once,
// each naming its parameter, what is allowed or what was probably meant.
//
// One table here decides status and title from a fault's kind; no handler chooses a status. The cause of a fault is for the log
// and cannot be serialised.
package problem

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strconv"

	"github.com/careduty/careduty/internal/fault"
)

// MediaType is the type of every error's body.
const MediaType = "application/problem+json"

// Problem is the body of an error.
type Problem struct {
	Type        string `json:"type"` // where it is explained: /docs#invalid-parameter
	Title       string `json:"title"`
	Status      int    `json:"status"`
	Detail      string `json:"detail"`
	Fix         string `json:"fix,omitempty"`
	RequestID   string `json:"request_id,omitempty"`
	Errors      []Item `json:"errors,omitempty"`
	Estimate    int    `json:"estimate,omitempty"`    // result-too-large: rows asked for
	Limit       int    `json:"limit,omitempty"`       // result-too-large: rows answered at most
	Bulk        string `json:"bulk,omitempty"`        // result-too-large, cells-withdrawn: where everything is in one file
	Reason      string `json:"reason,omitempty"`      // release-withdrawn, cells-withdrawn
	Replacement string `json:"replacement,omitempty"` // release-withdrawn, cells-withdrawn: id of the release to use
	RetryAfter  int    `json:"-"`                     // seconds, sent as a header
}

// Item is one thing wrong with a request.
type Item struct {
	Parameter  string   `json:"parameter"`
	Code       string   `json:"code"` // unknown-parameter, unknown-value, malformed, repeated, out-of-range, conflict, required
	Detail     string   `json:"detail"`
	Allowed    []string `json:"allowed,omitempty"`
	DidYouMean string   `json:"did_you_mean,omitempty"`
}

// Codes of an Item.
const (
	UnknownParameter = "unknown-parameter"
	UnknownValue     = "unknown-value"
	Malformed        = "malformed"
	Repeated         = "repeated"
	OutOfRange       = "out-of-range"
	Conflicting      = "conflict"
	Required         = "required"
)

// Names of problems: the last part of their Type.
const (
	InvalidParameter = "invalid-parameter"
	TooLarge         = "result-too-large"
	NotFound         = "not-found"
	MethodNotAllowed = "method-not-allowed"
	NotAcceptable    = "not-acceptable"
	Withdrawn        = "release-withdrawn"
	CellsWithdrawn   = "cells-withdrawn"
	URITooLong       = "uri-too-long"
	HeaderTooLarge   = "header-too-large"
	Misdirected      = "misdirected"

	PreconditionFailed  = "precondition-failed"
	RangeNotSatisfiable = "range-not-satisfiable"
	TooMany             = "too-many-requests"
	Overloaded          = "overloaded"
	NotReady            = "not-ready"
	QueryTimeout        = "query-timeout"
	Internal            = "internal"
)

var titles = map[string]struct {
	status int
	title  string
}{
	InvalidParameter: {http.StatusBadRequest, "The request has something we cannot use"},
	TooLarge:         {http.StatusBadRequest, "The answer would be too large"},
	NotFound:         {http.StatusNotFound, "There is nothing here"},
	MethodNotAllowed: {http.StatusMethodNotAllowed, "The method is not allowed"},
	NotAcceptable:    {http.StatusNotAcceptable, "None of the formats asked for is available"},
	Withdrawn:        {http.StatusGone, "The release was withdrawn"},
	CellsWithdrawn:   {http.StatusGone, "Some figures in the file were withdrawn"},
	URITooLong:       {http.StatusRequestURITooLong, "The address is too long"},
	HeaderTooLarge:   {http.StatusRequestHeaderFieldsTooLarge, "The header of the request is too large"},
	Misdirected:      {http.StatusMisdirectedRequest, "The service is not known by this name"},

	PreconditionFailed:  {http.StatusPreconditionFailed, "The answer has changed"},
	RangeNotSatisfiable: {http.StatusRequestedRangeNotSatisfiable, "The part asked for is not there"},
	TooMany:             {http.StatusTooManyRequests, "Too many requests"},
	Overloaded:          {http.StatusServiceUnavailable, "Too much is being asked at once"},
	NotReady:            {http.StatusServiceUnavailable, "The data is not ready"},
	QueryTimeout:        {http.StatusGatewayTimeout, "The query took too long"},
	Internal:            {http.StatusInternalServerError, "Something went wrong on our side"},
}

// New is a problem of a name with its detail.
func New(name, detail string) *Problem {
	t := titles[name]
	return &Problem{Type: "/docs#" + name, Title: t.title, Status: t.status, Detail: detail}
}

// mostItems is how many things wrong are told at once: who sends thousands of unknown names has no use for thousands of answers.
const mostItems = 20

// Invalid is a 400 made of items, or a 404 where the path itself names something unknown.
func Invalid(name string, items ...Item) *Problem {
	p := New(name, items[0].Detail)
	p.Errors = items
	if more := len(items) - mostItems; more > 0 {
		p.Errors = items[:mostItems]
		p.Detail += " (And " + strconv.Itoa(more) + " more are wrong than are told below.)"
	}
	return p
}

// Error is the detail, so that a problem can travel as an error.
func (p *Problem) Error() string { return p.Detail }

// kinds says which problem a fault is.
var kinds = map[fault.Kind]string{
	fault.Usage: InvalidParameter, fault.NotFound: NotFound, fault.Gone: Withdrawn, fault.TooLarge: TooLarge,
	fault.Unavailable: Overloaded, fault.Refused: NotReady, fault.Conflict: NotReady, fault.Timeout: QueryTimeout, fault.Canceled: Overloaded,
}

// Of is the problem behind an error. What is no problem and no fault, or an internal fault, says nothing of its cause.
func Of(err error) *Problem {
	var p *Problem
	if errors.As(err, &p) {
		c := *p
		return &c
	}
	var f *fault.Error
	name, ok := kinds[fault.Of(err)]
	if !errors.As(err, &f) || !ok {
		return New(Internal, "The request could not be answered. It has been logged.")
	}
	if name == NotReady {
		return New(NotReady, "The release cannot be read at the moment.")
	}
	p = New(name, f.What)
	p.Fix = f.Fix
	return p
}

// JSON is the problem's body.
func (p *Problem) JSON() []byte {
	text, err := json.Marshal(p)
	if err != nil {
		return []byte(`{"title":"Something went wrong on our side","status":500}`)
	}
	return append(text, '\n')
}

// Names are the names of all problems, in order.
func Names() []string { return slices.Sorted(maps.Keys(titles)) }
