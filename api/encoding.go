package api

import (
	"bytes"
	"net/http"
	"strconv"
	"strings"

	"github.com/careduty/careduty/api/format"
	"github.com/klauspost/compress/gzip"
)

// wantsGzip says whether a caller takes gzip and does not like the plain answer better (RFC 9110, 12.5.3).
func wantsGzip(h http.Header) bool {
	values := h["Accept-Encoding"]
	if len(values) == 0 {
		return false
	}
	packed, plain, any := -1.0, -1.0, -1.0
	for _, value := range values {
		for part := range strings.SplitSeq(value, ",") {
			name, weight, _ := strings.Cut(part, ";")
			q := quality(weight)
			switch name = strings.TrimSpace(name); {
			case strings.EqualFold(name, "gzip"), strings.EqualFold(name, "x-gzip"):
				packed = max(packed, q)
			case strings.EqualFold(name, "identity"):
				plain = q
			case name == "*":
				any = q
			}
		}
	}
	if packed < 0 {
		packed = any
	}
	return packed > 0 && packed >= plain
}

// quality is a weight; 1 where there is none, 0 where it cannot be read.
func quality(parameter string) float64 {
	name, value, ok := strings.Cut(parameter, "=")
	if !ok || !strings.EqualFold(strings.TrimSpace(name), "q") {
		return 1
	}
	q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
	if err != nil || !(q >= 0 && q <= 1) {
		return 0
	}
	return q
}

func compresses(f format.Format) bool {
	return strings.HasPrefix(f.Media, "text/") || f.Name == format.JSON.Name || strings.HasSuffix(f.Media, "xml")
}

func compress(body []byte) ([]byte, error) {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	if _, err := z.Write(body); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
