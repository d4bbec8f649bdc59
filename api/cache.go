package api

import (
	"context"

	"github.com/maypok86/otter/v2"
)

// cache holds finished answers in bounded memory under their ETag. Beside them it remembers which ETag a request led to, as it
// was written, so that one asked before needs no parsing. All of it is bounded in bytes, keys included.
type cache struct {
	answers *otter.Cache[string, *response]
	etags   *otter.Cache[string, string]
}

const (
	entryBytes = 700     // what an entry costs beside its texts, more or less
	etagBytes  = 8 << 20 // of memory for ways requests were written
	longestKey = 2 << 10 // a request written at greater length is not remembered as it was written
)

func newCache(megabytes int) *cache {
	return &cache{
		etags: otter.Must(&otter.Options[string, string]{
			MaximumWeight: etagBytes,
			Weigher:       func(key, etag string) uint32 { return uint32(entryBytes/2 + len(key) + len(etag)) }, //nolint:gosec // short
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

// asked is the answer to a request that was written the same way before.
func (c *cache) asked(raw string) (*response, bool) {
	etag, ok := c.etags.GetIfPresent(raw)
	if !ok {
		return nil, false
	}
	return c.answers.GetIfPresent(etag)
}

func (c *cache) remember(raw string, a *response) {
	if len(raw) <= longestKey {
		c.etags.Set(raw, a.etag)
	}
}

// load gives the answer of an ETag, making it once however many ask at the same time: all of them get the answer, the fault or the panic.
func (c *cache) load(etag string, build func() (*response, error)) (*response, error) {
	return c.answers.Get(context.Background(), etag, otter.LoaderFunc[string, *response](func(context.Context, string) (*response, error) { return build() }))
}
