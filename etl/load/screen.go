package load

import (
	"bytes"
	"regexp"
	"strings"
	"unicode"
)

// The screen finds direct identifiers by their form. It errs on the side of refusing: one in eleven ten-digit numbers passes
// the NHS number's check digit, and no form tells them apart.
var (
	insurance = regexp.MustCompile(`(?i)\b([A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z])[ -]?\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?[A-D]\b`)
	postcode  = regexp.MustCompile(`(?i)\b(?:GIR ?0AA|[A-PR-UWYZ](?:\d{1,2}|\d[A-HJKPSTUW]|[A-HK-Y]\d{1,2}|[A-HK-Y]\d[ABEHMNPRV-Y]) ?\d[ABD-HJLNP-UW-Z]{2})\b`)
	email     = regexp.MustCompile(`[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+`)
	telephone = regexp.MustCompile(`(?:\+44|\b0044|\b0)(?:[ ()-]*0)?[ ()-]*[1-9](?:[ ()-]*\d){8,9}\b`)
	// Prefixes that no National Insurance number has been given.
	neverIssued = []string{"BG", "GB", "NK", "KN", "TN", "NT", "ZZ"}
)

// identifies says what sort of direct identifier a text holds: NHS or National Insurance numbers, postcodes, e-mail addresses or telephone
// numbers; empty if it holds none.
func identifies(text []byte) string {
	// Shorter than any of them, or without what each of them has.
	if len(text) < 5 || !bytes.ContainsAny(text, "0123456789@") {
		return ""
	}
	if bytes.IndexByte(text, 0) >= 0 {
		text = bytes.ReplaceAll(text, []byte{0}, nil)
	}
	switch {
	case holdsNHSNumber(text) && !telephone.Match(text):
		return "NHS numbers"
	case holdsInsuranceNumber(text):
		return "National Insurance numbers"
	case postcode.Match(text):
		return "postcodes"
	case email.Match(text):
		return "e-mail addresses"
	case telephone.Match(text):
		return "telephone numbers"
	default:
		return ""
	}
}

func holdsInsuranceNumber(text []byte) bool {
	for _, m := range insurance.FindAllSubmatch(text, -1) {
		if prefix := strings.ToUpper(string(m[1])); !contains(neverIssued, prefix) {
			return true
		}
	}
	return false
}

// holdsNHSNumber looks for ten digits that pass the check, together or as 3-3-4. Digits that follow a letter are a reference,
// unless the letters say NHS; those that follow a point are a fraction.
func holdsNHSNumber(text []byte) bool {
	for i := range text {
		if !isDigit(text[i]) || i > 0 && (isDigit(text[i-1]) || text[i-1] == '.') {
			continue
		}
		if number, ok := tenDigits(text[i:]); ok && checks(number) && !follows(text[:i]) {
			return true
		}
	}
	return false
}

// tenDigits reads ten digits, with a space or hyphen allowed after the third and the sixth, that no other digit follows.
func tenDigits(text []byte) (number [10]byte, ok bool) {
	n := 0
	for i, c := range text {
		switch {
		case n == 10:
			return number, !isDigit(c)
		case isDigit(c):
			number[n] = c - '0'
			n++
		case (c == ' ' || c == '-') && (n == 3 || n == 6) && isDigit(text[i-1]):
		default:
			return number, false
		}
	}
	return number, n == 10
}

// checks is the NHS number's own test: weights 10 to 2, modulo 11. Ten noughts are a filler, not a number.
func checks(number [10]byte) bool {
	sum, some := 0, false
	for i, d := range number[:9] {
		sum += int(d) * (10 - i)
		some = some || d > 0
	}
	check := (11 - sum%11) % 11
	return some && check < 10 && check == int(number[9])
}

// follows says whether what stands before a number makes it a reference.
func follows(before []byte) bool {
	i := len(before)
	for i > 0 && unicode.IsLetter(rune(before[i-1])) {
		i--
	}
	letters := bytes.ToLower(before[i:])
	return len(letters) > 0 && !bytes.HasPrefix(letters, []byte("nhs"))
}

// identifiesAsReference is the screen for reference columns, where only the two national numbers count, and only as the
// whole of a value: a council's own references may look like anything else.
func identifiesAsReference(text []byte) bool {
	var bare [16]byte
	n := 0
	for _, c := range text {
		switch {
		case c == ' ' || c == '-' || c == '_':
			continue
		case n == len(bare):
			return false
		}
		bare[n] = c
		n++
	}
	if n < 9 {
		return false
	}
	value := bare[:n]
	if isDigit(value[0]) || bytes.EqualFold(value[:3], []byte("nhs")) {
		return holdsNHSNumber(value)
	}
	return n == 9 && !isDigit(value[1]) && isDigit(value[2]) && !isDigit(value[8]) && holdsInsuranceNumber(value)
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func contains(list []string, text string) bool {
	for _, x := range list {
		if x == text {
			return true
		}
	}
	return false
}
