// Package national counts every measure over a made-up extract of all councils, as it comes out of synth and through load, and looks at
// what comes out: sets of people and their ids, parts and wholes, and whether the extract feeds every measure.
//
// The extract is as small as lets these things show. make soak counts ten times the people.
package national
