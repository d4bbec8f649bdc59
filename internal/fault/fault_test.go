package fault_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/careduty/careduty/internal/fault"
)

func TestErrorNamesPlaceAndRemedyAndHidesCause(t *testing.T) {
	cause := errors.New("Conversion Error: could not convert 'secret'")
	err := fault.New(fault.Refused, "The file is not UTF-8.", "Declare its encoding in extract.json.").At("plans.csv").Because(cause)
	if got, want := err.Error(), "plans.csv: The file is not UTF-8. Declare its encoding in extract.json."; got != want {
		t.Errorf("Error() = %q, want %q", got, want)
	}
	if !errors.Is(err, cause) {
		t.Error("the cause is lost")
	}
}

func TestOfReadsThroughWrapping(t *testing.T) {
	err := fmt.Errorf("load: %w", fault.New(fault.NotFound, "No such council.", ""))
	if got := fault.Of(err); got != fault.NotFound {
		t.Errorf("Of = %v, want %v", got, fault.NotFound)
	}
	if fault.Of(errors.New("x")) != fault.Internal || fault.Is(errors.New("x"), fault.Internal) {
		t.Error("a foreign error is treated as internal but is not a fault")
	}
}

func TestKindNamesAreDistinct(t *testing.T) {
	seen := map[string]bool{}
	for k := fault.Internal; k <= fault.Canceled; k++ {
		if seen[k.String()] {
			t.Errorf("kind %d shares the name %q", k, k)
		}
		seen[k.String()] = true
	}
}
