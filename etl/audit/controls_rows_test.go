package audit_test

import (
	"testing"

	"github.com/careduty/careduty/etl/audit"
)

// rowsOf is what the attacks on rows make of a country published by a method.
func rowsOf(t *testing.T, how method, seed uint64) audit.Report {
	t.Helper()
	report, err := audit.RowsForTest(t.Context(), published(t, how, seed, quarters(1)...))
	check(t, err)
	return report
}
