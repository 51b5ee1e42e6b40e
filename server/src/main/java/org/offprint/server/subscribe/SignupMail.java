package org.offprint.server.subscribe;

import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.offprint.server.mail.Letter;
import org.offprint.server.mail.Lines;
import org.offprint.server.mail.Phrases;
import org.offprint.server.mail.PostOffice;
import org.offprint.server.subscribe.LinkKey.Purpose;
import org.offprint.server.subscribe.Signup.Asked;
import org.offprint.server.web.Answers;

/// The mail by which an address is confirmed, and the one that an address gets that is confirmed
/// already: short, with one link that matters.
public final class SignupMail implements PostOffice.Writer {
  /// What the mail's template shows.
  ///
  /// @param action the address behind the button
  /// @param button what it says
  /// @param other the address of the quiet link below, and what that says
  public record Note(
      String language,
      String title,
      String site,
      String home,
      List<String> paragraphs,
      String action,
      String button,
      List<String> below,
      String other,
      String otherWords) {}

  private final Signup signup;
  private final Subscriptions subscriptions;
  private final Links links;
  private final String site;
  private final Answers answers;
  private final InstantSource clock;

  /// @param site its name
  public SignupMail(
      Signup signup,
      Subscriptions subscriptions,
      Links links,
      String site,
      Answers answers,
      InstantSource clock) {
    this.signup = signup;
    this.subscriptions = subscriptions;
    this.links = links;
    this.site = site;
    this.answers = answers;
    this.clock = clock;
  }

  public void register(PostOffice post) {
    post.serve(Signup.CONFIRM, this);
    post.serve(Signup.KNOWN, this);
  }

  @Override
  public Optional<Letter> write(PostOffice.Queued mail) {
    return mail.kind().equals(Signup.CONFIRM)
        ? signup
            .byRef(mail.owner())
            .filter(asked -> clock.instant().isBefore(asked.expires()))
            .map(asked -> letter(mail, confirm(asked), links.returnPath(), Map.of()))
        : subscriptions
            .byRef(mail.owner())
            .filter(reader -> reader.suspended() == null)
            .map(reader -> letter(mail, known(reader), links.returnPath(reader), leaving(reader)));
  }

  private Note confirm(Asked asked) {
    Phrases say = Phrases.of(asked.wishes().language());
    String until =
        DateTimeFormatter.ofLocalizedDateTime(FormatStyle.LONG, FormatStyle.SHORT)
                .withLocale(say.locale())
                .format(asked.expires().atZone(ZoneOffset.UTC))
            + " UTC";
    return new Note(
        say.language(),
        say.say("confirm.subject", "site", site),
        site,
        links.root(),
        List.of(
            say.say("confirm.why", "site", site, "address", asked.address()),
            say.say("confirm.how", "until", until)),
        links.of("/subscribe/confirm/" + signup.token(asked, Purpose.confirm)),
        say.say("confirm.button"),
        List.of(say.say("confirm.else")),
        links.of("/subscribe/never/" + signup.token(asked, Purpose.never)),
        say.say("confirm.never", "site", site));
  }

  private Note known(Subscription reader) {
    Phrases say = Phrases.of(reader.wishes().language());
    return new Note(
        say.language(),
        say.say("known.subject", "site", site),
        site,
        links.root(),
        List.of(say.say("known.why", "site", site, "address", reader.address())),
        links.manage(reader),
        say.say("known.button"),
        List.of(say.say("known.else")),
        links.leave(reader),
        say.say("mail.leave"));
  }

  private Map<String, String> leaving(Subscription reader) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(
        "List-Unsubscribe", "<%s>, <%s>".formatted(links.leave(reader), links.leaveByMail(reader)));
    headers.put("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    return headers;
  }

  private Letter letter(
      PostOffice.Queued mail, Note note, String returnPath, Map<String, String> further) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Auto-Submitted", "auto-generated");
    headers.putAll(further);
    return new Letter(
        mail.recipient(),
        note.title(),
        text(note),
        new String(answers.render("mail/note", note), java.nio.charset.StandardCharsets.UTF_8),
        mail.messageId(),
        mail.made(),
        returnPath,
        headers);
  }

  private static String text(Note note) {
    StringBuilder text = new StringBuilder();
    note.paragraphs().forEach(paragraph -> text.append(Lines.wrapped(paragraph, "")).append('\n'));
    text.append(note.button()).append(":\n").append(note.action()).append("\n\n");
    note.below().forEach(paragraph -> text.append(Lines.wrapped(paragraph, "")).append('\n'));
    text.append(note.otherWords()).append(":\n").append(note.other()).append("\n\n-- \n");
    return text.append(note.site()).append('\n').append(note.home()).append('\n').toString();
  }
}
