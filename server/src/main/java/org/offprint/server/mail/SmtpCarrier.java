package org.offprint.server.mail;

import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPMessage;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;
import org.jspecify.annotations.Nullable;
import org.offprint.server.config.MailSettings;

/// Hands letters to the server of the settings, many over one connection.
final class SmtpCarrier implements Carrier {
  /// The enhanced status of RFC 3463 that most servers put behind the code: `550 5.1.1 no such
  /// user`.
  private static final Pattern STATUS =
      Pattern.compile("^\\d{3}[ -]([245])\\.(\\d{1,3})\\.\\d{1,3}\\b");

  /// What a server may take to look through a letter after its last line: RFC 5321, 4.5.3.2.6. One
  /// that we hang up on before has perhaps taken it, and would get it again.
  private static final Duration ANSWER = Duration.ofMinutes(10);

  private final MailSettings settings;
  private final Mime mime;
  private final Session session;

  SmtpCarrier(MailSettings settings, Mime mime) {
    this.settings = settings;
    this.mime = mime;
    this.session = Session.getInstance(Mailer.properties(settings, ANSWER));
  }

  @Override
  public String where() {
    return settings.host() + ":" + settings.port();
  }

  @Override
  public Trip open() {
    return new Trip() {
      private @Nullable Transport transport;

      @Override
      public Delivery carry(Letter letter) {
        SMTPMessage message;
        try {
          message = envelope(letter);
        } catch (MessagingException e) {
          return new Delivery.Refused(
              e instanceof AddressException, String.valueOf(e.getMessage()));
        }
        Transport open = transport;
        if (open == null) {
          try {
            open = connect();
            transport = open;
          } catch (MessagingException e) {
            return new Delivery.Unreachable(false, "%s: %s".formatted(where(), e.getMessage()));
          }
        }
        try {
          Address[] to = message.getAllRecipients();
          open.sendMessage(message, to);
          return new Delivery.Accepted();
        } catch (MessagingException e) {
          if (!open.isConnected()) {
            close();
          }
          return outcome(e);
        }
      }

      @Override
      public void close() {
        Transport open = transport;
        transport = null;
        if (open != null) {
          try {
            open.close();
          } catch (MessagingException e) {
            // the server has hung up before us
          }
        }
      }
    };
  }

  private Transport connect() throws MessagingException {
    Transport transport = session.getTransport();
    transport.connect(
        settings.host(),
        settings.port(),
        settings.user().isEmpty() ? null : settings.user(),
        settings.user().isEmpty() ? null : settings.password().value());
    return transport;
  }

  private SMTPMessage envelope(Letter letter) throws MessagingException {
    SMTPMessage message = mime.message(letter);
    String back = letter.returnPath();
    if (back != null) {
      message.setEnvelopeFrom(back);
    }
    return message;
  }

  /// What the server said of the reader counts before what it said of the whole.
  private Delivery outcome(MessagingException failure) {
    @Nullable Delivery whole = null;
    @Nullable Exception cause = failure;
    while (cause != null) {
      switch (cause) {
        case SMTPAddressFailedException reader -> {
          return said(reader.getReturnCode(), true, reader);
        }
        case SMTPSenderFailedException sender ->
            whole = whole == null ? said(sender.getReturnCode(), false, sender) : whole;
        case SMTPSendFailedException send ->
            whole = whole == null ? said(send.getReturnCode(), false, send) : whole;
        default -> {}
      }
      cause = cause instanceof MessagingException chained ? chained.getNextException() : null;
    }
    return whole != null
        ? whole
        : new Delivery.Unreachable(true, "%s: %s".formatted(where(), failure.getMessage()));
  }

  /// A server that refuses for reasons of policy (5.7) refuses us, not its user; so does one that
  /// refuses before it was told for whom. One that refuses a letter's content with 5.1 or 5.2
  /// speaks of the mailbox.
  private Delivery said(int code, boolean atReader, Exception said) {
    String words = String.valueOf(said.getMessage()).strip();
    if (code >= 400 && code < 500) {
      return code == 421 ? new Delivery.Unreachable(true, words) : new Delivery.Later(words);
    }
    if (code < 500) {
      return new Delivery.Unreachable(true, "%s: %s".formatted(where(), words));
    }
    if (code == 530 || code == 535 || code == 538) { // it wants a login: nobody was named yet
      return new Delivery.Unreachable(false, "%s: %s".formatted(where(), words));
    }
    Matcher status = STATUS.matcher(words);
    String subject = status.find() && status.group(1).equals("5") ? status.group(2) : "";
    boolean mailbox = subject.equals("1") || subject.equals("2");
    boolean policy = !subject.isEmpty() && !mailbox;
    return new Delivery.Refused(mailbox || (atReader && !policy), words);
  }
}
