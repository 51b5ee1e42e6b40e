package org.offprint.server.mail;

import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMultipart;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import org.eclipse.angus.mail.smtp.SMTPMessage;

/// Gives letters their form: MIME, with both parts in UTF-8, signed where there is a key.
final class Mime {
  private static final Session NO_SESSION = Session.getInstance(new Properties());

  private final String sender;
  private final Signer signer;

  Mime(String sender, Signer signer) {
    this.sender = sender;
    this.signer = signer;
  }

  SMTPMessage message(Letter letter) throws MessagingException {
    SMTPMessage message = new SMTPMessage(NO_SESSION);
    message.setFrom(new InternetAddress(sender, true));
    message.setRecipients(
        Message.RecipientType.TO, new Address[] {new InternetAddress(letter.to(), true)});
    message.setSubject(letter.subject(), StandardCharsets.UTF_8.name());
    message.setHeader("Date", Mailer.DATE.format(letter.date()));
    for (Map.Entry<String, String> header : letter.headers().entrySet()) {
      message.setHeader(header.getKey(), header.getValue());
    }
    String html = letter.html();
    if (html == null) {
      message.setText(letter.text(), StandardCharsets.UTF_8.name());
      message.setHeader("Content-Transfer-Encoding", "quoted-printable");
    } else {
      // The last alternative is the one that a reader's program should prefer (RFC 2046, 5.1.4).
      MimeMultipart both =
          new MimeMultipart("alternative", part(letter.text(), "plain"), part(html, "html"));
      message.setContent(both);
    }
    message.saveChanges();
    message.setHeader("Message-ID", letter.messageId()); // saveChanges makes up one of its own
    return signer.sign(message);
  }

  /// Quoted-printable whatever the text: its lines stay below the 998 that RFC 5322 allows, so no
  /// server breaks them and the signature with them.
  private static MimeBodyPart part(String text, String kind) throws MessagingException {
    MimeBodyPart part = new MimeBodyPart();
    part.setText(text, StandardCharsets.UTF_8.name(), kind);
    part.setHeader("Content-Transfer-Encoding", "quoted-printable");
    return part;
  }
}
