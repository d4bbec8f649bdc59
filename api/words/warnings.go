package words

import "fmt"

// FirstRelease is said where changes are asked for since a release that is not there.
const FirstRelease = "There is no release before this one: everything in it is new, and nothing is listed."

// Cut says that a limit has cut an answer, and how much there is in all.
func Cut(shown, total int) string {
	return fmt.Sprintf("These are %d of %d rows, as limit asked for.", shown, total)
}

// Changed says how much a release added, revised and removed.
func Changed(added, revised, removed int) string {
	return fmt.Sprintf("%d added, %d revised, %d removed since the release before.", added, revised, removed)
}
