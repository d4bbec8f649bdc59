package words

import "strings"

// Definition is a measure in a few sentences: its question, who is counted, of whom, and what else to know.
func Definition(title, question, counted, among string, more []string) string {
	parts := []string{sentence(title), sentence(question), "Counted: " + sentence(counted), "Of: " + sentence(among)}
	for _, m := range more {
		parts = append(parts, sentence(m))
	}
	return strings.Join(parts, " ")
}

// sentence ends a text with a full stop where nothing ends it.
func sentence(s string) string {
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".?!") {
		return s
	}
	return s + "."
}
