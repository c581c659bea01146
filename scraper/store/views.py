"""Views and search tables of corpus.db, as data for ``schema``."""

from __future__ import annotations

from scraper.swedish.tokens import TOKENIZE

DOCS = f"""
create view docs_text as
  select doc as id, title, text as body, title as title_key, text as body_key
  from posts where doc is not null
  union all
  select doc, '', text, '', text from comments where doc is not null;
create virtual table docs_fts using fts5(
  title, body, title_key, body_key,
  content='docs_text', content_rowid='id', tokenize="{TOKENIZE}"
);
create view states_text as
  select id, coalesce(title, '') as title, text as body,
         coalesce(title, '') as title_key, text as body_key
  from revisions where text is not null;
create virtual table states_fts using fts5(
  title, body, title_key, body_key,
  content='states_text', content_rowid='id', tokenize="{TOKENIZE}"
);
"""  # noqa: S608  ours
"""Keys are indexed beside the words; the content view gives the one copy of text.
``states_fts`` does the same for the earlier states in ``revisions``.

Never ``rebuild`` these tables: it would index the text as keys (see index.py)."""

VIEWS: dict[str, str] = {
    "latest_comments": """
        select c.published, c.author, c.text, p.title as post_title,
               c.url,
               c.source, c.id, c.post, c.first_seen
        from comments c join posts p on p.id = c.post
        where c.kind = 'comment' and c.withdrawn_at is null
        order by c.published desc, c.id""",
    "completeness": """
        select p.id as post, p.source, p.title, p.date,
               p.comments_claimed as claimed, p.comments_found as found,
               p.comments_explained as explained,
               p.comments_claimed - p.comments_found
                 - coalesce(p.comments_explained, 0) as missing,
               p.url
        from posts p""",
    "completeness_by_source": """
        select source, count(*) as posts, sum(claimed) as claimed,
               sum(found) as found, sum(explained) as explained,
               sum(max(0, missing)) as missing, sum(max(0, -missing)) as surplus
        from completeness where missing is not null
        group by source""",
    "activity_by_month": """
        select source, month, sum(post) as posts, sum(1 - post) as comments
        from (select source, substr(date, 1, 7) as month, 1 as post from posts
              union all
              select source, substr(date, 1, 7), 0 from comments
              where kind = 'comment')
        where month is not null
        group by source, month""",
    "who_answers_whom": """
        select r.author as who, a.author as whom, count(*) as answers,
               min(r.date) as first, max(r.date) as last
        from comments r
        join comments a on a.id = coalesce(r.answers, r.parent)
        where r.author is not null and a.author is not null
        group by r.author, a.author""",
    "edited_and_withdrawn": """
        select i.id as item, i.kind, i.source, i.title, i.author,
               r.edits, r.last_edit_seen, i.withdrawn_at, i.url
        from (select id, 'post' as kind, source, title, author, withdrawn_at, url
              from posts
              union all
              select c.id, c.kind, c.source, p.title, c.author, c.withdrawn_at, c.url
              from comments c join posts p on p.id = c.post) i
        left join (select item, count(*) as edits, max(seen_until) as last_edit_seen
                   from revisions where changed not in ('claimed', 'back')
                   group by item) r on r.item = i.id
        where r.item is not null or i.withdrawn_at is not null""",
}
