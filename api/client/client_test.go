package client_test

import (
	"net/http"
	"net/netip"
	"testing"

	"github.com/careduty/careduty/api/client"
	"github.com/careduty/careduty/internal/fault"
)

func TestAddressIsTheLastOneNotTrusted(t *testing.T) {
	proxies, err := client.ParseProxies([]string{"10.0.0.0/8", " 192.0.2.1", "2001:db8::/32"})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		peer      string
		headers   []string
		want      string
		forwarded bool
	}{
		"no proxy":                   {"198.51.100.1:5", nil, "198.51.100.1", false},
		"a stranger's word":          {"198.51.100.1:5", []string{"203.0.113.9"}, "198.51.100.1", true},
		"through a proxy":            {"10.1.2.3:5", []string{"203.0.113.9"}, "203.0.113.9", false},
		"what the client claims":     {"10.1.2.3:5", []string{"203.0.113.66, 203.0.113.9"}, "203.0.113.9", false},
		"claims to be a proxy":       {"10.1.2.3:5", []string{"10.9.9.9, 203.0.113.9"}, "203.0.113.9", false},
		"through two proxies":        {"192.0.2.1:5", []string{"203.0.113.66, 203.0.113.9, 10.1.1.1"}, "203.0.113.9", false},
		"two fields":                 {"10.1.2.3:5", []string{"203.0.113.66", "203.0.113.9"}, "203.0.113.9", false},
		"with a port":                {"10.1.2.3:5", []string{"203.0.113.9:4711"}, "203.0.113.9", false},
		"IPv6 with a port":           {"10.1.2.3:5", []string{"[2a00::1]:4711"}, "2a00::1", false},
		"IPv6 in brackets":           {"10.1.2.3:5", []string{"[2a00::1]"}, "2a00::1", false},
		"IPv6":                       {"[2001:db8::7]:5", []string{"2a00::1"}, "2a00::1", false},
		"IPv4 as IPv6":               {"[::ffff:10.1.2.3]:5", []string{"::ffff:203.0.113.9"}, "203.0.113.9", false},
		"unknown":                    {"10.1.2.3:5", []string{"unknown"}, "10.1.2.3", false},
		"unknown beyond a proxy":     {"10.1.2.3:5", []string{"203.0.113.9, unknown, 10.1.1.1"}, "10.1.1.1", false},
		"unknown beyond the client":  {"10.1.2.3:5", []string{"unknown, 203.0.113.9"}, "203.0.113.9", false},
		"hidden":                     {"10.1.2.3:5", []string{"_hidden"}, "10.1.2.3", false},
		"empty":                      {"10.1.2.3:5", []string{""}, "10.1.2.3", false},
		"proxies only":               {"10.1.2.3:5", []string{"10.1.1.1"}, "10.1.1.1", false},
		"no address at all":          {"@", nil, "invalid IP", false},
		"a zone, which is of no use": {"[fe80::1%eth0]:5", nil, "fe80::1", false},
	} {
		r := &http.Request{RemoteAddr: c.peer, Header: http.Header{}}
		if c.headers != nil {
			r.Header["X-Forwarded-For"] = c.headers
		}
		if a, forwarded := proxies.Address(r); a.String() != c.want || forwarded != c.forwarded {
			t.Errorf("%s: %s %t, want %s %t", name, a, forwarded, c.want, c.forwarded)
		}
	}
}

func TestParseProxiesRefuses(t *testing.T) {
	for _, text := range []string{"", "everyone", "10.0.0.0/33", "10.0.0"} {
		if _, err := client.ParseProxies([]string{text}); !fault.Is(err, fault.Usage) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestAllowanceIsEachClientsOwn(t *testing.T) {
	l := client.NewLimiter(2)
	allow := func(a string) bool {
		ok, seconds := l.Allow(netip.MustParseAddr(a), http.Header{})
		if seconds != 31 && !netip.MustParseAddr(a).IsLoopback() {
			t.Errorf("%s: %d seconds", a, seconds)
		}
		return ok
	}
	for _, a := range []string{"198.51.100.1", "2a00:1:2:3::1"} {
		for i, want := range []bool{true, true, false} {
			if allow(a) != want {
				t.Errorf("%s, request %d: want %t, of an allowance of 2", a, i+1, want)
			}
		}
	}
	if allow("2a00:1:2:3:ffff::9") {
		t.Error("another address of the same network has an allowance of its own")
	}
	if !allow("2a00:1:2:4::1") || !allow("198.51.100.2") {
		t.Error("others have none")
	}
	for range 10 {
		if !allow("127.0.0.1") || !allow("::1") {
			t.Error("this machine is limited")
		}
	}
	if ok, _ := client.NewLimiter(-1).Allow(netip.MustParseAddr("198.51.100.1"), http.Header{}); !ok {
		t.Error("no limit is a limit")
	}
}

func TestShares(t *testing.T) {
	s, a := client.NewShares(2), netip.MustParseAddr("198.51.100.1")
	leave, ok := s.Enter(a)
	_, ok2 := s.Enter(a)
	if _, ok3 := s.Enter(a); !ok || !ok2 || ok3 {
		t.Error("the share is not 2")
	}
	if _, ok := s.Enter(netip.MustParseAddr("198.51.100.2")); !ok {
		t.Error("another client has none")
	}
	leave()
	leave()
	if _, ok := s.Enter(a); !ok {
		t.Error("what is over still counts")
	}
	if _, ok := s.Enter(a); ok {
		t.Error("an answer that ended twice counts twice")
	}
}

func FuzzAddress(f *testing.F) {
	f.Add("10.1.2.3:5", "203.0.113.9, [2a00::1]:4711, unknown")
	f.Add("[::1]:5", ",,,")
	proxies, _ := client.ParseProxies([]string{"10.0.0.0/8"})
	f.Fuzz(func(t *testing.T, peer, forwarded string) {
		r := &http.Request{RemoteAddr: peer, Header: http.Header{"X-Forwarded-For": {forwarded}}}
		if a, _ := proxies.Address(r); a.Is4In6() || a.Zone() != "" {
			t.Errorf("%q %q: %s", peer, forwarded, a)
		}
	})
}
