package measure

// Protection is what readers are told of published counts, in one sentence wherever it is told: releases, answers, pages, methodology and
// docs/privacy.md. It says what the tiers of internal/disclosure do.
const Protection = "Counts are multiples of five, at random, never more than 9 out for a council, 24 for a region and 44 for England; " +
	"parts do not add up exactly."
