package org.offprint.server.config;

/// What becomes of the addresses that stand in abstracts and comments.
public record LinksSettings(
    @Setting(
            key = "links.check",
            def = "false",
            text =
                "Whether addresses of code, models and data sets that were found in abstracts and comments are asked whether they are still there: a few a minute, each at most once a month, and none on a private network.")
        boolean check) {}
