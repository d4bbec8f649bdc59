package duck_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/careduty/careduty/internal/duck"
	"github.com/careduty/careduty/internal/fault"
)

func open(t *testing.T, o duck.Options) *duck.DB {
	t.Helper()
	db, err := duck.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestPrivateErrorsHoldNoValue(t *testing.T) {
	db := open(t, duck.Options{})
	err := db.Exec(t.Context(), "SELECT CAST('9434765919' AS DATE)")
	if err == nil || strings.Contains(err.Error(), "9434765919") || errors.Unwrap(err) != nil {
		t.Fatalf("a private fault carries the engine's text: %v", err)
	}
	if fault.Of(err) != fault.Refused {
		t.Errorf("kind = %v, want refused", fault.Of(err))
	}
}

func TestPublicErrorsKeepTheirCause(t *testing.T) {
	db := open(t, duck.Options{Public: true})
	err := db.Exec(t.Context(), "SELECT nothing FROM nowhere")
	if errors.Unwrap(err) == nil || strings.Contains(err.Error(), "nowhere") {
		t.Fatalf("cause = %v, text = %q", errors.Unwrap(err), err)
	}
}

func TestKinds(t *testing.T) {
	db := open(t, duck.Options{})
	var n int
	if err := db.One(t.Context(), "SELECT 1 WHERE false", nil, &n); !fault.Is(err, fault.NotFound) {
		t.Errorf("no row: %v", err)
	}
	ctx, stop := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer stop()
	err := db.One(ctx, "SELECT count(*) FROM range(100000000) a, range(1000) b WHERE hash(a.range, b.range) = 1", nil, &n)
	if !fault.Is(err, fault.Timeout) {
		t.Errorf("a stopped query: %v", err)
	}
	junk := filepath.Join(t.TempDir(), "junk.duckdb")
	if err := os.WriteFile(junk, []byte(strings.Repeat("not a database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := duck.Open(t.Context(), duck.Options{Path: junk}); !fault.Is(err, fault.Refused) {
		t.Errorf("junk opens: %v", err)
	}
}

// Time may run out wherever the engine is: while it reads the query, plans it (twenty joins take a while), or counts.
func TestTimeThatRunsOutIsATimeout(t *testing.T) {
	db := open(t, duck.Options{})
	joins := "SELECT count(*) FROM range(100000000) t0" + strings.Repeat(" JOIN range(1000) USING (range)", 20)
	for _, wait := range []time.Duration{time.Microsecond, 5 * time.Millisecond, 20 * time.Millisecond} {
		ctx, stop := context.WithTimeout(t.Context(), wait)
		var n int
		if err := db.One(ctx, joins, nil, &n); !fault.Is(err, fault.Timeout) {
			t.Errorf("after %s: %v", wait, err)
		}
		stop()
	}
}

func TestTxKeepsAllOrNothing(t *testing.T) {
	db := open(t, duck.Options{})
	c, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.Exec(t.Context(), "CREATE TABLE t (i INTEGER)"); err != nil {
		t.Fatal(err)
	}
	stop := fault.New(fault.Refused, "Stop.", "")
	err = c.Tx(t.Context(), func() error {
		if err := c.Append("", "t", func(row func(...any) error) error { return row(int32(1)) }); err != nil {
			return err
		}
		return stop
	})
	if !errors.Is(err, stop) {
		t.Fatalf("Tx = %v", err)
	}
	var n int
	if err := c.One(t.Context(), "SELECT count(*) FROM t", nil, &n); err != nil || n != 0 {
		t.Errorf("%d rows are left of a transaction that failed (%v)", n, err)
	}
}

func TestParametersWorkWhereMeasuresNeedThem(t *testing.T) {
	db := open(t, duck.Options{})
	c, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	err = c.Exec(t.Context(), `CREATE TEMP TABLE m AS
		SELECT CAST(DATE '2024-02-29' + INTERVAL '1' MONTH * CAST(? AS INTEGER) AS DATE) AS due`, 12)
	if err != nil {
		t.Fatal(err)
	}
	var due time.Time
	if err := c.One(t.Context(), "SELECT due FROM m", nil, &due); err != nil || due.Format(time.DateOnly) != "2025-02-28" {
		t.Errorf("29 February + 12 months = %v (%v)", due, err)
	}
}
