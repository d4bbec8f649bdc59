package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

// server is the service under test, a process of its own.
type server struct {
	url, metrics string
	command      *exec.Cmd
	broken       atomic.Int64 // answers that broke off and handlers that failed, as it logs them
	ended        chan error
}

// start runs careduty serve and waits until it answers. Clients are told apart by X-Forwarded-For, as behind a proxy.
func start(ctx context.Context, binary, releases string) (*server, error) {
	metrics, err := free(ctx)
	if err != nil {
		return nil, err
	}
	c := exec.Command(binary, "serve", "--releases", releases, "--addr", "127.0.0.1:0", "--metrics-addr", metrics, "--trusted-proxies", "127.0.0.0/8") //nolint:gosec,noctx // the program under test; ended by stop
	out, err := c.StdoutPipe()
	if err != nil {
		return nil, err
	}
	errs, err := c.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := c.Start(); err != nil {
		return nil, err
	}
	s := &server{metrics: "http://" + metrics + "/metrics", command: c, ended: make(chan error, 1)}
	go s.listen(errs)
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		for word := range strings.FieldsSeq(lines.Text()) {
			if strings.HasPrefix(word, "http://") {
				s.url = strings.TrimSuffix(word, "/")
				go func() { s.ended <- c.Wait() }()
				return s, nil
			}
		}
	}
	return nil, errors.Join(errors.New("careduty serve did not start"), c.Wait())
}

func free(ctx context.Context) (string, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// listen counts what must not be in the log. The first of them is shown.
func (s *server) listen(log io.Reader) {
	lines := bufio.NewScanner(log)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if t := lines.Text(); defect(t) {
			if s.broken.Add(1) == 1 {
				say("the service logs: %s", t)
			}
		}
	}
}

// defect says whether a line of the log tells of a fault of the service's own: a client that went away is none.
func defect(line string) bool {
	if strings.Contains(line, "broke off") {
		return !strings.Contains(line, "cancel") && !strings.Contains(line, "broken pipe") && !strings.Contains(line, "reset by peer")
	}
	return strings.Contains(line, "a handler failed") || strings.HasPrefix(line, "panic:")
}

// stop asks the service to end and waits until it has.
func (s *server) stop() error {
	if err := s.command.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	select {
	case err := <-s.ended:
		return err
	case <-time.After(30 * time.Second):
		return errors.New("it did not end within 30 s of SIGTERM")
	}
}

func (s *server) kill() { _ = s.command.Process.Kill() }

// vital is what the process takes at one moment.
type vital struct {
	megabytes  float64 // resident
	files      int     // open, connections among them
	goroutines int
}

// take reads the process's vitals.
func (s *server) take(ctx context.Context) (v vital, err error) {
	proc := filepath.Join("/proc", strconv.Itoa(s.command.Process.Pid))
	status, err := os.ReadFile(filepath.Join(proc, "status"))
	if err != nil {
		return v, err
	}
	for l := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(l, "VmRSS:"); ok {
			kb, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 64)
			if err != nil {
				return v, err
			}
			v.megabytes = kb / 1024
		}
	}
	open, err := os.ReadDir(filepath.Join(proc, "fd"))
	if err != nil {
		return v, err
	}
	v.files = len(open)
	v.goroutines, err = s.goroutines(ctx)
	return v, err
}

func (s *server) goroutines(ctx context.Context) (int, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.metrics, nil)
	if err != nil {
		return 0, err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	lines := bufio.NewScanner(res.Body)
	for lines.Scan() {
		if rest, ok := strings.CutPrefix(lines.Text(), "go_goroutines "); ok {
			return strconv.Atoi(rest)
		}
	}
	return 0, fmt.Errorf("the metrics do not tell the goroutines: %w", lines.Err())
}
