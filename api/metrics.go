package api

import (
	"context"
	"net"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics count what the service does. They are read on a listener of their own, which the public does not reach; no address of
// a client and no query is in them.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	answers  *prometheus.CounterVec
	running  prometheus.Gauge
	waits    prometheus.Histogram
	shed     prometheus.Counter

	remembered, worked prometheus.Counter
	lines              sync.Map // of answeredAs: the counters of each, found once
}

// answeredAs is what a request is counted by.
type answeredAs struct {
	route, method string
	status        int
}

type counters struct {
	requests prometheus.Counter
	seconds  prometheus.Observer
}

func newMetrics(version string) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "careduty_requests_total", Help: "Requests by route, method and status."}, []string{"route", "method", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "careduty_request_seconds", Help: "How long requests took, by route.",
			Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"route"}),
		answers: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "careduty_answers_total", Help: "Answers given from memory and worked out."}, []string{"from"}),
		waits: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "careduty_place_wait_seconds", Help: "How long queries waited for their turn.", Buckets: []float64{.001, .01, .1, .5, 1, 2},
		}),
		shed:    prometheus.NewCounter(prometheus.CounterOpts{Name: "careduty_shed_total", Help: "Requests turned away because too much was asked at once."}),
		running: prometheus.NewGauge(prometheus.GaugeOpts{Name: "careduty_requests_running", Help: "Requests being answered."}),
	}
	m.registry.MustRegister(m.requests, m.seconds, m.answers, m.running, m.waits, m.shed, buildInfo(version), collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.remembered, m.worked = m.answers.WithLabelValues("memory"), m.answers.WithLabelValues("work")
	return m
}

func buildInfo(version string) prometheus.Collector {
	g := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "careduty_build_info", Help: "1, with the version of the program."}, []string{"version"})
	g.WithLabelValues(version).Set(1)
	return g
}

// watch adds what is read off the service when it is asked for.
func (m *metrics) watch(s *service) {
	gauge := func(name, help string, of func() float64) {
		m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, of))
	}
	gauge("careduty_cache_bytes", "What the answers kept take.", func() float64 {
		return float64(s.cache.answers.WeightedSize() + s.cache.etags.WeightedSize())
	})
	gauge("careduty_spool_bytes", "Room reserved for answers under way.", func() float64 {
		if s.spool == nil {
			return 0
		}
		return float64(s.spool.Used())
	})
	gauge("careduty_release_faults", "Releases in the directory that cannot be served.", func() float64 { return float64(len(s.set.State().Faults)) })
	if source := s.options.Source; source != nil {
		gauge("careduty_listed_seconds", "Seconds since the store of releases was last listed; figures are given for 900 of them.", func() float64 { return time.Since(source.Synced()).Seconds() })
	}
	gauge("careduty_release_age_days", "Days since the current release was published.", func() float64 {
		l, _ := s.set.Find("")
		at, err := time.Parse(time.DateOnly, l.Manifest.PublishedOn)
		if err != nil {
			return -1
		}
		return time.Since(at).Hours() / 24
	})
}

func (m *metrics) waited(d time.Duration) { m.waits.Observe(d.Seconds()) }

// known is a method by name; whatever else a client makes up is one word, so that it makes no series of its own.
func known(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete:
		return method
	}
	return "other"
}

// answered counts one request.
func (m *metrics) answered(route, method string, status int, took time.Duration) {
	if route == "" {
		route = "none"
	}
	as := answeredAs{route, known(method), status}
	c, ok := m.lines.Load(as)
	if !ok {
		c, _ = m.lines.LoadOrStore(as, counters{m.requests.WithLabelValues(route, as.method, strconv.Itoa(status)), m.seconds.WithLabelValues(route)})
	}
	of := c.(counters) //nolint:forcetypeassert // nothing else is in it
	of.requests.Inc()
	of.seconds.Observe(took.Seconds())
}

// serve answers /metrics on its own listener until the context ends.
func (m *metrics) serve(ctx context.Context, listener net.Listener) {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, WriteTimeout: 10 * time.Second}
	go func() {
		<-ctx.Done()
		_ = server.Close()
	}()
	_ = server.Serve(listener) // ends with Close, and metrics must not end the service
}
