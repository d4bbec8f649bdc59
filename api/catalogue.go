package api

import (
	"bytes"

	"github.com/careduty/careduty/api/format"
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
	base := s.options.BaseURL
	var sets []any
	for _, l := range s.set.Listed() {
		if l.Withdrawn == nil {
			sets = append(sets, s.dataset(l))
		}
	}
	doc := map[string]any{
		"@context": map[string]string{
			"dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/", "schema": "https://schema.org/", "spdx": "http://spdx.org/rdf/terms#",
		},
		"@id": base + "/v1/catalog.jsonld", "@type": []string{"dcat:Catalog", "schema:DataCatalog"},
		"dct:title": "careduty", "schema:name": "careduty", "dct:description": "Open statistics on how councils in England plan care and support.",
		"dct:license": map[string]string{"@id": release.LicenceURL}, "dcat:dataset": sets,
		"dcat:service": map[string]any{
			"@type": "dcat:DataService", "dct:title": "careduty API", "dcat:endpointURL": map[string]string{"@id": base + "/v1"},
			"dcat:endpointDescription": map[string]string{"@id": base + "/v1/openapi.json"},
		},
	}
	var out bytes.Buffer
	if err := format.WriteJSON(&out, doc); err != nil {
		s.fail(g, err)
		return
	}
	send(g, fixed("application/ld+json", out.Bytes()))
}

func (s *service) dataset(l release.Listed) map[string]any {
	m, base := l.Manifest, s.options.BaseURL
	var keywords, files []any
	for _, d := range m.Measures {
		keywords = append(keywords, d.Title)
	}
	for _, f := range m.Files {
		file := map[string]any{
			"@type": []string{"dcat:Distribution", "schema:DataDownload"}, "dct:title": f.Words,
			"dcat:downloadURL": map[string]string{"@id": base + "/v1/releases/" + m.ID + "/files/" + f.Name}, "dcat:mediaType": f.MediaType, "dcat:byteSize": f.Bytes,
			"spdx:checksum": map[string]string{"@type": "spdx:Checksum", "spdx:algorithm": "spdx:checksumAlgorithm_sha256", "spdx:checksumValue": f.SHA256},
		}
		if f.Name == release.CSVFile(m.ID) {
			file["dcat:mediaType"], file["dcat:compressFormat"] = "text/csv", f.MediaType
		}
		files = append(files, file)
	}
	return map[string]any{
		"@id": base + "/v1/releases/" + m.ID, "@type": []string{"dcat:Dataset", "schema:Dataset"},
		"dct:identifier": m.ID, "dct:title": m.Title, "schema:name": m.Title, "schema:description": m.Attribution, "dct:description": m.Attribution,
		"dct:issued": m.PublishedOn, "schema:datePublished": m.PublishedOn, "dcat:version": m.ID, "dcat:keyword": keywords,
		"dct:license": map[string]string{"@id": m.LicenceURL}, "schema:license": m.LicenceURL,
		"dct:spatial":  map[string]string{"@id": "http://statistics.data.gov.uk/id/statistical-geography/E92000001"},
		"dct:temporal": m.Periods, "dcat:distribution": files,
	}
}
