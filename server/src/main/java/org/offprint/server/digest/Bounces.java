package org.offprint.server.digest;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.offprint.server.db.DatabaseUnavailable;
import org.offprint.server.mail.Delivery;
import org.offprint.server.subscribe.LinkKey.Purpose;
import org.offprint.server.subscribe.Subscription;
import org.offprint.server.subscribe.Subscriptions;
import org.offprint.server.subscribe.Subscriptions.Left;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/// Reads what comes back: reports of delivery (RFC 3464), complaints (RFC 5965), and mails of those
/// who leave that way. It acts on nothing but a token that we have signed, so nobody can suspend a
/// reader with a made-up bounce.
public final class Bounces {
  private static final Logger LOG = LoggerFactory.getLogger(Bounces.class);
  private static final Session SESSION = Session.getInstance(new Properties());
  private static final int LARGEST = 10 << 20;
  private static final int DEEPEST = 4;

  private static final Pattern MARKED =
      Pattern.compile("\\+([0-9a-f]{48})@", Pattern.CASE_INSENSITIVE);
  private static final Pattern SUBJECT =
      Pattern.compile("unsubscribe\\s+([0-9a-f]{48})", Pattern.CASE_INSENSITIVE);
  private static final Pattern LINK = Pattern.compile("/unsubscribe/([0-9a-f]{48})");
  private static final String[] RECIPIENTS = {
    "To", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "Cc"
  };

  /// What came of a mail.
  public enum What {
    /// The mailbox does not exist or takes nothing: no more mails to it.
    suspended,
    /// A refusal that may be of us; three, none a month after the one before, suspend.
    counted,
    /// The reader called it spam, and has left.
    complained,
    /// The reader has left by mail.
    left,
    /// It is still being tried.
    delayed,
    /// It carries no token of ours, or says nothing that we understand.
    notUnderstood
  }

  /// @param why in the words of the other server; may be empty
  public record Outcome(What what, String why) {
    public Outcome {
      why = Delivery.withoutAddresses(why);
    }

    private static Outcome of(What what) {
      return new Outcome(what, "");
    }
  }

  private final Subscriptions subscriptions;

  public Bounces(Subscriptions subscriptions) {
    this.subscriptions = subscriptions;
  }

  /// Reads one mail to its end.
  public Outcome read(InputStream mail) throws IOException {
    byte[] bytes = mail.readNBytes(LARGEST);
    try {
      return read(new MimeMessage(SESSION, new ByteArrayInputStream(bytes)), bytes);
    } catch (DatabaseUnavailable | DataAccessException | TransactionException e) {
      throw e; // not the mail's fault: it is read again when the database is there
    } catch (MessagingException | IOException | RuntimeException e) {
      LOG.info("a mail that came back could not be read: {}", e.toString());
      return Outcome.of(What.notUnderstood);
    }
  }

  private Outcome read(MimeMessage mail, byte[] bytes) throws MessagingException, IOException {
    if (isReport(mail, "feedback-report")) {
      return complaint(new String(bytes, StandardCharsets.ISO_8859_1));
    }
    Set<String> tokens = tokens(mail);
    Optional<Subscription> reader =
        tokens.stream()
            .flatMap(token -> subscriptions.find(token, Purpose.bounce, "").stream())
            .findFirst();
    if (reader.isPresent()) {
      return isReport(mail, "delivery-status")
          ? delivery(reader.get(), mail)
          : Outcome.of(What.notUnderstood); // an answer of somebody on holiday, as a rule
    }
    for (String token : tokens) {
      if (subscriptions.leave(token, "mail") != Left.unknown) {
        return Outcome.of(What.left);
      }
    }
    return Outcome.of(What.notUnderstood);
  }

  private static boolean isReport(Part mail, String kind) throws MessagingException {
    ContentType type = new ContentType(mail.getContentType());
    return type.match("multipart/report")
        && kind.equalsIgnoreCase(type.getParameter("report-type"));
  }

  private static Set<String> tokens(MimeMessage mail) throws MessagingException {
    Set<String> tokens = new LinkedHashSet<>();
    for (String header : RECIPIENTS) {
      String[] values = mail.getHeader(header);
      for (String value : values == null ? new String[0] : values) {
        Matcher marked = MARKED.matcher(value);
        while (marked.find()) {
          tokens.add(marked.group(1).toLowerCase(Locale.ROOT));
        }
      }
    }
    Matcher subject = SUBJECT.matcher(String.valueOf(mail.getSubject()));
    if (subject.find()) {
      tokens.add(subject.group(1).toLowerCase(Locale.ROOT));
    }
    return tokens;
  }

  /// The mail that was complained of is in the report, and in it the way out.
  private Outcome complaint(String report) {
    Matcher type = Pattern.compile("(?im)^Feedback-Type:\\s*([a-z-]+)").matcher(report);
    if (!type.find()
        || !List.of("abuse", "fraud", "opt-out", "other")
            .contains(type.group(1).toLowerCase(Locale.ROOT))) {
      return Outcome.of(What.notUnderstood);
    }
    // Quoted-printable and folding break lines inside an address.
    Matcher link = LINK.matcher(report.replaceAll("=\\r?\\n|\\r?\\n[ \\t]+", ""));
    while (link.find()) {
      if (subscriptions.leave(link.group(1), "complaint") != Left.unknown) {
        return Outcome.of(What.complained);
      }
    }
    return Outcome.of(What.notUnderstood);
  }

  private Outcome delivery(Subscription reader, MimeMessage mail)
      throws MessagingException, IOException {
    Outcome worst = Outcome.of(What.notUnderstood);
    for (InternetHeaders group : statuses(mail, 0)) {
      String action = header(group, "Action").toLowerCase(Locale.ROOT);
      String status = header(group, "Status");
      String why = (status + " " + header(group, "Diagnostic-Code")).strip();
      if (action.equals("failed")) {
        boolean mailbox = status.matches("5\\.[12]\\..*");
        if (mailbox) {
          subscriptions.suspend(reader, why);
          return new Outcome(What.suspended, why);
        }
        subscriptions.bounced(reader, why);
        return new Outcome(What.counted, why);
      }
      if (action.equals("delayed")) {
        worst = new Outcome(What.delayed, why);
      }
    }
    return worst;
  }

  private static String header(InternetHeaders headers, String name) {
    @Nullable String value = headers.getHeader(name, " ");
    return value == null ? "" : value.replaceAll("\\s+", " ").strip();
  }

  /// The groups of headers in the report's second part: one of the mail, then one for each reader.
  private static List<InternetHeaders> statuses(Part part, int depth)
      throws MessagingException, IOException {
    List<InternetHeaders> groups = new ArrayList<>();
    if (part.isMimeType("message/delivery-status")
        || part.isMimeType("message/global-delivery-status")) {
      try (InputStream bytes = part.getInputStream()) {
        InputStream whole = new ByteArrayInputStream(bytes.readAllBytes());
        while (whole.available() > 0) {
          groups.add(new InternetHeaders(whole)); // up to the next empty line
        }
      }
    } else if (part.isMimeType("multipart/*")
        && depth < DEEPEST
        && part.getContent() instanceof Multipart parts) {
      for (int i = 0; i < parts.getCount(); i++) {
        BodyPart inner = parts.getBodyPart(i);
        groups.addAll(statuses(inner, depth + 1));
      }
    }
    return groups;
  }

  /// Reads every file of a folder, where a mail server or a person lays them. What was understood
  /// is deleted; the rest goes into a folder beside it, for a person. Returns how many there were.
  public int readAll(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files =
          all.filter(file ->
                  Files.isRegularFile(file) && !file.getFileName().toString().startsWith("."))
              .sorted()
              .toList();
    }
    for (Path file : files) {
      Outcome outcome;
      try (InputStream bytes = Files.newInputStream(file)) {
        outcome = read(bytes);
      } catch (IOException | RuntimeException e) {
        LOG.warn("bounce {}: not read now, and left for later", file.getFileName(), e);
        continue;
      }
      LOG.info("bounce {}: {} {}", file.getFileName(), outcome.what(), outcome.why());
      if (outcome.what() == What.notUnderstood) {
        Path aside = Files.createDirectories(folder.resolve("not-understood"));
        Files.move(file, aside.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      } else {
        Files.delete(file);
      }
    }
    return files.size();
  }
}
