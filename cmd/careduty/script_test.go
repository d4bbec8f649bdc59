package main

import (
	"errors"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"careduty": main})
}

// usual is what most systems keep from others by themselves: nothing but writing.
const usual = 0o022

// TestScripts runs the program as a person would: real files, real databases, exit codes and words compared.
func TestScripts(t *testing.T) {
	defer syscall.Umask(syscall.Umask(usual))
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exit":  exit,
			"await": await,
			"ready": ready,
			"term":  term,
			"mode":  mode,
		},
		Setup: func(e *testscript.Env) error {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				return err
			}
			e.Setenv("ADDR", l.Addr().String()) // free a moment ago
			return l.Close()
		},
	})
}

// ready waits until an address answers with 200.
func ready(ts *testscript.TestScript, _ bool, args []string) {
	for range 3000 {
		if r, err := http.Get(args[0]); err == nil { //nolint:noctx // a test
			_ = r.Body.Close()
			if r.StatusCode == http.StatusOK {
				return
			}
		}
		time.Sleep(10 * time.Millisecond)
	}
	ts.Fatalf("%s is not ready", args[0])
}

// term tells everything in the background to end, as an operator's system does.
func term(ts *testscript.TestScript, _ bool, _ []string) {
	for _, c := range ts.BackgroundCmds() {
		ts.Check(c.Process.Signal(syscall.SIGTERM))
	}
}

// exit runs careduty and wants an exit code: exit 2 evaluate nothing.
func exit(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := exitOK
	var failed *exec.ExitError
	if err := ts.Exec("careduty", args[1:]...); errors.As(err, &failed) {
		got = failed.ExitCode()
	}
	if got != want {
		ts.Fatalf("careduty %v exits with %d, want %d", args[1:], got, want)
	}
}

// await waits until a file that fits the pattern is there.
func await(ts *testscript.TestScript, _ bool, args []string) {
	for range 6000 {
		if found, err := filepath.Glob(ts.MkAbs(args[0])); err == nil && len(found) > 0 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	ts.Fatalf("%s did not appear", args[0])
}

// mode waits until a file is there and wants its permissions: mode 600 care.duckdb.
func mode(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.ParseUint(args[0], 8, 32)
	ts.Check(err)
	for range 60_000 {
		if info, err := os.Stat(ts.MkAbs(args[1])); err == nil {
			if got := info.Mode().Perm(); got != os.FileMode(want) {
				ts.Fatalf("%s has mode %o, want %s", args[1], got, args[0])
			}
			return
		}
		time.Sleep(time.Millisecond)
	}
	ts.Fatalf("%s did not appear", args[1])
}
