package api

import (
	"sync"

	"github.com/maypok86/otter/v2"
)

// cache holds finished answers in bounded memory under their ETag. Beside them it remembers which ETag a request led to, as it
// was written, so that one asked before needs no parsing.
type cache struct {
	answers *otter.Cache[string, *response]
	etags   *otter.Cache[string, string]

	mu      sync.Mutex
	working map[string]*work
}

// work is an answer being made; whoever asks for the same one waits for it.
type work struct {
	done   chan struct{}
	answer *response
	err    error
}

const (
	entryBytes = 1500   // what an answer costs beside its body, more or less
	maxWays    = 50_000 // ways requests were written
)

func newCache(megabytes int) *cache {
	return &cache{
		working: map[string]*work{},
		etags:   otter.Must(&otter.Options[string, string]{MaximumSize: maxWays}),
		answers: otter.Must(&otter.Options[string, *response]{
			MaximumWeight: uint64(megabytes) << 20, //nolint:gosec // a small number of megabytes
			Weigher: func(_ string, a *response) uint32 {
				return uint32(entryBytes + len(a.body)) //nolint:gosec // an answer has far less than 4 GB
			},
		}),
	}
}

// asked is the answer to a request that was written the same way before.
func (c *cache) asked(raw string) (*response, bool) {
	etag, ok := c.etags.GetIfPresent(raw)
	if !ok {
		return nil, false
	}
	return c.answers.GetIfPresent(etag)
}

func (c *cache) remember(raw string, a *response) { c.etags.Set(raw, a.etag) }

// load gives the answer of an ETag, making it once however many ask at the same time.
func (c *cache) load(etag string, build func() (*response, error)) (*response, error) {
	if a, ok := c.answers.GetIfPresent(etag); ok {
		return a, nil
	}
	c.mu.Lock()
	if w, ok := c.working[etag]; ok {
		c.mu.Unlock()
		<-w.done
		return w.answer, w.err
	}
	w := &work{done: make(chan struct{})}
	c.working[etag] = w
	c.mu.Unlock()
	defer func() {
		c.mu.Lock()
		delete(c.working, etag)
		c.mu.Unlock()
		close(w.done)
	}()
	if w.answer, w.err = build(); w.err == nil {
		c.answers.Set(etag, w.answer)
	}
	return w.answer, w.err
}
