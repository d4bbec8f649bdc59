package duck

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// What is appended column by column is what SQL reads, over more rows than a chunk holds and with nulls among them.
func TestColumnsAndTexts(t *testing.T) {
	db, err := Open(t.Context(), Options{Public: true})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	c, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	err = c.Exec(t.Context(), "SET threads = 1; SET preserve_insertion_order = true; CREATE TEMP TABLE x (b ENUM('a', 'b', 'c'), i INTEGER, d DATE, m DECIMAL(10,2), u UUID)")
	if err != nil {
		t.Fatal(err)
	}
	a, err := c.Columns("temp", "x")
	if err != nil {
		t.Fatal(err)
	}
	want, err := fillColumns(a)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	r, err := c.Texts("SELECT CAST(COLUMNS(*) AS VARCHAR) FROM temp.x")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var got []string
	for {
		cells, err := r.Next()
		if err != nil {
			t.Fatal(err)
		}
		if cells == nil {
			break
		}
		row := make([]string, len(cells))
		for i, x := range cells {
			row[i] = string(x)
		}
		got = append(got, strings.Join(row, "|"))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// fillColumns appends rows of which each has some values, and gives them as text.
func fillColumns(a *Columns) (want []string, err error) {
	const rows = 5000
	for n := range rows {
		cells := []string{"", "", "", "", ""}
		if n%2 == 0 {
			a.Byte(0, uint8(n%3))
			cells[0] = string("abc"[n%3])
		}
		if n%3 == 0 {
			a.Int32(1, int32(-n))
			cells[1] = fmt.Sprint(-n)
		}
		if n%5 == 0 {
			a.Int32(2, 20000)
			cells[2] = "2024-10-04"
		}
		if n%7 == 0 {
			a.Int64(3, int64(n)*100+7)
			cells[3] = fmt.Sprintf("%d.07", n)
		}
		if n%11 == 0 {
			a.UUID(4, [16]byte{0xf0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, byte(n >> 8), byte(n)})
			cells[4] = fmt.Sprintf("f0010203-0405-0607-0809-0a0b0c0d%04x", n)
		}
		if err := a.End(); err != nil {
			return nil, err
		}
		want = append(want, strings.Join(cells, "|"))
	}
	return want, nil
}

func TestTextsSayWhatIsWrong(t *testing.T) {
	db, err := Open(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	c, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.Texts("SELECT nothing"); err == nil {
		t.Error("a query that does not bind is begun")
	}
	if _, err := c.Columns("temp", "nowhere"); err == nil {
		t.Error("a table that is not there is appended to")
	}
	r, err := c.Texts("SELECT CAST(CAST(x AS INTEGER) AS VARCHAR) FROM (VALUES ('1'), ('secret')) AS v (x)")
	for err == nil {
		var cells [][]byte
		if cells, err = r.Next(); cells == nil {
			break
		}
	}
	if err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("a value that cannot be cast: %v", err)
	}
}
