package api

import (
	"bytes"
	"cmp"
	"strconv"
	"strings"
	"time"

	"github.com/careduty/careduty/api/format"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
	"github.com/gin-gonic/gin"
)

// catalogue describes the releases in the words of DCAT 3 and schema.org, for those who gather data sets.
//
//	@Summary		The releases in the words of DCAT 3 and schema.org
//	@Description	JSON-LD: one data set a release that stands, with its files and its questions' addresses.
//	@Tags			about
//	@Produce		application/ld+json
//	@Success		200		{object}	object
//	@Failure		default	{object}	problem.Problem
//	@Router			/v1/catalog.jsonld [get]
func (s *service) catalogue(g *gin.Context) {
	base, alone, err := s.absolute(g.Request)
	if err != nil {
		s.fail(g, err)
		return
	}
	sets := []any{}
	for _, l := range s.set.Listed() {
		if l.Withdrawn == nil {
			sets = append(sets, s.dataset(l.Manifest, base))
		}
	}
	editions, _ := s.set.Present()
	for _, m := range editions {
		sets = append(sets, s.dataset(m, base))
	}
	served := make([]any, len(sets))
	for i, x := range sets {
		served[i] = map[string]any{"@id": x.(map[string]any)["@id"]}
	}
	doc := map[string]any{
		"@context": map[string]string{
			"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/", "xsd": "http://www.w3.org/2001/XMLSchema#", "rdfs": "http://www.w3.org/2000/01/rdf-schema#", "vcard": "http://www.w3.org/2006/vcard/ns#", "schema": "https://schema.org/", "spdx": "http://spdx.org/rdf/terms#",
		},
		"@id": base + "/v1/catalog.jsonld", "@type": []string{"dcat:Catalog", "schema:DataCatalog"},
		"dct:title": "careduty", "schema:name": "careduty", "dct:description": "Open statistics on how councils in England plan care and support.",
		"dct:license": kind(release.LicenceURL, "dct:LicenseDocument"), "dct:publisher": s.publisher(), "dct:language": english, "dct:spatial": england,
		"foaf:homepage": kind(base+"/", "foaf:Document"), "dcat:dataset": sets,
		"dcat:service": map[string]any{
			"@id": base + "/v1", "@type": "dcat:DataService", "dct:title": "careduty API", "dcat:endpointURL": kind(base+"/v1", "rdfs:Resource"),
			"dcat:endpointDescription": kind(base+"/v1/openapi.json", "rdfs:Resource"), "dct:license": kind(release.LicenceURL, "dct:LicenseDocument"),
			"dcat:servesDataset": served,
		},
	}
	var out bytes.Buffer
	if err := format.WriteJSON(&out, doc); err != nil {
		s.fail(g, err)
		return
	}
	s.sendDocument(g, "application/ld+json", out.Bytes(), alone)
}

// kind is a link to something of a class, which those who check a catalogue by its shapes want to be said.
func kind(id, class string) map[string]string { return map[string]string{"@id": id, "@type": class} }

// dataset is a release or an official edition.
func (s *service) dataset(m release.Manifest, base string) map[string]any {
	var keywords, files []any
	for _, d := range m.Measures {
		keywords = append(keywords, d.Title)
	}
	for _, x := range m.Series {
		keywords = append(keywords, x.Title)
	}
	for _, f := range m.Files {
		address := base + "/v1/releases/" + m.ID + "/files/" + f.Name
		file := map[string]any{
			"@id": address + "#distribution", "@type": []string{"dcat:Distribution", "schema:DataDownload"}, "dct:title": f.Words, "dct:description": f.Words,
			"dcat:accessURL": kind(base+"/releases/"+m.ID, "rdfs:Resource"), "dct:license": kind(m.LicenceURL, "dct:LicenseDocument"),
			"dcat:downloadURL": kind(address, "rdfs:Resource"), "dcat:mediaType": mediaType(f.MediaType),
			"dcat:byteSize": map[string]string{"@type": "xsd:nonNegativeInteger", "@value": strconv.FormatInt(f.Bytes, 10)},
			"spdx:checksum": map[string]any{
				"@type": "spdx:Checksum", "spdx:algorithm": kind("spdx:checksumAlgorithm_sha256", "spdx:ChecksumAlgorithm"),
				"spdx:checksumValue": map[string]string{"@type": "xsd:hexBinary", "@value": f.SHA256},
			},
		}
		if f.Name == release.CSVFile(m.ID) {
			file["dcat:mediaType"], file["dcat:compressFormat"] = mediaType("text/csv"), mediaType(f.MediaType)
		}
		files = append(files, file)
	}
	out := map[string]any{
		"@id": base + "/v1/releases/" + m.ID, "@type": []string{"dcat:Dataset", "schema:Dataset"},
		"dct:identifier": m.ID, "dct:title": m.Title, "schema:name": m.Title, "schema:description": m.Attribution, "dct:description": m.Attribution,
		"dct:issued": date(m.PublishedOn), "dct:publisher": s.publisherOf(m), "dct:language": english, "schema:datePublished": m.PublishedOn, "dcat:version": m.ID, "dcat:keyword": keywords,
		"schema:license": m.LicenceURL, "dct:spatial": england, "dcat:landingPage": kind(base+"/releases/"+m.ID, "foaf:Document"),
		"dct:temporal": temporal(m.Periods), "dcat:distribution": files,
	}
	if c := s.options.Contact; c != "" {
		out["dcat:contactPoint"] = map[string]any{"@type": "vcard:Kind", "vcard:fn": cmp.Or(s.options.Operator, "careduty"), "vcard:" + contactField(c): map[string]string{"@id": contactURI(c)}}
	}
	if m.PublishedOn == "" { // of an official edition the day may be unknown
		delete(out, "dct:issued")
		delete(out, "schema:datePublished")
	}
	return out
}

// publisher is who runs the service; where nobody said, the project itself.
func (s *service) publisher() map[string]any { return agent(cmp.Or(s.options.Operator, "careduty")) }

// publisherOf is who published a data set: of an official edition whoever it was read from.
func (s *service) publisherOf(m release.Manifest) map[string]any {
	if m.Kind == release.KindOfficial && len(m.Sources) > 0 {
		return agent(m.Sources[0].Publisher)
	}
	return s.publisher()
}

func agent(name string) map[string]any {
	return map[string]any{"@type": "foaf:Agent", "foaf:name": name}
}

// contactField is the field of a card that a contact belongs in.
func contactField(contact string) string {
	if strings.HasPrefix(contactURI(contact), "mailto:") {
		return "hasEmail"
	}
	return "hasURL"
}

var (
	english = kind("http://publications.europa.eu/resource/authority/language/ENG", "dct:LinguisticSystem")
	england = kind("http://statistics.data.gov.uk/id/statistical-geography/E92000001", "dct:Location")
)

func mediaType(name string) map[string]string {
	return kind("https://www.iana.org/assignments/media-types/"+name, "dct:MediaType")
}

func date(iso string) map[string]string {
	return map[string]string{"@type": "xsd:date", "@value": iso}
}

// temporal is the span from the first day of the first period to the last of the last.
func temporal(names []string) map[string]any {
	var from, to time.Time
	for _, name := range names {
		p, err := period.Parse(name)
		if err != nil {
			continue
		}
		if from.IsZero() || p.First().Before(from) {
			from = p.First()
		}
		if p.Last().After(to) {
			to = p.Last()
		}
	}
	return map[string]any{"@type": "dct:PeriodOfTime", "dcat:startDate": date(from.Format(time.DateOnly)), "dcat:endDate": date(to.Format(time.DateOnly))}
}
