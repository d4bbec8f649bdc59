package main

import (
	"bytes"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"sync"
	"time"
)

// seen is what came of all requests of a part of the run.
type seen struct {
	mu       sync.Mutex
	statuses map[int]int
	took     []time.Duration // of those answered with 200 or 304
	releases map[string]int
	broken   map[string]int // promises, with how often they were
	first    map[string]string
	of       map[string]string // release by ETag, of hot addresses
	press    *press
}

func newSeen(p *press) *seen {
	return &seen{press: p, statuses: map[int]int{}, releases: map[string]int{}, broken: map[string]int{}, first: map[string]string{}, of: map[string]string{}}
}

// The promises, in the order of the report.
const (
	statusesOnly = "only 200, 304, 429 and 503; 404 and 410 of the release that was withdrawn"
	noFailure    = "no connection reset, no hang"
	retryAfter   = "429 and 503 say when to come back"
	overload     = "503 means too much at once, and nothing else"
	oneRelease   = "every answer is of one release, in rows, meta and address"
	oneTag       = "an ETag stands for one release"
	whole        = "a pinned address keeps its release"
	taken        = "no byte of a withdrawn release after the directory was looked at again"
	calm         = "nobody is refused while no more ask than there are places"
)

// promises are those held by every answer.
var promises = []string{statusesOnly, noFailure, retryAfter, overload, oneRelease, oneTag, whole, taken, calm}

// looked is how long after its withdrawal a release may still be served: the directory is looked at every five seconds, on a machine that is busy.
const looked = 8 * time.Second

// note holds one answer to the promises. In a calm part nobody may be refused for overload.
func (s *seen) note(a answer, quiet bool) {
	gone, at := s.press.gone()
	release, faults := judge(a, gone)
	if release != "" && release == gone && a.began.After(at.Add(looked)) {
		faults = append(faults, taken)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if a.err == nil {
		s.statuses[a.status]++
	}
	if release != "" {
		s.releases[release]++
	}
	if a.err == nil && a.status < 400 {
		s.took = append(s.took, a.took)
		if tag := a.header.Get("ETag"); a.hot && release != "" {
			if was, ok := s.of[tag]; ok && was != release || tag == "" {
				faults = append(faults, oneTag)
			}
			s.of[tag] = release
		}
	}
	if quiet && a.status == 503 {
		faults = append(faults, calm)
	}
	for _, f := range faults {
		if s.broken[f]++; s.broken[f] == 1 {
			s.first[f] = fmt.Sprintf("%s: %d %v %.200s", a.path, a.status, a.err, a.body)
			say("broken: %s: %s", f, s.first[f])
		}
	}
}

// judge finds which release an answer is of, and which promises it breaks where one release is gone.
func judge(a answer, gone string) (release string, faults []string) {
	if a.err != nil {
		return "", []string{noFailure}
	}
	switch a.status {
	case 200, 304:
		return identify(a)
	case 429, 503:
		if a.header.Get("Retry-After") == "" {
			faults = append(faults, retryAfter)
		}
		if a.status == 503 && !bytes.Contains(a.body, []byte("overloaded")) {
			faults = append(faults, overload)
		}
	case 404, 410:
		if a.release == "" || a.release != gone {
			faults = append(faults, statusesOnly)
		}
	default:
		faults = append(faults, statusesOnly)
	}
	return "", faults
}

var (
	inJSON = regexp.MustCompile(`"release":"([^"]+)"`)
	inCSV  = regexp.MustCompile(`(?m),([^,\r\n]+)\r?$`)
	inText = regexp.MustCompile(`((?:synthetic-)?\d{4}-\d{2}-\d{2}\.\d+)`) // as the columns of an Arrow stream hold them
)

// identify reads the release off an answer: its permanent address, and each row and the meta where they can be read as text.
func identify(a answer) (release string, faults []string) {
	at, err := url.Parse(a.header.Get("Content-Location"))
	if err != nil || a.path == "/v1/about" {
		return "", nil
	}
	release = at.Query().Get("release")
	if release == "" {
		return "", []string{oneRelease}
	}
	if a.release != "" && a.release != release {
		faults = append(faults, whole)
	}
	if text := a.format != "parquet"; a.status == 200 && (len(a.body) == 0 || text && !slices.Equal(named(a), []string{release})) {
		faults = append(faults, oneRelease)
	}
	return release, faults
}

// named are the releases that rows and meta name, each once.
func named(a answer) []string {
	pattern, body := inJSON, a.body
	switch a.format {
	case "arrow":
		pattern = inText
	case "csv":
		_, body, _ = bytes.Cut(body, []byte("\n")) // without the header
		pattern = inCSV
	}
	var out []string
	for _, m := range pattern.FindAllSubmatch(body, -1) {
		if id := string(m[1]); !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}
