package org.offprint.server.config;

import java.time.Duration;
import java.time.ZoneId;

/// Digests by mail: who may ask for one, when they go out, and how fast.
public record DigestSettings(
    @Setting(
            key = "digest.enabled",
            def = "true",
            text =
                "Whether people can subscribe, and whether digests go out. See [digest.md](digest.md).")
        boolean enabled,
    @Setting(
            key = "digest.zone",
            def = "UTC",
            text = "The time zone of those who name none, such as `Europe/Berlin`.")
        ZoneId zone,
    @Setting(
            key = "digest.hour",
            def = "8",
            max = 23,
            text =
                "The hour of the day, in the reader's zone, at which a digest goes out to those who name none.")
        int hour,
    @Setting(
            key = "digest.most",
            def = "10",
            min = 1,
            max = 50,
            text = "How many papers a digest shows to those who name no number.")
        int most,
    @Setting(
            key = "digest.patience",
            def = "2h",
            text =
                "How long a digest waits for a day that is not settled yet. After that it goes out, says what is missing, and brings the rest next time.")
        Duration patience,
    @Setting(
            key = "digest.confirm-within",
            def = "3d",
            text = "How long the link is good with which an address is confirmed.")
        Duration confirmWithin,
    @Setting(
            key = "mail.bounces",
            def = "",
            form = "|[^@+\\s]{1,15}@[^@\\s]+",
            expected =
                "a mail address with at most 15 characters before the @, such as bounce@papers.example.org",
            text =
                "Where mails that cannot be delivered come back to. A `+` and a signed mark are put before its `@`, so the server must deliver"
                    + " `bounce+ANYTHING@…` to one mailbox. When empty, they come back to `mail.from`, unmarked.")
        String bounces,
    @Setting(
            key = "mail.connections",
            def = "4",
            min = 1,
            max = 32,
            text = "How many connections to the mail server digests use at once.")
        int connections,
    @Setting(
            key = "mail.per-domain",
            def = "0",
            text =
                "How many mails a minute go to addresses of one domain, over all processes; 0 sets no bound.")
        int perDomain) {}
