package query

import (
	"cmp"
	"maps"
)

// Address is where an answer is found, and all that its links are made of.
type Address struct {
	Base      string            // where the public sees the service; empty where nobody said
	Path      string            // as asked, escaped
	Canonical map[string]string // the query written one way
	Release   string            // id; empty where the answer is of no single release
	Named     bool              // the release was named
	Editions  string            // id of the editions that official rows are of; empty where there are none
	Format    string            // empty for JSON and pages

	OfficialOnly bool              // nothing of the release is in the answer: its permalink is of the editions alone
	Fixed        map[string]string // of an answer that takes no release: what its permalink has more; nil for others
	Lasting      string            // path of the permalink, where that is another one
}

// With is the address with some parameters set or, with "", taken out.
func (a Address) With(set map[string]string) string { return a.At(a.Path, set) }

// At is With on another path.
func (a Address) At(path string, set map[string]string) string {
	all := maps.Clone(a.Canonical)
	if all == nil {
		all = map[string]string{}
	}
	if a.Named && a.Fixed == nil {
		all["release"] = a.Release
	}
	if a.Format != "" {
		all["format"] = a.Format
	}
	maps.Copy(all, set)
	maps.DeleteFunc(all, func(_, v string) bool { return v == "" })
	if len(all) == 0 {
		return path
	}
	return path + "?" + Encode(all)
}

// Permalink is the address under which the answer stays what it is.
func (a Address) Permalink() string {
	path := cmp.Or(a.Lasting, a.Path)
	if a.Fixed != nil {
		return a.At(path, a.Fixed)
	}
	set := map[string]string{"release": a.Release, "as_of": ""}
	if a.OfficialOnly {
		set["release"] = ""
	}
	if a.Editions != "" {
		set["editions"] = a.Editions
	}
	return a.At(path, set)
}

// Indexed is the address by which others are to know a page: without what only changes its looks, and of no release unless it was named.
func (a Address) Indexed() string {
	if a.Lasting != "" {
		return a.Permalink()
	}
	return a.With(map[string]string{"highlight": "", "group": "", "sort": ""})
}

// Link is the address of something else in the same release, where this one was named.
func (a Address) Link(path string, set map[string]string) string {
	all := map[string]string{}
	if a.Named {
		all["release"] = a.Release
	}
	for _, name := range []string{"as_of", "editions"} {
		if v := a.Canonical[name]; v != "" {
			all[name] = v
		}
	}
	maps.Copy(all, set)
	maps.DeleteFunc(all, func(_, v string) bool { return v == "" })
	if len(all) == 0 {
		return path
	}
	return path + "?" + Encode(all)
}
