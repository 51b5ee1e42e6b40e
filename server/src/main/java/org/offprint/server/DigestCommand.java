package org.offprint.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.offprint.server.db.DatabaseHost.Use;
import org.offprint.server.digest.Bounces;
import org.offprint.server.digest.DigestPages;
import org.offprint.server.digest.DigestView;
import org.offprint.server.digest.Digests.Round;
import org.offprint.server.digest.Issue;
import org.offprint.server.mail.PostOffice;
import org.offprint.server.subscribe.Address;
import org.offprint.server.subscribe.Subscription;
import org.offprint.server.subscribe.Wishes;
import org.offprint.server.subscribe.Wishes.Rhythm;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "digest",
    description = {
      "Digests by mail: what one would hold, sending those that are due, and reading what came back.",
      "A running server sends them by itself; this works beside it, and nothing is sent twice."
    },
    footer = {
      "",
      "Examples: ./offprint digest --preview --category cs.CL",
      "          ./offprint digest --preview --for ada@example.org --as-of 2026-03-05 --html issue.html",
      "          ./offprint digest --send",
      "          ./offprint digest --bounce - < bounce.eml"
    })
final class DigestCommand implements Callable<Integer> {
  @Mixin Main.Shared shared = new Main.Shared();

  @Option(names = "--preview", description = "Print the text of an issue; nothing is kept or sent.")
  boolean preview;

  @Option(
      names = "--send",
      description = "Choose the issues that are due and send every mail that waits.")
  boolean send;

  @Option(
      names = "--as-of",
      paramLabel = "DATE",
      description = "As if it were noon UTC of that day, like 2026-03-05 (default: now).")
  @Nullable LocalDate asOf;

  @Option(
      names = "--bounce",
      paramLabel = "FILE",
      description = "Read a mail that came back; - is standard input.")
  @Nullable String bounce;

  @Option(
      names = "--for",
      paramLabel = "ADDRESS",
      description = "With --preview: the next issue of this reader.")
  @Nullable String reader;

  @Option(
      names = "--category",
      paramLabel = "NAME",
      description = "With --preview: an issue with this category, such as cs.CL. May be repeated.")
  List<String> categories = List.of();

  @Option(
      names = "--search",
      paramLabel = "QUERY",
      description = "With --preview: an issue with this search. May be repeated.")
  List<String> searches = List.of();

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "With --preview: also write the HTML of the mail.")
  @Nullable Path html;

  @Override
  public Integer call() throws IOException {
    int asked = (preview ? 1 : 0) + (send ? 1 : 0) + (bounce != null ? 1 : 0);
    if (asked != 1) {
      throw new IllegalArgumentException(
          "digest takes one of --preview, --send and --bounce FILE; see ./offprint digest --help");
    }
    try (Offprint offprint = shared.open(Use.command)) {
      if (preview) {
        return preview(offprint);
      }
      return bounce != null ? bounce(offprint, bounce) : send(offprint);
    }
  }

  private Instant now() {
    return asOf == null ? Instant.now() : asOf.atTime(12, 0).toInstant(ZoneOffset.UTC);
  }

  private int preview(Offprint offprint) throws IOException {
    Subscription whose;
    Issue issue;
    if (reader != null) {
      whose =
          offprint
              .subscriptions()
              .byAddress(new Address(reader))
              .orElseThrow(() ->
                  new IllegalArgumentException(
                      "%s has no confirmed subscription here".formatted(reader)));
      issue = offprint.digests().preview(whose, now());
    } else {
      whose = somebody(offprint);
      issue = offprint.digests().preview(whose.wishes(), now());
    }
    DigestView view = offprint.digestPages().view(whose, issue);
    System.out.println("Subject: " + view.subject());
    System.out.println();
    System.out.print(DigestPages.text(view));
    if (html != null) {
      Files.writeString(html, offprint.digestPages().html(view));
    }
    return 0;
  }

  /// A reader who is none: the links of the preview lead nowhere.
  private Subscription somebody(Offprint offprint) {
    var settings = offprint.settings().digest();
    Wishes wishes =
        new Wishes(
            Rhythm.workingDays,
            DayOfWeek.MONDAY,
            settings.zone().getId(),
            settings.hour(),
            true,
            settings.most(),
            "en",
            categories.isEmpty() && searches.isEmpty(),
            categories,
            List.of(),
            List.of(),
            searches,
            false,
            true,
            false,
            false);
    return new Subscription(
        0, "0".repeat(16), "reader@example.org", "", wishes, null, now(), 0, now());
  }

  private int send(Offprint offprint) {
    Round round = offprint.digests().choose(now());
    int handled = 0;
    int more;
    while ((more = offprint.post().send()) > 0) {
      handled += more;
    }
    System.out.printf(
        "%s chosen, %s had nothing and want no mail then; %s seen through, %d wait. Mails go to %s.%n",
        round.issues() == 1 ? "1 issue" : round.issues() + " issues",
        round.silent() == 1 ? "1 reader" : round.silent() + " readers",
        handled == 1 ? "1 mail" : handled + " mails",
        offprint.post().waiting(),
        offprint.post().carrier().where());
    if (round.waiting()) {
      System.out.println(
          "Readers wait for a list that is not settled, or for the index; they are served when it is, or after digest.patience.");
    }
    if (offprint.post().waiting() > 0) {
      System.out.println(
          "What waits is sent by a server beside this command, or was put off by the mail server.");
    }
    List<String> failed = new ArrayList<>();
    for (PostOffice.Count count : offprint.post().counts()) {
      if (count.state().equals("failed") || count.state().equals("refused")) {
        failed.add("%d %s".formatted(count.mails(), count.state()));
      }
    }
    if (!failed.isEmpty()) {
      System.out.println("So far: " + String.join(", ", failed) + "; /digest/sent says why.");
    }
    return 0;
  }

  private static int bounce(Offprint offprint, String file) throws IOException {
    Bounces.Outcome outcome;
    if (file.equals("-")) {
      outcome = offprint.bounces().read(System.in);
    } else {
      try (InputStream mail = Files.newInputStream(Path.of(file))) {
        outcome = offprint.bounces().read(mail);
      }
    }
    System.out.println((outcome.what() + " " + outcome.why()).strip());
    return 0; // a mail server would take another answer for a failure and tell the sender
  }
}
