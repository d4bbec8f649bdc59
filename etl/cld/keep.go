package cld

import (
	"bytes"
	"compress/flate"
	"encoding/gob"
	"io"

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/fault"
)

// A file that was taken in is kept beside the records made of it, so that the next one, which comes alone, joins with it as if both had been
// given together. What is kept are its events: hashed people, days and codes, no cell of the file.

// kept is a submission as it is kept: its events by column, whose codes are places in Words.
type kept struct {
	From, To, Produced, Tests, Rows int32
	Missing                         map[string][]string
	Words                           []string
	Person                          [][16]byte
	Start, End, Died, Row           []int32
	Born                            []int16
	Code                            [wordsOfEvent][]uint8
	Detail                          []uint64
}

const wordsOfEvent = 12

// codes are an event's words, in the order in which they are kept.
func (e *event) codes() [wordsOfEvent]*word {
	return [wordsOfEvent]*word{
		&e.kind, &e.client, &e.sex, &e.ethnicity, &e.reason, &e.hasCarer, &e.outcome, &e.assessment, &e.service, &e.delivery, &e.review, &e.achieved,
	}
}

// Pack is the submission as bytes to be kept.
func (s *Submission) Pack() ([]byte, error) {
	k := kept{
		From: s.from, To: s.to, Produced: s.produced(), Missing: s.Missing, Words: words,
		Tests: int32(s.tests), Rows: int32(s.Report.Rows), //nolint:gosec // no file has two thousand million lines
	}
	for i := range s.events {
		e := &s.events[i]
		k.Person, k.Detail, k.Born = append(k.Person, e.person), append(k.Detail, e.detail), append(k.Born, e.birthYear)
		k.Start, k.End, k.Died, k.Row = append(k.Start, e.start), append(k.End, e.end), append(k.Died, e.died), append(k.Row, e.row)
		for j, w := range e.codes() {
			k.Code[j] = append(k.Code[j], uint8(*w))
		}
	}
	var out bytes.Buffer
	z, err := flate.NewWriter(&out, flate.BestSpeed)
	if err == nil {
		err = gob.NewEncoder(z).Encode(k)
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		return nil, fault.New(fault.Internal, "What the file comes to cannot be kept.", "")
	}
	return out.Bytes(), nil
}

// mostKept is more than the events of any file take.
const mostKept = 4 << 30

// Unpack is a submission that was kept. Its report says nothing of how it was read: that was told when it came in.
func Unpack(council area.Area, text []byte) (*Submission, error) {
	var k kept
	if err := gob.NewDecoder(io.LimitReader(flate.NewReader(bytes.NewReader(text)), mostKept)).Decode(&k); err != nil {
		return nil, fault.New(fault.Refused, "A file that was kept cannot be read.", "Give all files together, with --shorten.")
	}
	s := &Submission{
		Council: council, Kept: true, Missing: k.Missing, from: k.From, to: k.To, made: k.Produced, tests: int(k.Tests),
		Report: &Report{Rows: int(k.Rows), Reasons: map[Reason]*Tally{}}, events: make([]event, len(k.Person)),
	}
	meant := make([]word, len(k.Words))
	for i, text := range k.Words {
		meant[i] = wordKept(text)
	}
	for i := range s.events {
		e := &s.events[i]
		e.person, e.detail, e.birthYear = k.Person[i], k.Detail[i], k.Born[i]
		e.start, e.end, e.died, e.row = k.Start[i], k.End[i], k.Died[i], k.Row[i]
		for j, w := range e.codes() {
			*w = meant[k.Code[j][i]]
		}
	}
	return s, nil
}
