package api

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/careduty/careduty/api/page"
	"github.com/careduty/careduty/docs"
	"github.com/gin-gonic/gin"
)

// fixed is an answer settled by the program alone.
func fixed(media string, body []byte) *response {
	sum := sha256.Sum256(body)
	etag := `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
	h := http.Header{}
	h.Set("Content-Type", media)
	h.Set("ETag", etag)
	h.Set("Cache-Control", "public, max-age=60, must-revalidate")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	h.Set("Vary", "Accept-Encoding")
	h.Set("Accept-Ranges", "bytes")
	return &response{header: h, body: body, etag: etag, packed: &packed{}}
}

// packed is an answer compressed, made when it is first asked for.
type packed struct {
	once   sync.Once
	answer *response
}

// compressed is the same answer compressed.
func (a *response) compressed() *response {
	a.packed.once.Do(func() { a.packed.answer = a.pack() })
	return a.packed.answer
}

// pack is the same answer compressed, which is another representation with an ETag of its own; where it cannot be, the answer itself.
func (a *response) pack() *response {
	body, err := compress(a.body)
	if err != nil {
		return a
	}
	h := a.header.Clone()
	etag := strings.TrimSuffix(a.etag, `"`) + `-gzip"`
	h.Set("ETag", etag)
	h.Set("Content-Encoding", "gzip")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	return &response{header: h, body: body, etag: etag}
}

var (
	openAPIAnswer = sync.OnceValue(func() *response { return fixed("application/json", docs.OpenAPI) })
	iconAnswer    = sync.OnceValue(func() *response { return fixed("image/svg+xml", page.Icon) })
	styleAnswer   = sync.OnceValue(func() *response { return fixed("text/css; charset=utf-8", page.Style) })
)

// openAPI gives the description of the API.
//
//	@Summary		This description
//	@Description	OpenAPI 3, from which clients can be generated.
//	@Tags			about
//	@Produce		json
//	@Success		200	{object}	object
//	@Router			/v1/openapi.json [get]
func (s *service) openAPI(c *gin.Context) { s.send(c, openAPIAnswer()) }

func (s *service) style(c *gin.Context) { s.send(c, styleAnswer()) }

func (s *service) icon(c *gin.Context) { s.send(c, iconAnswer()) }
