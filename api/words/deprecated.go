package words

// Deprecated says that a route, parameter or measure will be taken away, when, and what to use.
func Deprecated(kind, name, sunset, instead string) string {
	out := "The " + kind + " " + name + " will be taken away on " + sunset + "."
	if instead != "" {
		out += " Use " + instead + " instead."
	}
	return out
}
