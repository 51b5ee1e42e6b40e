package org.offprint.server.config;

/// The server that takes our mail.
public record MailSettings(
    @Setting(
            key = "mail.host",
            def = "",
            text =
                "The server that takes mail, such as `smtp.example.org`. When empty, nobody is mailed: digests are laid as files into `mail` in the data folder.")
        String host,
    @Setting(
            key = "mail.port",
            def = "587",
            min = 1,
            max = 65535,
            text = "Its port: 587 as a rule with `starttls`, 465 with `tls`, 25 with `none`.")
        int port,
    @Setting(
            key = "mail.security",
            def = "starttls",
            text =
                "How the connection is encrypted: `starttls` and `tls` refuse a server that cannot, or whose certificate is not of its name;"
                    + " `none` is for a server on the same machine.")
        MailSecurity security,
    @Setting(
            key = "mail.user",
            def = "",
            text = "The user that the server wants to hear of. When empty, none is named.")
        String user,
    @Setting(key = "mail.password", def = "", text = "The password of that user.") Secret password,
    @Setting(
            key = "mail.from",
            def = "",
            form = "|[^@\\s]+@[^@\\s]+|[^<>]*<[^@\\s]+@[^@\\s]+>",
            expected = "a mail address, such as papers@example.org or Papers <papers@example.org>",
            text = "Whom mails come from, such as `Papers <papers@example.org>`.")
        String from) {
  /// Whether there is a server and somebody to write as.
  public boolean ready() {
    return !host.isEmpty() && !from.isEmpty();
  }
}
