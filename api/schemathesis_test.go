package api_test

import (
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/careduty/careduty/api"
)

// Schemathesis makes up requests from the description, good and bad, and holds each answer to it. make test-api installs it and names it here, with
// the arguments that say how much; testdata/schemathesis says which checks, and why one is left out.
func TestSchemathesis(t *testing.T) {
	program := os.Getenv("CAREDUTY_SCHEMATHESIS")
	if program == "" {
		t.Skip("make test-api installs schemathesis")
	}
	// One client asks all of it, more than its share: 429 has tests of its own.
	server := httptest.NewServer(api.New(shared, api.Options{Version: "test", RatePerMinute: -1}))
	defer server.Close()
	here, err := filepath.Abs(filepath.Join("testdata", "schemathesis"))
	if err != nil {
		t.Fatal(err)
	}
	args := append([]string{"--config-file", filepath.Join(here, "schemathesis.toml"), "run", "--no-color", server.URL + "/v1/openapi.json"},
		strings.Fields(os.Getenv("CAREDUTY_SCHEMATHESIS_ARGS"))...)
	c := exec.CommandContext(t.Context(), program, args...) //nolint:gosec // the program is the caller's own
	c.Dir = t.TempDir()                                     // where it keeps what it found
	c.Env = append(os.Environ(), "SCHEMATHESIS_HOOKS=refused", "PYTHONPATH="+here, "PYTHONDONTWRITEBYTECODE=1")
	c.Stdout, c.Stderr = os.Stdout, os.Stderr
	if err := c.Run(); err != nil {
		t.Fatal("an answer is not as described, see above")
	}
}
