package words

import "time"

// Break says that a series becomes another one on a day.
func Break(on time.Time, what string) string {
	return "Break in " + month(on) + ": " + what + " Figures before it are not compared with those after it."
}

// SinceBreak says that what was said before it is of the figures since a break alone.
func SinceBreak(on time.Time) string {
	return "Figures before the break in " + month(on) + " are left out."
}

func month(on time.Time) string { return on.Format("January 2006") }
