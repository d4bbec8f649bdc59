package api

import (
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"strings"
	"unicode"

	"github.com/careduty/careduty/api/client"
	"github.com/careduty/careduty/api/spool"
	"github.com/careduty/careduty/internal/fault"
)

// check refuses options that the service could not keep to, before anything is opened.
func (o *Options) check() error {
	for name, n := range map[string]int{"--at-once": o.AtOnce, "--memory": o.MemoryMB, "--spool-size": o.SpoolMB, "--answers": o.CacheMB} {
		if n < 1 {
			return fault.New(fault.Usage, name+" is below 1.", "Give a number from 1 up, or leave it out.")
		}
	}
	if o.RatePerMinute < -1 {
		return fault.New(fault.Usage, "--rate is below 1.", "Give a number from 1 up, or -1 for no limit.")
	}
	var err error
	if o.BaseURL, err = checkBase(o.BaseURL); err != nil {
		return err
	}
	if o.BaseURL == "" && len(o.AllowHosts) == 0 && !local(o.Addr) {
		return fault.New(fault.Usage, "The service would be seen from elsewhere and does not know under which address.",
			"Give it with --base-url https://…, or the names it may be asked by with --allow-host.").At(o.Addr)
	}
	if err := checkOperator(o.Operator, o.Contact); err != nil {
		return err
	}
	if _, err := client.ParseProxies(o.TrustedProxies); err != nil {
		return err
	}
	_, err = spool.New(o.Spool, 1)
	return err
}

// checkBase gives the public's address of the service without a slash at its end.
func checkBase(text string) (string, error) {
	if text == "" {
		return "", nil
	}
	u, err := url.Parse(strings.TrimRight(text, "/"))
	switch {
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.Hostname() == "":
		return "", fault.New(fault.Usage, "The base URL is not an address of the web.", "Write it as https://example.org.").At("--base-url")
	case u.Path != "":
		return "", fault.New(fault.Usage, "The base URL has a path.", "Give the service a host name of its own: its addresses begin at the root.").At("--base-url")
	case u.RawQuery != "" || u.Fragment != "" || u.User != nil || u.ForceQuery:
		return "", fault.New(fault.Usage, "The base URL has more than a scheme and a host.", "Write it as https://example.org.").At("--base-url")
	}
	return u.Scheme + "://" + u.Host, nil
}

// checkOperator refuses a name that does not fit a line and a way to reach them that nobody can follow.
func checkOperator(operator, contact string) error {
	if len(operator) > 200 || strings.ContainsFunc(operator, unicode.IsControl) {
		return fault.New(fault.Usage, "The operator's name does not fit a line.", "Give it in 200 bytes at most, without line breaks.").At("--operator")
	}
	if contact != "" && contactURI(contact) == "" {
		return fault.New(fault.Usage, "The contact is neither an e-mail address nor a page.", "Write it as name@example.org or https://example.org/contact.").At("--contact")
	}
	return nil
}

// contactURI is a contact as a link: mailto: before an e-mail address, a page as it is, and nothing for anything else.
func contactURI(contact string) string {
	if u, err := url.Parse(contact); err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Hostname() != "" && u.User == nil {
		return u.String()
	}
	if a, err := mail.ParseAddress(contact); err == nil && a.Address == contact {
		return (&url.URL{Scheme: "mailto", Opaque: url.PathEscape(contact)}).String()
	}
	return ""
}

// local says whether an address to listen on is reached from this machine alone.
func local(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return true // which listening will refuse
	}
	a, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && a.IsLoopback()
}
