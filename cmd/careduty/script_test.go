package main

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"careduty": func() { os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr)) },
	})
}

// TestScripts runs the program as a person would: real files, real databases, exit codes and words compared.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exit":  exit,
			"await": await,
		},
	})
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
