package cld

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
)

//go:embed data/values.csv
var valuesFile string

// word is one of the codes that values stand for; zero is none.
type word uint8

// words are the texts of codes, by word.
var words = []string{""}

// meaning is what a value of a field stands for.
type meaning struct {
	code    word
	release string // 1, 2 or both
	text    string // as the specification writes it
}

// vocabulary has the meaning of each value by field and by the value as fold leaves it.
var vocabulary = readVocabulary()

// listed are all values of all fields as fold leaves them: what DHSC has published, and so may be shown.
var listed = func() map[string]string {
	out := map[string]string{}
	for _, values := range vocabulary {
		for folded, m := range values {
			out[folded] = m.text
		}
	}
	return out
}()

func readVocabulary() map[string]map[string]meaning {
	rows, err := csv.NewReader(strings.NewReader(valuesFile)).ReadAll()
	if err != nil {
		// The file is embedded: this is a defect that every test meets, never an input.
		panic(fmt.Sprintf("cld: data/values.csv: %v", err))
	}
	out := map[string]map[string]meaning{}
	for _, r := range rows[1:] {
		field, value, release, code := r[0], r[1], r[2], r[3]
		if out[field] == nil {
			out[field] = map[string]meaning{}
		}
		m := meaning{release: release, text: value}
		if code != "" {
			m.code = intern(code)
		}
		folded := string(fold(nil, []byte(value)))
		if before, ok := out[field][folded]; ok {
			// The two releases differ in case and punctuation alone.
			m.release, m.text = "both", before.text
			if release == "2" {
				m.text = value
			}
		}
		out[field][folded] = m
	}
	return out
}

func intern(code string) word {
	if i := slices.Index(words, code); i >= 0 {
		return word(i)
	}
	words = append(words, code)
	return word(len(words) - 1)
}

// wordOf is the word of a code that the vocabulary has.
func wordOf(code string) word {
	i := slices.Index(words, code)
	if i < 0 || vocabulary == nil {
		panic("cld: no value stands for " + code)
	}
	return word(i)
}

// wordKept is the word of a code that was kept; one that the vocabulary no longer has is no value it knows.
func wordKept(code string) word {
	if i := slices.Index(words, code); i >= 0 {
		return word(i) //nolint:gosec // there are fewer than 256
	}
	return unmapped
}

func (w word) String() string { return words[w] }

// fold leaves of a value its letters and digits in lower case, with "and" for &: what the two releases, and systems that change
// punctuation, have alike.
func fold(to, value []byte) []byte {
	for _, c := range value {
		switch {
		case c >= 'A' && c <= 'Z':
			to = append(to, c+'a'-'A')
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c >= 0x80:
			to = append(to, c)
		case c == '&':
			to = append(to, "and"...)
		}
	}
	return to
}

// Status says what became of a cell.
type Status uint8

// What becomes of a cell.
const (
	Blank    Status = iota // empty, or a word for it such as NULL
	Valid                  // a value of release 2, or of both
	Recoded                // a value of release 1, or written in another way, that stands for one of release 2
	Unmapped               // a value that stands for none
)

// reading is what a cell says.
type reading struct {
	code   word
	status Status
	same   uint64 // the same for cells that say the same, mapped or not; zero if blank
}

// unknownWords are what systems write where somebody knows that nobody knows.
var unknownWords = []string{"unknown", "notknown", "notstated", "notrecorded"}

// yesNo are the ways systems write yes and no.
var yesNo = map[string]string{"y": "yes", "true": "yes", "1": "yes", "n": "no", "false": "no", "0": "no"}

// mean finds what a value of a field stands for.
func mean(field string, value []byte) reading {
	folded := string(fold(nil, value))
	m, ok := vocabulary[field][folded]
	switch {
	case ok && m.release == "1", ok && !bytes.EqualFold(value, []byte(m.text)):
		return reading{m.code, Recoded, identity(m, folded)}
	case ok:
		return reading{m.code, Valid, identity(m, folded)}
	}
	if code := special(field, folded); code != "" {
		status := Recoded
		if field == "Review_Reason" {
			status = Valid // release 2 has reasons beyond those listed here; official code goes by how they begin
		}
		w := wordOf(code)
		return reading{w, status, identity(meaning{code: w}, folded)}
	}
	return reading{0, Unmapped, sum(folded)}
}

// special are the values told by rule and not by list.
func special(field, folded string) string {
	switch field {
	case "Event_Type": // official code looks for the word anywhere in the value
		for _, kind := range []string{"service", "assessment", "request", "review"} {
			if strings.Contains(folded, kind) {
				return kind
			}
		}
	case "Review_Reason":
		for _, kind := range []string{"unplanned", "planned"} {
			if strings.HasPrefix(folded, kind) {
				return kind
			}
		}
	case "Has_Unpaid_Carer":
		if slices.Contains(unknownWords, folded) {
			return "unknown"
		}
		return yesNo[folded]
	case "Gender", "Ethnicity", "Primary_Support_Reason":
		if slices.Contains(unknownWords, folded) {
			return "unknown"
		}
	}
	return ""
}

// identity is alike for values of both releases that stand for the same.
func identity(m meaning, folded string) uint64 {
	if m.code == 0 {
		return sum(folded)
	}
	return sum("=" + words[m.code])
}

func sum(text string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(text))
	return h.Sum64() | 1
}

// Values are the values of a field in release 2, as the specification writes them: its legal codes.
func Values(field string) []string {
	var out []string
	for _, m := range vocabulary[field] {
		if m.release != "1" {
			out = append(out, m.text)
		}
	}
	slices.Sort(out)
	return out
}
