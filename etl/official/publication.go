package official

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/period"
	"github.com/careduty/careduty/internal/release"
)

// publication is what is known of where figures come from, beside the figures: from an edition.json in their folder, or by their family.
type publication struct {
	Title       string `json:"title"`
	Publisher   string `json:"publisher"`
	Published   string `json:"published"` // ISO date; empty where it is not known
	Year        string `json:"year"`      // of files that do not say theirs
	Licence     string `json:"licence"`
	LicenceURL  string `json:"licence_url"`
	Attribution string `json:"attribution"`

	year period.Period
}

// publishers by the source of a family.
var publishers = map[string]publication{
	"ascof-open": {
		Title:     "Measures from the Adult Social Care Outcomes Framework (ASCOF), England, open data",
		Publisher: "NHS England (NHS Digital)",
	},
	"ascof-outcomes": {
		Title:     "Measures from the Adult Social Care Outcomes Framework (ASCOF), England, outcomes by year",
		Publisher: "NHS England (NHS Digital)",
	},
	"ascof": {
		Title:     "Measures from the Adult Social Care Outcomes Framework (ASCOF), England, time series",
		Publisher: "Department of Health and Social Care",
	},
	"salt": {
		Title:     "Adult Social Care Activity and Finance, England, reference tables (SALT)",
		Publisher: "NHS England (NHS Digital)",
	},
	"waits": {
		Title:     "Waits for assessment and for care to start, by council (freedom of information)",
		Publisher: "BBC Shared Data Unit", Licence: "CC0 1.0", LicenceURL: "https://creativecommons.org/publicdomain/zero/1.0/",
		Attribution: "BBC Shared Data Unit, from councils' answers to freedom of information requests.",
	},
}

const publicationFile = "edition.json"

// readPublication reads the edition.json of a folder, if it has one.
func readPublication(dir string) (publication, error) {
	var p publication
	path := filepath.Join(dir, publicationFile)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return p, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &p)
	}
	if err != nil {
		return p, fault.New(fault.Refused, "The file that describes the folder's publication cannot be read.",
			`Write {"publisher": "…", "published": "2020-12-10", "year": "2019-20"}; each may be left out.`).At(path).Because(err)
	}
	return p, p.check(path)
}

func (p *publication) check(where string) error {
	if p.Year != "" {
		var ok bool
		if p.year, ok = yearOf(p.Year); !ok {
			return fault.New(fault.Refused, "The year is not a financial year.", "Write it as 2019-20.").At(where)
		}
	}
	if p.Published != "" {
		if _, err := time.Parse(time.DateOnly, p.Published); err != nil {
			return fault.New(fault.Refused, "The day of publication is not a day.", "Write it as 2025-12-18.").At(where)
		}
	}
	return nil
}

// filled is the publication with what its family knows where nothing was said.
func (p publication) filled(f *family) publication {
	d := publishers[f.id]
	for _, x := range []struct{ to, from *string }{
		{&p.Title, &d.Title},
		{&p.Publisher, &d.Publisher},
		{&p.Published, &d.Published},
		{&p.Licence, &d.Licence},
		{&p.LicenceURL, &d.LicenceURL},
		{&p.Attribution, &d.Attribution},
	} {
		if strings.TrimSpace(*x.to) == "" {
			*x.to = *x.from
		}
	}
	return p
}

func (p publication) licence() string {
	if p.Licence != "" {
		return p.Licence
	}
	return release.Licence
}

func (p publication) licenceURL() string {
	if p.LicenceURL != "" {
		return p.LicenceURL
	}
	return release.LicenceURL
}

func (p publication) attribution() string {
	if p.Attribution != "" {
		return p.Attribution
	}
	return p.Title + ", " + p.Publisher + "."
}
