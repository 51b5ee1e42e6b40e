package org.offprint.server.subscribe;

import java.net.URI;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.offprint.server.subscribe.LinkKey.Purpose;

/// The addresses that mails carry, whole, from the settings and never from a request.
public final class Links {
  private final LinkKey key;
  private final String root;
  private final String bounces;
  private final String sender;

  /// @param site the public address
  /// @param bounces where undeliverable mails come back to; empty for the sender
  /// @param sender whom mails come from, with or without a name
  public Links(LinkKey key, URI site, String bounces, String sender) {
    this.key = key;
    this.root = site.toString();
    this.bounces = bounces;
    this.sender = sender.replaceAll("^.*<|>.*$", "").strip();
  }

  public String root() {
    return root;
  }

  public String of(String path) {
    return root + path;
  }

  public String leave(Subscription reader) {
    return of("/unsubscribe/" + token(Purpose.leave, "", reader));
  }

  public String manage(Subscription reader) {
    return of(managePath(reader));
  }

  String managePath(Subscription reader) {
    return "/subscriptions/" + token(Purpose.manage, "", reader);
  }

  /// What a feed reader is given, without the extension of a form.
  public String feed(Subscription reader) {
    return of("/digests/feed/" + token(Purpose.feed, "", reader));
  }

  /// The issue of a day, for the browser.
  public String issue(Subscription reader, LocalDate day) {
    return of(
        "/digests/"
            + day.format(DateTimeFormatter.BASIC_ISO_DATE)
            + token(Purpose.issue, day.toString(), reader));
  }

  /// Where a program may send a mail to leave: RFC 2369. With an address for bounces it carries the
  /// token itself, else in its subject.
  public String leaveByMail(Subscription reader) {
    String token = token(Purpose.leave, "", reader);
    return bounces.isEmpty()
        ? "mailto:" + sender + "?subject=unsubscribe%20" + token
        : "mailto:" + marked(token) + "?subject=unsubscribe";
  }

  /// Whom a bounce goes to, so that it says of whom it speaks (VERP).
  public String returnPath(Subscription reader) {
    return bounces.isEmpty() ? sender : marked(token(Purpose.bounce, "", reader));
  }

  /// Of a mail to somebody who is no reader yet.
  public String returnPath() {
    return bounces.isEmpty() ? sender : bounces;
  }

  private String marked(String token) {
    int at = bounces.lastIndexOf('@');
    return bounces.substring(0, at) + "+" + token + bounces.substring(at).toLowerCase(Locale.ROOT);
  }

  private String token(Purpose purpose, String detail, Subscription reader) {
    return key.token(purpose, detail, reader.ref(), reader.addressHash());
  }
}
