package org.offprint.server.mail;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Properties;
import java.util.UUID;
import org.offprint.server.config.MailSecurity;
import org.offprint.server.config.MailSettings;

/// Hands mails to the server of the settings, one connection each.
public final class Mailer {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /// RFC 5322, section 3.3.
  static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss xx", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private final MailSettings settings;
  private final String domain;
  private final InstantSource clock;
  private final Session session;

  /// @param site the public address, whose host makes the identifiers of mails unique
  public Mailer(MailSettings settings, URI site, InstantSource clock) {
    this.settings = settings;
    this.domain = String.valueOf(site.getHost());
    this.clock = clock;
    this.session = Session.getInstance(properties(settings, PATIENCE));
  }

  /// @param answer how long the server may take for an answer
  static Properties properties(MailSettings settings, Duration answer) {
    String protocol = settings.security() == MailSecurity.tls ? "smtps" : "smtp";
    String patience = String.valueOf(PATIENCE.toMillis());
    Properties properties = new Properties();
    properties.setProperty("mail.transport.protocol", protocol);
    String prefix = "mail." + protocol + ".";
    properties.setProperty(prefix + "connectiontimeout", patience);
    properties.setProperty(prefix + "timeout", String.valueOf(answer.toMillis()));
    properties.setProperty(prefix + "writetimeout", patience);
    properties.setProperty(prefix + "ssl.checkserveridentity", "true");
    properties.setProperty(prefix + "auth", String.valueOf(!settings.user().isEmpty()));
    if (settings.security() == MailSecurity.starttls) {
      properties.setProperty(prefix + "starttls.enable", "true");
      properties.setProperty(prefix + "starttls.required", "true");
    }
    return properties;
  }

  /// Whether there is a server to hand mails to.
  public boolean ready() {
    return settings.ready();
  }

  /// Returns when the server has taken it.
  ///
  /// @throws MailFailed if it has not, whatever the reason
  public void send(Mail mail) {
    try (Transport transport = session.getTransport()) {
      MimeMessage message = message(mail);
      transport.connect(
          settings.host(),
          settings.port(),
          settings.user().isEmpty() ? null : settings.user(),
          settings.user().isEmpty() ? null : settings.password().value());
      transport.sendMessage(message, message.getAllRecipients());
    } catch (MessagingException e) {
      throw new MailFailed(
          "%s:%d did not take the mail '%s': %s"
              .formatted(settings.host(), settings.port(), mail.subject(), e.getMessage()),
          e);
    }
  }

  private MimeMessage message(Mail mail) throws MessagingException {
    MimeMessage message = new MimeMessage(session);
    message.setFrom(new InternetAddress(settings.from(), true));
    message.setRecipients(
        MimeMessage.RecipientType.TO, new Address[] {new InternetAddress(mail.to(), true)});
    message.setSubject(mail.subject(), StandardCharsets.UTF_8.name());
    message.setText(mail.text(), StandardCharsets.UTF_8.name());
    message.setHeader("Date", DATE.format(clock.instant()));
    message.setHeader("Auto-Submitted", "auto-generated"); // RFC 3834: no holiday notes, please
    message.saveChanges();
    message.setHeader("Message-ID", "<%s@%s>".formatted(UUID.randomUUID(), domain));
    return message;
  }
}
