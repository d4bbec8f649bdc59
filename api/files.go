package api

import (
	"net/http"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/careduty/careduty/api/problem"
	"github.com/careduty/careduty/api/query"
	"github.com/careduty/careduty/internal/fault"
	"github.com/careduty/careduty/internal/release"
	"github.com/gin-gonic/gin"
)

// files gives a file of a release as it lies there: whole, in ranges, or not at all where the caller has it.
//
//	@Summary		A file of a release, whole or in ranges
//	@Description	The data of a release in one Parquet file, and the same as CSV in gzip; its manifest.json and SHA256SUMS. Range requests are answered, so DuckDB and others can query the Parquet file by its address. latest redirects, and there cells.parquet and cells.csv.gz stand for the files whose names begin with the id.
//	@Tags			releases
//	@Produce		application/vnd.apache.parquet,application/gzip,json,plain
//	@Param			release	path		string	true	"Id of a release or official edition, or latest"	example(latest)
//	@Param			name	path		string	true	"Name of the file"									example(manifest.json)
//	@Param			Range	header		string	false	"Bytes wanted"										example(bytes=0-99)
//	@Success		200		{file}		file
//	@Success		206		{file}		file
//	@Success		307		{string}	string	"latest: the address of the file in the current release"
//	@Failure		default	{object}	problem.Problem
//	@Router			/v1/releases/{release}/files/{name} [get]
func (s *service) files(g *gin.Context) {
	id, name := g.Param("release"), g.Param("name")
	l, done, err := s.listed(g, id)
	if err != nil {
		s.fail(g, err)
		return
	}
	defer done()
	if id == release.Latest {
		s.redirect(g, l, name)
		return
	}
	if err := s.unaltered(l, name); err != nil {
		s.fail(g, err)
		return
	}
	path, f, err := s.set.File(l, name)
	if err != nil {
		s.fail(g, s.fileProblem(l, name, err))
		return
	}
	file, err := os.Open(path)
	if err != nil {
		s.fail(g, fault.New(fault.Unavailable, "The file cannot be read at the moment.", "Try again later.").Because(err))
		return
	}
	defer file.Close() //nolint:errcheck // only read
	h := g.Writer.Header()
	h.Set("ETag", `"`+f.SHA256+`"`)
	h.Set("Content-Type", f.MediaType)
	h.Set("Cache-Control", "public, max-age=60, must-revalidate")
	h.Set("Content-Disposition", `attachment; filename="`+fileOf(l, name)+`"`)
	h.Add("Link", "<"+l.Manifest.LicenceURL+`>; rel="license"`)
	h.Set("Repr-Digest", digest(f.SHA256))
	at, _ := published(l.Manifest.PublishedOn)
	s.sendContent(g, file, at)
}

// listed is the release or edition of an id; done lets it go. An edition is that of the current release; without one there is none.
func (s *service) listed(g *gin.Context, id string) (l release.Listed, done func(), err error) {
	l, err = s.set.Find(id)
	if err == nil {
		return l, func() {}, nil
	}
	if fault.Is(err, fault.NotFound) {
		if r, done, uerr := s.set.Use(g.Request.Context(), ""); uerr == nil {
			if e, ok := r.Edition(id); ok {
				return e, done, nil
			}
			done()
		}
	}
	return l, nil, s.releaseProblem(id, err)
}

// unaltered refuses a data file that holds figures withdrawn since: its bytes are never altered, so they are not sent again.
func (s *service) unaltered(l release.Listed, name string) error {
	if len(l.Corrections) == 0 || !slices.ContainsFunc(l.Manifest.Files, func(f release.File) bool { return f.Name == name }) {
		return nil
	}
	c := l.Corrections[0]
	p := problem.New(problem.CellsWithdrawn, "The file holds figures that were withdrawn: "+c.Reason)
	p.Fix = "Ask for the figures by /v1/data, where withdrawn ones are empty."
	p.Reason = c.Reason
	for _, newer := range s.set.Listed() { // newest first
		if newer.Manifest.ID == l.Manifest.ID {
			break
		}
		if newer.Withdrawn == nil && newer.Fault == nil && len(newer.Corrections) == 0 {
			p.Replacement = newer.Manifest.ID
			p.Bulk = "/v1/releases/" + newer.Manifest.ID + "/files/" + release.CellsFile(newer.Manifest.ID)
			break
		}
	}
	return p
}

// redirect sends latest to the release it is now; of the data files the id is part of the name, so a name without it stands for them.
func (s *service) redirect(g *gin.Context, l release.Listed, name string) {
	switch name {
	case "cells.parquet":
		name = release.CellsFile(l.Manifest.ID)
	case "cells.csv.gz":
		name = release.CSVFile(l.Manifest.ID)
	}
	if _, _, err := l.File(name); err != nil {
		s.fail(g, s.fileProblem(l, name, err))
		return
	}
	g.Header("Cache-Control", "public, max-age=60, must-revalidate")
	g.Redirect(http.StatusTemporaryRedirect, "/v1/releases/"+l.Manifest.ID+"/files/"+name)
}

func (s *service) fileProblem(l release.Listed, name string, err error) error {
	if !fault.Is(err, fault.NotFound) {
		return err
	}
	return problem.Invalid(problem.NotFound, problem.Item{
		Parameter: "name", Code: problem.UnknownValue, Detail: "The release has no file " + query.Quote(name) + ".", Allowed: l.Names(), DidYouMean: problem.Nearest(name, l.Names()),
	})
}

// fileOf tells which release a file is of, whose own name may not.
func fileOf(l release.Listed, name string) string {
	if strings.Contains(name, slugOf(l.Manifest.ID)) {
		return name
	}
	return slugOf(l.Manifest.ID) + "-" + name
}

// published is the moment a release counts as changed at: midnight of its day.
func published(date string) (time.Time, bool) {
	t, err := time.Parse(time.DateOnly, date)
	return t, err == nil
}
