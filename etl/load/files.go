package load

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/careduty/careduty/internal/table"
	"github.com/careduty/careduty/schemas"
)

// part is a file that holds rows of a kind, or one of several that do.
type part struct {
	member table.Member
	shown  string // its name in findings
	form   table.Form
	mapped *mappedFile // nil where its columns have the contract's own names
	own    int         // the column of the kind's own reference, once the header has been read
}

// candidate is a file that may be a part of a kind.
type candidate struct {
	member table.Member
	kind   string
	number int    // of a numbered part; -1: it is none
	folder string // of a folder of parts, as data engines write them; empty: it is in none
	why    string // it is not read, in words
}

// match finds the files of each kind by their names.
func (x *extract) match() {
	found := map[string][]candidate{}
	for _, m := range x.source.Members {
		if slices.Contains([]string{declarationName, mappingName}, strings.ToLower(m.Name)) || x.said.Mapping.uses(m) {
			continue
		}
		c, ok := candidateOf(m)
		switch {
		case ok:
			found[c.kind] = append(found[c.kind], c)
		case !isBookkeeping(m):
			x.found.addOf("file_stray", "", "", strayName(m), 0)
		}
	}
	for _, k := range schemas.Kinds() {
		listed := slices.Contains(x.said.Kinds, k.Name)
		if x.said.Mapping.has(k.Name) {
			x.take(k.Name, x.mapped(k.Name), found[k.Name])
			continue
		}
		x.choose(k.Name, listed, found[k.Name])
	}
}

// take has a kind read from the files that the mapping names; others that look like the kind's are strays.
func (x *extract) take(kind string, parts []part, others []candidate) {
	x.files[kind] = parts
	for _, c := range others {
		x.found.addOf("file_stray", c.member.Base(), "", "mapping.json names another for its kind", 0)
	}
}

// choose settles which files hold the rows of a kind.
func (x *extract) choose(kind string, listed bool, all []candidate) {
	var list, not []candidate
	for _, c := range all {
		if c.why == "" {
			list = append(list, c)
		} else {
			not = append(not, c)
		}
	}
	for _, c := range not {
		rule := "file_stray"
		if listed && len(list) == 0 {
			rule = "file_not_read"
		}
		x.found.addOf(rule, "", "", c.show()+" "+c.why, 0)
	}
	switch {
	case len(list) == 0 && listed && len(not) == 0:
		x.found.add("file_missing", kind+".csv", "", 0)
	case len(list) == 0:
	case !listed:
		x.found.add("kind_not_listed", list[0].show(), "", 0)
	case !together(list):
		x.found.addOf("file_twice", kind, "", names(list), 0)
	default:
		x.parts(kind, list)
	}
}

// parts takes the files of a kind in order of their numbers.
func (x *extract) parts(kind string, list []candidate) {
	slices.SortStableFunc(list, func(a, b candidate) int { return a.number - b.number })
	for i, c := range list {
		if c.number >= 0 && c.number != list[0].number+i {
			x.found.add("file_missing", fmt.Sprintf("%s_%d", kind, list[0].number+i), "", 0)
			return
		}
		if c.member.Size > maxBytes(kind) {
			x.found.add("file_too_large", c.show(), "", 0)
			return
		}
	}
	if list[0].number > 1 {
		x.found.add("file_missing", kind+"_1", "", 0)
		return
	}
	for _, c := range list {
		x.files[kind] = append(x.files[kind], part{member: c.member, shown: c.show(), form: x.said.form(kind), own: -1})
	}
}

// together says whether files are parts of one: all numbered, or all in one folder of parts.
func together(list []candidate) bool {
	numbers := map[int]bool{}
	for _, c := range list {
		numbers[c.number] = true
		if c.folder != list[0].folder || path.Dir(c.member.Name) != path.Dir(list[0].member.Name) && c.folder == "" {
			return false
		}
	}
	return len(list) == 1 || list[0].folder != "" || len(numbers) == len(list) && !numbers[-1]
}

func names(list []candidate) string {
	out := make([]string, len(list))
	for i, c := range list {
		out[i] = c.show()
	}
	return strings.Join(slices.Compact(out), ", ")
}

// show is the name of a file in findings. It is made of the kind's name, a number and an ending alone; one in a folder of parts has a name
// of the engine's, and the folder's is shown.
func (c candidate) show() string {
	if c.folder != "" {
		return c.kind
	}
	return strings.NewReplacer(" ", "_", "-", "_").Replace(c.member.Base())
}

// candidateOf reads what a file is from its name: <kind>, <kind>_<number>, or anything in a folder that is called as a kind.
func candidateOf(m table.Member) (candidate, bool) {
	stem, known := m.Base(), false
	if f := table.FormatOf(stem); f != "" {
		stem, known = strings.TrimSuffix(stem, string(f)), true
	}
	c := candidate{member: m, number: -1}
	if !known {
		c.why = table.WhyNot(stem)
		if c.why == "" {
			return candidate{}, false
		}
		stem, _, _ = strings.Cut(stem, ".")
	}
	stem = strings.NewReplacer(" ", "_", "-", "_").Replace(stem)
	if _, ok := schemas.KindOf(stem); ok {
		c.kind = stem
		return c, true
	}
	if i := strings.LastIndexByte(stem, '_'); i > 0 {
		n, err := strconv.Atoi(stem[i+1:])
		if _, ok := schemas.KindOf(stem[:i]); ok && err == nil && n >= 0 && n < 100_000 {
			c.kind, c.number = stem[:i], n
			return c, true
		}
	}
	if kind := folderKind(m); kind != "" {
		c.kind, c.folder = kind, kind
		if strings.Contains(path.Dir(m.Name), "=") {
			c.why = "is in a folder divided by a column, whose values are in no file; write it without partitions"
		}
		return c, true
	}
	return candidate{}, false
}

// folderKind is the kind that one of the folders above a file is called after.
func folderKind(m table.Member) string {
	for dir := strings.ToLower(path.Dir(m.Name)); dir != "." && dir != "/"; dir = path.Dir(dir) {
		name := strings.NewReplacer(" ", "_", "-", "_").Replace(strings.TrimSuffix(strings.TrimSuffix(path.Base(dir), ".parquet"), ".csv"))
		if _, ok := schemas.KindOf(name); ok {
			return name
		}
	}
	return ""
}

// isBookkeeping says whether a file is what data engines leave beside their parts.
func isBookkeeping(m table.Member) bool {
	base := m.Base()
	return strings.HasPrefix(base, "_") && table.FormatOf(base) == "" || strings.HasSuffix(base, ".crc") || base == "thumbs.db" || base == "desktop.ini"
}

// usual are the endings of files that are no tables; any other may be part of a name.
var usual = []string{".doc", ".docx", ".pdf", ".md", ".html", ".htm", ".sql", ".msg", ".eml", ".jpg", ".png", ".log", ".yml", ".yaml", ".py", ".r"}

// strayName says what a file is that is not loaded. Its name may tell of a person; its ending is enough to go and look.
func strayName(m table.Member) string {
	end := path.Ext(m.Base())
	switch {
	case table.FormatOf(m.Base()) != "":
		return "one whose name is no kind's (" + string(table.FormatOf(m.Base())) + ")"
	case slices.Contains(usual, end):
		return "one that is no table (" + end + ")"
	case table.WhyNot(m.Base()) != "":
		return "one that " + table.WhyNot(m.Base())
	default:
		return "one that is no table"
	}
}

// maxBytes is more than the records of one council can take, for a kind with one row a person and for the others.
func maxBytes(kind string) int64 {
	if kind == "people" {
		return 2 << 30
	}
	return 16 << 30
}
