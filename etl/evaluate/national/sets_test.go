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

// TestOneIDIsOneSetOfPeople holds that equal ids give equal sets and different ids do not.
func TestOneIDIsOneSetOfPeople(t *testing.T) {
	evaluatetest.OneIDOneSet(t, tables(t))
}

// nearest is the largest share of council-periods in which two ids may name the same people: an attacker would take more for one set
// under two names, drawn twice.
const nearest = 0.3

// TestDifferentIDsAreFarApart holds that no two ids name the same people often.
func TestDifferentIDsAreFarApart(t *testing.T) {
	list := evaluatetest.Nearest(tables(t))
	for i, n := range list {
		if i < 5 {
			t.Log(n)
		}
		if n.Together >= 30 && n.Share() > nearest {
			t.Error(n)
		}
	}
}
