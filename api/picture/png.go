package picture

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/png"
	"io"
)

// pixelsPerInch is the resolution of a PNG: two pixels a point.
const pixelsPerInch = 144

// afterHeader is where the first chunk after a PNG's signature and header begins.
const afterHeader = 8 + 25

// writePNG writes an image with its resolution and title in its metadata, which the standard encoder leaves out.
func writePNG(w io.Writer, img image.Image, title string) error {
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		return failed(err)
	}
	const perMetre = pixelsPerInch * 10000 / 254
	resolution := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, perMetre), perMetre)
	text := append([]byte("Title\x00\x00\x00\x00\x00"), title...) // neither compressed nor of a language
	for _, part := range [][]byte{out.Bytes()[:afterHeader], chunk("pHYs", append(resolution, 1)), chunk("iTXt", text), out.Bytes()[afterHeader:]} {
		if _, err := w.Write(part); err != nil {
			return err
		}
	}
	return nil
}

func chunk(name string, data []byte) []byte {
	body := append([]byte(name), data...)
	out := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	return binary.BigEndian.AppendUint32(append(out, body...), crc32.ChecksumIEEE(body))
}
