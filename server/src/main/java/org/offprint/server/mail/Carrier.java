package org.offprint.server.mail;

import java.net.URI;
import java.nio.file.Path;
import org.offprint.server.config.DkimSettings;
import org.offprint.server.config.MailSettings;

/// Brings letters to their readers: over a mail server, or into a folder where none is set.
public interface Carrier {
  /// A way to hand over one letter after the other. Not for several threads.
  interface Trip extends AutoCloseable {
    Delivery carry(Letter letter);

    @Override
    void close();
  }

  /// Sets out; nothing is connected before there is a letter.
  Trip open();

  /// Where letters go, in words for an operator.
  String where();

  /// @param site the public address, as whose host mails come where `mail.from` is not set
  /// @param data the folder below which mails are laid where `mail.host` is not set
  static Carrier of(MailSettings settings, DkimSettings dkim, URI site, Path data) {
    String sender = sender(settings, site);
    Mime mime = new Mime(sender, Signer.of(dkim, sender));
    return settings.host().isEmpty()
        ? new FileCarrier(mime, data.resolve("mail"))
        : new SmtpCarrier(settings, mime);
  }

  /// Whom mails come from: `Papers <papers@example.org>`.
  static String sender(MailSettings settings, URI site) {
    return settings.from().isEmpty() ? "digest@" + site.getHost() : settings.from();
  }
}
