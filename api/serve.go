package api

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"syscall"
	"time"

	"github.com/careduty/careduty/internal/fault"
)

// Serve answers requests until the context ends, then lets those that run come to their end. A port in use is a conflict; a
// releases directory that cannot be served is refused.
func Serve(ctx context.Context, o Options) error {
	o = o.filled()
	if err := o.check(); err != nil {
		return err
	}
	listener, err := listen(ctx, o.Addr)
	if err != nil {
		return err
	}
	defer listener.Close() //nolint:errcheck // closed by the server in the ordinary case
	var private net.Listener
	if o.MetricsAddr != "" {
		if private, err = listen(ctx, o.MetricsAddr); err != nil {
			return err
		}
	}
	d := &door{options: o}
	defer d.close()
	server := d.server()
	ended := make(chan error, 1)
	if o.Source != nil { // which may take its time
		go func() { ended <- server.Serve(listener) }()
	}
	watch, stop := context.WithCancel(ctx)
	defer stop()
	if err := d.open(ctx, watch, private); err != nil {
		_ = server.Close()
		return err
	}
	if o.Source == nil {
		go func() { ended <- server.Serve(listener) }()
	}
	if o.Ready != nil {
		o.Ready(listener.Addr().String())
	}
	return d.serve(ctx, server, ended)
}

func listen(ctx context.Context, addr string) (net.Listener, error) {
	var lc net.ListenConfig
	listener, err := lc.Listen(ctx, "tcp", addr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fault.New(fault.Conflict, "The port is in use.", "Stop what uses it, or choose another with --addr.").At(addr).Because(err)
	case err != nil:
		return nil, fault.New(fault.Usage, "The service cannot listen there.", "Write the address as 127.0.0.1:8080.").At(addr).Because(err)
	}
	return listener, nil
}

// server bounds what one client may take: header, time to send it, and the time for a piece of the answer. An answer of more than a piece has
// that time for each.
func (d *door) server() *http.Server {
	return &http.Server{
		Handler: d, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: pieceTime,
		IdleTimeout: time.Minute, MaxHeaderBytes: 256 << 10, ErrorLog: slog.NewLogLogger(d.options.Log.Handler(), slog.LevelDebug),
	}
}

// serve waits for the end, then lets running requests come to theirs.
func (d *door) serve(ctx context.Context, server *http.Server, ended <-chan error) error {
	select {
	case err := <-ended:
		return fault.New(fault.Internal, "The service ended unexpectedly.", "").Because(err)
	case <-ctx.Done():
	}
	d.service.draining.Store(true)
	drain, stop := context.WithTimeout(context.WithoutCancel(ctx), d.options.Drain)
	defer stop()
	if err := server.Shutdown(drain); err != nil {
		_ = server.Close()
		return fault.New(fault.Timeout, "Some requests did not end in time and were cut.", "").Because(err)
	}
	return nil
}

// noticed logs what watching the directory brings.
func (s *service) noticed(changed bool, err error) {
	if err != nil {
		s.options.Log.Error("the releases directory cannot be served as it is; serving what was there", "cause", cause(err))
		return
	}
	if changed {
		l, _ := s.set.Find("")
		s.options.Log.Info("the list of releases changed", "current", l.Manifest.ID)
	}
}
