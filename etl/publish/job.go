package publish

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/careduty/careduty/etl/evaluate"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/disclosure"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/release"
	"github.com/careduty/careduty/internal/warehouse"
	"github.com/careduty/careduty/queries"
)

// words say in every release how its counts were made.
const (
	method = "keyed, unbiased, maximum-entropy cell-key method with outputs in multiples of five, and a gate on published values"
	words  = measure.Protection + " A figure is withheld where too few people are behind it. This is not a differential-privacy guarantee."
)

// newJob settles everything that must hold before anything is counted: keys, measures, the id, and that made-up and real
// releases do not mix.
func newJob(o Options, r *warehouse.Reading, keys warehouse.Keys) (*job, error) {
	noise, err := disclosure.NewNoise(disclosure.Standard(), keys.Noise[:])
	if err != nil {
		return nil, err
	}
	if o.Progress == nil {
		o.Progress = func(int, int, string) {}
	}
	if o.PublishedOn.IsZero() {
		o.PublishedOn = r.AsOf
	}
	if o.PublishedOn.Before(r.AsOf) {
		return nil, fault.New(fault.Usage, "A release cannot be published before the day its records stand as of.", "Give a later --published-on.")
	}
	if len(o.Measures) == 0 {
		if o.Measures, err = measure.Load(queries.Files); err != nil {
			return nil, err
		}
	}
	j := &job{Options: o, reading: r, keys: keys, noise: noise}
	all, err := release.List(o.Releases)
	if err != nil {
		return nil, err
	}
	j.all = all
	if err := j.unmixed(all); err != nil {
		return nil, err
	}
	return j, j.describe(all)
}

// unmixed refuses to put made-up records beside real ones, or the other way round.
func (j *job) unmixed(all []release.Listed) error {
	for _, l := range all {
		if l.Manifest.Synthetic != j.reading.Synthetic {
			return fault.New(fault.Refused, "A releases directory is all made-up or all real, and this one is of the other sort.",
				"Publish into another directory.").At(j.Releases)
		}
	}
	return nil
}

// describe fills the manifest but for what counting adds.
func (j *job) describe(all []release.Listed) error {
	j.manifest = release.Manifest{
		Kind: release.KindRelease, Synthetic: j.reading.Synthetic, Title: title(j.reading), AsOf: day(j.reading.AsOf), PublishedOn: day(j.PublishedOn),
		Program: j.Program, Licence: release.Licence, LicenceURL: release.LicenceURL, Attribution: attribution(j.reading),
		Coverage: coverage(j.reading.Coverage()), Missing: map[string][]release.MissingSpan{}, Members: map[string][]release.MemberSpan{},
		Disclosure: &release.Disclosure{
			Method: method, Words: words, TableHash: j.noise.Table().Hash(), Table: string(j.noise.Table().File()),
		},
	}
	for _, m := range j.Measures {
		j.manifest.Measures = append(j.manifest.Measures, m.Definition)
	}
	var err error
	if j.manifest.Official, err = editions(j.Releases); err != nil {
		return err
	}
	j.manifest.Inputs = j.inputs()
	return j.name(all)
}

// name settles the id: as given, or the day with its label, and with a number from 2 where the day has been published.
func (j *job) name(all []release.Listed) error {
	base := day(j.reading.AsOf)
	if j.reading.Synthetic {
		base = release.SyntheticPrefix + base
	}
	for _, l := range slices.Backward(all) {
		m := l.Manifest
		if m.ID == base || strings.HasPrefix(m.ID, base+".") || m.ID == j.ID {
			j.existing = append(j.existing, m)
		}
	}
	j.manifest.ID = base
	for n := 2; slices.ContainsFunc(j.existing, func(m release.Manifest) bool { return m.ID == j.manifest.ID }); n++ {
		j.manifest.ID = base + "." + strconv.Itoa(n)
	}
	if j.ID == "" {
		return nil
	}
	if !release.ValidID(j.ID) || strings.HasPrefix(j.ID, release.SyntheticPrefix) != j.reading.Synthetic {
		return fault.New(fault.Usage, fmt.Sprintf("%q cannot be the id of this release.", j.ID),
			"Write a date as 2026-03-31, with .2 and so on for a later one, and synthetic- before it where the records are made up.")
	}
	j.manifest.ID = j.ID
	return nil
}

// inputs is a digest of all that decides the release's cells, and so of what makes another one. It is keyed: all of it but the extracts is
// public, so that without a key someone with every extract but one field could try what the field holds.
func (j *job) inputs() string {
	h := hmac.New(sha256.New, derived(j.keys.Noise, "inputs of a release"))
	fmt.Fprintf(h, "%s\n%s\n%s\n%s\n%v\n", j.reading.Digest(), day(j.reading.AsOf), day(j.PublishedOn), j.noise.Table().Hash(), j.manifest.Official)
	for _, m := range j.Measures {
		header, _ := json.Marshal(m.Definition) // a definition is plain data, which always marshals
		fmt.Fprintf(h, "%s\n%s\n", header, m.SQL)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// note adds what one measure's figures say about periods, missing councils, and regions that have not taken every council in yet.
func (j *job) note(t *evaluate.Table, p *protector) {
	id := string(t.Measure.ID)
	for i, per := range t.Periods {
		name := per.String()
		if !slices.Contains(j.manifest.Periods, name) {
			j.manifest.Periods = append(j.manifest.Periods, name)
		}
		var missing []string
		has := map[int]bool{}
		var wide []place
		for k, a := range p.areas {
			at := p.find(i, k)
			switch {
			case a.Level != area.Council:
				wide = append(wide, at)
			case len(at.in) == 0:
				missing = append(missing, a.Code)
			default:
				has[at.in[0]] = true
			}
		}
		if len(missing) > 0 {
			j.manifest.Missing[id] = append(j.manifest.Missing[id], release.MissingSpan{Period: name, Councils: missing})
		}
		for _, at := range wide {
			if !p.isAll(at, has) {
				j.manifest.Members[id] = append(j.manifest.Members[id], release.MemberSpan{Period: name, Area: at.area.Code, Councils: p.codes(at.in)})
			}
		}
	}
	slices.Sort(j.manifest.Periods)
}

// isAll says that every council of an area that has a figure is in its figure, and no other.
func (p *protector) isAll(at place, has map[int]bool) bool {
	n := 0
	for i := range has {
		if c := p.t.Councils[i]; at.area.Level == area.Country || c.Parent == at.area.Code {
			n++
		}
	}
	return n == len(at.in) && !slices.ContainsFunc(at.in, func(c int) bool { return !has[c] })
}

func (p *protector) codes(in []int) []string {
	out := []string{}
	for _, c := range in {
		out = append(out, p.t.Councils[c].Code)
	}
	return out
}

// editions lists the official statistics that stand beside the releases.
func editions(dir string) ([]string, error) {
	entries, err := os.ReadDir(filepath.Join(dir, release.OfficialDir))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(fault.Unavailable, "The official statistics cannot be listed.", "Check the directory's permissions.").At(dir).Because(err)
	}
	var out []string
	for _, e := range entries {
		if e.IsDir() && !strings.HasPrefix(e.Name(), ".") {
			out = append(out, e.Name())
		}
	}
	return out, nil
}

func coverage(list []warehouse.Coverage) map[string][]release.Coverage {
	out := map[string][]release.Coverage{}
	for _, c := range list {
		out[c.Council] = append(out[c.Council], release.Coverage{Kind: c.Kind, From: day(c.From), To: day(c.To)})
	}
	return out
}

func title(r *warehouse.Reading) string {
	if r.Synthetic {
		return "Made-up figures on Care Act planning by council, for trying the service out"
	}
	return "Care Act planning by council"
}

func attribution(r *warehouse.Reading) string {
	if r.Synthetic {
		return "careduty, from made-up records: no figure here says anything about a real council."
	}
	return release.Attribution
}

func day(t time.Time) string { return t.Format(time.DateOnly) }
