package format_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/careduty/careduty/api/format"
)

var offered = []format.Format{format.JSON, format.CSV, format.Parquet, format.Arrow, format.XLSX}

func TestNegotiate(t *testing.T) {
	for accept, want := range map[string]string{
		"": "json", "*/*": "json", "text/csv": "csv", "text/*": "csv", "TEXT/CSV": "csv", "application/json;q=0.5, text/csv": "csv", " text/csv ; q=1 ": "csv",
		"text/html, */*;q=0.1": "json", "application/*;q=0.9, application/vnd.apache.parquet": "parquet", "text/csv;q=0, */*": "json",
		"application/json;q=0, */*;q=0.1": "csv", "application/json;q=0.2, text/csv;q=0.2": "json", "text/csv;header=present;q=0.4, application/json;q=0.3": "csv",
		"application/pdf": "", "application/json;q=0": "", "*/*;q=0": "", ",": "", "json": "", "text/csv;q=2": "", "text/csv;q=x": "", "text/csv;q=NaN": "",
	} {
		got, ok := format.Negotiate(accept, offered)
		if got.Name != want || ok != (want != "") {
			t.Errorf("Accept %q: %q (%v), want %q", accept, got.Name, ok, want)
		}
	}
}

// FuzzNegotiate gives the negotiation whatever bytes there are: it settles on a format that was offered and not refused, or on none.
func FuzzNegotiate(f *testing.F) {
	for _, seed := range []string{
		"", "*/*", "text/csv;q=0.5,*/*;q=0.1", ";;;", "text/csv;q=NaN", "*/*;q=-1", "a/b/c", "application/json;q=1e308", "text/csv;q=0", "*/csv", ",,,", "text/csv;Q=0.3",
		"application/json;q=0, application/*", "\x00/\x00", "*/*;q=0.0000001", http.TimeFormat, strings.Repeat("text/csv,", 300),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, accept string) {
		got, ok := format.Negotiate(accept, offered)
		if again, _ := format.Negotiate(accept, offered); again.Name != got.Name {
			t.Errorf("Accept %q gives %s and then %s", accept, got.Name, again.Name)
		}
		if !ok {
			if got.Name != "" || strings.TrimSpace(accept) == "" {
				t.Errorf("Accept %q is refused and gives %q", accept, got.Name)
			}
			return
		}
		if !slices.ContainsFunc(offered, func(f format.Format) bool { return f.Name == got.Name }) {
			t.Errorf("Accept %q gives %q, which was not offered", accept, got.Name)
		}
		if asked := strings.TrimSpace(accept) + ", " + got.Accept[0] + ";q=1"; strings.TrimSpace(accept) != "" {
			if more, ok := format.Negotiate(asked, []format.Format{got}); !ok || more.Name != got.Name {
				t.Errorf("Accept %q, asked for once more, refuses %s", accept, got.Name)
			}
		}
	})
}
