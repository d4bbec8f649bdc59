package query

import (
	"encoding/base64"
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/careduty/careduty/api/problem"
)

// Pin is which release a question is about: the one named, the one of a date, the cursor's, or the current one.
type Pin struct {
	Release  string // as asked; empty for the current one
	AsOf     string
	Editions string // id of the set of official editions
	Cursor   Cursor
}

// Latest names the current release.
const Latest = "latest"

// Named says whether the release was named, so that the answer stays what it is.
func (p Pin) Named() bool { return p.AsOf == "" && p.Release != "" && p.Release != Latest }

// pinned are the parameters of a route whose answers are of a release; they are read before all others, by ReadPin.
type pinned struct {
	Release string `form:"release" default:"latest" example:"latest"` // Id of a release, or latest
	AsOf    string `form:"as_of" format:"date"`                       // Date: the release that was current on it
}

// editioned is pinned for routes that can return official series.
type editioned struct {
	pinned
	Editions string `form:"editions"` // Id of a set of official editions, from /v1/releases; the newest present where none is named
}

// Takes is which of the parameters that choose a release a route takes.
type Takes int

// What routes take.
const (
	NoRelease  Takes = iota
	OneRelease       // release and as_of
	Pages            // and cursor, which holds a release
)

// ReadPin reads which release is meant. What is wrong with that is told alone: without a release nothing else can be held against it.
func ReadPin(values url.Values, takes Takes) (Pin, error) {
	if takes == NoRelease {
		return Pin{}, nil
	}
	asked := Asked{Canonical: map[string]string{}}
	r := &reader{Scope: Scope{Values: values}, asked: &asked}
	var p Pin
	p.Release, _ = r.one("release")
	p.AsOf, _ = r.one("as_of")
	p.Editions, _ = r.one("editions")
	p.Editions = inOrder(p.Editions)
	at, given := r.one("cursor")
	if p.AsOf != "" && p.Release == Latest { // the default, which clients send beside what they mean
		p.Release = ""
	}
	if p.Release != "" && p.AsOf != "" {
		r.bad("as_of", problem.Conflicting, "Give a release or a date, not both.", nil, "")
	}
	if p.AsOf != "" {
		if _, err := time.Parse(time.DateOnly, p.AsOf); err != nil {
			r.bad("as_of", problem.Malformed, "Write a date as 2026-03-31.", nil, "")
		}
	}
	if given && takes == Pages {
		c, err := parseCursor(at)
		switch {
		case err != nil:
			r.bad("cursor", problem.Malformed, err.Error(), nil, "")
		case p.Release != "" && p.Release != Latest && p.Release != c.Release:
			r.bad("cursor", problem.Conflicting, errCursor.Error(), nil, "")
		default:
			p.Cursor, p.Release, p.AsOf = c, c.Release, ""
		}
	}
	if len(r.items) > 0 {
		return p, problem.Invalid(problem.InvalidParameter, r.items...)
	}
	return p, nil
}

// inOrder is the id of a set of editions with its parts in order.
func inOrder(editions string) string {
	parts := strings.Split(editions, ",")
	slices.Sort(parts)
	return strings.Join(slices.Compact(parts), ",")
}

// Cursor says where the next page begins. The release is in it, so pages follow each other whatever is published meanwhile; the query is too,
// so that it cannot be used with another.
type Cursor struct {
	Release string `json:"r"`
	Offset  int    `json:"o"`
	Query   string `json:"q"`
}

const maxOffset = 1 << 30

var errCursor = problem.New(problem.InvalidParameter, "This is not a cursor we gave out for this query. Start again without it.")

// String is the cursor as it stands in an address.
func (c Cursor) String() string {
	text, _ := json.Marshal(c) // strings and a number always marshal
	return base64.RawURLEncoding.EncodeToString(text)
}

func parseCursor(text string) (Cursor, error) {
	var c Cursor
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || json.Unmarshal(raw, &c) != nil || c.Offset < 1 || c.Offset > maxOffset || c.Release == "" {
		return Cursor{}, errCursor
	}
	return c, nil
}

// begin starts the reading of a route's query: the pin is known to it already.
func begin(s Scope, asked *Asked, takes Takes) *reader {
	asked.Canonical, asked.Resolved = map[string]string{}, map[string]any{}
	asked.path = s.Address
	r := &reader{Scope: s, asked: asked}
	asked.Pin, _ = ReadPin(s.Values, takes) // refused before, if it is wrong
	if asked.AsOf != "" {
		asked.Canonical["as_of"] = asked.AsOf
	}
	if asked.Editions != "" {
		asked.Canonical["editions"] = asked.Editions
		if s.Catalogue.Editions != asked.Editions {
			r.bad("editions", problem.UnknownValue, "This set of official editions is not served beside the release. GET /v1/releases lists those there are.",
				slices.DeleteFunc([]string{s.Catalogue.Editions}, func(id string) bool { return id == "" }), "")
		}
	}
	return r
}
