"""The site: a Datasette plugin that makes corpus.db a reading room.

Loaded by ``debattarkiv serve`` and by ``datasette corpus.db -m metadata.yml`` in the
same environment.  Reads through ``search``; never writes.

plugin     what Datasette calls
guard      before every request: language, refusals, headers, a queue
routes     which address is which view; a view gets a connection and an ``Ask``
views_*    the pages; ``thread``, ``hits_page`` … gather what they show
page       templates, and what they may say; ``language``, ``words``
limits, sql   what SQL may cost, and the functions it has
"""
