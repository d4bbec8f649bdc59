package house_test

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// foreignWords are traces of the machines and places where work is done; a reader elsewhere can do nothing with them. Each pattern
// has a bracket in it so that it does not find itself.
var foreignWords = []struct {
	form *regexp.Regexp
	why  string
}{
	{regexp.MustCompile(`(^|[\s"'(=:,])/(wor[k]|far[m]|hom[e]|roo[t]|User[s]|mn[t])/\w`), "a path of one machine"},
	{regexp.MustCompile(`/tm[p]/\w+`), "a path of one machine"},
	{regexp.MustCompile(`\b[A-Z]:\\\\?User[s]`), "a path of one machine"},
	{regexp.MustCompile(`prox[y]\.golang\.org|su[m]\.golang\.org|registr[y]\.npmjs|pyp[i]\.org|de[b]\.debian\.org|(?i)artifactor[y]|nexu[s]\.`), "a registry's host"},
	{regexp.MustCompile(`\.librar[y]/|\bfind_strin[g]\b|\bbefore-sto[p]\b`), "a tool of one workplace"},
	{regexp.MustCompile(`(?i)\b(language mode[l]|chatbo[t]|coding assistan[t]|prompt engineerin[g]|generated with [a-z]+ cod[e]|co-authored-b[y])\b`), "a word of one workplace"},
	{regexp.MustCompile(`\bissues (sho[w]|not[e]|resolve[d]|blocke[d])\b`), "a tool of one workplace"},
}

// written says whether a file is text of ours, rather than data.
func written(name string) bool {
	if strings.Contains(name, "testdata/fuzz/") || strings.HasSuffix(name, ".sum") {
		return false
	}
	ext := path.Ext(name)
	return slices.Contains([]string{".go", ".md", ".sql", ".yml", ".yaml", ".json", ".txtar", ".html", ".css", ".js", ".sh", ".mod"}, ext) ||
		ext == "" || strings.HasPrefix(path.Base(name), ".")
}

// TestProjectSpeaksOfItselfAlone looks for foreign words in every text file.
func TestProjectSpeaksOfItselfAlone(t *testing.T) {
	n := 0
	for _, name := range files() {
		if !written(name) {
			continue
		}
		n++
		for i, line := range strings.Split(read(t, name), "\n") {
			for _, w := range foreignWords {
				if at := w.form.FindString(line); at != "" {
					t.Errorf("%s:%d: %q is %s", name, i+1, strings.TrimSpace(at), w.why)
				}
			}
		}
	}
	if n < 50 {
		t.Errorf("only %d files were read", n)
	}
}

// TestForeignWordsAreFound makes sure the patterns find what they are for.
func TestForeignWordsAreFound(t *testing.T) {
	for _, line := range []string{
		"see /wor" + "k/main/go.mod", `open("/tm` + `p/x")`, "GOPROXY=https://prox" + "y.golang.org", "made by a chat" + "bot", "issues not" + "e 2",
	} {
		if !slices.ContainsFunc(foreignWords, func(w struct {
			form *regexp.Regexp
			why  string
		},
		) bool {
			return w.form.MatchString(line)
		}) {
			t.Errorf("nothing finds %q", line)
		}
	}
}

// american are spellings that prose here does not use, each with the British one.
var american = map[string]string{
	"analyze": "analyse", "analyzed": "analysed", "analyzes": "analyses", "behavior": "behaviour", "behaviors": "behaviours",
	"catalog": "catalogue", "center": "centre", "centers": "centres", "color": "colour",
	"colors": "colours", "defense": "defence", "enrollment": "enrolment", "favor": "favour", "favorite": "favourite", "fulfill": "fulfil",
	"gray": "grey", "honor": "honour", "honors": "honours", "labeled": "labelled", "labeling": "labelling", "labor": "labour",
	"maximize": "maximise", "minimize": "minimise", "modeled": "modelled", "modeling": "modelling", "neighbor": "neighbour",
	"neighbors": "neighbours", "normalize": "normalise", "normalized": "normalised", "optimize": "optimise", "organize": "organise",
	"organized": "organised", "organization": "organisation", "pediatric": "paediatric", "randomize": "randomise",
	"recognize": "recognise", "recognized": "recognised", "recognizes": "recognises", "serialize": "serialise", "serialized": "serialised",
	"standardize": "standardise", "summarize": "summarise", "summarized": "summarised", "totaled": "totalled", "traveled": "travelled",
	"utilize": "use", "visualize": "visualise", "pseudonymized": "pseudonymised", "anonymized": "anonymised", "authorized": "authorised",
	"materialize": "materialise", "materialized": "materialised", "initialize": "initialise", "license": "licence", "judgment": "judgement",
}

var (
	word = regexp.MustCompile(`[A-Za-z_./]*[A-Za-z]+[\w(]*`)
	code = regexp.MustCompile("(?s)```.*?```|`[^`]*`|https?://\\S+|\\]\\([^)]*\\)")
)

// spelling finds American words in prose; what is part of an identifier, a path or code is not prose.
func spelling(t *testing.T, at, prose string) {
	t.Helper()
	for _, w := range word.FindAllString(code.ReplaceAllString(prose, " "), -1) {
		if want, ok := american[w]; ok {
			t.Errorf("%s: %q is spelt %q here", at, w, want)
		}
	}
}

// TestProseIsBritish reads documents, Go comments and the comments of SQL.
func TestProseIsBritish(t *testing.T) {
	for _, name := range files() {
		switch {
		case path.Ext(name) == ".md":
			spelling(t, name, read(t, name))
		case path.Ext(name) == ".sql":
			for _, line := range strings.Split(read(t, name), "\n") {
				if _, comment, ok := strings.Cut(line, "--"); ok {
					spelling(t, name, comment)
				}
			}
		}
	}
	for _, s := range sources(t) {
		for _, group := range s.file.Comments {
			if !s.generated {
				spelling(t, s.at(group.Pos()), group.Text())
			}
		}
	}
}
