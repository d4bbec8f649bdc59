package official

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/careduty/careduty/internal/fault"
)

const ascofFile = "ascof_2024_25_cld_measures_long.csv"

//go:embed data/ascof_2024_25_cld_measures_long.csv
var embedded []byte

// largest is the size in bytes no source comes near: it stops a small gzip from filling the memory.
const largest = 64 << 20

// source is one file, whole and unpacked, with the SHA-256 of its text: packed or not, it is the same source.
type source struct {
	name   string
	text   []byte
	digest string
}

func newSource(name string, text []byte) source {
	sum := sha256.Sum256(text)
	return source{name: name, text: text, digest: hex.EncodeToString(sum[:])}
}

// open reads what the paths name; the copy inside the program if there are none.
func open(paths []string) ([]source, error) {
	if len(paths) == 0 {
		return []source{newSource(ascofFile, embedded)}, nil
	}
	var out []source
	for _, path := range paths {
		file, err := locate(path)
		if err != nil {
			return nil, err
		}
		text, err := read(file)
		if err != nil {
			return nil, err
		}
		out = append(out, newSource(file, text))
	}
	return out, nil
}

// locate is the file a path means: itself, or the edition's file in the folder.
func locate(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return "", fault.New(fault.NotFound, "There is no such file or folder.", "Check the path.").At(path).Because(err)
	}
	if !info.IsDir() {
		return path, nil
	}
	for _, name := range []string{ascofFile, ascofFile + ".gz"} {
		file := filepath.Join(path, name)
		if _, err := os.Stat(file); err == nil {
			return file, nil
		}
	}
	return "", fault.New(fault.NotFound, "The folder holds no official statistics that are known here.",
		"It should hold "+ascofFile+", plain or with .gz.").At(path)
}

// read is the text of a .csv or .csv.gz file.
func read(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, readFault(file, err)
	}
	defer f.Close()
	in := io.Reader(f)
	switch {
	case strings.HasSuffix(file, ".csv.gz"):
		if in, err = gzip.NewReader(f); err != nil {
			return nil, readFault(file, err)
		}
	case !strings.HasSuffix(file, ".csv"):
		return nil, fault.New(fault.Refused, "Official statistics are read from CSV files.", "Give a .csv or a .csv.gz file.").At(file)
	}
	text, err := io.ReadAll(io.LimitReader(in, largest+1))
	if err != nil {
		return nil, readFault(file, err)
	}
	if len(text) > largest {
		return nil, fault.New(fault.Refused, "The file is far larger than any edition of official statistics.", wrongFile).At(file)
	}
	return bytes.TrimPrefix(text, []byte("\ufeff")), nil
}

func readFault(file string, err error) error {
	if errors.Is(err, fs.ErrPermission) {
		return fault.New(fault.Unavailable, "The file may not be read.", "Check its permissions.").At(file).Because(err)
	}
	return fault.New(fault.Refused, "The file is damaged or is not what its name says.", "Fetch it again.").At(file).Because(err)
}
