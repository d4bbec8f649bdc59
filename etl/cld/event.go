package cld

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
)

// Codes that the rules below ask for.
var (
	request, assessment, service, review = wordOf("request"), wordOf("assessment"), wordOf("service"), wordOf("review")
	serviceUser, carer                   = wordOf("service_user"), wordOf("carer")
	knownByAssociation                   = wordOf("known_by_association")
	longAssessment                       = wordOf("long")
	nursing, residential                 = wordOf("nursing"), wordOf("residential")
	community, prison                    = wordOf("community"), wordOf("prison")
	directPayment                        = wordOf("direct_payment")
	shortTerm                            = wordOf("short_term")
	unknown                              = wordOf("unknown")
	unmapped                             = intern("unmapped")
)

// person is a keyed hash of a person: the NHS number, else the local id, and the council.
type person [16]byte

// event is one row that a person and a council can be told of.
type event struct {
	person           person
	start, end, died day // none where not known; the end of a service is none while it is open
	birthYear        int16
	kind, client     word
	sex, ethnicity   word
	reason, hasCarer word
	outcome          word   // its place in the official order, as a code; unmapped if it is no value
	assessment       word   // long, short, financial
	service          word   // of long-term services the setting
	delivery         word   // direct_payment by either field
	review           word   // planned, unplanned, short_term
	achieved         word   // fully, partly, not
	detail           uint64 // what tells events of a kind apart besides person and days: route, type of assessment, type and component of service
	cost             uint64 // what tells services of one file apart: delivery, unit cost, frequency, units
	last             day    // the last day of the period of the file it is from
	row              int32
	file             int16 // which of the files of the council it is from, by order of time
}

// key is what one event has alike wherever it is sent: DHSC's definition of a unique event.
type key struct {
	person       person
	start, end   day // no end of services: it changes when they end
	kind, client word
	detail       uint64
	cost         uint64 // in a single file only
}

func (e *event) key(single bool) key {
	k := key{person: e.person, start: e.start, end: e.end, kind: e.kind, client: e.client, detail: e.detail}
	if e.kind == service {
		k.end = none
		if single {
			k.cost = e.cost
		}
	}
	return k
}

// better says whether, of two rows of one event, this one is kept: the later period, then open before ended and ended later before
// earlier, then the outcome first in the official order, then the later row.
func (e *event) better(than *event) bool {
	return cmp.Or(
		cmp.Compare(e.last, than.last),
		cmp.Compare(e.closing(), than.closing()),
		cmp.Compare(than.rank(), e.rank()),
		cmp.Compare(e.row, than.row),
	) > 0
}

// far is a day after all others: an open end.
const far day = 1<<31 - 1

func (e *event) closing() day {
	if e.end == none {
		return far
	}
	return e.end
}

// ranks are the places of outcomes in the official order, by word; 99 for what has none.
var ranks = func() [256]int {
	var out [256]int
	for i := range out {
		out[i] = 99
	}
	for _, m := range vocabulary["Event_Outcome"] {
		out[m.code] = number([]byte(m.code.String()))
	}
	return out
}()

func (e *event) rank() int { return ranks[e.outcome] }

// goesOn says whether a request led on to something: its outcome is not among those of no further action, nor a stay in hospital.
// Official code leaves out requests without an outcome too, and takes those whose outcome is no value it knows.
func (e *event) goesOn() bool { return e.outcome == unmapped || e.rank() < admitted }

// admitted is the place of "Admitted to hospital" in the official order; those of no further action come after it.
const admitted = 6

// longTerm says whether it is a long-term service of a service user: what stands for a plan.
func (e *event) longTerm() bool {
	return e.kind == service && e.client == serviceUser &&
		(e.service == nursing || e.service == residential || e.service == community || e.service == prison)
}

// hashPerson hashes what tells a person in a council apart. The parts cannot run into each other: sort and council hold no zero byte.
func hashPerson(k *Key, council, sort string, id []byte) person {
	text := append(append([]byte{}, k[:]...), "cld\x00"...)
	text = append(append(append(text, council...), 0), sort...)
	sum := sha256.Sum256(append(append(text, 0), id...))
	return person(sum[:16])
}

// Ref is the keyed hash that stands for a record.
type Ref [16]byte

// ref hashes what tells a record apart: its event, and which of several rows of the same event it is.
func (e *event) ref(k *Key, kind string, nth int) Ref {
	text := append(append([]byte{}, k[:]...), "cld-"...)
	text = append(append(text, kind...), 0)
	text = append(text, e.person[:]...)
	text = binary.BigEndian.AppendUint32(text, uint32(e.start)) //nolint:gosec // the bits are hashed, whatever they stand for
	if e.kind != service {
		text = binary.BigEndian.AppendUint32(text, uint32(e.end)) //nolint:gosec // as above
	}
	text = append(append(append(text, e.kind.String()...), 0), e.client.String()...)
	text = binary.BigEndian.AppendUint64(text, e.detail)
	sum := sha256.Sum256(binary.BigEndian.AppendUint32(text, uint32(nth))) //nolint:gosec // as above
	return Ref(sum[:16])
}
