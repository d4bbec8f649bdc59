// Package house holds the rules the whole project keeps. It has no code of its own: its tests read the sources, the documents and
// the import graph, and each says in its message what is wrong, where, and why the rule stands.
package house
