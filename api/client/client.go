// Package client tells who sends a request, and holds each client to its share: so many requests a minute, so many answers under way.
//
// A client is an address; of IPv6 a network of 64 bits, since one subscriber has all of it. Behind proxies it is the last address in
// X-Forwarded-For that is no trusted proxy's: what stands left of that is the client's own word.
package client

import (
	"net/http"
	"net/netip"
	"strings"

	"github.com/careduty/careduty/internal/fault"
)

// Proxies are the networks whose X-Forwarded-For is believed.
type Proxies []netip.Prefix

// ParseProxies reads networks, as 10.0.0.0/8, and single addresses. Anything else is a usage fault.
func ParseProxies(texts []string) (Proxies, error) {
	var out Proxies
	for _, text := range texts {
		text = strings.TrimSpace(text)
		p, err := netip.ParsePrefix(text)
		if err != nil {
			var a netip.Addr
			if a, err = netip.ParseAddr(text); err == nil {
				p = netip.PrefixFrom(a.Unmap(), a.Unmap().BitLen())
			}
		}
		if err != nil {
			return nil, fault.New(fault.Usage, "A trusted proxy is not an address or network.", "Write them as 10.0.0.0/8.").Because(err)
		}
		out = append(out, p.Masked())
	}
	return out, nil
}

func (p Proxies) trusts(a netip.Addr) bool {
	for _, network := range p {
		if network.Contains(a) {
			return true
		}
	}
	return false
}

// Trusted says whether a request comes from a proxy that is trusted, so that what it says of the client is believed.
func (p Proxies) Trusted(r *http.Request) bool {
	peer, ok := parse(r.RemoteAddr)
	return ok && p.trusts(peer)
}

// Address is who sends a request; the zero address where that cannot be told. forwarded says that the request came through somebody who
// names another client and is not trusted: behind them clients cannot be told apart.
func (p Proxies) Address(r *http.Request) (a netip.Addr, forwarded bool) {
	peer, ok := parse(r.RemoteAddr)
	if !ok {
		return netip.Addr{}, false
	}
	values := r.Header["X-Forwarded-For"]
	if len(values) == 0 {
		return peer, false
	}
	if !p.trusts(peer) {
		return peer, true
	}
	client := peer
	for rest := strings.Join(values, ","); rest != ""; {
		var last string
		if i := strings.LastIndexByte(rest, ','); i >= 0 {
			rest, last = rest[:i], rest[i+1:]
		} else {
			rest, last = "", rest
		}
		a, ok := parse(strings.TrimSpace(last))
		if !ok {
			return client, false // "unknown" and the like: what stands before it came from nobody who is known
		}
		if client = a; !p.trusts(a) {
			break
		}
	}
	return client, false
}

// parse reads an address as proxies write it: with a port, in brackets, with a zone.
func parse(text string) (netip.Addr, bool) {
	if ap, err := netip.ParseAddrPort(text); err == nil {
		return ap.Addr().Unmap().WithZone(""), true
	}
	text = strings.TrimSuffix(strings.TrimPrefix(text, "["), "]")
	a, err := netip.ParseAddr(text)
	return a.Unmap().WithZone(""), err == nil
}

// share is what an address is counted by.
func share(a netip.Addr) netip.Addr {
	if a.Is6() {
		if p, err := a.Prefix(64); err == nil {
			return p.Addr()
		}
	}
	return a
}

// counted says whether a client is held to its share. One on this machine is not: it is the operator, or a proxy that was not named as
// trusted, behind which clients cannot be told apart.
func counted(a netip.Addr) bool { return a.IsValid() && !a.IsLoopback() }
