package api

import (
	"context"
	"net/http"

	"github.com/maypok86/otter/v2"
)

// cache holds finished answers in bounded memory under their ETag. Beside them it remembers which ETag a request led to, as it
// was written, so that one asked before needs no parsing, and none at all to learn that its answer is still the same. All of it is bounded in
// bytes, keys included.
type cache struct {
	answers *otter.Cache[string, *response]
	etags   *otter.Cache[string, *asked]
}

// asked is what a request led to: the ETag of its answer, and the header of a 304. The answer itself may have been forgotten, or never made.
type asked struct {
	etag   string
	header http.Header
}

const (
	entryBytes = 700     // what an entry costs beside its texts, more or less
	etagBytes  = 8 << 20 // of memory for ways requests were written
	longestKey = 2 << 10 // a request written at greater length is not remembered as it was written
)

func newCache(megabytes int) *cache {
	return &cache{
		etags: otter.Must(&otter.Options[string, *asked]{
			MaximumWeight: etagBytes,
			Weigher: func(key string, k *asked) uint32 { //nolint:gosec // short
				return uint32(entryBytes/2 + len(key) + len(k.etag) + headerBytes(k.header) + entryBytes*len(k.header)/8)
			},
		}),
		answers: otter.Must(&otter.Options[string, *response]{
			MaximumWeight: uint64(megabytes) << 20,                                         //nolint:gosec // a small number of megabytes
			Weigher:       func(_ string, a *response) uint32 { return uint32(a.bytes()) }, //nolint:gosec // far less than 4 GB
		}),
	}
}

// bytes is what an answer takes of memory.
func (a *response) bytes() int {
	n := entryBytes + len(a.body) + len(a.etag)
	for name, values := range a.header {
		for _, v := range values {
			n += len(name) + len(v) + 64
		}
	}
	return n
}

// asked is what a request that was written the same way before led to.
func (c *cache) asked(raw string) (*asked, bool) { return c.etags.GetIfPresent(raw) }

// answer is the answer of an ETag, if it is still held.
func (c *cache) answer(etag string) (*response, bool) { return c.answers.GetIfPresent(etag) }

// remember keeps what a request led to.
func (c *cache) remember(raw, etag string, header http.Header) {
	if len(raw) > longestKey {
		return
	}
	k := &asked{etag, make(http.Header, len(validating))}
	for _, name := range validating {
		if v := header[name]; v != nil {
			k.header[name] = v
		}
	}
	c.etags.Set(raw, k)
}

// load gives the answer of an ETag, making it once however many ask at the same time: all of them get the answer, the fault or the panic.
func (c *cache) load(etag string, build func() (*response, error)) (*response, error) {
	return c.answers.Get(context.Background(), etag, otter.LoaderFunc[string, *response](func(context.Context, string) (*response, error) { return build() }))
}
