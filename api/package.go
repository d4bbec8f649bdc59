package api

import (
	"strings"

	"github.com/careduty/careduty/internal/release"
)

// Package is a release as a Frictionless Data Package, version 2, with our own manifest inside it.
type Package struct {
	Schema      string           `json:"$schema"`
	Name        string           `json:"name"`
	ID          string           `json:"id"`
	Title       string           `json:"title"`
	Description string           `json:"description"`
	Version     string           `json:"version"`
	Created     string           `json:"created" format:"date-time"`
	Homepage    string           `json:"homepage,omitempty"`
	Licenses    []PackageLicence `json:"licenses"`
	Sources     []PackageSource  `json:"sources"`
	Resources   []Resource       `json:"resources"`
	Release     release.Manifest `json:"release"` // everything else: definitions, coverage, protection, audit
} //	@name	Package

// PackageLicence is a licence of a data package.
type PackageLicence struct {
	Title string `json:"title"`
	Path  string `json:"path"`
} //	@name	PackageLicence

// PackageSource is what a data package was made from.
type PackageSource struct {
	Title string `json:"title"`
	Path  string `json:"path,omitempty"`
} //	@name	PackageSource

// Resource is one file of a data package.
type Resource struct {
	Name        string         `json:"name"`
	Path        string         `json:"path"` // relative to the address of this description
	Title       string         `json:"title"`
	Format      string         `json:"format" enums:"parquet,csv"`
	Compression string         `json:"compression,omitempty" enums:"gz"` // of the file as a whole
	Mediatype   string         `json:"mediatype"`
	Bytes       int64          `json:"bytes"`
	Rows        int64          `json:"rows"`
	Hash        string         `json:"hash" example:"sha256:…"`
	Schema      ResourceSchema `json:"schema"`
} //	@name	Resource

// ResourceSchema is a Table Schema.
type ResourceSchema struct {
	Fields []ResourceField `json:"fields"`
} //	@name	ResourceSchema

// ResourceField is one column of a Table Schema.
type ResourceField struct {
	Name string `json:"name"`
	Type string `json:"type"`
} //	@name	ResourceField

var fieldTypes = map[string]string{
	"VARCHAR": "string", "INTEGER": "integer", "BIGINT": "integer", "DOUBLE": "number", "DATE": "date", "BOOLEAN": "boolean",
}

// packageOf describes a release for tools that know data packages.
func packageOf(l release.Listed, base string) Package {
	m := l.Manifest
	p := Package{
		Schema: "https://datapackage.org/profiles/2.0/datapackage.json", Name: slugOf(m.ID), ID: m.ID, Title: m.Title,
		Description: m.Attribution, Version: m.ID, Created: m.PublishedOn + "T00:00:00Z", Homepage: base,
		Licenses: []PackageLicence{{m.Licence, m.LicenceURL}}, Sources: []PackageSource{}, Resources: []Resource{}, Release: m,
	}
	for _, x := range m.Sources {
		p.Sources = append(p.Sources, PackageSource{Title: x.Publisher + ": " + x.Title})
	}
	fields := []ResourceField{}
	for _, c := range release.Fields() {
		fields = append(fields, ResourceField{c.Name, fieldTypes[c.Type]})
	}
	for _, f := range m.Files {
		r := Resource{
			Name: slugOf(f.Name), Path: m.ID + "/files/" + f.Name, Title: f.Words,
			Format: "parquet", Mediatype: f.MediaType, Bytes: f.Bytes, Rows: f.Rows, Hash: "sha256:" + f.SHA256, Schema: ResourceSchema{fields},
		}
		if f.Name == release.CSVFile(m.ID) {
			r.Format, r.Compression = "csv", "gz"
		}
		p.Resources = append(p.Resources, r)
	}
	return p
}

// slugOf is a name as data packages take it.
func slugOf(s string) string { return strings.ToLower(strings.ReplaceAll(s, ".", "-")) }
