package audit

import "context"

// UnknownFieldForTest is how many values a manifest has that it should not have.
func UnknownFieldForTest(manifest []byte) int {
	l := newLeaks(nil, nil)
	l.manifest(manifest)
	return l.foreign.count
}

// RowsForTest is Run with the attacks on rows alone.
func RowsForTest(ctx context.Context, o Options) (Report, error) {
	r, err := openReleases(ctx, o)
	if err != nil {
		return Report{}, err
	}
	defer r.close()
	results, err := rowAttacks(ctx, r, o.Truth)
	return Report{Results: results}, err
}
