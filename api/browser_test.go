package api_test

import (
	"flag"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

var browse = flag.Bool("browser", false, "walk the pages in Chromium (make test-web)")

// TestInABrowser has node walk the pages of a service on loopback in a real browser: testdata/browser says which, and what is asked of them.
func TestInABrowser(t *testing.T) {
	if !*browse {
		t.Skip("make test-web installs what this needs and runs it")
	}
	s := httptest.NewServer(handler(t))
	defer s.Close()
	c := exec.Command("node", "--test", "--test-reporter=spec", "pages.test.mjs")
	c.Dir = filepath.Join("testdata", "browser")
	c.Env = append(os.Environ(), "CAREDUTY_PAGES="+s.URL)
	c.Stdout, c.Stderr = os.Stdout, os.Stderr
	if err := c.Run(); err != nil {
		t.Fatal("pages fail in a browser, see above")
	}
}
