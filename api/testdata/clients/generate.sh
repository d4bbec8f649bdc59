#!/bin/sh
# Judges the API's description and generates clients from it: generate.sh DESCRIPTION FOLDER. What a machine lacks the tools for is said, never passed:
# the last lines say of each client what became of it. A client that was made and does not build fails.
set -eu
api=$(realpath "$1")
out=$2
here=$(cd "$(dirname "$0")" && pwd)
generator=7.17.0
mkdir -p "$out"
cd "$out"
: > said.txt
say() { echo "$*" | tee -a said.txt; }
made() { rm -rf "$2" && java -Xmx1g -jar openapi-generator-cli-$generator.jar generate -g "$1" -i "$api" -o "$2" $3 > "$2.log" 2>&1 || { tail -n 20 "$2.log" >&2; exit 1; }; }

# Two judges, without a rule left out.
if command -v npm > /dev/null; then
	cp "$here/package.json" "$here/use.ts" .
	npm install --no-package-lock --ignore-scripts --no-audit --no-fund --silent
	npx redocly lint "$api" --format=summary
	echo 'extends: ["spectral:oas"]' > spectral.yaml
	npx spectral lint "$api" --ruleset spectral.yaml --fail-severity warn
	say "judges: redocly and spectral find nothing, no rule is left out"
	npx openapi-typescript "$api" --output careduty.d.ts
	npx tsc --noEmit --strict --target es2022 --module nodenext --moduleResolution nodenext use.ts
	say "TypeScript, openapi-typescript: compiled with a program that uses it"
else
	say "judges, TypeScript: NOT DONE, npm is missing"
fi

if ! command -v java > /dev/null || ! command -v mvn > /dev/null; then
	say "R, C#, Python and TypeScript by openapi-generator: NOT DONE, java or mvn is missing"
	exit 0
fi
[ -e openapi-generator-cli-$generator.jar ] || mvn -q dependency:copy -Dartifact=org.openapitools:openapi-generator-cli:$generator:jar -DoutputDirectory=.

made python python ""
python3 -m compileall -q python
say "Python, openapi-generator: compiled"

made typescript-fetch typescript ""
if command -v npm > /dev/null; then
	npx tsc --noEmit --strict --target es2022 --module es2022 --moduleResolution bundler --lib es2022,dom typescript/index.ts
	say "TypeScript, openapi-generator: compiled"
else
	say "TypeScript, openapi-generator: made, NOT COMPILED, npm is missing"
fi

# A field called missing hides the function of that name from what the generator writes.
made r r "--name-mappings missing=councils_missing"
rm -rf r-library
if command -v R > /dev/null; then
	mkdir r-library
	R CMD INSTALL --no-docs --no-test-load -l r-library r > r-install.log 2>&1 || { tail -n 20 r-install.log >&2; exit 1; }
	say "R, openapi-generator: installed"
else
	say "R, openapi-generator: made, NOT INSTALLED, R is missing (r-base-core, r-cran-r6, r-cran-jsonlite, r-cran-httr, r-cran-stringr, r-cran-base64enc)"
fi

made csharp csharp "--library httpclient --additional-properties=targetFramework=net48,nullableReferenceTypes=false"
if command -v dotnet > /dev/null; then
	dotnet build -v quiet csharp/src/Org.OpenAPITools
	say "C#, openapi-generator: compiled"
elif command -v mcs > /dev/null; then
	mcs --parse -langversion:experimental $(find csharp/src -name '*.cs' -not -path '*Test*')
	say "C#, openapi-generator: made and parsed (mono-mcs), NOT COMPILED, dotnet is missing"
else
	say "C#, openapi-generator: made, NOT COMPILED, dotnet is missing (mono-mcs would parse it)"
fi
