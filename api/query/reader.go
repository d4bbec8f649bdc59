package query

import (
	"reflect"
	"slices"
	"strings"

	"github.com/careduty/careduty/api/problem"
)

// reader is one reading of a query: which parameters are known, and what is wrong with those given.
type reader struct {
	Scope
	asked *Asked
	known []string
	items []problem.Item
}

// parameter is the type of a field that reads itself. text is what was sent or, where nothing was, the default; given tells the two apart.
type parameter interface {
	read(r *reader, f field, text string, given bool)
}

// field is a parameter as its tags describe it.
type field struct {
	name, standard string
	enums          []string
}

func fieldOf(f reflect.StructField) field {
	out := field{name: f.Tag.Get("form"), standard: f.Tag.Get("default")}
	if e := f.Tag.Get("enums"); e != "" {
		out.enums = strings.Split(e, ",")
	}
	return out
}

// read reads every field of a query that is a parameter, in the order of the struct.
func (r *reader) read(q any) {
	r.fields(reflect.ValueOf(q).Elem())
}

func (r *reader) fields(v reflect.Value) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		name := f.Tag.Get("form")
		switch {
		case name == "-":
		case name == "" && f.Anonymous && f.Type.Kind() == reflect.Struct:
			r.fields(v.Field(i))
		case name != "":
			r.field(fieldOf(f), v.Field(i).Addr().Interface())
		}
	}
}

// field has a parameter read itself. One of plain text is read elsewhere, and only known here.
func (r *reader) field(f field, to any) {
	p, ok := to.(parameter)
	if !ok {
		r.known = append(r.known, f.name)
		return
	}
	text, given := r.one(f.name)
	if !given {
		text = f.standard
	}
	p.read(r, f, text, given)
}

// one is the single value of a parameter; two are a fault.
func (r *reader) one(name string) (text string, given bool) {
	r.known = append(r.known, name)
	v := r.Values[name]
	switch {
	case len(v) == 0:
		return "", false
	case len(v) > 1:
		r.bad(name, problem.Repeated, "The parameter is given more than once. Separate several values by commas.", nil, "")
	case strings.Trim(v[0], ", ") == "":
		r.bad(name, problem.Malformed, "The parameter has no value. Leave it out to have the default.", nil, "")
		return "", false
	}
	return v[0], true
}

// bad notes one thing wrong with the request.
func (r *reader) bad(parameter, code, detail string, allowed []string, meant string) {
	r.items = append(r.items, problem.Item{Parameter: parameter, Code: code, Detail: detail, Allowed: allowed, DidYouMean: meant})
}

// unknown notes a value that is none of a closed list.
func (r *reader) unknown(parameter, value string, allowed []string) {
	shown := allowed
	if len(shown) > 40 || slices.ContainsFunc(r.items, func(i problem.Item) bool { return i.Parameter == parameter && len(i.Allowed) > 0 }) {
		shown = nil // once is enough
	}
	r.bad(parameter, problem.UnknownValue, Quote(value)+" is not one of the values this can have.", shown, problem.Nearest(value, allowed))
}

// set notes what was asked unless it is the default, which has no place in a canonical address.
func (r *reader) set(name, value, standard string) {
	if value != standard && value != "" {
		r.asked.Canonical[name] = value
	}
}

// finish adds the parameters nobody asked about and gives every problem at once, or none.
func (r *reader) finish() error {
	for name := range r.Values {
		if slices.Contains(r.known, name) {
			continue
		}
		allowed := slices.Compact(slices.Sorted(slices.Values(r.known)))
		if r.Lenient {
			r.asked.Ignored = append(r.asked.Ignored, Ignored{name, problem.Nearest(name, allowed)})
			continue
		}
		r.bad(name, problem.UnknownParameter, Quote(name)+" is not a parameter of this address.", allowed, problem.Nearest(name, allowed))
	}
	slices.SortFunc(r.asked.Ignored, func(a, b Ignored) int { return strings.Compare(a.Name, b.Name) })
	if len(r.items) == 0 {
		return nil
	}
	slices.SortStableFunc(r.items, func(a, b problem.Item) int { return strings.Compare(a.Parameter, b.Parameter) })
	return problem.Invalid(problem.InvalidParameter, r.items...)
}

// list splits by commas; empty parts and parts given twice fall away.
func list(text string) []string {
	var out []string
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part != "" && !slices.Contains(out, part) {
			out = append(out, part)
		}
	}
	return out
}
