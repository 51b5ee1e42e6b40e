package org.offprint.server.config;

import java.net.URI;
import java.time.Duration;

/// What papers are fetched, and from where.
public record IngestSettings(
    @Setting(
            key = "ingest.categories",
            def = "",
            form = "|[A-Za-z.-]+( *[, ] *[A-Za-z.-]+)*",
            expected = "categories of arXiv separated by commas, such as cs.CL, cs.LG",
            text =
                "The categories of arXiv to follow, such as `cs.CL, cs.LG`. When empty, arXiv is not asked for anything.")
        String categories,
    @Setting(
            key = "ingest.days",
            def = "5",
            min = 1,
            max = 250,
            text =
                "How many of arXiv's lists are looked after, today's among them: a server that was off for some days catches up with so many.")
        int days,
    @Setting(
            key = "ingest.alarm",
            def = "10h",
            text =
                "How long after its announcement a day may stay incomplete before an alarm is raised.")
        Duration alarm,
    @Setting(
            key = "ingest.alarm.mail",
            def = "",
            form = "|[^@\\s<>]+@[^@\\s<>]+",
            expected = "a mail address, or nothing",
            text =
                "Who is mailed when an alarm is raised and when it is over. Needs `mail.host` and `mail.from`; when empty, alarms stand in the log, on `/ingest`, in the metrics and in `./offprint ingest alarms` only.")
        String alarmMail,
    @Setting(
            key = "ingest.closed",
            def = "",
            form = "|\\d{4}-\\d{2}-\\d{2}( *, *\\d{4}-\\d{2}-\\d{2})*",
            expected = "days such as 2026-12-24, 2026-12-31",
            text =
                "Evenings on which arXiv announces nothing, besides the holidays that Offprint knows: arXiv publishes them every year.")
        String closed,
    @Setting(
            key = "ingest.arxiv.oai",
            def = "https://oaipmh.arxiv.org/oai",
            text = "Where arXiv speaks OAI-PMH. Change it only for a mirror or a rehearsal.")
        URI arxivOai,
    @Setting(
            key = "ingest.arxiv.rss",
            def = "https://rss.arxiv.org",
            text = "Where arXiv has its daily feeds.")
        URI arxivRss,
    @Setting(
            key = "ingest.arxiv.api",
            def = "https://export.arxiv.org/api/query",
            text = "Where the arXiv API is.")
        URI arxivApi) {}
