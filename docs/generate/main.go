// Command generate reads the comments beside the API's handlers with swag and writes docs/openapi.json, in OpenAPI 3.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"log"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi2"
	"github.com/getkin/kin-openapi/openapi2conv"
	"github.com/getkin/kin-openapi/openapi3"
	"github.com/swaggo/swag"
)

func main() {
	text, err := generate("..")
	if _, missing := os.Stat("../docs/docs.go"); missing != nil {
		text, err = generate(".")
	}
	if err == nil {
		err = os.WriteFile("openapi.json", text, 0o644) //nolint:gosec // it is public
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "docs: the description cannot be generated:", err)
		os.Exit(1)
	}
}

// packages are those whose comments and types make the description.
var packages = []string{"api", "api/query", "api/answer", "api/problem", "internal/release", "internal/measure"}

// generate is the description made from the source below root.
func generate(root string) ([]byte, error) {
	p := swag.New(swag.SetDebugger(log.New(io.Discard, "", 0)))
	p.ParseDependency = swag.ParseNone
	p.ParseFuncBody = true // what describes a route stands above its line in the list of routes
	p.RequiredByDefault = true
	dirs := make([]string, len(packages))
	for i, d := range packages {
		dirs[i] = filepath.Join(root, filepath.FromSlash(d))
	}
	if err := p.ParseAPIMultiSearchDir(dirs, "api.go", 1); err != nil {
		return nil, err
	}
	text, err := json.Marshal(p.GetSwagger())
	if err != nil {
		return nil, err
	}
	var two openapi2.T
	if err := json.Unmarshal(text, &two); err != nil {
		return nil, err
	}
	three, err := openapi2conv.ToV3(&two)
	if err != nil {
		return nil, err
	}
	if err := examples(three, text); err != nil {
		return nil, err
	}
	if err := describe(three, dirs); err != nil {
		return nil, err
	}
	finish(three)
	text, err = write(three)
	return plainNames(text), err
}

// examples carries over the parameters' examples, which the conversion leaves out.
func examples(to *openapi3.T, from []byte) error {
	var two struct {
		Paths map[string]map[string]struct {
			Parameters []struct {
				Name     string
				Example  any
				Required any `json:"x-required"` // swag calls every field required; those that are say so
			}
		}
	}
	if err := json.Unmarshal(from, &two); err != nil {
		return err
	}
	for path, item := range two.Paths {
		for _, p := range item["get"].Parameters {
			for _, q := range to.Paths.Value(path).Get.Parameters {
				if q.Value.Name == p.Name && p.Example != nil {
					q.Value.Example = p.Example
				}
				if q.Value.Name == p.Name && q.Value.In == "query" {
					q.Value.Required = p.Required != nil
					q.Value.Extensions = nil
					unempty(q.Value.Schema.Value)
				}
			}
		}
	}
	return nil
}

// unempty says that a parameter that is given has a value.
func unempty(s *openapi3.Schema) {
	if s.Type.Is("string") && len(s.Enum) == 0 && s.Format == "" {
		s.MinLength = 1
	}
}

// finish puts in what Swagger 2 cannot say: errors have a media type of their own and the statuses they come with, files are binary, answers have
// headers, and an operation without a name has one after its address.
func finish(doc *openapi3.T) {
	doc.Servers = openapi3.Servers{{URL: "/", Description: "This service"}}
	doc.Tags = tags
	trouble := doc.Paths.Value("/v1/reports").Get.Responses.Default()
	for _, path := range doc.Paths.InMatchingOrder() {
		op := doc.Paths.Value(path).Get
		op.Security = openapi3.NewSecurityRequirements() // none: there is no key
		if op.OperationID == "" {
			op.OperationID = named(path)
		}
		for status, r := range op.Responses.Map() {
			if strings.HasPrefix(status, "3") { // what counts is the address it leads to
				r.Value.Content = nil
			}
			if status == "206" { // of several ranges
				r.Value.Content["multipart/byteranges"] = openapi3.NewMediaType()
			}
			if status != "default" && !strings.HasPrefix(status, "5") {
				binary(r.Value.Content)
				continue
			}
			words := "What is wrong with the request, or with the service, and how to mend it."
			r.Value.Description = &words
			for _, m := range r.Value.Content {
				r.Value.Content = openapi3.Content{"application/problem+json": m}
				break
			}
		}
		if strings.HasPrefix(path, "/v1/") && op.Responses.Default() != nil {
			statuses(op)
		} else {
			op.Responses.Set("default", trouble)
			refusal(op, "414", "The address is longer than 8,192 bytes.")
		}
		for _, m := range op.Responses.Value("200").Value.Content {
			composed(m.Schema)
		}
	}
	for _, s := range doc.Components.Schemas {
		optional(s.Value)
		// Names of ours for values; a generator that takes them makes a constant None, which Python has already.
		delete(s.Value.Extensions, "x-enum-varnames")
		delete(s.Value.Extensions, "x-enum-comments")
	}
}

// tags are the parts of the description.
var tags = openapi3.Tags{
	{Name: "reports", Description: "Measures as figures for areas: in order, over time, beside each other."},
	{Name: "data", Description: "Tidy rows for analysis."},
	{Name: "measures", Description: "What is counted, and by what it can be broken down."},
	{Name: "areas", Description: "England, its regions and its councils."},
	{Name: "releases", Description: "What was published when, what changed, and the files."},
	{Name: "about", Description: "What the service says of itself."},
	{Name: "health", Description: "Probes, for whoever runs the service."},
}

// composed says that what an answer adds to its envelope is always there, which swag leaves open.
func composed(s *openapi3.SchemaRef) {
	if s == nil || s.Value == nil {
		return
	}
	for _, part := range s.Value.AllOf {
		if part.Ref != "" || part.Value == nil {
			continue
		}
		for name := range part.Value.Properties {
			part.Value.Required = append(part.Value.Required, name)
		}
		optional(part.Value)
	}
}

// named is the name of an operation after its address.
func named(path string) string {
	out := "get"
	for part := range strings.FieldsFuncSeq(strings.TrimPrefix(path, "/v1"), func(r rune) bool { return strings.ContainsRune("/{}._-", r) }) {
		out += strings.ToUpper(part[:1]) + part[1:]
	}
	return out
}

// answered are the headers of an answer.
var answered = map[string]string{
	"ETag":             "Names this answer in this format and coding; send it back in If-None-Match.",
	"Content-Location": "The address under which the answer stays what it is.",
	"Link":             "next where there are more rows; canonical; license.",
	"Careduty-Warning": "In formats other than JSON: a code and, in words, what was not quite as it was asked. One field each.",
	"Careduty-Synced":  "Of a replica: when the store of releases was last listed.",
	"RateLimit":        "What is left of the client's allowance.",
}

// refused are the statuses a problem comes with.
var refused = map[string]string{
	"400": "The request has something that cannot be used; every such thing is told.", "404": "The path names something unknown.",
	"406": "None of the formats asked for is available.", "410": "The release was withdrawn.", "429": "Too many requests; Retry-After says when to come again.",
	"503": "Too much at once, or not ready; Retry-After says when to come again.", "504": "The query took too long.",
}

// refusal is a status that a problem comes with.
func refusal(op *openapi3.Operation, status, words string) {
	r := *op.Responses.Default().Value
	r.Description = &words
	op.Responses.Set(status, &openapi3.ResponseRef{Value: &r})
}

func statuses(op *openapi3.Operation) {
	for status, words := range refused {
		refusal(op, status, words)
	}
	unchanged := "The answer is the one that If-None-Match names."
	op.Responses.Set("304", &openapi3.ResponseRef{Value: &openapi3.Response{Description: &unchanged}})
	if r := op.Responses.Value("200"); r != nil {
		r.Value.Headers = openapi3.Headers{}
		for name, words := range answered {
			r.Value.Headers[name] = &openapi3.HeaderRef{Value: &openapi3.Header{Parameter: openapi3.Parameter{Description: words, Schema: openapi3.NewStringSchema().NewRef()}}}
		}
	}
}

// binary gives formats other than JSON a schema of their own: text, or bytes.
func binary(c openapi3.Content) {
	for media, m := range c {
		if strings.HasSuffix(media, "json") {
			if m.Schema != nil && m.Schema.Value != nil && m.Schema.Value.Format == "binary" {
				m.Schema = openapi3.NewSchema().NewRef() // a file that is JSON is no string
			}
			continue
		}
		s := openapi3.NewStringSchema()
		if !strings.HasPrefix(media, "text/") && !strings.HasSuffix(media, "xml") {
			s.Format = "binary"
		}
		m.Schema = s.NewRef()
		c[media] = m
	}
}

// optional takes out of the required fields those that are left out when empty, which swag does not see in embedded types.
func optional(s *openapi3.Schema) {
	slices.Sort(s.Required)
	s.Required = slices.Compact(s.Required)
	for _, p := range s.Properties {
		if p.Value != nil && p.Value.Nullable && p.Value.Type == nil && len(p.Value.AllOf) > 0 { // null is only said beside a type
			p.Value.Type = &openapi3.Types{"object"}
		}
	}
}

// describe gives fields their description, which stands in their tags, since files have it too.
func describe(doc *openapi3.T, dirs []string) error {
	types, names := map[string]*ast.StructType{}, map[string]string{}
	for _, dir := range dirs {
		packages, err := parser.ParseDir(token.NewFileSet(), dir, nil, parser.ParseComments) //nolint:staticcheck // one folder of ours, without build tags
		if err != nil {
			return err
		}
		for _, p := range packages {
			ast.Inspect(p, func(n ast.Node) bool {
				if t, ok := n.(*ast.TypeSpec); ok {
					if of, ok := t.Type.(*ast.StructType); ok {
						types[t.Name.Name] = of
						names[schemaName(t)] = t.Name.Name
					}
				}
				return true
			})
		}
	}
	for name, s := range doc.Components.Schemas {
		if of := types[names[name]]; of != nil {
			describeFields(s.Value, of, types)
		}
	}
	return nil
}

// schemaName is what a type is called in the description.
func schemaName(t *ast.TypeSpec) string {
	if _, name, ok := strings.Cut(t.Comment.Text(), "@name"); ok {
		return strings.TrimSpace(name)
	}
	return t.Name.Name
}

// describeFields describes the properties of a type, and of those embedded in it.
func describeFields(s *openapi3.Schema, t *ast.StructType, types map[string]*ast.StructType) {
	for _, f := range t.Fields.List {
		if len(f.Names) == 0 {
			if of := types[embedded(f.Type)]; of != nil {
				describeFields(s, of, types)
			}
			continue
		}
		if f.Tag == nil {
			continue
		}
		tag := reflect.StructTag(strings.Trim(f.Tag.Value, "`"))
		name, _, _ := strings.Cut(tag.Get("json"), ",")
		if p := s.Properties[name]; p != nil && p.Value != nil && p.Ref == "" && tag.Get("words") != "" {
			p.Value.Description = tag.Get("words")
		}
	}
}

func embedded(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return embedded(e.X)
	case *ast.SelectorExpr:
		return e.Sel.Name
	case *ast.Ident:
		return e.Name
	}
	return ""
}

// dotted is a type's name with its package.
var dotted = regexp.MustCompile(`((?:"|/)(?:answer|measure|problem|release)\.)([A-Z]\w*")`)

// plainNames takes the packages out of types' names: generators of clients make one word of the two, and then find it twice.
func plainNames(text []byte) []byte {
	return dotted.ReplaceAllFunc(text, func(m []byte) []byte {
		part := dotted.FindSubmatch(m)
		return append(part[1][:1:1], part[2]...)
	})
}

func write(doc *openapi3.T) ([]byte, error) {
	if err := doc.Validate(context.Background(), openapi3.DisableExamplesValidation()); err != nil {
		return nil, err
	}
	text, err := doc.MarshalJSON()
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = json.Indent(&out, text, "", " ")
	out.WriteByte('\n')
	return out.Bytes(), err
}
