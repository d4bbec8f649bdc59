package national

import (
	"testing"

	"github.com/careduty/careduty/etl/evaluate/evaluatetest"
)

// TestPartsSumToTotalsAndCouncilsToEngland holds it for every measure and dimension, set hashes included.
func TestPartsSumToTotalsAndCouncilsToEngland(t *testing.T) {
	for _, table := range tables(t) {
		evaluatetest.PartsAddUp(t, table)
		evaluatetest.LevelsAddUp(t, table)
	}
}
