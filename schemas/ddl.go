package schemas

import (
	"fmt"
	"io/fs"
	"strconv"
	"strings"
)

// SQLType is the type of the warehouse's column for the field. A reference is stored as a keyed hash of 16 bytes, and a code as
// its place among the field's codes, which loads and reads in half the time that text takes.
func (f Field) SQLType() string {
	switch f.Type {
	case Ref:
		return "UUID"
	case Date:
		return "DATE"
	case Money, Decimal:
		return "DECIMAL(10,2)"
	case Year:
		return "INTEGER"
	default:
		return "ENUM('" + strings.Join(f.Codes, "', '") + "')"
	}
}

// DDL is the statement that makes the warehouse's table of the kind.
func (k Kind) DDL() string {
	var b strings.Builder
	fmt.Fprintf(&b, "-- %s\nCREATE TABLE record.%s (\n", k.Description, k.Name)
	b.WriteString("    council VARCHAR NOT NULL,\n    batch INTEGER NOT NULL")
	for _, f := range k.Fields {
		// FOR and the like are words of SQL, so every name is quoted.
		fmt.Fprintf(&b, ",\n    %q %s", f.Name, f.SQLType())
		if f.Required {
			b.WriteString(" NOT NULL")
		}
	}
	b.WriteString("\n);\n")
	return b.String()
}

// Migration is one numbered step of the warehouse's own structure.
type Migration struct {
	Number int
	Name   string
	SQL    string
}

// Migrations are the steps in order of number, which have no gaps and begin at 1.
func Migrations() []Migration {
	entries, err := fs.ReadDir(FS, "ddl")
	if err != nil {
		panic("schemas: the embedded folder ddl is missing")
	}
	out := make([]Migration, 0, len(entries))
	for _, e := range entries {
		number, name, _ := strings.Cut(strings.TrimSuffix(e.Name(), ".sql"), "_")
		n, err := strconv.Atoi(number)
		if err != nil || n != len(out)+1 {
			panic("schemas: ddl/" + e.Name() + " is out of turn")
		}
		text, err := fs.ReadFile(FS, "ddl/"+e.Name())
		if err != nil {
			panic("schemas: ddl/" + e.Name() + " cannot be read")
		}
		out = append(out, Migration{Number: n, Name: name, SQL: string(text)})
	}
	return out
}
