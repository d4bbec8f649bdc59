package cld

import (
	"cmp"
	"slices"
	"time"

	"github.com/careduty/careduty/internal/area"
)

// Extract is what the files of one run come to for one council.
type Extract struct {
	Council    area.Area
	From, To   time.Time // the days that the files cover in truth
	ProducedOn time.Time
	Missing    map[string][]string // columns of records that none of the files can fill, by kind
	Files      []*Submission       // that it is from, in order of time
	Test       bool                // the NHS numbers are from the range kept for tests
	Records
}

// Join puts the submissions of the council together as one extract: each event once, as the latest file has it. The day of production is
// that of the latest file. Files that leave days between them, or state no period, are refused.
func Join(list []*Submission, k Key) (*Extract, error) {
	done, err := settle(list)
	if err != nil {
		return nil, err
	}
	last := done.files[len(done.files)-1]
	x := &Extract{
		Council: last.Council, From: Date(done.span.from), To: Date(done.span.to), ProducedOn: Date(last.produced()),
		Missing: last.Missing, Files: done.files, Records: done.records(&k),
	}
	tests, rows := 0, 0
	for i, s := range done.files {
		tests, rows = tests+s.tests, rows+s.Report.Rows
		s.Report.Events = 0
		for _, e := range done.events {
			if int(e.file) == i {
				s.Report.Events++
			}
		}
	}
	x.Test = tests*2 > rows
	return x, nil
}

// InOrder puts submissions in the order of the periods they state, those of one period as they were given: what is told of several files
// does not depend on the order in which they came.
func InOrder(list []*Submission) {
	slices.SortStableFunc(list, func(a, b *Submission) int { return cmp.Compare(a.to, b.to) })
}

// Group puts the submissions of several files together by council, in order of code.
func Group(files []*File) [][]*Submission {
	byCouncil := map[string][]*Submission{}
	var codes []string
	for _, f := range files {
		for _, s := range f.Submissions {
			if byCouncil[s.Council.Code] == nil {
				codes = append(codes, s.Council.Code)
			}
			byCouncil[s.Council.Code] = append(byCouncil[s.Council.Code], s)
		}
	}
	slices.Sort(codes)
	out := make([][]*Submission, len(codes))
	for i, c := range codes {
		out[i] = byCouncil[c]
	}
	return out
}
