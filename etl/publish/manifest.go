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

	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/measure"
	"github.com/careduty/careduty/internal/release"
	"github.com/careduty/careduty/internal/warehouse"
)

// words say in every release how its counts were made.
const (
	method = "keyed, unbiased, maximum-entropy cell-key method with outputs in multiples of five, one draw for one set of people, and a gate on published values"
	words  = measure.Protection + " A figure is withheld where too few people are behind it. This is not a differential-privacy guarantee."
)

// describe is the manifest but for what counting adds.
func describe(in *inputs) (release.Manifest, error) {
	m := release.Manifest{
		Kind: release.KindRelease, Synthetic: in.reading.Synthetic, Title: title(in.reading), AsOf: day(in.AsOf), PublishedOn: day(in.PublishedOn),
		Program: in.Program, Build: in.Build, Licence: release.Licence, LicenceURL: release.LicenceURL, Attribution: attribution(in.reading),
		Coverage: coverage(in.reading.Coverage()), Missing: map[string][]release.MissingSpan{}, Members: map[string][]release.MemberSpan{},
		Unfinished: map[string][]release.OpenSpan{},
		Disclosure: &release.Disclosure{
			Method: method, Words: words, TableHash: in.noise.Table().Hash(), Table: string(in.noise.Table().File()),
		},
	}
	for _, x := range in.Measures {
		m.Measures = append(m.Measures, x.Definition)
	}
	var err error
	if m.Official, err = editions(in.Releases); err != nil {
		return m, err
	}
	if m.Inputs, err = digest(in, m.Official); err != nil {
		return m, err
	}
	m.ID, err = name(in)
	return m, err
}

// sameDay lists the releases of the same day, oldest first.
func sameDay(in *inputs) (base string, out []release.Manifest) {
	base = day(in.AsOf)
	if in.reading.Synthetic {
		base = release.SyntheticPrefix + base
	}
	for _, l := range slices.Backward(in.listed) {
		if id := l.Manifest.ID; id == base || strings.HasPrefix(id, base+".") || id == in.ID {
			out = append(out, l.Manifest)
		}
	}
	return base, out
}

// name is the id: as given, or the day with its label, and with a number from 2 where the day has been published.
func name(in *inputs) (string, error) {
	base, existing := sameDay(in)
	id := base
	for n := 2; slices.ContainsFunc(existing, func(m release.Manifest) bool { return m.ID == id }); n++ {
		id = base + "." + strconv.Itoa(n)
	}
	if in.ID == "" {
		return id, nil
	}
	if !release.ValidID(in.ID) || strings.HasPrefix(in.ID, release.SyntheticPrefix) != in.reading.Synthetic {
		return "", fault.New(fault.Usage, fmt.Sprintf("%q cannot be the id of this release.", in.ID),
			"Write a date as 2026-03-31, with .2 and so on for a later one, and synthetic- before it where the records are made up.")
	}
	return in.ID, nil
}

// published finds a release of the same inputs.
func published(in *inputs, m release.Manifest) (release.Manifest, bool) {
	_, existing := sameDay(in)
	for _, old := range existing {
		if old.Inputs == m.Inputs {
			return old, true
		}
	}
	return m, false
}

// digest is a digest of all that decides the release's cells, the build of the program included, and so of what may make another one. It is keyed: all of it but the extracts is
// public, so that without a key someone with every extract but one field could try what the field holds.
func digest(in *inputs, official []string) (string, error) {
	h := hmac.New(sha256.New, derived(in.keys.Noise, "inputs of a release"))
	fmt.Fprintf(h, "%s\n%s\n%s\n%s\n%s\n%s\n%v\n", in.Program, in.Build, in.reading.Digest(), day(in.AsOf), day(in.PublishedOn), in.noise.Table().Hash(), official)
	for _, m := range in.Measures {
		header, _ := json.Marshal(m.Definition) // a definition is plain data, which always marshals
		fmt.Fprintf(h, "%s\n%s\n", header, m.SQL)
	}
	for _, l := range in.listed {
		list, err := release.Corrections(in.Releases, l.Manifest.ID)
		if err != nil {
			return "", err
		}
		for _, c := range list {
			fmt.Fprintf(h, "%s %q\n", l.Manifest.ID, c)
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// membership adds what one measure's totals say about periods, missing councils, and regions that have not taken every council in yet.
func membership(m *release.Manifest, d *drawing) {
	id := string(d.measure.ID)
	for i, per := range d.periods {
		if name := per.String(); !slices.Contains(m.Periods, name) {
			m.Periods = append(m.Periods, name)
		}
		var missing []string
		var wide []site
		has := map[string]bool{}
		for _, s := range d.groups[0].sites {
			switch {
			case s.period != i:
			case s.area.Level != area.Council:
				wide = append(wide, s)
			case s.status != "":
				missing = append(missing, s.area.Code)
			default:
				has[s.area.Code] = true
			}
		}
		if len(missing) > 0 {
			m.Missing[id] = append(m.Missing[id], release.MissingSpan{Period: per.String(), Councils: missing})
		}
		if span, some := openSpan(d, i); some {
			m.Unfinished[id] = append(m.Unfinished[id], span)
		}
		for _, s := range wide {
			if !s.all(has) {
				m.Members[id] = append(m.Members[id], release.MemberSpan{Period: per.String(), Area: s.area.Code, Councils: s.members()})
			}
		}
	}
	slices.Sort(m.Periods)
}

// openSpan names the areas whose figure of a period was drawn before its follow-up was over; none where all were.
func openSpan(d *drawing, per int) (span release.OpenSpan, some bool) {
	all := true
	for _, s := range d.groups[0].sites {
		switch {
		case s.period != per || s.status != "":
		case s.open:
			span.Areas = append(span.Areas, s.area.Code)
		default:
			all = false
		}
	}
	some = len(span.Areas) > 0
	if span.Period = d.periods[per].String(); all {
		span.Areas = nil
	}
	return span, some
}

// all says that every council of an area that has a figure is in its figure, and no other.
func (s *site) all(has map[string]bool) bool {
	n := 0
	for _, c := range area.Within(s.area.Code) {
		if has[c.Code] {
			n++
		}
	}
	return n == len(s.in) && !slices.ContainsFunc(s.in, func(c area.Area) bool { return !has[c.Code] })
}

// members are the codes of the councils in a figure.
func (s *site) members() []string {
	out := []string{}
	for _, c := range s.in {
		out = append(out, c.Code)
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
		one := release.Coverage{Kind: c.Kind, From: day(c.From), To: day(c.To)}
		if c.Basis != warehouse.Records {
			one.Basis = c.Basis
		}
		out[c.Council] = append(out[c.Council], one)
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
