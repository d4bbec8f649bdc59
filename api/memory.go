package api

import (
	"context"
	"os"
	"runtime/debug"
	measured "runtime/metrics"
	"time"
)

// roomMB is how much memory the service's own heap may take beside the answers it keeps before the collector works harder. With the program itself
// and the database's part, the process stays below 300 MB with one national release open.
const roomMB = 112

// holdMemory gives back what opening releases has left, now and whenever the list of them changes, and holds the heap to a bound: by itself the
// collector lets it grow to twice what is in use, which under load is for nothing. What is in use is never squeezed: older releases that somebody
// asks for take what they take. An operator's own GOMEMLIMIT is left alone.
func (s *service) holdMemory(ctx context.Context) {
	if os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(-1))
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	seen, live := ^uint64(0), []measured.Sample{{Name: "/gc/heap/live:bytes"}}
	for {
		if now := s.set.Generation(); now != seen {
			debug.FreeOSMemory()
			seen = now
		}
		measured.Read(live)
		bound := int64(roomMB+s.options.CacheMB) << 20
		debug.SetMemoryLimit(max(bound, int64(live[0].Value.Uint64())*5/4)) //nolint:gosec // far less than 2^63
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
