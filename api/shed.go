package api

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"
)

// shedding keeps what is turned away, and proxies that are not trusted, to a line a minute in the log.
type shedding struct {
	since   atomic.Int64 // requests turned away since the last line
	told    atomic.Int64 // when that was written, in seconds
	strange sync.Once
}

// shed counts a request that was turned away.
func (s *service) shed(c *gin.Context) {
	s.metrics.shed.Inc()
	n, now, told := s.shedding.since.Add(1), time.Now().Unix(), s.shedding.told.Load()
	if now-told >= 60 && s.shedding.told.CompareAndSwap(told, now) {
		s.shedding.since.Add(-n)
		s.options.Log.Warn("requests are turned away: more is asked than can be answered", "since_last", n, "route", c.FullPath())
	}
}

// strangeProxy says once that requests come through somebody who is not trusted.
func (s *service) strangeProxy() {
	s.shedding.strange.Do(func() {
		s.options.Log.Warn("X-Forwarded-For comes from an address that is not among --trusted-proxies: clients behind it cannot be told apart, and share one allowance")
	})
}
