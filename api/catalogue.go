package api

import (
	"bytes"
	"strconv"
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
			sets = append(sets, dataset(l.Manifest, base))
		}
	}
	editions, _ := s.set.Present()
	for _, m := range editions {
		sets = append(sets, dataset(m, base))
	}
	doc := map[string]any{
		"@context": map[string]string{
			"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "foaf": "http://xmlns.com/foaf/0.1/", "xsd": "http://www.w3.org/2001/XMLSchema#", "schema": "https://schema.org/", "spdx": "http://spdx.org/rdf/terms#",
		},
		"@id": base + "/v1/catalog.jsonld", "@type": []string{"dcat:Catalog", "schema:DataCatalog"},
		"dct:title": "careduty", "schema:name": "careduty", "dct:description": "Open statistics on how councils in England plan care and support.",
		"dct:license": map[string]string{"@id": release.LicenceURL}, "dct:publisher": publisher, "dct:language": english, "dcat:dataset": sets,
		"dcat:service": map[string]any{
			"@id": base + "/v1", "@type": "dcat:DataService", "dct:title": "careduty API", "dcat:endpointURL": map[string]string{"@id": base + "/v1"},
			"dcat:endpointDescription": map[string]string{"@id": base + "/v1/openapi.json"},
		},
	}
	var out bytes.Buffer
	if err := format.WriteJSON(&out, doc); err != nil {
		s.fail(g, err)
		return
	}
	s.sendDocument(g, "application/ld+json", out.Bytes(), alone)
}

func dataset(m release.Manifest, base string) map[string]any {
	var keywords, files []any
	for _, d := range m.Measures {
		keywords = append(keywords, d.Title)
	}
	for _, x := range m.Series {
		keywords = append(keywords, x.Title)
	}
	for _, f := range m.Files {
		file := map[string]any{
			"@id": base + "/v1/releases/" + m.ID + "/files/" + f.Name, "@type": []string{"dcat:Distribution", "schema:DataDownload"}, "dct:title": f.Words,
			"dcat:accessURL": map[string]string{"@id": base + "/v1/releases/" + m.ID}, "dct:license": map[string]string{"@id": m.LicenceURL},
			"dcat:downloadURL": map[string]string{"@id": base + "/v1/releases/" + m.ID + "/files/" + f.Name}, "dcat:mediaType": mediaType(f.MediaType), "dcat:byteSize": map[string]string{"@type": "xsd:nonNegativeInteger", "@value": strconv.FormatInt(f.Bytes, 10)},
			"spdx:checksum": map[string]string{"@type": "spdx:Checksum", "spdx:algorithm": "spdx:checksumAlgorithm_sha256", "spdx:checksumValue": f.SHA256},
		}
		if f.Name == release.CSVFile(m.ID) {
			file["dcat:mediaType"], file["dcat:compressFormat"] = mediaType("text/csv"), mediaType(f.MediaType)
		}
		files = append(files, file)
	}
	out := map[string]any{
		"@id": base + "/v1/releases/" + m.ID, "@type": []string{"dcat:Dataset", "schema:Dataset"},
		"dct:identifier": m.ID, "dct:title": m.Title, "schema:name": m.Title, "schema:description": m.Attribution, "dct:description": m.Attribution,
		"dct:issued": date(m.PublishedOn), "dct:publisher": publisher, "dct:language": english, "schema:datePublished": m.PublishedOn, "dcat:version": m.ID, "dcat:keyword": keywords,
		"dct:license": map[string]string{"@id": m.LicenceURL}, "schema:license": m.LicenceURL,
		"dct:spatial":  map[string]string{"@id": "http://statistics.data.gov.uk/id/statistical-geography/E92000001"},
		"dct:temporal": temporal(m.Periods), "dcat:distribution": files,
	}
	if m.PublishedOn == "" { // of an official edition the day may be unknown
		delete(out, "dct:issued")
		delete(out, "schema:datePublished")
	}
	return out
}

// publisher is who is named where nothing else is known: the project itself.
var publisher = map[string]any{"@type": "foaf:Agent", "foaf:name": "careduty"}

var english = map[string]string{"@id": "http://publications.europa.eu/resource/authority/language/ENG"}

func mediaType(name string) map[string]string {
	return map[string]string{"@id": "https://www.iana.org/assignments/media-types/" + name}
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
