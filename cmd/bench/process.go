package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// process is a server of ours under measurement.
type process struct {
	url   string
	pid   int
	ready time.Duration // from its start to the line that says where it answers
	stop  func()
}

// start runs a server and waits for the line that says where it answers.
func start(ctx context.Context, args []string) (process, error) {
	ctx, cancel := context.WithCancel(ctx)
	began := time.Now()
	c := exec.CommandContext(ctx, args[0], args[1:]...) //nolint:gosec // the bench's own commands
	// A script ends what it has started when it is told to end.
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	c.Cancel = func() error { return syscall.Kill(-c.Process.Pid, syscall.SIGTERM) }
	c.WaitDelay = 10 * time.Second
	var errs bytes.Buffer
	c.Stderr = &errs
	out, err := c.StdoutPipe()
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		cancel()
		return process{}, err
	}
	stop := func() { cancel(); _ = c.Wait() }
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		for _, word := range strings.Fields(lines.Text()) {
			if strings.HasPrefix(word, "http://") {
				go func() { _, _ = io.Copy(io.Discard, out) }() // what it writes later must not stop it
				return process{strings.TrimSuffix(word, "/"), c.Process.Pid, time.Since(began), stop}, nil
			}
		}
	}
	stop()
	return process{}, fmt.Errorf("%s did not start: %s", filepath.Base(args[len(args)-1]), tail(errs.String()))
}

// processor is the time the process has spent on processors.
func (p process) processor() time.Duration {
	text, err := os.ReadFile(p.file("stat"))
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(text[bytes.LastIndexByte(text, ')')+1:]))
	var ticks time.Duration
	for _, f := range fields[11:13] { // utime and stime, in hundredths of a second
		n, _ := strconv.Atoi(f)
		ticks += time.Duration(n)
	}
	return ticks * 10 * time.Millisecond
}

// serve starts the program under measurement on a directory of releases.
func serve(ctx context.Context, o options, dir string) (process, error) {
	return start(ctx, []string{o.binary, "serve", "--releases", dir, "--addr", "127.0.0.1:0"})
}

// memory is how many megabytes the process holds now (VmRSS), or the most it held since forget (VmHWM).
func (p process) memory(field string) (float64, error) {
	text, err := os.ReadFile(p.file("status"))
	if err != nil {
		return 0, err
	}
	for l := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(l, field+":"); ok {
			kb, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 64)
			return kb / 1024, err
		}
	}
	return 0, fmt.Errorf("the system does not say %s of a process", field)
}

// forget has the most memory held so far be what is held now.
func (p process) forget() error { return os.WriteFile(p.file("clear_refs"), []byte("5"), 0o600) }

func (p process) file(name string) string { return filepath.Join("/proc", strconv.Itoa(p.pid), name) }
