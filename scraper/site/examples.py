"""Ten questions put to the archive in SQL, each with the query that answers it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One worked question."""

    question: str
    """In Swedish; a message of the catalogue."""
    lesson: str
    """What the query shows, in Swedish."""
    sql: str


EXAMPLES = (
    Example(
        question="Vilka inlägg har flest kommentarer?",
        lesson="Tabellen posts har en rad per inlägg. Sortera och begränsa.",
        sql="""\
select date, author, title, comments_found, url
from posts
order by comments_found desc
limit 20""",
    ),
    Example(
        question="Vad skrevs om visselblåsare före 2022?",
        lesson="sok() är arkivets egen sökning, med alla böjningar och filter.",
        sql="""\
select d.date, d.kind, d.author, sok_snippet('visselblåsare', d.id) as utdrag
from json_each(sok('visselblåsare till:2021')) s
join docs d on d.id = s.value
limit 100""",
    ),
    Example(
        question="Hur många kommentarer skrevs varje år, blogg för blogg?",
        lesson="Gruppera på de första fyra tecknen i datumet.",
        sql="""\
select substr(date, 1, 4) as year, source, count(*) as comments
from comments
where kind = 'comment' and date is not null
group by year, source
order by year, source""",
    ),
    Example(
        question="Vem svarar vem?",
        lesson="Vyn who_answers_whom är redan räknad: svar per par av namn.",
        sql="""\
select who, whom, answers, first, last
from who_answers_whom
order by answers desc
limit 50""",
    ),
    Example(
        question="Hur lång tid tog det innan bloggaren svarade?",
        lesson="En kommentar förenas med den som den svarar på; tider är UTC.",
        sql="""\
select r.date, a.author as asked, r.author as answered,
       round((julianday(r.published) - julianday(a.published)) * 24, 1) as hours
from comments r
join comments a on a.id = coalesce(r.answers, r.parent)
where r.is_post_author and a.published is not null
order by r.published desc
limit 100""",
    ),
    Example(
        question="Vilka inlägg har ändrats sedan de publicerades?",
        lesson="revisions håller tidigare lydelser med tiden då de sågs.",
        sql="""\
select r.seen_from, r.seen_until, r.changed, p.title, p.url
from revisions r
join posts p on p.id = r.item
where r.changed <> 'claimed'
order by r.seen_until desc
limit 100""",
    ),
    Example(
        question="Var saknas kommentarer?",
        lesson="Vyn completeness är liggaren: uppgivna, funna, förklarade, saknade.",
        sql="""\
select source, date, title, claimed, found, explained, missing, url
from completeness
where missing > 0
order by missing desc
limit 100""",
    ),
    Example(
        question="Vart länkar bloggarna?",
        lesson="links har en rad för varje länk ut ur en text.",
        sql="""\
select host, count(*) as links, count(distinct item) as texts
from links
group by host
order by links desc
limit 50""",
    ),
    Example(
        question="Vilka ord är vanligast?",
        lesson="vocab håller varje ord med i hur många texter (df) det står.",
        sql="""\
select key, sum(cnt) as times, group_concat(term, ' ') as forms
from (select * from vocab where length(term) > 5 order by df desc limit 500)
group by key
order by times desc
limit 50""",
    ),
    Example(
        question="Vilka inlägg finns på två bloggar?",
        lesson="crosspost_of pekar på samma inlägg, tidigare publicerat.",
        sql="""\
select a.title, b.source as first, b.comments_found as comments_first,
       a.source as then_on, a.comments_found as comments_then
from posts a
join posts b on b.id = a.crosspost_of
order by a.published desc""",
    ),
)
