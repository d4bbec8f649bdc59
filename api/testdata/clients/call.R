# Calls every operation of a client that openapi-generator made which answers in JSON, as a program would, and reads the answers into its types.
# Usage: Rscript call.R ADDRESS LIBRARY, the library being where the generated package is installed.
args <- commandArgs(trailingOnly = TRUE)
suppressPackageStartupMessages({ library(R6); library(jsonlite); library(httr); library(base64enc); library(stringr) })
library(openapi, lib.loc = args[2])

given <- list(measure = "overdue_reviews", area = "E08000035", dimension = "age_band", release = "latest", name = "manifest.json")
client <- ApiClient$new(base_path = args[1])
calls <- 0
wrong <- character()
for (class in grep("Api$", ls("package:openapi"), value = TRUE)) {
  api <- get(class)$new(client)
  for (operation in grep("WithHttpInfo$", names(get(class)$public_methods), value = TRUE)) {
    takes <- formals(get(class)$public_methods[[operation]])
    required <- names(Filter(function(x) is.name(x) && !nzchar(as.character(x)), takes))
    required <- setdiff(required, "...")
    asked <- given[required]
    if ("limit" %in% names(takes)) asked$limit <- 5L # the client reads rows slowly
    if (grepl("compare_?areas", operation, ignore.case = TRUE)) asked$area <- "E08000035,E06000010"
    if (grepl("Feed|Atom|Files", operation)) next # feeds and files are no JSON, and the client reads nothing else
    calls <- calls + 1
    answer <- tryCatch(do.call(api[[operation]], asked), error = function(e) e)
    if (inherits(answer, "error")) {
      wrong <- c(wrong, paste0(operation, ": ", conditionMessage(answer)))
    } else if (!identical(as.integer(answer$status_code), 200L)) {
      wrong <- c(wrong, paste0(operation, ": ", answer$status_code))
    }
  }
}
cat(calls, "calls,", length(wrong), "wrong\n")
cat(wrong, sep = "\n")
quit(status = if (length(wrong) > 0 || calls < 20) 1 else 0)
