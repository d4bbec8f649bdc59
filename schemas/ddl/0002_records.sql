-- Generated from records/*.json by go generate ./schemas; do not edit.

-- One row for each person the council's adult social care knows, whoever else is mentioned in the extract.
CREATE TABLE record.people (
    council VARCHAR NOT NULL,
    batch INTEGER NOT NULL,
    "person_ref" UUID NOT NULL,
    "birth_year" INTEGER,
    "sex" ENUM('female', 'male', 'other', 'unknown'),
    "ethnicity" ENUM('asian', 'black', 'mixed', 'white', 'other', 'unknown'),
    "support_reason" ENUM('physical', 'sensory', 'memory_cognition', 'learning_disability', 'mental_health', 'social', 'unknown'),
    "has_unpaid_carer" ENUM('yes', 'no', 'unknown'),
    "died_on" DATE,
    "left_on" DATE
);

-- One row for each assessment of an adult's needs, reassessment, or assessment of a carer.
CREATE TABLE record.assessments (
    council VARCHAR NOT NULL,
    batch INTEGER NOT NULL,
    "assessment_ref" UUID NOT NULL,
    "person_ref" UUID NOT NULL,
    "kind" ENUM('needs', 'reassessment', 'carer') NOT NULL,
    "requested_on" DATE,
    "completed_on" DATE,
    "outcome" ENUM('eligible', 'not_eligible', 'refused', 'halted'),
    "record_given_on" DATE,
    "copy_given_on" DATE,
    "advice_given_on" DATE,
    "meets_needs" ENUM('yes', 'no', 'unknown'),
    "needs_not_met_reason" ENUM('declined', 'own_arrangement', 'other'),
    "reasons_given_on" DATE,
    "substantial_difficulty" ENUM('yes', 'no', 'not_considered'),
    "appropriate_person" ENUM('yes', 'no', 'unknown'),
    "advocate_referred_on" DATE,
    "advocate_started_on" DATE,
    "helped_to_decide" ENUM('yes', 'no', 'unknown')
);

-- One row for each care and support plan of an adult or support plan of a carer, and for each version that replaced it.
CREATE TABLE record.plans (
    council VARCHAR NOT NULL,
    batch INTEGER NOT NULL,
    "plan_ref" UUID NOT NULL,
    "person_ref" UUID NOT NULL,
    "for" ENUM('adult', 'carer') NOT NULL,
    "assessment_ref" UUID,
    "started_on" DATE NOT NULL,
    "signed_off_on" DATE,
    "ended_on" DATE,
    "end_reason" ENUM('died', 'moved', 'no_longer_eligible', 'superseded', 'withdrew', 'nhs_funded', 'other', 'unknown'),
    "term" ENUM('long', 'short') NOT NULL,
    "setting" ENUM('community', 'residential', 'nursing', 'prison') NOT NULL,
    "first_plan" ENUM('yes', 'no', 'unknown'),
    "has_needs" ENUM('yes', 'no', 'unknown'),
    "has_eligibility" ENUM('yes', 'no', 'unknown'),
    "has_needs_to_meet" ENUM('yes', 'no', 'unknown'),
    "has_outcomes" ENUM('yes', 'no', 'unknown'),
    "has_budget" ENUM('yes', 'no', 'unknown'),
    "has_advice_reduce" ENUM('yes', 'no', 'unknown'),
    "has_advice_prevent" ENUM('yes', 'no', 'unknown'),
    "has_services" ENUM('yes', 'no', 'unknown'),
    "has_provider" ENUM('yes', 'no', 'unknown'),
    "has_frequency" ENUM('yes', 'no', 'unknown'),
    "has_dp_needs" ENUM('yes', 'no', 'unknown'),
    "has_dp_amount_frequency" ENUM('yes', 'no', 'unknown'),
    "has_met_by_others" ENUM('yes', 'no', 'unknown'),
    "has_emergency_plan" ENUM('yes', 'no', 'unknown'),
    "has_strengths" ENUM('yes', 'no', 'unknown'),
    "has_networks" ENUM('yes', 'no', 'unknown'),
    "has_technology" ENUM('yes', 'no', 'unknown'),
    "has_where_to_live" ENUM('yes', 'no', 'unknown'),
    "involved_person" ENUM('yes', 'no', 'unknown'),
    "involved_carer" ENUM('yes', 'no', 'unknown'),
    "involved_others" ENUM('yes', 'no', 'not_asked', 'unknown'),
    "agreed" ENUM('yes', 'no', 'unknown'),
    "disagreement_reasons" ENUM('yes', 'no', 'unknown'),
    "copy_given_on" DATE,
    "told_direct_payments" ENUM('yes', 'no', 'unknown'),
    "indicative_budget_given" ENUM('yes', 'no', 'unknown'),
    "substantial_difficulty" ENUM('yes', 'no', 'not_considered'),
    "appropriate_person" ENUM('yes', 'no', 'unknown'),
    "advocate_referred_on" DATE,
    "advocate_started_on" DATE
);

-- One row for each personal budget and for each change of it; amounts are pounds a week, gross unless said.
CREATE TABLE record.budgets (
    council VARCHAR NOT NULL,
    batch INTEGER NOT NULL,
    "budget_ref" UUID NOT NULL,
    "plan_ref" UUID NOT NULL,
    "person_ref" UUID NOT NULL,
    "purpose" ENUM('ongoing', 'one_off', 'short_term') NOT NULL,
    "effective_from" DATE NOT NULL,
    "effective_to" DATE,
    "weekly_total" DECIMAL(10,2),
    "weekly_contribution" DECIMAL(10,2),
    "weekly_council" DECIMAL(10,2),
    "weekly_cost_of_support" DECIMAL(10,2),
    "delivery" ENUM('direct_payment', 'mixed', 'managed_budget', 'council_service', 'commissioned', 'unknown') NOT NULL,
    "weekly_direct_payment" DECIMAL(10,2),
    "hours_per_week" DECIMAL(10,2),
    "change_reason" ENUM('first', 'needs', 'price', 'provider', 'uprating', 'correction', 'contribution', 'ended', 'nhs_funded', 'other', 'unknown'),
    "evidence_recorded" ENUM('yes', 'no', 'unknown'),
    "person_agreed" ENUM('yes', 'no', 'unknown')
);

-- One row for each request for a direct payment and what became of it.
CREATE TABLE record.direct_payments (
    council VARCHAR NOT NULL,
    batch INTEGER NOT NULL,
    "dp_ref" UUID NOT NULL,
    "person_ref" UUID NOT NULL,
    "plan_ref" UUID,
    "requested_on" DATE,
    "decision" ENUM('agreed', 'refused', 'withdrawn', 'pending'),
    "decided_on" DATE,
    "refusal_condition" ENUM('capacity', 'excluded', 'unable_to_manage', 'not_appropriate', 'other'),
    "first_paid_on" DATE,
    "ended_on" DATE,
    "end_reason" ENUM('person_choice', 'died', 'moved', 'no_longer_eligible', 'misuse', 'other'),
    "replacement_started_on" DATE,
    "employment_costs_included" ENUM('yes', 'no', 'not_employer', 'unknown'),
    "support_offered" ENUM('yes', 'no', 'unknown'),
    "managed_by" ENUM('self', 'nominee', 'suitable_person', 'service', 'unknown')
);

-- One row for each review of a plan or of a direct payment, asked for, refused or done.
CREATE TABLE record.reviews (
    council VARCHAR NOT NULL,
    batch INTEGER NOT NULL,
    "review_ref" UUID NOT NULL,
    "person_ref" UUID NOT NULL,
    "plan_ref" UUID,
    "dp_ref" UUID,
    "kind" ENUM('first', 'planned', 'unplanned', 'direct_payment', 'unknown') NOT NULL,
    "reason" ENUM('scheduled', 'requested', 'changed_circumstances', 'hospital', 'safeguarding', 'carer', 'provider_failure', 'commissioning', 'other', 'unknown'),
    "requested_on" DATE,
    "completed_on" DATE,
    "refused_reason" ENUM('yes', 'no', 'unknown'),
    "outcome" ENUM('no_change', 'increase', 'decrease', 'ended', 'other', 'unknown'),
    "outcomes_achieved" ENUM('fully', 'partly', 'not', 'unknown'),
    "led_to_revision" ENUM('yes', 'no', 'unknown'),
    "involved_person" ENUM('yes', 'no', 'unknown'),
    "involved_carer" ENUM('yes', 'no', 'unknown')
);

-- One row for each complaint about adult social care, and what the council and the Ombudsman decided.
CREATE TABLE record.complaints (
    council VARCHAR NOT NULL,
    batch INTEGER NOT NULL,
    "complaint_ref" UUID NOT NULL,
    "person_ref" UUID,
    "received_on" DATE NOT NULL,
    "about" ENUM('assessment', 'eligibility', 'plan', 'budget', 'direct_payment', 'review', 'charging', 'advocacy', 'provider', 'conduct', 'other') NOT NULL,
    "resolved_orally" ENUM('yes', 'no', 'unknown'),
    "acknowledged_on" DATE,
    "responded_on" DATE,
    "extension_agreed_to" DATE,
    "outcome" ENUM('open', 'upheld', 'partly_upheld', 'not_upheld', 'withdrawn', 'out_of_scope'),
    "remedy_agreed_on" DATE,
    "remedy_completed_on" DATE,
    "told_ombudsman" ENUM('yes', 'no', 'unknown'),
    "ombudsman_decision" ENUM('upheld', 'not_upheld', 'closed_initial', 'premature', 'invalid', 'advice'),
    "ombudsman_decided_on" DATE,
    "ombudsman_complied" ENUM('yes', 'late', 'no', 'pending')
);
