package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/careduty/careduty/internal/release"
)

// held reports what the service takes with twenty releases in its directory: the time to start, and memory at rest and under load.
func held(ctx context.Context, o options, r *report, l release.Listed) error {
	dir, err := twenty(o, l)
	if err != nil {
		return err
	}
	p, err := serve(ctx, o, dir)
	if err != nil {
		return err
	}
	defer p.stop()
	r.add(line{"server ready, 20 releases in its directory", fmt.Sprintf("%.2f s", p.ready.Seconds()), "", "under 0.7 s", p.ready.Seconds() < 0.7})
	if _, _, err := fetch(ctx, p.url+"/v1/reports"); err != nil {
		return err
	}
	time.Sleep(3 * time.Second) // what opening has left is given back
	rest, err := p.memory("VmRSS")
	if err != nil {
		return err
	}
	r.add(line{"memory at rest", fmt.Sprintf("%.0f MB", rest), "", "under 250 MB", rest < 250})
	s, err := spreadOf(l.Manifest)
	if err != nil {
		return err
	}
	slow, end := context.WithCancel(ctx)
	defer end()
	for i := range slowLines {
		go slowLine(slow, p.url+"/v1/data?by=age_band&period=all&format=csv&measure="+s.measures[i%len(s.measures)])
	}
	time.Sleep(3 * time.Second)
	took, err := together(ctx, func(i int) string {
		if i >= 2*eightAsk {
			return ""
		}
		return p.url + s.nth(kinds[i%len(kinds)].of, i).path
	})
	if err != nil {
		return err
	}
	most, err := p.memory("VmHWM")
	r.add(line{
		fmt.Sprintf("memory under load, %d slow lines among it", slowLines), fmt.Sprintf("%.0f MB at most; half of %d answers within %s", most, len(took), ms(share(took, 50))),
		"", "under 300 MB", most < 300,
	})
	return err
}

const slowLines = 50

// slowLine takes a large answer at ten kilobytes a second, again and again.
func slowLine(ctx context.Context, url string) {
	slow := &http.Client{Transport: &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := new(net.Dialer).DialContext(ctx, network, address)
		if t, ok := c.(*net.TCPConn); ok {
			_ = t.SetReadBuffer(4 << 10)
		}
		return c, err
	}}}
	for ctx.Err() == nil {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			return
		}
		if res, err := slow.Do(req); err == nil {
			for err == nil && res.StatusCode == http.StatusOK {
				_, err = io.CopyN(io.Discard, res.Body, 1000)
				time.Sleep(100 * time.Millisecond)
			}
			_ = res.Body.Close()
		}
		time.Sleep(time.Second) // turned away, or all taken
	}
}

// twenty makes a directory of twenty releases: the newest one, and the same bytes under nineteen earlier ids.
func twenty(o options, l release.Listed) (string, error) {
	dir := filepath.Join(o.dir, "twenty")
	id := l.Manifest.ID
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	if err := os.Symlink(l.Dir, filepath.Join(dir, id)); err != nil {
		return "", err
	}
	if err := os.Symlink(filepath.Join(filepath.Dir(l.Dir), release.OfficialDir), filepath.Join(dir, release.OfficialDir)); err != nil {
		return "", err
	}
	for i := 1; i < 20; i++ {
		as := fmt.Sprintf("2001-01-%02d", i)
		if l.Manifest.Synthetic {
			as = release.SyntheticPrefix + as
		}
		if err := rename(l, filepath.Join(dir, as), strings.NewReplacer(id, as, strings.ReplaceAll(id, ".", "-"), as)); err != nil {
			return "", err
		}
	}
	return dir, nil
}

// rename makes a release of the same bytes under another id.
func rename(l release.Listed, dir string, as *strings.Replacer) error {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	for _, f := range l.Manifest.Files {
		if err := os.Symlink(filepath.Join(l.Dir, f.Name), filepath.Join(dir, as.Replace(f.Name))); err != nil {
			return err
		}
	}
	sum := [2]string{}
	for i, name := range []string{"manifest.json", "SHA256SUMS"} {
		text, err := os.ReadFile(filepath.Join(l.Dir, name))
		if err != nil {
			return err
		}
		now := as.Replace(string(text))
		if i == 0 {
			sum = [2]string{fmt.Sprintf("%x", sha256.Sum256(text)), fmt.Sprintf("%x", sha256.Sum256([]byte(now)))}
		} else {
			now = strings.Replace(now, sum[0], sum[1], 1)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(now), 0o600); err != nil {
			return err
		}
	}
	return nil
}
