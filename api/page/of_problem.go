package page

import (
	"net/url"
	"strings"

	"github.com/careduty/careduty/api/problem"
	"github.com/careduty/careduty/api/query"
	"github.com/careduty/careduty/internal/area"
	"github.com/careduty/careduty/internal/release"
)

// Asked is a request that came to nothing, as far as its page needs it.
type Asked struct {
	Route  string            // /reports/:measure; empty where there is none
	Path   string            // as asked, escaped
	Names  map[string]string // in the path
	Values url.Values

	Operator Operator
}

// ProblemPage says the same as a problem's JSON, for people; current is the manifest of the current release, if there is one.
func ProblemPage(a Asked, p *problem.Problem, current *release.Manifest) []byte {
	f := &Frame{Title: p.Title, At: part(a.Route), Operator: a.Operator}
	if current != nil {
		f.Label = labelOf(*current, nil, false)
	}
	v := Problem{
		Status: p.Status, Detail: p.Detail, Fix: forPages(p.Fix), Reason: p.Reason, RequestID: p.RequestID, Documented: p.Type, Bulk: p.Bulk,
	}
	if p.RetryAfter > 0 {
		v.Wait = "Load the page again in a moment."
	}
	if p.Replacement != "" {
		v.Instead = &Link{Text: p.Replacement, Href: a.instead("release", p.Replacement)}
	}
	for _, i := range p.Errors {
		v.Items = append(v.Items, a.item(i))
	}
	switch {
	case len(p.Errors) > 1:
		v.Detail = "" // each is said below
	case len(p.Errors) == 1 && p.Errors[0].Detail == p.Detail:
		v.Items[0].Detail = ""
	}
	body, err := HTML(f, v)
	if err != nil {
		return []byte("<!doctype html><title>careduty</title><p>The page cannot be made.</p>")
	}
	return body
}

// forPages speaks of pages where a fix speaks of the API.
func forPages(fix string) string {
	return strings.ReplaceAll(fix, "GET /v1/", "/")
}

func (a Asked) item(i problem.Item) ProblemItem {
	out := ProblemItem{Parameter: i.Parameter, Detail: i.Detail, Allowed: i.Allowed}
	if i.Parameter == "path" {
		out.Parameter = ""
	}
	if i.DidYouMean == "" {
		return out
	}
	out.Meant = &Link{Text: i.DidYouMean, Href: a.meant(i)}
	if x, ok := area.ByCode(i.DidYouMean); ok {
		out.Meant.Text = x.Name
	}
	return out
}

// meant is the address that was probably meant.
func (a Asked) meant(i problem.Item) string {
	switch {
	case i.Parameter == "path":
		if strings.Contains(i.DidYouMean, ":") {
			return "/"
		}
		return i.DidYouMean
	case i.Code == problem.UnknownParameter:
		q := clone(a.Values)
		q[i.DidYouMean] = q[i.Parameter]
		q.Del(i.Parameter)
		return WithQuery(a.Path, q)
	}
	return a.instead(i.Parameter, i.DidYouMean)
}

// instead is the same address with another value of a name, be it in the path or behind it.
func (a Asked) instead(name, value string) string {
	q := clone(a.Values)
	if a.Names[name] != "" && !q.Has(name) {
		names := map[string]string{}
		for k, v := range a.Names {
			names[k] = v
		}
		names[name] = value
		return WithQuery(Filled(a.Route, names), q)
	}
	if strings.Contains(q.Get(name), ",") {
		return a.Path // which of several was meant is not known
	}
	q.Set(name, value)
	return WithQuery(a.Path, q)
}

func clone(q url.Values) url.Values {
	out := url.Values{}
	for k, v := range q {
		out[k] = v
	}
	return out
}

// WithQuery is a path with parameters after it.
func WithQuery(path string, q url.Values) string {
	if text := query.Readable.Replace(q.Encode()); text != "" {
		return path + "?" + text
	}
	return path
}

// Filled is a route's path with names filled in.
func Filled(pattern string, names map[string]string) string {
	parts := strings.Split(pattern, "/")
	for i, part := range parts {
		if name, ok := strings.CutPrefix(part, ":"); ok {
			parts[i] = url.PathEscape(names[name])
		}
	}
	return strings.Join(parts, "/")
}
