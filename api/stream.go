package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/careduty/careduty/api/problem"
	"github.com/careduty/careduty/api/spool"
	"github.com/gin-gonic/gin"
	"github.com/klauspost/compress/gzip"
)

// streamTimeout is how long the rows of a stream may take to be made. How long they take to be sent is the reader's affair.
const streamTimeout = 2 * time.Minute

// rowBytes is at least as much as a row takes in any format.
const rowBytes = 700

// stream sends rows as they come. They are made at their own speed, under a place of the limiter, and wait in the spool for a reader who is
// slower: neither a place nor the database waits for a line. A fault before the first byte is a problem; one after it cuts the connection.
func (s *service) stream(g *gin.Context, q question, header http.Header, coding bool) error {
	header.Set("Accept-Ranges", "none")
	if g.Request.Method == http.MethodHead {
		copyHeader(g.Writer.Header(), header)
		g.Status(http.StatusOK)
		g.Writer.WriteHeaderNow()
		return nil
	}
	ctx, stop := context.WithTimeout(g.Request.Context(), streamTimeout)
	defer stop()
	leave, err := s.places.enter(ctx, true)
	if err != nil {
		return err
	}
	room, err := s.reserve(q)
	if err != nil {
		leave()
		return err
	}
	defer func() {
		stop()
		room.Close() // waits for whoever writes
	}()
	s.metrics.worked.Inc()
	m, err := s.work(ctx, q)
	if err != nil {
		room.End(err)
		leave()
		return err
	}
	go func() {
		defer leave()
		room.End(s.fill(ctx, m, room, coding))
	}()
	add(header, m.header())
	w := &begun{to: g.Writer, header: header}
	if _, err = room.WriteTo(w); err == nil {
		w.begin()
		return nil
	}
	if !w.done {
		return err
	}
	if ctx.Err() == nil && !errors.Is(err, io.ErrClosedPipe) {
		s.options.Log.Error("an answer broke off", "request", requestID(g), "cause", cause(err))
	}
	panic(http.ErrAbortHandler)
}

func (s *service) reserve(q question) (*spool.Answer, error) {
	if s.spool == nil {
		return nil, overloaded()
	}
	return s.spool.Reserve(int64(q.bound()+1000) * rowBytes)
}

// fill writes the body of an answer into the spool.
func (s *service) fill(ctx context.Context, m made, to io.Writer, coding bool) (err error) {
	defer func() {
		if p := recover(); p != nil { // what a handler's defect would be, where there is no handler
			err = fmt.Errorf("the writer failed: %v", p)
		}
	}()
	if !coding {
		return m.write(ctx, to)
	}
	z, err := gzip.NewWriterLevel(to, gzip.BestSpeed)
	if err != nil {
		return err
	}
	if err := m.write(ctx, z); err != nil {
		return err
	}
	return z.Close()
}

// begun writes the header before the first bytes of a body.
type begun struct {
	to     gin.ResponseWriter
	header http.Header
	body   io.Writer
	done   bool
}

func (w *begun) begin() {
	if w.done {
		return
	}
	copyHeader(w.to.Header(), w.header)
	w.to.WriteHeader(http.StatusOK)
	w.to.WriteHeaderNow()
	w.body, w.done = paced(w.to), true
}

// Write sends a piece, and at once: its reader may be slow.
func (w *begun) Write(p []byte) (int, error) {
	w.begin()
	return w.body.Write(p)
}

// underWay counts an answer among its client's. One that has as many as it may waits a little, then is told to come back.
func (s *service) underWay(g *gin.Context) (leave func(), err error) {
	address, _ := s.proxies.Address(g.Request)
	for wait := s.options.Queue; ; wait -= 20 * time.Millisecond {
		if leave, ok := s.shares.Enter(address); ok {
			return leave, nil
		}
		if wait <= 0 {
			p := problem.New(problem.TooMany, "Your address has as many answers under way as it may have at once.")
			p.Fix, p.RetryAfter = "Take one after another, or the whole release in one file.", 2
			return nil, p
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-g.Request.Context().Done():
			return nil, overloaded()
		}
	}
}
