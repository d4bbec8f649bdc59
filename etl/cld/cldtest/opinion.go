package cldtest

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Opinion is the second opinion: the published rules once more, slow and in plain sight, from text to text. What it gives is one line a
// record, people named as the file names them.
type Opinion struct {
	Left    map[string]int    // rows left out, by the rule that leaves them out
	meaning map[string]string // field and value in lower case → code
}

// NewOpinion makes one that knows a list of values.
func NewOpinion(list string) *Opinion {
	s := &Opinion{meaning: map[string]string{}, Left: map[string]int{}}
	rows, _ := csv.NewReader(strings.NewReader(list)).ReadAll()
	for _, r := range rows[1:] {
		code := r[3]
		if code == "" {
			code = strings.ToLower(r[1])
		}
		s.meaning[r[0]+"|"+strings.ToLower(r[1])] = code
	}
	return s
}

// happening is a row in the second opinion's eyes.
type happening struct {
	who              string
	row              int
	start, end, died time.Time
	born             int
	f                map[string]string // codes by field
	raw              map[string]string
	refPeriodEnd     time.Time
}

// titles are the columns that have a list of values, by their names in it.
var titles = map[string]string{
	"Client_Type": "Client Type", "Event_Type": "Event Type", "Gender": "Gender", "Ethnicity": "Ethnicity",
	"Primary_Support_Reason": "Primary Support Reason", "Has_Unpaid_Carer": "Has Unpaid Carer", "Event_Outcome": "Event Outcome",
	"Request_Route_of_Access": "Request: Route of Access", "Assessment_Type": "Assessment Type", "Service_Type": "Service Type",
	"Service_Component": "Service Component", "Delivery_Mechanism": "Delivery Mechanism", "Review_Reason": "Review Reason",
	"Review_Outcomes_Achieved": "Review Outcomes Achieved", "Cost_Frequency_Unit_Type": "Cost Frequency (Unit Type)",
}

func (s *Opinion) value(field, text string) (code string, blank bool) {
	text = strings.ToLower(strings.Trim(text, " \u00a0"))
	if text == "" || text == "null" {
		return "", true
	}
	if field == "Event_Type" {
		for _, k := range []string{"service", "assessment", "request", "review"} {
			if strings.Contains(text, k) {
				return k, false
			}
		}
	}
	if text == "not known" && slices.Contains([]string{"Gender", "Ethnicity", "Primary_Support_Reason", "Has_Unpaid_Carer"}, field) {
		return "unknown", false
	}
	if field == "Review_Reason" && strings.HasPrefix(text, "unplanned") {
		return "unplanned", false
	}
	if code, ok := map[string]string{"y": "yes", "n": "no"}[text]; ok && field == "Has_Unpaid_Carer" {
		return code, false
	}
	return s.meaning[field+"|"+text], false
}

func (s *Opinion) date(text string) (t time.Time, blank bool) {
	text = strings.Trim(text, " \u00a0")
	if text == "" {
		return t, true
	}
	for _, form := range []string{"2006-01-02", "2006-01-02 15:04:05.000", "02/01/2006 15:04", "02/01/2006"} {
		if t, err := time.Parse(form, text); err == nil {
			return t.Truncate(24 * time.Hour), false
		}
	}
	return t, false
}

// GoodNumber says whether an NHS number passes the check of modulus 11.
func GoodNumber(text string) bool {
	if len(text) != 10 || strings.Count(text, text[:1]) == 10 {
		return false
	}
	total := 0
	for i := range 9 {
		total += int(text[i]-'0') * (10 - i)
	}
	check := 11 - total%11
	if check == 11 {
		check = 0
	}
	return strconv.Itoa(check) == text[9:]
}

// read takes the rows of one council that can be told of.
func (s *Opinion) read(text, council string) (rows []happening, from, to time.Time) {
	all, _ := csv.NewReader(strings.NewReader(text)).ReadAll()
	for n, cells := range all[1:] {
		raw := map[string]string{}
		for i, name := range all[0] {
			raw[name] = cells[i]
		}
		if raw["LA Code"] != council {
			continue
		}
		from, _ = s.date(raw["Reporting Period Start Date"])
		to, _ = s.date(raw["Reporting Period End Date"])
		h := happening{row: n + 2, raw: raw, f: map[string]string{}}
		for name, title := range titles {
			code, blank := s.value(name, raw[title])
			if h.f[name] = code; code == "" && !blank {
				h.f[name] = "?" + strings.ToLower(strings.Trim(raw[title], " \u00a0"))
			}
		}
		var noEnd, noDeath bool
		h.start, _ = s.date(raw["Event Start Date"])
		h.end, noEnd = s.date(raw["Event End Date"])
		h.died, noDeath = s.date(raw["Date of Death"])
		if born, _ := s.date(raw["Date of Birth"]); !born.IsZero() {
			h.born = born.Year()
		}
		_ = noDeath
		switch number, local := raw["NHS Number"], raw["LA Person Unique Identifier"]; {
		case GoodNumber(number):
			h.who = "nhs " + number
		case local != "":
			h.who = "local " + local
		}
		why := ""
		switch {
		case h.f["Client_Type"] == "known_by_association":
			why = "cld_association"
		case h.who == "":
			why = "cld_no_person"
		case !slices.Contains([]string{"request", "assessment", "service", "review"}, h.f["Event_Type"]):
			why = "cld_event_type"
		case h.start.IsZero():
			why = "cld_no_start"
		case h.end.IsZero() && !noEnd, h.end.IsZero() && h.f["Event_Type"] != "service" && h.died.IsZero():
			why = "cld_no_end"
		case !h.end.IsZero() && h.end.Before(h.start):
			why = "cld_backwards"
		}
		if why != "" {
			s.Left[why]++
			continue
		}
		rows = append(rows, h)
	}
	return rows, from, to
}

// period is section 5, rule 2.
func (s *Opinion) period(rows []happening, from, to, produced time.Time) (time.Time, time.Time) {
	count, kinds, all := map[string]int{}, map[string]map[string]bool{}, 0
	for _, h := range rows {
		if h.end.IsZero() || h.end.Format("2006-01") >= produced.Format("2006-01") {
			continue
		}
		m := h.end.Format("2006-01")
		if kinds[m] == nil {
			kinds[m] = map[string]bool{}
		}
		count[m]++
		kinds[m][h.f["Event_Type"]] = true
		all++
	}
	most := 0
	for _, k := range kinds {
		most = max(most, len(k))
	}
	var months []string
	for m, n := range count {
		if float64(n)/float64(all) >= 0.02 && len(kinds[m]) >= most-1 {
			months = append(months, m)
		}
	}
	if all < 100 || len(months) == 0 {
		return from, to
	}
	slices.Sort(months)
	first, _ := time.Parse("2006-01", months[0])
	last, _ := time.Parse("2006-01", months[len(months)-1])
	return first, last.AddDate(0, 1, -1)
}

// filter is section 5, rule 4, and what official code filters events by.
func (s *Opinion) filter(rows []happening, from, to time.Time) []happening {
	var out []happening
	for _, h := range rows {
		kind := h.f["Event_Type"]
		if !h.died.IsZero() {
			between := !h.end.IsZero() && !h.died.Before(h.start) && !h.died.After(h.end)
			if between || h.end.IsZero() && h.died.After(h.start) {
				h.end = h.died
			}
		}
		switch {
		case !h.died.IsZero() && (h.died.Before(from) || h.died.Before(h.start)):
			s.Left["cld_died_before"]++
			continue
		case h.start.After(to):
			s.Left["cld_outside"]++
			continue
		case kind == "service" && (h.end.IsZero() || !h.end.Before(from)):
		case kind != "service" && !h.end.IsZero() && !h.end.Before(from) && !h.end.After(to):
		case kind != "service" && h.end.IsZero():
			s.Left["cld_no_end"]++
			continue
		default:
			s.Left["cld_outside"]++
			continue
		}
		if to.Year()-h.born > 115 {
			h.born = 0
		}
		h.refPeriodEnd = to
		out = append(out, h)
	}
	return out
}

// name is section 5, rule 5: events with one name are one event.
func (h happening) name(single bool) string {
	kind := h.f["Event_Type"]
	out := []string{h.who, h.start.Format(time.DateOnly), h.f["Client_Type"], kind}
	if strings.HasPrefix(h.f["Client_Type"], "?") {
		out[2] = "" // official code compares what was written; what stands for nothing is alike here
	}
	switch kind {
	case "request":
		out = append(out, h.end.String(), h.f["Request_Route_of_Access"])
	case "assessment":
		out = append(out, h.end.String(), h.f["Assessment_Type"])
	case "review":
		out = append(out, h.end.String())
	case "service":
		out = append(out, h.f["Service_Type"], h.f["Service_Component"])
		if single {
			cost := ""
			if n, err := strconv.ParseFloat(strings.NewReplacer("£", "", ",", "").Replace(h.raw["Unit Cost"]), 64); err == nil {
				cost = fmt.Sprintf("%.2f", n)
			}
			out = append(out, h.f["Delivery_Mechanism"], cost, h.f["Cost_Frequency_Unit_Type"], h.raw["Planned units per week"])
		}
	}
	return strings.Join(out, "|")
}

// over says whether h is kept rather than o.
func (h happening) over(o happening) bool {
	if !h.refPeriodEnd.Equal(o.refPeriodEnd) {
		return h.refPeriodEnd.After(o.refPeriodEnd)
	}
	if h.end.IsZero() != o.end.IsZero() {
		return h.end.IsZero()
	}
	if !h.end.Equal(o.end) {
		return h.end.After(o.end)
	}
	rank := func(x happening) int {
		if n, err := strconv.Atoi(x.f["Event_Outcome"]); err == nil {
			return n
		}
		return 99
	}
	if rank(h) != rank(o) {
		return rank(h) < rank(o)
	}
	return h.row > o.row
}

// unique keeps one row of each event.
func (s *Opinion) unique(rows []happening, single bool) []happening {
	best := map[string]happening{}
	for _, h := range rows {
		if o, ok := best[h.name(single)]; !ok || h.over(o) {
			best[h.name(single)] = h
		}
	}
	if n := len(rows) - len(best); n > 0 {
		s.Left["cld_duplicate"] += n
	}
	var out []happening
	for _, h := range best {
		out = append(out, h)
	}
	return out
}

// join is rule 6 over the files of one council, each with its part of the time.
func (s *Opinion) join(parts [][]happening) []happening {
	var out []happening
	for i, part := range parts {
		next := map[string]bool{}
		if i+1 < len(parts) {
			for _, o := range parts[i+1] {
				next[o.name(false)] = true
			}
		}
		for _, h := range part {
			if i+1 < len(parts) && h.f["Event_Type"] == "service" && (h.end.IsZero() || h.end.After(h.refPeriodEnd)) {
				if !next[h.name(false)] {
					h.end = h.refPeriodEnd
				}
			}
			out = append(out, h)
		}
	}
	return out
}

var settings = []string{"nursing", "residential", "community", "prison"}

func (h happening) longTerm() bool {
	return h.f["Event_Type"] == "service" && h.f["Client_Type"] == "service_user" && slices.Contains(settings, h.f["Service_Type"])
}

// lines are the records, a line each.
func (s *Opinion) lines(rows []happening) []string {
	byPerson := map[string][]happening{}
	for _, h := range rows {
		byPerson[h.who] = append(byPerson[h.who], h)
	}
	var out []string
	for who, list := range byPerson {
		out = append(out, s.person(who, list))
		for _, h := range list {
			adult, known := h.f["Client_Type"] == "service_user", h.f["Client_Type"] == "service_user" || h.f["Client_Type"] == "carer"
			switch kind := h.f["Event_Type"]; {
			case h.longTerm():
				out = append(out, s.plan(h, list))
			case kind == "assessment" && known && h.f["Assessment_Type"] == "long":
				out = append(out, s.assessed(h, list, adult))
			case kind == "review" && known && h.f["Review_Reason"] != "short_term":
				reason := h.f["Review_Reason"]
				if reason != "planned" && reason != "unplanned" {
					reason = "unknown"
				}
				achieved := h.f["Review_Outcomes_Achieved"]
				if strings.HasPrefix(achieved, "?") {
					achieved = ""
				}
				out = append(out, fmt.Sprintf("review %s %s %s %s", who, reason, show(h.end), achieved))
			}
		}
	}
	slices.Sort(out)
	return out
}

func show(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.Format(time.DateOnly)
}

func (s *Opinion) plan(h happening, list []happening) string {
	delivery := ""
	if h.f["Service_Type"] == "community" {
		delivery = h.f["Delivery_Mechanism"]
		if delivery == "" || strings.HasPrefix(delivery, "?") {
			delivery = "unknown"
		}
		if h.f["Service_Component"] == "direct_payment" {
			delivery = "direct_payment"
		}
	}
	on := false
	for _, o := range list {
		next := o.start.Equal(h.end) || o.start.Equal(h.end.AddDate(0, 0, 1))
		on = on || !h.end.IsZero() && o.longTerm() && next && !o.start.Before(h.start) && (o.row != h.row || !o.refPeriodEnd.Equal(h.refPeriodEnd))
	}
	return fmt.Sprintf("plan %s %s %s %s %t %s", h.who, show(h.start), show(h.end), h.f["Service_Type"], on, delivery)
}

func (s *Opinion) assessed(h happening, list []happening, adult bool) string {
	kind, asked := "carer", "-"
	if adult {
		kind = "needs"
		var before time.Time
		for _, o := range list {
			if o.longTerm() && o.start.Before(h.start) && (o.end.IsZero() || !o.end.Before(h.start)) {
				kind = "reassessment"
			}
			long := o.f["Event_Type"] == "assessment" && o.f["Client_Type"] == "service_user" && o.f["Assessment_Type"] == "long"
			if long && o.start.Before(h.start) && o.start.After(before) {
				before = o.start
			}
		}
		for _, o := range list {
			n, err := strconv.Atoi(o.f["Event_Outcome"])
			on := err == nil && n < 6 || strings.HasPrefix(o.f["Event_Outcome"], "?")
			if kind == "needs" && o.f["Event_Type"] == "request" && o.f["Client_Type"] == "service_user" && on && o.start.After(before) && !o.start.After(h.start) {
				if day := o.start.Format(time.DateOnly); asked == "-" || day < asked {
					asked = day
				}
			}
		}
	}
	return fmt.Sprintf("assessment %s %s %s %s", h.who, kind, asked, show(h.end))
}

// person is the latest that is known of them; where that differs, unknown.
func (s *Opinion) person(who string, list []happening) string {
	far := time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
	stand := func(h happening) string {
		end := h.end
		if end.IsZero() {
			end = far
		}
		return h.refPeriodEnd.Format(time.DateOnly) + end.Format(time.DateOnly) + h.start.Format(time.DateOnly)
	}
	detail := func(field string) string {
		top, values := "", map[string]bool{}
		for _, h := range list {
			code := h.f[field]
			if code == "" || code == "unknown" || strings.HasPrefix(code, "?") {
				continue
			}
			if stand(h) > top {
				top, values = stand(h), map[string]bool{}
			}
			if stand(h) == top {
				values[code] = true
			}
		}
		if len(values) == 1 {
			for v := range values {
				return v
			}
		}
		return "unknown"
	}
	born, died, top := 0, "-", ""
	for _, h := range list {
		if h.born != 0 && (born == 0 || h.born < born) {
			born = h.born
		}
		if !h.died.IsZero() && stand(h) > top {
			top, died = stand(h), show(h.died)
		}
	}
	return fmt.Sprintf("person %s %d %s %s %s %s %s", who, born, detail("Gender"), detail("Ethnicity"), detail("Primary_Support_Reason"), detail("Has_Unpaid_Carer"), died)
}

// events are the events of one council that the rules leave of its files, earliest first.
func (s *Opinion) events(council string, texts ...string) []happening {
	type file struct {
		rows     []happening
		from, to time.Time
	}
	var files []file
	for _, text := range texts {
		rows, from, to := s.read(text, council)
		a, b := s.period(rows, from, to, to.AddDate(0, 0, 1))
		if n := len(files); n > 0 && a.After(files[n-1].to.AddDate(0, 0, 1)) && !from.After(files[n-1].to.AddDate(0, 0, 1)) {
			a = files[n-1].to.AddDate(0, 0, 1)
		}
		files = append(files, file{rows, a, b})
	}
	var parts [][]happening
	for i, f := range files {
		to := f.to
		if i+1 < len(files) && !files[i+1].from.After(to) {
			to = files[i+1].from.AddDate(0, 0, -1)
		}
		parts = append(parts, s.filter(f.rows, f.from, to))
	}
	return s.unique(s.join(parts), len(texts) == 1)
}

// Lines are the records that the files of one council come to, a line each.
func (s *Opinion) Lines(council string, texts ...string) []string {
	return s.lines(s.events(council, texts...))
}
