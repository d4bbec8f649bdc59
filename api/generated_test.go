package api_test

import (
	"net/http/httptest"
	"os"
	"os/exec"
	"testing"
)

// A generated client calls every operation with the defaults it declares, and reads the answers. make test-clients generates one and names its
// interpreter here; without that there is nothing to call with.
func TestGeneratedClients(t *testing.T) {
	python := os.Getenv("CAREDUTY_CLIENT_PYTHON")
	if python == "" {
		t.Skip("make test-clients generates a client")
	}
	server := httptest.NewServer(handler(t))
	defer server.Close()
	out, err := exec.CommandContext(t.Context(), python, "testdata/clients/call.py", server.URL).CombinedOutput() //nolint:gosec // the interpreter is the caller's own
	t.Logf("%s", out)
	if err != nil {
		t.Error(err)
	}
}
