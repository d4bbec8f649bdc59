package main

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// reply is an answer as the service gives it; headers are pairs of name and value.
func reply(status int, format, body string, headers ...string) answer {
	a := answer{asked: asked{path: "/v1/data", format: format}, status: status, body: []byte(body), header: http.Header{}}
	for i := 0; i < len(headers); i += 2 {
		a.header.Set(headers[i], headers[i+1])
	}
	return a
}

func ofRelease(a answer, id string) answer {
	a.release = id
	return a
}

const id = "synthetic-2026-03-31.2"

// A soak that could not fail would prove nothing: each promise is broken once.
func TestJudge(t *testing.T) {
	at := []string{"Content-Location", "/v1/data?measure=m&release=" + id}
	pinned := reply(200, "json", `{"data":[{"release":"`+id+`"}]}`, at...)
	pinned.release = "synthetic-2026-03-31.1"
	cases := []struct {
		name string
		a    answer
		want []string
	}{
		{"rows and meta of one release", reply(200, "json", `{"data":[{"release":"`+id+`"}],"meta":{"release":"`+id+`"}}`, at...), nil},
		{"rows of two", reply(200, "json", `{"data":[{"release":"`+id+`"},{"release":"synthetic-2026-03-31.3"}]}`, at...), []string{oneRelease}},
		{"rows of another than the address", reply(200, "json", `{"data":[{"release":"synthetic-2026-03-31.3"}]}`, at...), []string{oneRelease}},
		{"no address", reply(200, "json", `{"data":[{"release":"`+id+`"}]}`), []string{oneRelease}},
		{"CSV", reply(200, "csv", "value,release\r\n1,"+id+"\r\n2,"+id+"\r\n", at...), nil},
		{"CSV of two", reply(200, "csv", "value,release\r\n1,"+id+"\r\n2,synthetic-2026-03-31.3\r\n", at...), []string{oneRelease}},
		{"Arrow of two", reply(200, "arrow", "\x00"+id+"synthetic-2026-03-31.3\x00", at...), []string{oneRelease}},
		{"Parquet", reply(200, "parquet", "PAR1", at...), nil},
		{"nothing", reply(200, "parquet", "", at...), []string{oneRelease}},
		{"not modified", reply(304, "json", "", at...), nil},
		{"another release than the one named", pinned, []string{whole}},
		{"too much", reply(503, "json", `{"type":"/docs#overloaded"}`, "Retry-After", "2"), nil},
		{"too much, and no word of when", reply(503, "json", `{"type":"/docs#overloaded"}`), []string{retryAfter}},
		{"not ready", reply(503, "json", `{"type":"/docs#not-ready"}`, "Retry-After", "2"), []string{overload}},
		{"too many", reply(429, "json", `{}`), []string{retryAfter}},
		{"gone", ofRelease(reply(410, "json", `{}`), "synthetic-2026-03-31.9"), nil},
		{"gone, of a release that stands", ofRelease(reply(410, "json", `{}`), id), []string{statusesOnly}},
		{"not found, of none", reply(404, "json", `{}`), []string{statusesOnly}},
		{"another status", reply(504, "json", `{}`), []string{statusesOnly}},
		{"a connection reset", answer{err: errors.New("reset")}, []string{noFailure}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if _, got := judge(c.a, "synthetic-2026-03-31.9"); !cmp.Equal(got, c.want) {
				t.Errorf("broken: %q, want %q", got, c.want)
			}
		})
	}
}

func TestNote(t *testing.T) {
	s := newSeen(&press{})
	hot := reply(200, "json", `{"release":"`+id+`"}`, "Content-Location", "/v1/data?release="+id, "ETag", `"a"`)
	hot.hot = true
	s.note(hot, true)
	hot.header.Set("Content-Location", "/v1/data?release=synthetic-2026-03-31.3")
	hot.status, hot.body = 304, nil
	s.note(hot, true)
	s.note(reply(503, "json", "overloaded", "Retry-After", "2"), true)
	s.note(reply(503, "json", "overloaded", "Retry-After", "2"), false)
	if diff := cmp.Diff(map[string]int{oneTag: 1, calm: 1}, s.broken); diff != "" {
		t.Errorf("broken promises (-want +got):\n%s", diff)
	}
}

// A release that has been withdrawn may be served until the directory has been looked at, and no longer.
func TestWithdrawnIsTaken(t *testing.T) {
	at := time.Now()
	s := newSeen(&press{withdrawn: id, at: at})
	a := reply(200, "json", `{"release":"`+id+`"}`, "Content-Location", "/v1/data?release="+id)
	for _, after := range []time.Duration{0, looked - time.Second, looked + time.Second} {
		a.began = at.Add(after)
		s.note(a, false)
	}
	if diff := cmp.Diff(map[string]int{taken: 1}, s.broken); diff != "" {
		t.Errorf("broken promises (-want +got):\n%s", diff)
	}
}

// Memory that grows breaks its promise in a run long enough for the caches to fill.
func TestMemoryIsJudged(t *testing.T) {
	r := &run{options: options{length: filled}, seen: newSeen(&press{}), server: &server{}}
	for i := range 40 {
		r.vitals = append(r.vitals, vital{megabytes: 300 + 10*float64(i)})
	}
	if c := r.flat(); c.kept {
		t.Errorf("memory that doubles is called flat: %s", c.figure)
	}
	if r.length /= 2; !r.flat().kept {
		t.Error("a run is judged in which the caches are still filling")
	}
}
