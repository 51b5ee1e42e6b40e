package org.offprint.server.config;

/// The key with which outgoing mails are signed, so that others can tell that they are ours.
public record DkimSettings(
    @Setting(
            key = "mail.dkim.key",
            def = "",
            text =
                "A file with a private key, RSA of 2048 bits as PEM (PKCS #8): mails are signed with it. When empty, they are not."
                    + " [digest.md](digest.md) says how to make one.")
        String key,
    @Setting(
            key = "mail.dkim.selector",
            def = "offprint",
            form = "[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?",
            expected = "a name such as offprint or 2026a",
            text =
                "Under which name the public key stands in the domain's DNS: `SELECTOR._domainkey.DOMAIN`.")
        String selector,
    @Setting(
            key = "mail.dkim.domain",
            def = "",
            text =
                "The domain that signs. When empty, that of `mail.from`; DMARC wants the two to agree.")
        String domain) {
  public boolean isGiven() {
    return !key.isEmpty();
  }
}
