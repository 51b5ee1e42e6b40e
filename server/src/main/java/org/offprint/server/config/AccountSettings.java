package org.offprint.server.config;

import java.net.URI;
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
        Duration session,
    @Setting(
            key = "accounts.oidc.issuer",
            def = "",
            form = "|https?://[^\\s?#@]+",
            expected =
                "the address of an OpenID provider, such as https://login.example.org/realms/lab",
            text =
                "The OpenID provider that people can sign in with: Keycloak, Authentik, a university's. Its addresses and keys are read from `/.well-known/openid-configuration` below this. Register `/sign-in/with/oidc/back` below `site.url` there as the address to come back to. When empty, there is none.")
        String oidcIssuer,
    @Setting(
            key = "accounts.oidc.client",
            def = "",
            text = "The client identifier that the provider has for this server.")
        String oidcClient,
    @Setting(
            key = "accounts.oidc.secret",
            def = "",
            text =
                "The secret of that client. Empty for a public client; PKCE is used in either case.")
        Secret oidcSecret,
    @Setting(
            key = "accounts.oidc.name",
            def = "your organisation",
            form = ".*\\S.*",
            expected = "a name of at least one letter",
            text = "What the button calls the provider: `Sign in with …`.")
        String oidcName,
    @Setting(
            key = "accounts.oidc.registration",
            def = "false",
            text =
                "Whether everybody whom the provider knows may make an account, whatever `accounts.registration` says. Otherwise that holds for them too.")
        boolean oidcRegistration,
    @Setting(
            key = "accounts.orcid.client",
            def = "",
            text =
                "The client identifier that ORCID has for this server (`APP-…`). People can then sign in with ORCID and show their identifier. Register `/sign-in/with/orcid/back` below `site.url` there. When empty, no ORCID is shown.")
        String orcidClient,
    @Setting(key = "accounts.orcid.secret", def = "", text = "The secret of that client.")
        Secret orcidSecret,
    @Setting(
            key = "accounts.orcid.issuer",
            def = "https://orcid.org",
            text = "ORCID itself; `https://sandbox.orcid.org` is its place for trials.")
        URI orcidIssuer) {}
