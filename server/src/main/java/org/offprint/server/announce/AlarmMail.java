package org.offprint.server.announce;

import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.offprint.server.announce.Alarms.Alarm;
import org.offprint.server.db.Database;
import org.offprint.server.mail.Mail;
import org.offprint.server.mail.Mailer;

/// Tells one person by mail of alarms that nobody was told of yet, and later that they are over.
/// What the mail server did not take is told with the next mail.
public final class AlarmMail {
  private final Database database;
  private final Alarms alarms;
  private final Mailer mailer;
  private final String to;
  private final URI site;
  private final InstantSource clock;

  /// @param to whom; a mail address
  /// @param site the public address of the site
  public AlarmMail(
      Database database, Alarms alarms, Mailer mailer, String to, URI site, InstantSource clock) {
    this.database = database;
    this.alarms = alarms;
    this.mailer = mailer;
    this.to = to;
    this.site = site;
    this.clock = clock;
  }

  /// Sends one mail about everything that is new; returns whether there was anything. Of several
  /// processes one does it.
  ///
  /// @throws org.offprint.server.mail.MailFailed if the mail was not taken: it is still to be told
  public boolean tell() {
    return database.inTransaction(() -> {
      boolean first =
          database
              .sql()
              .sql("select pg_try_advisory_xact_lock(hashtext('alarm-mail'))")
              .query(Boolean.class)
              .single();
      return first && tellNow();
    });
  }

  private boolean tellNow() {
    List<Alarm> raised = alarms.untold();
    List<Alarm> over = alarms.untoldCleared();
    if (raised.isEmpty() && over.isEmpty()) {
      return false;
    }
    mailer.send(new Mail(to, subject(raised, over), text(raised, over)));
    if (!raised.isEmpty()) {
      alarms.told(raised, clock.instant());
    }
    if (!over.isEmpty()) {
      alarms.toldCleared(over, clock.instant());
    }
    return true;
  }

  private String subject(List<Alarm> raised, List<Alarm> over) {
    List<String> parts = new ArrayList<>();
    if (!raised.isEmpty()) {
      parts.add("alarm: " + subjects(raised));
    }
    if (!over.isEmpty()) {
      parts.add("over: " + subjects(over));
    }
    return "[%s] %s".formatted(site.getHost(), String.join("; ", parts));
  }

  private static String subjects(List<Alarm> alarms) {
    return alarms.stream().limit(3).map(Alarm::subject).collect(Collectors.joining(", "))
        + (alarms.size() > 3 ? " and %d more".formatted(alarms.size() - 3) : "");
  }

  private String text(List<Alarm> raised, List<Alarm> over) {
    StringBuilder text = new StringBuilder();
    if (!raised.isEmpty()) {
      text.append("Since the last mail:\n\n");
      raised.forEach(alarm ->
          text.append(
              "  %s\n  %s\n  since %s\n\n"
                  .formatted(alarm.subject(), alarm.message(), alarm.raised())));
    }
    if (!over.isEmpty()) {
      text.append("Over:\n\n");
      over.forEach(alarm ->
          text.append(
              "  %s\n  from %s to %s\n\n"
                  .formatted(alarm.subject(), alarm.raised(), alarm.cleared())));
    }
    return text.append("How the days stand: %s/ingest\n".formatted(site)).toString();
  }
}
