package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/careduty/careduty/api"
)

func TestCatalogueHasWhatStands(t *testing.T) {
	text := body(t, get(t, handler(t), "/v1/catalog.jsonld"))
	if !json.Valid([]byte(text)) {
		t.Fatal("not JSON")
	}
	for id, want := range map[string]bool{current: true, older: true, "ascof-2024-25": true, withdrawn: false} {
		if got := strings.Contains(text, `"dct:identifier":"`+id+`"`); got != want {
			t.Errorf("%s in the catalogue: %v, want %v", id, got, want)
		}
	}
}

// shapes are what the shapes of DCAT-AP ask of those properties that the catalogue has: of which class each value is.
var shapes = map[string]string{
	"dct:license": "dct:LicenseDocument", "dct:language": "dct:LinguisticSystem", "dct:spatial": "dct:Location", "dct:temporal": "dct:PeriodOfTime", "dct:publisher": "foaf:Agent",
	"dcat:mediaType": "dct:MediaType", "dcat:compressFormat": "dct:MediaType", "dcat:accessURL": "rdfs:Resource", "dcat:downloadURL": "rdfs:Resource", "dcat:endpointURL": "rdfs:Resource",
	"dcat:endpointDescription": "rdfs:Resource", "dcat:landingPage": "foaf:Document", "foaf:homepage": "foaf:Document", "dcat:contactPoint": "vcard:Kind",
	"spdx:checksum": "spdx:Checksum", "spdx:algorithm": "spdx:ChecksumAlgorithm", "spdx:checksumValue": "xsd:hexBinary", "dcat:byteSize": "xsd:nonNegativeInteger",
	"dct:issued": "xsd:date", "dcat:startDate": "xsd:date", "dcat:endDate": "xsd:date",
}

// Each value has its class, and its addresses are there.
func TestCatalogueSaysOfWhatClassThingsAre(t *testing.T) {
	h := api.New(shared, api.Options{Version: "test", BaseURL: "https://stats.example", Operator: "The desk", Contact: "desk@example.org"})
	var doc any
	if err := json.Unmarshal([]byte(body(t, get(t, h, "/v1/catalog.jsonld"))), &doc); err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	walk(doc, func(name string, value any) {
		want, ok := shapes[name]
		if !ok {
			return
		}
		seen[name]++
		x, _ := value.(map[string]any)
		if x["@type"] != want {
			t.Errorf("%s is %v, not of class %s", name, value, want)
		}
		if path, ok := strings.CutPrefix(fmt.Sprint(x["@id"]), "https://stats.example"); ok && name != "dcat:endpointURL" {
			if r := get(t, h, path, "Accept", "text/html, */*;q=0.1"); r.StatusCode != http.StatusOK {
				t.Errorf("%s: %s answers %d", name, path, r.StatusCode)
			}
		}
	})
	for name := range shapes {
		if seen[name] == 0 {
			t.Errorf("%s is not in the catalogue", name)
		}
	}
}

func walk(x any, see func(string, any)) {
	switch x := x.(type) {
	case map[string]any:
		for name, value := range x {
			see(name, value)
			walk(value, see)
		}
	case []any:
		for _, value := range x {
			walk(value, see)
		}
	}
}

// The shapes of DCAT-AP themselves are not kept here: they are asked for by their file, and judged by pyshacl.
func TestCatalogueFitsTheShapesOfDCATAP(t *testing.T) {
	python, file := os.Getenv("CAREDUTY_SHACL_PYTHON"), os.Getenv("CAREDUTY_DCAT_SHAPES")
	if python == "" || file == "" {
		t.Skip("not judged: name the shapes of DCAT-AP 3 (dcat-ap-SHACL.ttl) with make test-clients DCAT_SHAPES=FILE")
	}
	catalogue := filepath.Join(t.TempDir(), "catalogue.jsonld")
	h := api.New(shared, api.Options{Version: "test", BaseURL: "https://stats.example", Operator: "The desk", Contact: "desk@example.org"})
	if err := os.WriteFile(catalogue, []byte(body(t, get(t, h, "/v1/catalog.jsonld"))), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), python, "-m", "pyshacl", "-s", file, "-df", "json-ld", "-f", "human", catalogue).CombinedOutput() //nolint:gosec // a test's own
	if err != nil || !strings.Contains(string(out), "Conforms: True") {
		t.Errorf("%v\n%.3000s", err, out)
	}
}
