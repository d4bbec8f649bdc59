package release_test

import (
	"os"
	"strconv"
	"testing"

	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/release"
)

// A disk that is full stops the writing at the next group, not at the end.
func TestAFullDiskStopsTheWriting(t *testing.T) {
	const full = "/dev/full"
	if _, err := os.Stat(full); err != nil {
		t.Skip("there is no full device here")
	}
	cells := make([]release.Cell, 40_000) // more than the buffers hold, packed
	for i := range cells {
		cells[i].Notes = strconv.FormatUint(uint64(i)*0x9e3779b97f4a7c15, 36)
	}
	written, err := release.CSVForTest(full, cells, 10)
	if !fault.Is(err, fault.Unavailable) || written > 2 {
		t.Errorf("%d of 10 groups were written, %v", written, err)
	}
}
