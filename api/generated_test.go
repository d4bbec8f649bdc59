package api_test

import (
	"net/http/httptest"
	"os"
	"os/exec"
	"testing"
)

// Generated clients call every operation, those of Go and Python with the defaults the description declares and in every format, and read the
// answers. make test-clients generates them and names here what calls; without that there is nothing to call with.
func TestGeneratedClients(t *testing.T) {
	server := httptest.NewServer(handler(t))
	defer server.Close()
	for name, c := range map[string]struct {
		with      string // names what runs the client
		arguments []string
	}{
		"Go":     {"CAREDUTY_CLIENT_GO", []string{server.URL, "../docs/openapi.json"}},
		"Python": {"CAREDUTY_CLIENT_PYTHON", []string{"testdata/clients/call.py", server.URL}},
		"R":      {"CAREDUTY_CLIENT_R", []string{"testdata/clients/call.R", server.URL, os.Getenv("CAREDUTY_CLIENT_R_LIBRARY")}},
	} {
		t.Run(name, func(t *testing.T) {
			program := os.Getenv(c.with)
			if program == "" {
				t.Skip("not called: make test-clients generates the client, where the machine has what it takes")
			}
			out, err := exec.CommandContext(t.Context(), program, c.arguments...).CombinedOutput() //nolint:gosec // the caller's own
			t.Logf("%s", out)
			if err != nil {
				t.Error(err)
			}
		})
	}
}
