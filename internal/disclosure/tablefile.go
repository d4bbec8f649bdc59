package disclosure

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"github.com/careduty/careduty/internal/fault"
)

// tableHeader names the columns of a table's file.
const tableHeader = "tier,d,v,n,y,probability"

func sum256(b []byte) [32]byte { return sha256.Sum256(b) }

// File is the table as it is published: CSV with one line for each tier, true count n and published count y, the probability with
// twelve decimals. n runs from 0 to D+5; a higher count has the row of the count five below it, moved up by five.
func (t *Table) File() []byte { return bytes.Clone(t.file) }

// Hash is the SHA-256 of File in hexadecimal. It names the table's version.
func (t *Table) Hash() string { return hex.EncodeToString(t.hash[:]) }

func (t *Table) encode() []byte {
	b := append([]byte(tableHeader), '\n')
	for i := range t.tiers {
		for n, row := range t.tiers[i].row {
			for j, w := range row.Weights {
				y := row.First + uint64(j)*Step
				b = fmt.Appendf(b, "%s,%d,%s,%d,%d,%d.%012d\n", Tier(i), t.tiers[i].D,
					strconv.FormatFloat(t.tiers[i].V, 'f', -1, 64), n, y, w/Whole, w%Whole)
			}
		}
	}
	return b
}

// ParseTable reads a table's file back, as an earlier release published it, and checks it like one newly built. A Refused fault
// names the line that is off.
func ParseTable(file []byte) (*Table, error) {
	lines := strings.Split(string(file), "\n")
	if len(lines) < 2 || lines[0] != tableHeader || lines[len(lines)-1] != "" {
		return nil, badTable("line 1")
	}
	t := &Table{}
	for i, line := range lines[1 : len(lines)-1] {
		if !t.read(line) {
			return nil, badTable("line " + strconv.Itoa(i+2))
		}
	}
	for i := range t.tiers {
		r := &t.tiers[i]
		if r.D < smallestD || r.D > largestD || len(r.row) != r.D+Step+1 {
			return nil, badTable(Tier(i).String())
		}
		*r = newRows(r.Parameters, r.row)
	}
	if _, err := t.seal(); err != nil {
		return nil, err
	}
	if !bytes.Equal(t.file, file) {
		return nil, badTable("the whole file")
	}
	return t, nil
}

func badTable(where string) error {
	return fault.New(fault.Refused, "The table of probabilities is not as published.", "Take it from the release again.").At(where)
}

// read adds one line to the rows; lines come in the order encode writes them.
func (t *Table) read(line string) bool {
	f := strings.Split(line, ",")
	if len(f) != 6 {
		return false
	}
	tier, err := ParseTier(f[0])
	d, errD := strconv.Atoi(f[1])
	v, errV := strconv.ParseFloat(f[2], 64)
	n, errN := strconv.Atoi(f[3])
	y, errY := strconv.ParseUint(f[4], 10, 32)
	w, errW := strconv.ParseUint(strings.Replace(f[5], ".", "", 1), 10, 64)
	if err != nil || errD != nil || errV != nil || errN != nil || errY != nil || errW != nil || n < 0 || w > Whole {
		return false
	}
	r := &t.tiers[tier]
	r.Parameters = Parameters{D: d, V: v}
	switch n {
	case len(r.row):
		r.row = append(r.row, Row{First: y})
	case len(r.row) - 1:
	default:
		return false
	}
	row := &r.row[n]
	if y != row.First+uint64(len(row.Weights))*Step || n > largestD+Step || len(row.Weights) > largestD {
		return false
	}
	row.Weights = append(row.Weights, w)
	return true
}
