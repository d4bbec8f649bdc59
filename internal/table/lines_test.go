package table

import (
	"encoding/csv"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// piecemeal gives a text in small uneven pieces, as a pipe would.
type piecemeal struct {
	rest string
	n    int
}

func (p *piecemeal) Read(b []byte) (int, error) {
	if p.rest == "" {
		return 0, io.EOF
	}
	p.n = (p.n*7 + 3) % 61
	n := copy(b[:min(len(b), p.n+1)], p.rest)
	p.rest = p.rest[n:]
	return n, nil
}

// Records are cut as the standard library cuts them, wherever it reads the file at all.
func FuzzLines(f *testing.F) {
	for _, s := range []string{"a,b\n1,2\n", "a\r\n\r\n\"x\ny\",\"\"\"\"\n", "\"a\" ,b", "a,\"b", "é,\n,\n", "\n\n\"\"\n", "a,b,\"\r\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r := csv.NewReader(strings.NewReader(text))
		r.FieldsPerRecord = -1
		want, err := r.ReadAll()
		if err != nil {
			return
		}
		var got [][]string
		in := newLines(&piecemeal{rest: text}, ',')
		for {
			record, _, err := in.next()
			if err != nil {
				break
			}
			cells, err := in.split(record)
			if err != nil {
				t.Fatalf("%v where the standard library reads on", err)
			}
			row := make([]string, len(cells))
			for i, c := range cells {
				row[i] = strings.ReplaceAll(string(c), "\r\n", "\n")
			}
			got = append(got, row)
		}
		for i := range want {
			for j := range want[i] {
				want[i][j] = strings.ReplaceAll(want[i][j], "\r\n", "\n")
			}
		}
		if diff := cmp.Diff(want, got); diff != "" && !strings.Contains(text, "\r") {
			t.Errorf("(-standard library +ours):\n%s", diff)
		}
	})
}
