"""The research package: an archive, or a part of it, as files that others can read.

options, subset   which rows, in which formats
resources, rows   the tables: columns, types, keys; their rows in batches
formats/          csv, jsonl, parquet, vrt, tei, network
codebook, facts   what columns mean; how much, how complete, from which run
datapackage, citation, readme   what describes the package
folder            whole or not at all
package           all of it together
"""

from scraper.export.options import FORMATS, Options
from scraper.export.package import Report, export_package

__all__ = ["FORMATS", "Options", "Report", "export_package"]
