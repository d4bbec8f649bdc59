package publish

import "context"

// forget takes whoever is no longer in the records of the councils at hand out of what was kept to tell how many changed; each counts as
// changed from then on.
func (j *job) forget(ctx context.Context, councils []string) error {
	if len(j.ledger.Entries()) == 0 {
		return nil
	}
	digest := newDigester(j.keys.Noise)
	present := map[string]map[uint32]bool{}
	for _, council := range councils {
		present[council] = map[uint32]bool{}
		for _, key := range j.roll[council] {
			present[council][uint32(digest.person(key)>>32)] = true
		}
	}
	return j.ledger.Forget(ctx, councils, func(council string, person uint32) bool { return !present[council][person] })
}
