// Package docs holds the description of the API that is generated from the comments beside its handlers.
//
// After a change to a handler or its comment run go generate ./docs; a test compares.
package docs

import _ "embed"

//go:generate go run ./generate

// OpenAPI is the OpenAPI 3 description, as it is served at /v1/openapi.json.
//
//go:embed openapi.json
var OpenAPI []byte
