package org.offprint.server.config;

import java.time.Duration;

/// Who can have an account. Nobody needs one to read.
public record AccountSettings(
    @Setting(
            key = "accounts.registration",
            def = "invitation",
            text =
                "Who can make an account: `open` is anybody, `invitation` is who was invited by somebody with an account, `closed` is nobody.")
        Registration registration,
    @Setting(
            key = "accounts.session",
            def = "30d",
            text = "After how long somebody has to sign in again.")
        Duration session) {}
