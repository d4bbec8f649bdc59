"""Calls every operation of a generated client as a program would: with the defaults the description declares, in every format, and reads JSON into
its own types. Usage: call.py ADDRESS, with the package careduty_client importable."""

import importlib
import inspect
import pkgutil
import sys

import careduty_client
from careduty_client import Client

NAMES = {"measure": "overdue_reviews", "area": "E08000035", "dimension": "age_band", "release": "latest", "name": "manifest.json"}


def operations():
    for tag in pkgutil.iter_modules(importlib.import_module("careduty_client.api").__path__):
        for op in pkgutil.iter_modules(importlib.import_module(f"careduty_client.api.{tag.name}").__path__):
            yield op.name, importlib.import_module(f"careduty_client.api.{tag.name}.{op.name}")


def main(base):
    client = Client(base_url=base, follow_redirects=True)
    wrong, calls, read = [], 0, 0
    for name, op in operations():
        takes = inspect.signature(op._get_kwargs).parameters
        given = {k: NAMES[k] for k, p in takes.items() if p.default is inspect.Parameter.empty}
        if name == "compare_areas":
            given["area"] = "E08000035,E06000010"
        formats = [None]
        if "format_" in takes:
            of = [t for t in takes["format_"].annotation.__args__ if hasattr(t, "__members__")]
            formats += list(of[0])
        for f in formats:
            asked = dict(given, **({"format_": f} if f is not None else {}))
            answer = client.get_httpx_client().request(**op._get_kwargs(**asked))
            calls += 1
            if answer.status_code != 200:
                wrong.append(f"{name} {asked}: {answer.status_code} {answer.text[:300]}")
        if name == "get_releases_release_files_name":
            continue  # a file, whatever is in it
        if hasattr(op, "sync_detailed") and "json" in client.get_httpx_client().request(**op._get_kwargs(**given)).headers["content-type"]:
            try:
                parsed = op.sync_detailed(client=client, **given).parsed
                read += 1
                if name not in ("get_openapi_json", "get_catalog_jsonld") and parsed is None:
                    wrong.append(f"{name}: its answer is not read into anything")
            except Exception as e:  # whatever a generated parser stumbles over
                wrong.append(f"{name}: {type(e).__name__}: {e}")
    print(f"{calls} calls, {read} answers read into types, {len(wrong)} wrong")
    print("\n".join(wrong))
    return 1 if wrong or calls < 60 else 0


sys.exit(main(sys.argv[1]))
