package mirror

import (
	"path/filepath"
	"testing"
)

// No index leads out of its directory, or to more than there may be.
func FuzzIndex(f *testing.F) {
	f.Add([]byte(`{"files":[{"name":"manifest.json","bytes":3,"sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}]}`))
	f.Add([]byte(`{"files":[{"name":"../x","bytes":-1,"sha256":""}]} {}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		x, err := parseIndex(text)
		if err != nil {
			return
		}
		if len(x.Files) == 0 || len(x.Files) > mostFiles || x.bytes() < 0 && len(x.Files) == 1 {
			t.Errorf("taken for an index: %q", text)
		}
		for _, f := range x.Files {
			if filepath.Base(f.Name) != f.Name || f.Name[0] == '.' {
				t.Errorf("a file may be called %q", f.Name)
			}
		}
	})
}
