package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// client keeps its connections, as a browser or a script would.
var client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: atOnce, DisableCompression: true}, Timeout: 3 * time.Minute}

const (
	atOnce  = 8
	stretch = time.Second
)

// fetch is one answer with its header, asked for with the header given as names and values.
func fetch(ctx context.Context, url string, header ...string) ([]byte, http.Header, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, nil, err
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := client.Do(req)
	if err != nil {
		return nil, nil, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK && res.StatusCode != http.StatusNotModified {
		err = fmt.Errorf("%s answered %d: %.300s", url, res.StatusCode, body)
	}
	return body, res.Header, err
}

// together has eight clients ask one address after another, as next gives them until it gives none, and tells how long each answer took, the
// shortest first.
func together(ctx context.Context, next func(i int) string, header ...string) ([]time.Duration, error) {
	var asked atomic.Int64
	var mu sync.Mutex
	var all []time.Duration
	var fault error
	var clients sync.WaitGroup
	for range atOnce {
		clients.Go(func() {
			var took []time.Duration
			var err error
			for err == nil {
				url := next(int(asked.Add(1)) - 1)
				if url == "" {
					break
				}
				began := time.Now()
				_, _, err = fetch(ctx, url, header...)
				took = append(took, time.Since(began))
			}
			mu.Lock()
			defer mu.Unlock()
			if all = append(all, took...); err != nil {
				fault = err
			}
		})
	}
	clients.Wait()
	slices.Sort(all)
	return all, fault
}

// rate is how many answers a second come from an address, eight at once.
func rate(ctx context.Context, url string, header ...string) (float64, error) {
	began := time.Now()
	took, err := together(ctx, func(int) string {
		if time.Since(began) > stretch {
			return ""
		}
		return url
	}, header...)
	return float64(len(took)) / time.Since(began).Seconds(), err
}

// share is the time within which so many in a hundred were done, of times in order.
func share(sorted []time.Duration, percent int) time.Duration {
	return sorted[min(len(sorted)-1, len(sorted)*percent/100)]
}

func ms(d time.Duration) string { return fmt.Sprintf("%.2f ms", float64(d)/float64(time.Millisecond)) }
