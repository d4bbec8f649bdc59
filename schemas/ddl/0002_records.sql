-- Generated from records/*.json by go generate ./schemas; do not edit.

-- One row for each person the council's adult social care knows, whoever else is mentioned in the extract.
CREATE TABLE record.people (
    council VARCHAR NOT NULL,
    batch INTEGER NOT NULL,
    "person_ref" UUID NOT NULL,
    "birth_year" INTEGER,
    "sex" VARCHAR,
    "ethnicity" VARCHAR,
    "support_reason" VARCHAR,
    "has_unpaid_carer" VARCHAR,
    "died_on" DATE,
    "left_on" DATE
);

-- One row for each assessment of an adult's needs, reassessment, or assessment of a carer.
CREATE TABLE record.assessments (
    council VARCHAR NOT NULL,
    batch INTEGER NOT NULL,
    "assessment_ref" UUID NOT NULL,
    "person_ref" UUID NOT NULL,
    "kind" VARCHAR NOT NULL,
    "requested_on" DATE,
    "completed_on" DATE,
    "outcome" VARCHAR,
    "record_given_on" DATE,
    "copy_given_on" DATE,
    "advice_given_on" DATE,
    "meets_needs" VARCHAR,
    "needs_not_met_reason" VARCHAR,
    "reasons_given_on" DATE,
    "substantial_difficulty" VARCHAR,
    "appropriate_person" VARCHAR,
    "advocate_referred_on" DATE,
    "advocate_started_on" DATE
);

-- One row for each care and support plan of an adult or support plan of a carer, and for each version that replaced it.
CREATE TABLE record.plans (
    council VARCHAR NOT NULL,
    batch INTEGER NOT NULL,
    "plan_ref" UUID NOT NULL,
    "person_ref" UUID NOT NULL,
    "for" VARCHAR NOT NULL,
    "assessment_ref" UUID,
    "started_on" DATE NOT NULL,
    "signed_off_on" DATE,
    "ended_on" DATE,
    "end_reason" VARCHAR,
    "term" VARCHAR NOT NULL,
    "setting" VARCHAR NOT NULL,
    "first_plan" VARCHAR,
    "has_needs" VARCHAR,
    "has_eligibility" VARCHAR,
    "has_needs_to_meet" VARCHAR,
    "has_outcomes" VARCHAR,
    "has_budget" VARCHAR,
    "has_advice_reduce" VARCHAR,
    "has_advice_prevent" VARCHAR,
    "has_services" VARCHAR,
    "has_provider" VARCHAR,
    "has_frequency" VARCHAR,
    "has_dp_needs" VARCHAR,
    "has_dp_amount_frequency" VARCHAR,
    "has_met_by_others" VARCHAR,
    "has_emergency_plan" VARCHAR,
    "involved_person" VARCHAR,
    "involved_carer" VARCHAR,
    "agreed" VARCHAR,
    "disagreement_reasons" VARCHAR,
    "copy_given_on" DATE,
    "told_direct_payments" VARCHAR,
    "indicative_budget_given" VARCHAR,
    "substantial_difficulty" VARCHAR,
    "appropriate_person" VARCHAR,
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
    "purpose" VARCHAR NOT NULL,
    "effective_from" DATE NOT NULL,
    "effective_to" DATE,
    "weekly_total" DECIMAL(10,2) NOT NULL,
    "weekly_contribution" DECIMAL(10,2),
    "weekly_council" DECIMAL(10,2),
    "weekly_cost_of_support" DECIMAL(10,2),
    "delivery" VARCHAR NOT NULL,
    "weekly_direct_payment" DECIMAL(10,2),
    "hours_per_week" DECIMAL(10,2),
    "change_reason" VARCHAR,
    "evidence_recorded" VARCHAR,
    "person_agreed" VARCHAR
);

-- One row for each request for a direct payment and what became of it.
CREATE TABLE record.direct_payments (
    council VARCHAR NOT NULL,
    batch INTEGER NOT NULL,
    "dp_ref" UUID NOT NULL,
    "person_ref" UUID NOT NULL,
    "plan_ref" UUID,
    "requested_on" DATE,
    "decision" VARCHAR,
    "decided_on" DATE,
    "refusal_condition" VARCHAR,
    "first_paid_on" DATE,
    "ended_on" DATE,
    "end_reason" VARCHAR,
    "replacement_started_on" DATE,
    "employment_costs_included" VARCHAR
);

-- One row for each review of a plan or of a direct payment, asked for, refused or done.
CREATE TABLE record.reviews (
    council VARCHAR NOT NULL,
    batch INTEGER NOT NULL,
    "review_ref" UUID NOT NULL,
    "person_ref" UUID NOT NULL,
    "plan_ref" UUID,
    "dp_ref" UUID,
    "kind" VARCHAR NOT NULL,
    "reason" VARCHAR,
    "requested_on" DATE,
    "completed_on" DATE,
    "refused_reason" VARCHAR,
    "outcome" VARCHAR,
    "outcomes_achieved" VARCHAR,
    "led_to_revision" VARCHAR,
    "involved_person" VARCHAR,
    "involved_carer" VARCHAR
);

-- One row for each complaint about adult social care, and what the council and the Ombudsman decided.
CREATE TABLE record.complaints (
    council VARCHAR NOT NULL,
    batch INTEGER NOT NULL,
    "complaint_ref" UUID NOT NULL,
    "person_ref" UUID,
    "received_on" DATE NOT NULL,
    "about" VARCHAR NOT NULL,
    "resolved_orally" VARCHAR,
    "acknowledged_on" DATE,
    "responded_on" DATE,
    "extension_agreed_to" DATE,
    "outcome" VARCHAR,
    "remedy_agreed_on" DATE,
    "remedy_completed_on" DATE,
    "told_ombudsman" VARCHAR,
    "ombudsman_decision" VARCHAR,
    "ombudsman_decided_on" DATE,
    "ombudsman_complied" VARCHAR
);
