package publish

import (
	"context"
	"slices"
)

// forget takes whoever is no longer in the records of the councils at hand out of what was kept to tell how many changed; each counts as
// changed from then on. The ledger is at work while the councils are counted; forgotten waits for it.
func (j *job) forget(ctx context.Context, councils []string) {
	if len(j.ledger.Entries()) == 0 {
		return
	}
	digest := newDigester(j.keys.Noise)
	present := map[string][]uint32{}
	for _, council := range councils {
		people := make([]uint32, len(j.roll[council]))
		for i, key := range j.roll[council] {
			people[i] = uint32(digest.person(key) >> 32)
		}
		slices.Sort(people)
		present[council] = people
	}
	done := make(chan error, 1)
	go func() { done <- j.ledger.Forget(ctx, present) }()
	j.forgetting = done
}

// forgotten waits until those who are gone are forgotten, if any are being.
func (j *job) forgotten() error {
	if j.forgetting == nil {
		return nil
	}
	err := <-j.forgetting
	j.forgetting = nil
	return err
}
