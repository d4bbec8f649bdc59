package load

import "sync"

// progress adds up what the workers have read.
type progress struct {
	mu   sync.Mutex
	read int64
	all  int64
	last int64 // read when what is loaded was last settled
	tell func(read, all int64)
}

func newProgress(extracts []*extract, tell func(read, all int64)) *progress {
	p := &progress{tell: tell}
	for _, x := range extracts {
		for _, parts := range x.files {
			for _, part := range parts {
				p.all += part.member.Size
			}
		}
		if x.given != nil {
			p.all += x.given.Bytes
		}
	}
	return p
}

func (p *progress) add(n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.read += int64(n)
	if p.tell != nil {
		p.tell(p.read, p.all)
	}
}

func (p *progress) sinceSettled() int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.read - p.last
}

func (p *progress) settled() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.last = p.read
}
