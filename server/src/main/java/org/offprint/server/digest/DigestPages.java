package org.offprint.server.digest;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.offprint.server.db.Database;
import org.offprint.server.feeds.Feed;
import org.offprint.server.mail.PostOffice;
import org.offprint.server.paper.Papers;
import org.offprint.server.result.Results;
import org.offprint.server.subscribe.LinkKey.Purpose;
import org.offprint.server.subscribe.Links;
import org.offprint.server.subscribe.Subscription;
import org.offprint.server.subscribe.Subscriptions;
import org.offprint.server.web.Answers;

/// Issues as people read them: as a mail, as text, and in the browser.
public final class DigestPages {
  private static final int FEED_ISSUES = 10;

  private final Subscriptions subscriptions;
  private final Issues issues;
  private final Rendering rendering;
  private final DigestMail mail;
  private final String site;

  /// @param site the name of the site
  /// @param host of the site, which names the list in the headers of mails
  public DigestPages(
      Database database,
      Subscriptions subscriptions,
      Papers papers,
      Results results,
      Links links,
      Answers answers,
      String site,
      String host) {
    this.subscriptions = subscriptions;
    this.site = site;
    this.issues = new Issues(database);
    this.rendering = new Rendering(papers, results, links, site);
    this.mail = new DigestMail(subscriptions, issues, rendering, links, answers, site, host);
  }

  /// Has the post ask here for the mails of issues.
  public void register(PostOffice post) {
    post.serve(Digests.KIND, mail);
  }

  /// What a signed link to an issue shows: the day, then the token. Empty where it is not ours, or
  /// the reader has left.
  Optional<DigestView> find(String link) {
    if (!link.matches("\\d{8}[0-9a-f]{48}")) {
      return Optional.empty();
    }
    LocalDate day;
    try {
      day =
          LocalDate.parse(link.substring(0, 8), java.time.format.DateTimeFormatter.BASIC_ISO_DATE);
    } catch (java.time.format.DateTimeParseException e) {
      return Optional.empty();
    }
    return subscriptions
        .find(link.substring(8), Purpose.issue, day.toString())
        .flatMap(reader -> issues.find(reader, day).map(issue -> rendering.whole(reader, issue)));
  }

  /// The reader of a private feed.
  Optional<Subscription> feedReader(String token) {
    return subscriptions.find(token, Purpose.feed, "");
  }

  Optional<DigestView> newest(Subscription reader) {
    return issues.of(reader).stream()
        .findFirst()
        .flatMap(summary -> issues.find(reader, summary.day()))
        .map(issue -> rendering.whole(reader, issue));
  }

  /// What the last issues of a reader showed, the newest first.
  Feed feed(Subscription reader, String path) {
    List<Feed.Item> items = new ArrayList<>();
    for (Issues.Summary summary : issues.of(reader).stream().limit(FEED_ISSUES).toList()) {
      issues
          .find(reader, summary.day())
          .ifPresent(issue ->
              rendering.view(reader, issue).sections().stream()
                  .flatMap(section -> section.entries().stream())
                  .forEach(entry -> items.add(item(entry, issue))));
    }
    return new Feed(
        site + ": your digest", "What your digests showed.", path, "", 1, false, null, items);
  }

  /// A paper that changed is another item than the paper, as in the mails.
  private static Feed.Item item(DigestView.Entry entry, Issue issue) {
    Issue.Item item = issue.items().get(entry.number() - 1);
    String key =
        "paper/"
            + item.paper()
            + (item.mark().isEmpty() ? "" : "/" + item.kind() + "/" + item.mark());
    return new Feed.Item(
        key,
        entry.title(),
        entry.path(),
        issue.made(),
        issue.made(),
        entry.by().isEmpty() ? List.of() : List.of(entry.by()),
        List.of(),
        (entry.gist() + "\n\n" + entry.why()).strip(),
        null);
  }

  /// An issue that was or was not kept, as its mail shows it.
  public DigestView view(Subscription reader, Issue issue) {
    return rendering.view(reader, issue);
  }

  public String html(DigestView view) {
    return mail.html(view);
  }

  public static String text(DigestView view) {
    return DigestText.of(view);
  }

  /// Everything that is stored of a reader.
  Map<String, Object> data(Subscription reader) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("address", reader.address());
    data.put("since", reader.since().toString());
    data.put("wishes", reader.wishes());
    data.put("suspended", reader.suspended());
    data.put("nextDue", reader.nextDue().toString());
    data.put(
        "consents",
        subscriptions.consents(List.of(reader.addressHash())).stream()
            .map(consent ->
                Map.of(
                    "asked",
                    consent.asked().toString(),
                    "confirmed",
                    consent.confirmed().toString(),
                    "text",
                    consent.text()))
            .toList());
    List<Map<String, Object>> sent = new ArrayList<>();
    for (Issues.Summary issue : issues.of(reader)) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("day", issue.day().toString());
      row.put("number", issue.number());
      row.put("made", issue.made().toString());
      row.put("matched", issue.matched());
      row.put("shown", issue.shown());
      sent.add(row);
    }
    data.put("issues", sent);
    data.put("shown", new TreeSet<>(issues.itemsOf(reader)));
    return data;
  }

  List<Issues.Day> days(Instant since) {
    return issues.days(since);
  }
}
