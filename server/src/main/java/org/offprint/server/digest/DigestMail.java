package org.offprint.server.digest;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.offprint.server.mail.Delivery;
import org.offprint.server.mail.Letter;
import org.offprint.server.mail.PostOffice;
import org.offprint.server.subscribe.Links;
import org.offprint.server.subscribe.Subscription;
import org.offprint.server.subscribe.Subscriptions;
import org.offprint.server.web.Answers;

/// Writes the mail of an issue when its turn comes: not to somebody who has left or is suspended
/// since. Its headers are those that programs need to file it, to leave for the reader (RFC 2369,
/// RFC 8058) and to send no answer (RFC 3834).
final class DigestMail implements PostOffice.Writer {
  private final Subscriptions subscriptions;
  private final Issues issues;
  private final Rendering rendering;
  private final Links links;
  private final Answers answers;
  private final String site;
  private final String host;

  /// @param site its name
  /// @param host of the site, which names the list
  DigestMail(
      Subscriptions subscriptions,
      Issues issues,
      Rendering rendering,
      Links links,
      Answers answers,
      String site,
      String host) {
    this.subscriptions = subscriptions;
    this.issues = issues;
    this.rendering = rendering;
    this.links = links;
    this.answers = answers;
    this.site = site;
    this.host = host;
  }

  @Override
  public Optional<Letter> write(PostOffice.Queued mail) {
    return subscriptions
        .byRef(mail.owner())
        .filter(reader -> reader.suspended() == null)
        .flatMap(reader ->
            issues
                .find(reader, Digests.day(mail))
                .map(issue -> letter(mail, reader, rendering.view(reader, issue))));
  }

  Letter letter(PostOffice.Queued mail, Subscription reader, DigestView view) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("List-Id", "%s <digest.%s>".formatted(quoted(site), host));
    headers.put(
        "List-Unsubscribe", "<%s>, <%s>".formatted(links.leave(reader), links.leaveByMail(reader)));
    headers.put("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    headers.put("List-Archive", "<%s>".formatted(view.browser()));
    headers.put("Auto-Submitted", "auto-generated");
    headers.put("Precedence", "bulk");
    return new Letter(
        mail.recipient(),
        view.subject(),
        DigestText.of(view),
        html(view),
        mail.messageId(),
        mail.made(),
        links.returnPath(reader),
        headers);
  }

  String html(DigestView view) {
    return new String(answers.render("mail/digest", view), StandardCharsets.UTF_8);
  }

  /// A phrase of a header, in letters that need no encoding.
  private static String quoted(String name) {
    return '"' + name.replaceAll("[^\\x20-\\x7e]|[\"\\\\]", "") + '"';
  }

  @Override
  public void sent(PostOffice.Queued mail) {
    subscriptions.accepted(mail.owner());
  }

  @Override
  public void refused(PostOffice.Queued mail, Delivery.Refused refusal) {
    subscriptions
        .byRef(mail.owner())
        .ifPresent(reader -> {
          if (refusal.ofTheReader()) {
            subscriptions.suspend(reader, refusal.reason());
          } else {
            subscriptions.refused(reader, refusal.reason());
          }
        });
  }
}
