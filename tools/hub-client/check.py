#!/usr/bin/env python3
"""Asks a running Offprint what the Python client huggingface_hub asks the Hub, unchanged but for its endpoint.

    python3 check.py http://127.0.0.1:8080 [paper-id]

Prints one line a check and ends with 0 when all hold. The server needs at least one listed paper; the check that
must find a paper takes the first one listed unless an identifier is given.
"""
import os
import sys

if len(sys.argv) < 2:
    sys.exit(__doc__)
os.environ.update(
    HF_ENDPOINT=sys.argv[1].rstrip("/"),
    HF_HUB_DISABLE_TELEMETRY="1",
    HF_HUB_DISABLE_UPDATE_CHECK="1",
    HF_HUB_OFFLINE="0",
)
try:
    import huggingface_hub
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HfHubHTTPError
except ImportError as missing:
    print(f"huggingface_hub cannot be imported ({missing}); README.md beside this file says how to get it")
    sys.exit(77)

api = HfApi()
failed = 0


def check(what, holds, seen=""):
    global failed
    failed += not holds
    print(f"{'ok  ' if holds else 'FAIL'} {what}{'' if holds else f': {seen!r}'}")


def status_of(call):
    try:
        call()
        return 200
    except HfHubHTTPError as error:
        return error.response.status_code


def ids(papers):
    return [paper.id for paper in papers]


newest = list(api.list_daily_papers())
check("list_daily_papers() lists papers", 0 < len(newest) <= 50, len(newest))
paper = newest[0]
wanted = sys.argv[2] if len(sys.argv) > 2 else paper.id
check("an entry has id, title, authors and dates", all([paper.id, paper.title, paper.published_at, paper.submitted_at]), paper)
check("unknown votes read as none, known ones as a number", paper.upvotes is None or paper.upvotes > 0, paper.upvotes)
check("comments are a number", isinstance(paper.comments, int), paper.comments)

day = api.paper_info(paper.id).submitted_at.date()
week = "{:04d}-W{:02d}".format(*day.isocalendar()[:2])
of_day = ids(api.list_daily_papers(date=str(day)))
check("date lists its day", paper.id in of_day, (day, of_day))
check("week lists the papers of its day", set(of_day) <= set(ids(api.list_daily_papers(week=week, limit=100))), week)
check("month lists the day's first paper", bool(ids(api.list_daily_papers(month=str(day)[:7], limit=100))), day)
check("limit and p walk through the list", ids(api.list_daily_papers(limit=1, p=0)) == ids(newest)[:1])
check("pages do not overlap", not set(ids(api.list_daily_papers(limit=2, p=0))) & set(ids(api.list_daily_papers(limit=2, p=1))))
check("a page past the end is empty", ids(api.list_daily_papers(date=str(day), p=100)) == [])
check("trending lists papers", len(ids(api.list_daily_papers(sort="trending", limit=5))) > 0)
check("publishedAt is a sort", ids(api.list_daily_papers(sort="publishedAt")) == ids(newest))
submitters = [p.submitted_by for p in newest if p.submitted_by]
if submitters:
    name = submitters[0].name
    check("submitter lists one person's papers", {p.submitted_by.name for p in api.list_daily_papers(submitter=name)} == {name})
else:
    print("skip submitter: no listed paper has one")
check("a submitter that nobody is lists nothing", ids(api.list_daily_papers(submitter="nobody-by-this-name")) == [])
check("a date outside the calendar is 400", status_of(lambda: list(api.list_daily_papers(date="2025-13-40"))) == 400)

info = api.paper_info(wanted)
check("paper_info finds a paper", info.id == wanted, info)
check("paper_info tells its title and authors", bool(info.title) and info.authors is not None, info)
check("paper_info tells its repositories", info.linked_models is not None and info.num_total_models is not None, info)
check("a paper that is not there is 404", status_of(lambda: api.paper_info("1234.56789")) == 404)

text = api.read_paper(wanted)
check("read_paper reads Markdown", text.startswith("# ") and info.title.split()[-1].strip(".") in text.replace("\\", ""), text[:80])
check("read_paper of nothing is 404", status_of(lambda: api.read_paper("1234.56789")) == 404)

word = max(info.title.replace("-", " ").replace(":", " ").split(), key=len)
found = list(api.list_papers(query=info.title[:200]))
check("list_papers finds a paper by its title", wanted in ids(found)[:5], (info.title, ids(found)[:5]))
check("list_papers keeps its limit", len(list(api.list_papers(query=word, limit=1))) == 1, word)
check("list_papers without a query answers", status_of(lambda: list(api.list_papers())) in (200, 400))
check("a query beyond 250 characters is 400", status_of(lambda: list(api.list_papers(query="x" * 251))) == 400)
check("whoami without a known token is 401", status_of(lambda: api.whoami(token="hf_unknown")) == 401)

print(f"huggingface_hub {huggingface_hub.__version__}: {'all hold' if not failed else f'{failed} failed'}")
sys.exit(1 if failed else 0)
