package audit

import "testing"

// What shows the same counts at a later vintage was kept, unless its area's period was drawn anew: then it was drawn again, of the people of now, and came
// out alike. What changes within a vintage is told.
func TestWhatIsDrawnAnewAndComesOutAlikeIsAnotherDraw(t *testing.T) {
	show := func(release int32, letter byte, numerator int32) version {
		return version{drawn: release, stamp: release, letter: letter, cells: []cell{{numerator: numerator, denominator: 40, letter: letter}}}
	}
	for name, c := range map[string]struct {
		then, now      version
		anew           bool
		draws, changed int
		kept           bool
	}{
		"the same vintage":         {show(0, 'p', 20), show(1, 'p', 20), false, 1, 0, false},
		"a later one, kept":        {show(0, 'p', 20), show(1, 'r', 20), false, 1, 0, true},
		"drawn anew":               {show(0, 'p', 20), show(1, 'r', 25), true, 2, 0, false},
		"drawn anew and alike":     {show(0, 'p', 20), show(1, 'r', 20), true, 2, 0, false},
		"changed within a vintage": {show(0, 'p', 20), show(1, 'p', 25), false, 2, 1, false},
	} {
		t.Run(name, func(t *testing.T) {
			s, list := &series{}, []version(nil)
			s.add(&list, c.then, false)
			s.add(&list, c.now, c.anew)
			if len(list) != c.draws || s.changed != c.changed || list[0].kept != c.kept {
				t.Errorf("%d draws, %d changed, kept: %v; want %d, %d, %v", len(list), s.changed, list[0].kept, c.draws, c.changed, c.kept)
			}
			if last := list[len(list)-1]; last.letter != c.now.letter {
				t.Errorf("it stands as %c, want %c", last.letter, c.now.letter)
			}
		})
	}
}
