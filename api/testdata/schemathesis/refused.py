"""A request that the description allows is refused for reasons alone that it cannot express, and says which parameter is meant."""

import schemathesis

# What no schema of single parameters can say: values that exclude each other, names this release does not have, what is needed beside another.
REASONS = {"conflict", "unknown-value", "required", "out-of-range"}

# Parameters with a grammar of their own, which the description gives in words.
GRAMMARS = {"period", "cursor", "compare", "sort", "as_of"}


@schemathesis.check
def refused_for_a_reason(ctx, response, case):
    if response.status_code != 400 or not case.meta or not case.meta.generation.mode.is_positive:
        return
    errors = response.json().get("errors", [])
    assert errors, "refused, and no parameter is named"
    for e in errors:
        known = e["code"] in REASONS or (e["code"] == "malformed" and e["parameter"] in GRAMMARS)
        assert known, f"a valid value is refused: {e}"
