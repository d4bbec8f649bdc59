package release

import (
	"context"
	"testing"
)

// ResumForTest writes SHA256SUMS anew, as if a damaged file had been published so.
func ResumForTest(t *testing.T, dir string, names ...string) {
	t.Helper()
	if err := sum(dir, names...); err != nil {
		t.Fatal(err)
	}
}

// ExecForTest runs a statement in an open release's database.
func ExecForTest(ctx context.Context, r *Release, query string) error { return r.db.Exec(ctx, query) }

// TextForTest is the one value of a query in an open release's database.
func TextForTest(ctx context.Context, r *Release, query string) (string, error) {
	var text string
	return text, r.db.One(ctx, query, nil, &text)
}
