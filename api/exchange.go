package api

import (
	"context"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/careduty/careduty/api/answer"
	"github.com/careduty/careduty/api/format"
	"github.com/careduty/careduty/api/page"
	"github.com/careduty/careduty/api/picture"
	"github.com/careduty/careduty/api/problem"
	"github.com/careduty/careduty/api/query"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/release"
)

// question is one request, read and found sound, before any work: a value from which the identity, the header and the body of its answer follow.
type question struct {
	route   route
	format  format.Format
	query   query.Query
	release *release.Release
	earlier string         // id of the release compared with, of changes
	listed  release.Listed // the release or edition that is described
	address query.Address
	data    query.Address     // of a page: where the same answer is as data
	names   map[string]string // in the path
	group   string            // of a league table's page: how its rows are grouped
	alone   bool              // made from the host the request names, for its caller and nobody else

	operator page.Operator // who runs the service, for pages

	deprecated []answer.Deprecation // what of it will be taken away
}

// ask reads a request. Whoever asks lets the release go by done.
func (s *service) ask(r *http.Request, names map[string]string, at route) (q question, done func(), err error) {
	q = question{route: at, names: names, operator: s.operator()}
	done = func() {}
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return q, done, problem.Invalid(problem.InvalidParameter, problem.Item{Code: problem.Malformed, Detail: "The part of the address after ? cannot be read."})
	}
	if at.isPage() {
		joinRepeated(values)
		dropEmpty(values)
		if values.Get("format") == format.HTML.Name {
			values.Del("format")
		}
		if q.group, err = groupOf(values, at); err != nil {
			return q, done, err
		}
	}
	pin, err := query.ReadPin(values, at.takes)
	if err != nil {
		return q, done, err
	}
	if q.release, done, err = s.open(r.Context(), pin, names, at); err != nil {
		return q, func() {}, err
	}
	scope := query.Scope{Address: written(at, names), Path: names, Values: values, Lenient: at.isPage()}
	if q.release != nil {
		scope.Catalogue = q.release.Catalogue
	}
	if q.query, err = at.read(scope); err != nil {
		return q, done, err
	}
	if q.format, err = formatOf(r, values.Get("format"), at.formats); err != nil {
		return q, done, err
	}
	if q.earlier, err = s.earlier(q); err != nil {
		return q, done, err
	}
	if q.listed, err = s.oneListed(q); err != nil {
		return q, done, err
	}
	base := s.options.BaseURL
	if at.full {
		if base, q.alone, err = s.absolute(r); err != nil {
			return q, done, err
		}
	}
	q.place(base, scope.Address)
	q.deprecated = s.deprecations(q, values)
	return q, done, nil
}

// written is the path of a question in the one way it is written, whatever way it was asked: codes of areas in capitals, nothing escaped without need.
func written(at route, names map[string]string) string {
	all := maps.Clone(names)
	if a, ok := area.Ever(all["area"]); ok {
		all["area"] = a.Code
	}
	return page.Filled(at.path, all)
}

// open opens the release a question is about.
func (s *service) open(ctx context.Context, pin query.Pin, names map[string]string, at route) (*release.Release, func(), error) {
	id := pin.Release
	switch {
	case pin.AsOf != "":
		l, err := s.set.AsOf(pin.AsOf)
		if err != nil {
			return nil, nil, err
		}
		id = l.Manifest.ID
	case at.pathRelease:
		id = names["release"]
	}
	r, done, err := s.set.UseWith(ctx, id, pin.Editions)
	if pin.Editions != "" && fault.Is(err, fault.NotFound) {
		r, done, err = s.set.Use(ctx, id) // whether the release or the set of editions is not there is told when both are held against the question
	}
	switch {
	case err == nil:
		return r, done, nil
	case at.takes == query.NoRelease && !at.pathRelease && at.formats[0].Name != atom.Name:
		return nil, func() {}, nil // the list of releases, and what needs no figures, is there even when no release is
	}
	return nil, nil, s.releaseProblem(id, err)
}

// releaseProblem says more of a release that is not there: which one was meant, or why it is gone and what replaces it.
func (s *service) releaseProblem(id string, err error) error {
	switch fault.Of(err) {
	case fault.NotFound:
		ids := []string{release.Latest}
		for _, l := range s.set.Listed() {
			ids = append(ids, l.Manifest.ID)
		}
		return problem.Invalid(problem.NotFound, problem.Item{
			Parameter: "release", Code: problem.UnknownValue, Detail: "There is no release " + query.Quote(id) + ".", DidYouMean: problem.Nearest(id, ids),
		})
	case fault.Gone:
		p := problem.Of(err)
		if l, _ := s.set.Find(id); l.Withdrawn != nil {
			p.Reason, p.Replacement = l.Withdrawn.Reason, l.Withdrawn.Replacement
		}
		return p
	}
	return err
}

// earlier is the id of the release that changes are told since: the one named, or the one published before.
func (s *service) earlier(q question) (string, error) {
	c, ok := q.query.(*query.Changes)
	if !ok {
		return "", nil
	}
	if c.From != "" {
		l, err := s.set.Find(string(c.From))
		if err != nil {
			return "", s.releaseProblem(string(c.From), err)
		}
		c.Resolved["from"] = l.Manifest.ID
		return l.Manifest.ID, nil
	}
	after := false
	for _, l := range s.set.Listed() {
		if after && l.Withdrawn == nil {
			c.Resolved["from"] = l.Manifest.ID
			return l.Manifest.ID, nil
		}
		after = after || l.Manifest.ID == q.release.ID()
	}
	return "", nil
}

// formatOf takes format= before the Accept header.
func formatOf(r *http.Request, name string, offered []format.Format) (format.Format, error) {
	for _, f := range offered {
		if f.Name == name {
			return f, nil
		}
	}
	f, ok := format.Negotiate(r.Header.Get("Accept"), offered)
	if !ok {
		p := problem.New(problem.NotAcceptable, "None of the media types in the Accept header is available here.")
		allowed := make([]string, len(offered))
		for i, f := range offered {
			allowed[i] = f.Accept[0]
		}
		p.Errors = []problem.Item{{Parameter: "Accept", Code: problem.UnknownValue, Detail: p.Detail, Allowed: allowed}}
		return f, p
	}
	return f, nil
}

// place settles where the answer is found.
func (q *question) place(base, path string) {
	asked := q.query.Understood()
	a := query.Address{Base: base, Path: path, Canonical: asked.Canonical, Named: asked.Named()}
	if q.release != nil {
		a.Release = q.release.ID()
		if ours, official := answer.Kinds(query.Named(q.query, q.release.Catalogue)); official {
			a.Editions, a.OfficialOnly = q.release.Catalogue.Editions, !ours
		}
	}
	if q.format.Name != q.route.formats[0].Name && !q.route.isPage() {
		a.Format = q.format.Name
	}
	switch q.query.(type) {
	case *query.Releases, *query.Still, *query.Feed:
		a.Fixed = map[string]string{}
	case *query.Release:
		a.Fixed, a.Lasting = map[string]string{}, strings.TrimSuffix(path, "/"+q.names["release"])+"/"+q.listed.Manifest.ID
	case *query.Changes:
		a.Fixed, a.Lasting = map[string]string{"from": q.earlier}, strings.TrimSuffix(path, "/"+q.names["release"]+"/changes")+"/"+q.release.ID()+"/changes"
	}
	q.address, q.data = a, query.Address{}
	if !q.route.isPage() {
		return
	}
	if q.route.data != "" {
		q.data = a
		q.data.Path = page.Filled(q.route.data, q.names)
	}
	if q.group != "" {
		canonical := map[string]string{"group": q.group}
		for k, v := range a.Canonical {
			canonical[k] = v
		}
		q.address.Canonical = canonical
	}
}

// room is how much an answer may hold in its format.
func (q question) room() answer.Room {
	_, changes := q.query.(*query.Changes)
	switch {
	case changes && q.route.isPage(): // whose page lists some of them and counts the rest
		return answer.Room{Most: answer.MaxStreamRows}
	case q.route.isPage(), isPicture(q.format):
		return answer.Room{Most: answer.MaxPictureRows}
	case q.format.Name == format.JSON.Name:
		return answer.Room{Page: answer.PageRows, Most: answer.MaxStreamRows}
	case q.format.Name == format.XLSX.Name:
		return answer.Room{Most: answer.MaxXLSXRows, Stream: true}
	}
	return answer.Room{Most: answer.MaxStreamRows, Stream: true}
}

// identity is everything of a question that its answer depends on but the program: the canonical query, the release, the format.
func (q question) identity(s *service) string {
	parts := []string{q.address.With(nil), q.format.Name, q.earlier}
	if q.release != nil {
		parts = append(parts, q.release.ID(), q.release.Catalogue.Editions)
	}
	switch q.query.(type) {
	case *query.Releases, *query.Feed:
		_, set := s.set.Present()
		parts = append(parts, answer.Fingerprint(s.set.Listed()), set)
	case *query.Release:
		parts = append(parts, q.listed.Manifest.ID)
	}
	if q.route.isPage() {
		parts = append(parts, page.Stamp)
		for _, i := range q.query.Understood().Ignored {
			parts = append(parts, "ignored "+i.Name+" "+i.Meant)
		}
	}
	return strings.Join(parts, "\n")
}

// bound is at least as many rows as the answer has.
func (q question) bound() int {
	if d, ok := q.query.(*query.Data); ok && d.Limit == 0 && q.room().Page == 0 {
		return answer.Bound(q.release, d)
	}
	return 0
}

// large says whether the answer may be too large to be kept, and is streamed.
func (q question) large() bool { return q.room().Stream && q.bound() > answer.MaxKeptRows }

// facts is the header as far as it is known before any work.
func (q question) facts() http.Header {
	h := http.Header{}
	h.Set("Content-Type", q.format.Media)
	permalink := q.address.Permalink()
	h.Set("Content-Location", permalink)
	canonical := permalink
	if q.route.isPage() {
		canonical = q.address.Indexed()
	}
	h.Add("Link", "<"+q.address.Base+canonical+`>; rel="canonical"`)
	h.Add("Link", "<"+release.LicenceURL+`>; rel="license"`)
	for _, d := range q.deprecated {
		mark(h, d)
	}
	if q.route.isPage() {
		secured(h)
	}
	return h
}

// header is what is known of the header once the answer is there: the next page, warnings, the name of a file.
func (m made) header() http.Header {
	q, f, h := m.question, m.answer.About(), http.Header{}
	if f.Next > 0 {
		h.Add("Link", "<"+answer.NextPage(q.release, f, q.query, q.address)+`>; rel="next"`)
	}
	if q.format.Name != format.JSON.Name && !q.route.isPage() {
		warnings(h, slices.Concat(q.query.Understood().Warnings, f.Warnings))
	}
	if q.format.File {
		name := f.Name
		if q.release != nil {
			name += "-" + strings.ReplaceAll(q.release.ID(), ".", "-")
		}
		h.Set("Content-Disposition", `attachment; filename="`+name+"."+q.format.Extension+`"`)
	}
	return h
}

// warningBytes is how much of a header warnings may take.
const warningBytes = 2 << 10

// warnings puts warnings into the header, one field each, as far as there is room.
func warnings(h http.Header, all []query.Warning) {
	room := warningBytes
	for _, w := range all {
		text := w.Code + `; detail="` + plain(w.Detail) + `"`
		if room -= len(text); room < 0 {
			return
		}
		h.Add("Careduty-Warning", text)
	}
}

// plain is a sentence as a quoted text of a header has it: in ASCII, its own quotes escaped.
func plain(s string) string {
	s = strings.NewReplacer("“", "'", "”", "'", "’", "'", "…", "...", `"`, `\"`, `\`, `\\`, "–", "-").Replace(s)
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' {
			return '?'
		}
		return r
	}, s)
}

// made is an answer that was worked out, or of a stream its beginning.
type made struct {
	question question
	answer   answer.Answer
	envelope answer.Envelope
}

// work makes the answer to a question.
func (s *service) work(ctx context.Context, q question) (made, error) {
	a, err := s.answered(ctx, q)
	if err != nil {
		return made{}, err
	}
	return made{question: q, answer: a, envelope: answer.Describe(a, q.release, q.query, q.address)}, nil
}

// answered has a question answered: by one release, by several, or by the service itself.
func (s *service) answered(ctx context.Context, q question) (answer.Answer, error) {
	switch x := q.query.(type) {
	case *query.Releases:
		current, _ := s.set.Find("")
		editions, set := s.set.Present()
		return answer.Releases(s.set.Listed(), current.Manifest.ID, editions, set), nil
	case *query.Release:
		return &answer.OneRelease{Facts: answer.Facts{Name: "release"}, Listed: q.listed}, nil
	case *query.Changes:
		return s.changed(ctx, q, x)
	case *query.Feed:
		return s.changeFeed(ctx, x)
	case *query.About:
		return answer.Told(q.release, s.told()), nil
	}
	return answer.Of(ctx, q.release, q.query, q.room())
}

// oneListed is the release or edition named in the path of its description.
func (s *service) oneListed(q question) (release.Listed, error) {
	if _, ok := q.query.(*query.Release); !ok {
		return release.Listed{}, nil
	}
	l, err := s.set.Find(q.names["release"])
	if fault.Is(err, fault.NotFound) && q.release != nil {
		if e, ok := q.release.Edition(q.names["release"]); ok {
			return e, nil
		}
	}
	if err != nil {
		return l, s.releaseProblem(q.names["release"], err)
	}
	return l, nil
}

func (s *service) changed(ctx context.Context, q question, x *query.Changes) (answer.Answer, error) {
	if q.earlier == "" {
		return answer.Changes(ctx, q.release, nil, x, q.room())
	}
	before, done, err := s.set.Use(ctx, q.earlier)
	if err != nil {
		return nil, err
	}
	defer done()
	return answer.Changes(ctx, q.release, before, x, q.room())
}

// write writes the body of an answer, in its format.
func (m made) write(ctx context.Context, w io.Writer) error {
	q := m.question
	switch {
	case q.route.isPage():
		return m.writePage(w)
	case isPicture(q.format):
		return m.writePicture(w)
	}
	if t, ok := m.answer.(*answer.ChangeFeed); ok {
		return writeFeed(w, t, q.address)
	}
	if r, ok := m.answer.(*answer.OneRelease); ok {
		return format.WriteJSON(w, packageOf(r.Listed, q.address.Base))
	}
	if f := m.answer.About(); f.Object != nil && q.format.Name == format.JSON.Name {
		return format.WriteObject(w, f.Object, m.envelope)
	}
	return format.Write(ctx, w, q.format, m.answer.Table(), m.envelope, m.answer.About().Beside, m.label())
}

// label is what a file says of itself; JSON and CSV have no place for it.
func (m made) label() answer.Label {
	if m.question.format.Name == format.JSON.Name || m.question.format.Name == format.CSV.Name {
		return answer.Label{}
	}
	return answer.Labelled(m.answer, m.question.release, m.envelope)
}

func (m made) writePage(w io.Writer) error {
	q := m.question
	v := page.Visit{
		Route: q.route.path, Address: q.address, Data: q.data, Envelope: m.envelope, Release: q.release, Ignored: q.query.Understood().Ignored,
		Operator: q.operator,
	}
	for _, f := range q.route.formats {
		v.Formats = append(v.Formats, page.Link{Text: f.Name, Type: f.Accept[0]})
	}
	body, err := page.HTML(page.Of(&v, m.answer))
	if err != nil {
		return err
	}
	_, err = w.Write(body)
	return err
}

func (m made) writePicture(w io.Writer) error {
	var chart picture.Chart
	var words picture.Words
	var size query.Choice
	switch a := m.answer.(type) {
	case *answer.LeagueTable:
		size = a.Query.Size
		chart, words = picture.League(a, string(a.Query.Chart), m.envelope)
	case *answer.Series:
		size = a.Query.Size
		chart, words = picture.SeriesOf(a, m.envelope)
	case *answer.Place:
		size = a.Query.Size
		chart, words = picture.PlaceOf(a, m.envelope)
	default:
		return fault.New(fault.Internal, "The picture cannot be drawn.", "")
	}
	if t, ok := chart.(picture.Trend); ok && len(t.Series) > picture.MostSeries {
		return problem.Invalid(problem.InvalidParameter, problem.Item{
			Parameter: "area", Code: problem.OutOfRange, Detail: "A picture of a trend can tell six series apart. Name fewer areas or categories, or ask for chart=groups.",
		})
	}
	if m.question.format.Name == png.Name {
		return picture.PNG(w, chart, picture.Size(size), words)
	}
	return picture.SVG(w, chart, picture.Size(size), words)
}
