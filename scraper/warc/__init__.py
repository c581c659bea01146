"""WARC, the format of web archives (ISO 28500): captures written and pages read.

files   whether a file is one
read    pages of a file, and where they lie in it
write   captures as request and response records, with an index
scrub   what of a capture is no one else's business
"""
