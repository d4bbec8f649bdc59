package problem

import "strings"

// Nearest is the word of a list most like the one given, or "" when none is near: at most a third of the letters may differ.
func Nearest(word string, list []string) string {
	word = strings.ToLower(word)
	if len(word) > 100 {
		return ""
	}
	best, least := "", len(word)/3+1
	for _, candidate := range list {
		if d := distance(word, strings.ToLower(candidate), least); d < least || d == least && best == "" {
			best, least = candidate, d
		}
	}
	return best
}

// distance is how many letters must be put in, taken out, changed or swapped with their neighbour to make b of a; more than
// limit is given as limit+1.
func distance(a, b string, limit int) int {
	if max(len(a), len(b))-min(len(a), len(b)) > limit {
		return limit + 1
	}
	var before, last []int
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		before, last, row = last, row, make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
	}
	return min(row[len(b)], limit+1)
}
