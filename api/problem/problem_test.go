package problem_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/careduty/careduty/api/problem"
	"github.com/careduty/careduty/internal/fault"
)

func TestEveryKindHasAStatusAndHidesItsCause(t *testing.T) {
	want := map[fault.Kind]int{
		fault.Internal: 500, fault.Usage: 400, fault.Refused: 503, fault.NotFound: 404, fault.Conflict: 503, fault.Gone: 410,
		fault.TooLarge: 400, fault.Unavailable: 503, fault.Timeout: 504, fault.Canceled: 503,
	}
	for k := fault.Internal; k <= fault.Canceled; k++ {
		p := problem.Of(fault.New(k, "What.", "Fix.").At("/srv/place").Because(errors.New("secret text")))
		if p.Status != want[k] || p.Title == "" || p.Type == "" {
			t.Errorf("%v: status %d, want %d (%+v)", k, p.Status, want[k], p)
		}
		if body := string(p.JSON()); strings.Contains(body, "secret") || strings.Contains(body, "/srv/place") {
			t.Errorf("%v tells its cause or place: %s", k, body)
		}
	}
	if p := problem.Of(errors.New("secret")); p.Status != http.StatusInternalServerError || strings.Contains(string(p.JSON()), "secret") {
		t.Errorf("a foreign error: %+v", p)
	}
}

func TestNearest(t *testing.T) {
	list := []string{"overdue_reviews", "direct_payment_uptake", "complaints_upheld", "period", "level"}
	for word, want := range map[string]string{
		"overdue_review": "overdue_reviews", "OVERDUE_REVIEWS": "overdue_reviews", "perdiod": "period", "leevl": "level",
		"direct_payments_uptake": "direct_payment_uptake", "zzz": "", "": "", strings.Repeat("x", 5000): "",
	} {
		if got := problem.Nearest(word, list); got != want {
			t.Errorf("Nearest(%.30q) = %q, want %q", word, got, want)
		}
	}
}
