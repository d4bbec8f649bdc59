package words

import "strings"

// Recoded says that a code is the former one of a council that is still there.
func Recoded(code, name, now string) string {
	return code + " is the former code of " + name + "; its present code is " + now + "."
}

// GivenUp says that a code was given up for others, none of which is the same area.
func GivenUp(code, on string, next []string) string {
	return code + " was given up on " + on + ". Its place was taken by " + strings.Join(next, ", ") + ", which do not cover the same people."
}
