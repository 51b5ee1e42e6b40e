#!/usr/bin/env python3
"""Writes to a running Offprint with a token, by the client that is generated from the Hub's own description (pyhfapi).

    TOKEN=offp_… python3 write.py http://127.0.0.1:8080 2411.09009

Leaves two comments on the paper. Prints one line a check and ends with 0 when all hold.
"""
import os
import sys

if len(sys.argv) < 3 or "TOKEN" not in os.environ:
    sys.exit(__doc__)
server, paper = sys.argv[1].rstrip("/"), sys.argv[2]
try:
    from pyhfapi import AuthenticationError, HuggingFace
except ImportError as missing:
    print(f"pyhfapi cannot be imported ({missing}); README.md beside this file says how to get it")
    sys.exit(77)

failed = 0


def check(what, holds, seen=""):
    global failed
    failed += not holds
    print(f"{'ok  ' if holds else 'FAIL'} {what}{'' if holds else f': {seen!r}'}")


comments = HuggingFace(api_key=os.environ["TOKEN"], base_url=server, max_retries=0).api.papers.comment
written = comments.create(paper_id=paper, comment="In $O(1)$, *yes*.").new_message
check("a comment is written", "<em>yes</em>" in written.data.latest.html, written)
answer = comments.reply(paper_id=paper, comment_id=written.id, comment="And answered.").new_message
check("an answer is written", answer.data.latest.raw == "And answered." and answer.id != written.id, answer)
try:
    HuggingFace(api_key="hf_unknown", base_url=server, max_retries=0).api.papers.comment.create(paper_id=paper, comment="no")
    check("an unknown token is 401", False)
except AuthenticationError as refused:
    check("an unknown token is 401", refused.status_code == 401, refused)

print("all hold" if not failed else f"{failed} failed")
sys.exit(1 if failed else 0)
