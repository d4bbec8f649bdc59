package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/careduty/careduty/api"
	"github.com/careduty/careduty/api/problem"
	"github.com/careduty/careduty/internal/release"
	"github.com/careduty/careduty/internal/release/releasetest"
	"github.com/gin-gonic/gin"
)

// provoke makes each problem happen once, for real.
var provoke = map[string]struct {
	status int
	by     func(t *testing.T) *http.Response
}{
	problem.InvalidParameter: {400, asking(league + "?levle=region")},
	problem.TooLarge:         {400, asking("/v1/reports/overdue_reviews/trend?level=council&period=all&by=age_band&format=svg")},
	problem.NotFound:         {404, asking("/v1/reports/none")},
	problem.MethodNotAllowed: {405, func(t *testing.T) *http.Response { return do(t, handler(t), http.MethodDelete, league) }},
	problem.NotAcceptable:    {406, func(t *testing.T) *http.Response { return get(t, handler(t), league, "Accept", "application/pdf") }},
	problem.Withdrawn:        {410, asking(league + "?release=" + withdrawn)},
	problem.CellsWithdrawn:   {410, corrected},
	problem.HeaderTooLarge: {431, func(t *testing.T) *http.Response {
		return get(t, handler(t), league, "X-Long", strings.Repeat("x", 20_000))
	}},
	problem.Misdirected: {421, func(t *testing.T) *http.Response {
		return get(t, api.New(shared, api.Options{Version: "test", AllowHosts: []string{"care.example.org"}}), "/v1/releases.atom")
	}},
	problem.PreconditionFailed:  {412, func(t *testing.T) *http.Response { return get(t, handler(t), league, "If-Match", `"another"`) }},
	problem.RangeNotSatisfiable: {416, func(t *testing.T) *http.Response { return get(t, handler(t), league, "Range", "bytes=99999999-") }},
	problem.URITooLong:          {414, asking(league + "?area=" + strings.Repeat("E08000035,", 900))},
	problem.TooMany: {429, func(t *testing.T) *http.Response {
		h := api.New(shared, api.Options{Version: "test", RatePerMinute: 1})
		from(t, h, "198.51.100.7:1", "", league) // clients on this machine are not limited
		return from(t, h, "198.51.100.7:1", "", league)
	}},
	problem.Overloaded:   {503, overload},
	problem.NotReady:     {503, damage},
	problem.QueryTimeout: {504, slow},
	problem.Internal: {500, func(t *testing.T) *http.Response {
		h := handler(t)
		h.(*gin.Engine).GET("/v1/defect", func(*gin.Context) { panic("a secret of ours") })
		return get(t, h, "/v1/defect")
	}},
}

func TestEveryProblemIsProvoked(t *testing.T) {
	for _, name := range problem.Names() {
		c, ok := provoke[name]
		if !ok {
			t.Errorf("nothing provokes %s", name)
			continue
		}
		t.Run(name, func(t *testing.T) {
			r := c.by(t)
			retry := r.Header.Get("Retry-After")
			p := checkProblem(t, r, c.status, name)
			if wait := slices.Contains([]string{problem.TooMany, problem.Overloaded}, name); wait && retry == "" {
				t.Error("no Retry-After")
			}
			if strings.Contains(fmt.Sprint(p), "secret") {
				t.Errorf("a defect is told: %+v", p)
			}
		})
	}
}

func asking(target string) func(*testing.T) *http.Response {
	return func(t *testing.T) *http.Response { return get(t, handler(t), target) }
}

// overload asks for more than one query at once and its short queue can take, and gives the first answer that was turned away.
func overload(t *testing.T) *http.Response {
	h := api.New(shared, api.Options{Version: "test", AtOnce: 1, CacheMB: 1})
	var all sync.WaitGroup
	away := make(chan *http.Response, 100)
	for i := range 100 {
		all.Go(func() {
			r := get(t, h, fmt.Sprintf("/v1/data?measure=first_reviews_on_time&period=all&limit=%d", 5000+i))
			if r.StatusCode != http.StatusOK {
				away <- r
			}
		})
	}
	all.Wait()
	select {
	case r := <-away:
		return r
	default:
		t.Fatal("nobody was turned away")
		return nil
	}
}

// damage asks for a release that was whole when the service began and is not any more.
func damage(t *testing.T) *http.Response {
	dir := t.TempDir()
	for _, id := range []string{older, current} {
		if err := releasetest.Write(t.Context(), dir, releasetest.Options{ID: id, Measures: 1, Years: 1, Dimensions: []string{}}); err != nil {
			t.Fatal(err)
		}
	}
	set, err := release.OpenSet(t.Context(), dir, release.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(set.Close)
	if err := os.WriteFile(filepath.Join(dir, older, release.CellsFile(older)), []byte("PAR1"), 0o600); err != nil {
		t.Fatal(err)
	}
	return get(t, api.New(set, api.Options{Version: "test"}), league+"?release="+older)
}

// corrected asks for a data file that holds a council's figures which were withdrawn.
func corrected(t *testing.T) *http.Response {
	dir := t.TempDir()
	small(t, dir, current)
	if err := release.Correct(dir, current, release.Correction{Council: "E08000035", Reason: "A wrong file.", On: "2026-07-01"}); err != nil {
		t.Fatal(err)
	}
	set, err := release.OpenSet(t.Context(), dir, release.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(set.Close)
	return get(t, api.New(set, api.Options{Version: "test"}), "/v1/releases/"+current+"/files/"+release.CellsFile(current))
}

const heavy = "/v1/data?measure=overdue_reviews,direct_payment_uptake,first_reviews_on_time,complaints_upheld,budget_cuts_without_reassessment&period=all&grain=quarter" +
	"&level=council&by=age_band&compare=previous,year_ago&sort=-value&limit=10000"

// slow asks what takes far longer than it may. That the database stops then, and does not finish first, is held where the database is.
func slow(t *testing.T) *http.Response {
	h := api.New(shared, api.Options{Version: "test", QueryTimeout: 10 * time.Millisecond})
	r := get(t, h, heavy)
	if again := get(t, h, "/health/ready"); again.StatusCode != http.StatusOK {
		t.Errorf("afterwards: %d", again.StatusCode)
	}
	return r
}

// What is too large is refused with its size, the most there is, and where all of it is.
func TestTooLargeSaysHowLargeAndWhereAllOfItIs(t *testing.T) {
	h := handler(t)
	p := checkProblem(t, get(t, h, "/v1/reports/overdue_reviews/trend?level=council&period=all&by=age_band&format=svg"), 400, problem.TooLarge)
	whole := decode(t, get(t, h, "/v1/reports/overdue_reviews/trend?level=council&period=all&by=age_band&limit=1"))
	if p.Estimate != whole.Meta.Total || p.Limit != 2000 {
		t.Errorf("estimate %d of %d rows, limit %d", p.Estimate, whole.Meta.Total, p.Limit)
	}
	if r := get(t, h, p.Bulk); r.StatusCode != http.StatusOK || r.Header.Get("Content-Type") != "application/vnd.apache.parquet" {
		t.Errorf("%s: %d", p.Bulk, r.StatusCode)
	}
}

// A service that is about to end says so before it does.
func TestNotReadyWhileDraining(t *testing.T) {
	r := get(t, api.NewDraining(shared, api.Options{Version: "test"}), "/health/ready")
	if r.Header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	checkProblem(t, r, 503, problem.NotReady)
	if r := get(t, api.NewDraining(shared, api.Options{Version: "test"}), "/health/live"); r.StatusCode != http.StatusOK {
		t.Errorf("live: %d", r.StatusCode)
	}
}

// A stream under way when the service is told to end comes to its end, and nobody new is let in.
func TestAStreamOutlivesTheEnd(t *testing.T) {
	dir := t.TempDir()
	if err := releasetest.Write(t.Context(), dir, releasetest.Options{Measures: 4, Years: 4, Dimensions: []string{"age_band"}}); err != nil {
		t.Fatal(err)
	}
	base, stop := serve(t, api.Options{Releases: dir, Drain: 30 * time.Second})
	target := base + "/v1/data?measure=overdue_reviews,direct_payment_uptake,first_reviews_on_time,complaints_upheld&period=all&grain=quarter&by=age_band&level=council"
	var page jsonAnswer
	if err := json.Unmarshal([]byte(text(t, target+"&limit=1")), &page); err != nil {
		t.Fatal(err)
	}
	r, err := http.Get(target + "&format=csv") //nolint:noctx // a test
	if err != nil {
		t.Fatal(err)
	}
	first := make([]byte, 1000)
	n, err := r.Body.Read(first)
	if err != nil || r.ContentLength >= 0 {
		t.Fatalf("not a stream: %v, %d bytes", err, r.ContentLength)
	}
	ended := make(chan error, 1)
	go func() { ended <- stop() }()
	refused := func() bool {
		other, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(request(t, base+"/health/live"))
		if err == nil {
			_ = other.Body.Close()
		}
		return err != nil
	}
	for deadline := time.Now().Add(5 * time.Second); !refused(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it goes on taking requests")
		}
	}
	select {
	case err := <-ended:
		t.Fatalf("it ended with a stream under way: %v", err)
	default:
	}
	rest := body(t, r)
	if got := strings.Count(string(first[:n])+rest, "\n"); got != page.Meta.Total+1 || page.Meta.Total < 50_000 {
		t.Errorf("%d lines of %d rows, ending %q", got, page.Meta.Total, rest[max(0, len(rest)-60):])
	}
	if err := <-ended; err != nil {
		t.Errorf("it ended with %v", err)
	}
}

func request(t *testing.T, target string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, target, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
