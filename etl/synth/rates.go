package synth

import "math"

// rate is one thing councils do well or badly: how often it is done differs by council and by year.
type rate int

// The rates, by theme. A council that does well in a theme does well in most of its rates.
const (
	recordGiven rate = iota
	assessmentCopy
	adviceGiven
	reasonsGiven
	planComplete
	dpContent
	serviceDetail
	metByOthers
	emergencyPlan
	dpMatches
	planHasBudget
	partsAdd
	budgetSuffices
	signedOff
	planMade
	personInvolved
	carerInvolved
	planAgreed
	disagreementExplained
	planCopy
	toldPayments
	indicativeBudget
	revisionInvolved
	revisionCarer
	paymentAgreed
	paymentReplaced
	paymentFirstReview
	paymentYearlyReview
	employmentCovered
	firstReviewOnTime
	plannedReview
	reviewRequestMet
	reassessmentRequestMet
	outcomesReached
	reassessedBeforeCut
	cutEvidence
	cutAgreed
	reassessedBeforeStop
	acknowledgedOnTime
	answeredSoon
	complaintUpheld
	remedyOnTime
	toldOmbudsman
	ombudsmanUpheld
	ombudsmanComplied
	difficultyConsidered
	advocateArranged
	advocateInTime
	helpedToDecide
	personCentred
	othersInvolved
	supportOffered
	refusalExplained
	suitableFound
	rateCount
)

type theme int

const (
	recording theme = iota
	planning
	involving
	paying
	reviewing
	cutting
	complaining
	advocating
	themeCount
)

// spec is a rate's made-up England level (except plannedReview, which each council sets from published figures) and how far
// councils lie apart, on the logit scale.
type spec struct {
	theme  theme
	level  float64
	spread float64
}

var specs = [rateCount]spec{
	recordGiven:            {recording, 0.86, 0.7},
	assessmentCopy:         {recording, 0.78, 0.8},
	adviceGiven:            {recording, 0.80, 0.8},
	reasonsGiven:           {recording, 0.74, 0.7},
	planComplete:           {planning, 0.66, 0.8},
	dpContent:              {planning, 0.78, 0.7},
	serviceDetail:          {planning, 0.74, 0.8},
	metByOthers:            {planning, 0.58, 0.8},
	emergencyPlan:          {planning, 0.52, 0.9},
	dpMatches:              {planning, 0.88, 0.5},
	planHasBudget:          {planning, 0.96, 0.6},
	partsAdd:               {planning, 0.96, 0.5},
	budgetSuffices:         {planning, 0.91, 0.6},
	signedOff:              {planning, 0.965, 0.4},
	planMade:               {planning, 0.90, 0.6},
	personInvolved:         {involving, 0.90, 0.6},
	carerInvolved:          {involving, 0.74, 0.8},
	planAgreed:             {involving, 0.90, 0.5},
	disagreementExplained:  {involving, 0.60, 0.7},
	planCopy:               {involving, 0.80, 0.8},
	toldPayments:           {involving, 0.74, 0.8},
	indicativeBudget:       {involving, 0.55, 0.9},
	revisionInvolved:       {involving, 0.84, 0.6},
	revisionCarer:          {involving, 0.66, 0.8},
	paymentAgreed:          {paying, 0.80, 0.6},
	paymentReplaced:        {paying, 0.78, 0.6},
	paymentFirstReview:     {paying, 0.58, 0.8},
	paymentYearlyReview:    {paying, 0.52, 0.8},
	employmentCovered:      {paying, 0.82, 0.6},
	firstReviewOnTime:      {reviewing, 0.54, 0.8},
	plannedReview:          {reviewing, 0.45, 0},
	reviewRequestMet:       {reviewing, 0.66, 0.7},
	reassessmentRequestMet: {reviewing, 0.60, 0.7},
	outcomesReached:        {reviewing, 0.88, 0.4},
	reassessedBeforeCut:    {cutting, 0.64, 0.7},
	cutEvidence:            {cutting, 0.78, 0.6},
	cutAgreed:              {cutting, 0.72, 0.6},
	reassessedBeforeStop:   {cutting, 0.62, 0.9},
	acknowledgedOnTime:     {complaining, 0.86, 0.8},
	answeredSoon:           {complaining, 0.88, 0.7},
	complaintUpheld:        {complaining, 0.55, 0.3},
	remedyOnTime:           {complaining, 0.80, 0.6},
	toldOmbudsman:          {complaining, 0.84, 0.8},
	ombudsmanUpheld:        {complaining, 0.78, 0.3},
	ombudsmanComplied:      {complaining, 0.92, 0.4},
	difficultyConsidered:   {advocating, 0.80, 0.8},
	advocateArranged:       {advocating, 0.62, 0.8},
	advocateInTime:         {advocating, 0.74, 0.6},
	helpedToDecide:         {recording, 0.70, 0.8},
	personCentred:          {planning, 0.56, 0.9},
	othersInvolved:         {involving, 0.82, 0.7},
	supportOffered:         {paying, 0.72, 0.8},
	refusalExplained:       {paying, 0.84, 0.8},
	suitableFound:          {advocating, 0.66, 0.6},
}

// The pandemic year is the financial year 2020-21, in which most of this was done less often.
const pandemicYear = 2020

var pandemic = [themeCount]float64{
	recording: -0.15, planning: -0.1, involving: -0.4, paying: -0.35, reviewing: -0.4, cutting: -0.15, complaining: -0.45, advocating: -0.35,
}

// temper is how a council stands in one theme: better or worse than others, and where it is heading each year.
type temper struct{ standing, trend float64 }

// trajectory is a rate in each financial year from the first to the last: level, the council's lean from it, its trend about
// 2023-24, and the pandemic.
func trajectory(s spec, level, lean, trend float64, first, last int) []float32 {
	out := make([]float32, 0, last-first+1)
	for y := first; y <= last; y++ {
		x := logit(level) + lean + trend*float64(min(y, 2026)-2023)
		if y == pandemicYear {
			x += pandemic[s.theme]
		}
		out = append(out, float32(logistic(x)))
	}
	return out
}

func logit(p float64) float64 { return math.Log(p / (1 - p)) }

func logistic(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
