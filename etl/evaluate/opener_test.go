package evaluate_test

import (
	"context"
	"time"

	"github.com/careduty/careduty/internal/warehouse"
)

// opener is a warehouse, as far as counting needs one.
type opener interface {
	AsOf(ctx context.Context, asOf time.Time) (*warehouse.Reading, error)
}
