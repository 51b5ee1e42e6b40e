package org.offprint.server.subscribe;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offprint.server.account.Access;
import org.offprint.server.account.Sessions.Session;
import org.offprint.server.config.Settings;
import org.offprint.server.subscribe.LinkKey.Purpose;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Failure;
import org.offprint.server.web.Pages;
import org.offprint.server.web.RateLimit;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// Asking, confirming, changing and leaving. A GET changes nothing: programs that look into mails
/// follow their links.
@Controller
final class SubscribeRoutes {
  private static final DateTimeFormatter DUE =
      DateTimeFormatter.ofPattern("EEEE d MMMM yyyy, HH:mm", Locale.UK);

  private final RateLimit byNetwork =
      new RateLimit("addresses from your network", 20, Duration.ofMinutes(10));
  private final Signup signup;
  private final Subscriptions subscriptions;
  private final Links links;
  private final Access access;
  private final Answers answers;
  private final Settings settings;

  SubscribeRoutes(
      Signup signup,
      Subscriptions subscriptions,
      Links links,
      Access access,
      Answers answers,
      Settings settings) {
    this.signup = signup;
    this.subscriptions = subscriptions;
    this.links = links;
    this.access = access;
    this.answers = answers;
    this.settings = settings;
  }

  @GetMapping("/subscribe")
  ResponseEntity<byte[]> form(@RequestParam Map<String, String> fields) {
    requireEnabled();
    return form(200, "/subscribe", "", WishForm.sent(fields, settings.digest()), "");
  }

  @PostMapping("/subscribe")
  ResponseEntity<byte[]> ask(HttpServletRequest request, @RequestParam Map<String, String> fields) {
    requireEnabled();
    WishForm form = WishForm.sent(fields, settings.digest());
    Address address;
    Wishes wishes;
    try {
      address = new Address(form.address());
      wishes = form.wishes();
    } catch (IllegalArgumentException refusal) {
      return form(400, "/subscribe", "", form, String.valueOf(refusal.getMessage()));
    }
    byNetwork.count(RateLimit.network(request.getRemoteAddr()));
    signup.ask(address, wishes, consent());
    return note(
        202,
        NotePage.saying(
            "Subscribe",
            "Look into your mail",
            "If %s can get digests from here, it is sent a mail with one link, unless it was sent one lately; the digest begins when you have followed it and pressed the button there."
                .formatted(address),
            "The link is good for %s. An address that nobody confirms gets no digest."
                .formatted(days(settings.digest().confirmWithin().toHours()))));
  }

  /// The digest of somebody signed in, at the address that their account has confirmed.
  @GetMapping("/me/digest")
  ResponseEntity<byte[]> own(HttpServletRequest request, @RequestParam Map<String, String> fields) {
    requireEnabled();
    Session session = access.signedIn(request);
    Optional<Address> address = confirmed(session);
    if (address.isEmpty()) {
      return unconfirmed();
    }
    return subscriptions
        .byAddress(address.get())
        .map(reader -> Pages.seeOther(links.managePath(reader)))
        .orElseGet(() -> form(200, "/me/digest", session.proof(), at(address.get(), fields), ""));
  }

  @PostMapping("/me/digest")
  ResponseEntity<byte[]> begin(
      HttpServletRequest request,
      @RequestParam(required = false) @Nullable String proof,
      @RequestParam Map<String, String> fields) {
    requireEnabled();
    Session session = access.requireSignedIn(request, proof);
    Optional<Address> address = confirmed(session);
    if (address.isEmpty()) {
      return unconfirmed();
    }
    WishForm form = at(address.get(), fields);
    Wishes wishes;
    try {
      wishes = form.wishes();
    } catch (IllegalArgumentException refusal) {
      return form(400, "/me/digest", session.proof(), form, String.valueOf(refusal.getMessage()));
    }
    Subscription reader = signup.begin(address.get(), wishes, consent());
    return Pages.seeOther(links.managePath(reader) + "?done=begun");
  }

  private static Optional<Address> confirmed(Session session) {
    String mail = session.account().mail();
    return mail == null || session.account().mailConfirmed() == null
        ? Optional.empty()
        : Optional.of(new Address(mail));
  }

  private ResponseEntity<byte[]> unconfirmed() {
    return note(
        200,
        NotePage.saying(
            "Your digest",
            "Your account has no confirmed address",
            "Give one on the page of your account and follow the link that is sent there; then the digest begins here without another mail.",
            "Or subscribe with an address alone, as everybody can."));
  }

  /// What was sent, at the address of the account whatever else was sent.
  private WishForm at(Address address, Map<String, String> fields) {
    Map<String, String> own = new HashMap<>(fields);
    own.put("address", address.value());
    return WishForm.sent(own, settings.digest());
  }

  @GetMapping("/subscribe/confirm/{token}")
  ResponseEntity<byte[]> confirming(@PathVariable String token) {
    Signup.Asked asked = signup.asked(token).orElseThrow(SubscribeRoutes::expired);
    return note(
        200,
        new NotePage(
            "Subscribe",
            "Confirm your address",
            List.of(
                "Digests go to %s once you press the button.".formatted(asked.address()),
                asked.consent()),
            "/subscribe/confirm/" + token,
            "Yes, send me digests",
            "",
            ""));
  }

  @PostMapping("/subscribe/confirm/{token}")
  ResponseEntity<byte[]> confirm(@PathVariable String token) {
    Subscription reader = signup.confirm(token).orElseThrow(SubscribeRoutes::expired);
    return Pages.seeOther(links.managePath(reader) + "?done=confirmed");
  }

  @GetMapping("/subscribe/never/{token}")
  ResponseEntity<byte[]> refusing(@PathVariable String token) {
    return note(
        200,
        new NotePage(
            "Subscribe",
            "No mail from here at all",
            List.of(
                "Press the button, and this server never writes to the address again, whoever asks for it. It keeps a hash of the address for that, and not the address."),
            "/subscribe/never/" + token,
            "Never write to me",
            "",
            ""));
  }

  @PostMapping("/subscribe/never/{token}")
  ResponseEntity<byte[]> refuse(@PathVariable String token) {
    if (!signup.never(token)) {
      throw expired();
    }
    return note(
        200,
        NotePage.saying("Subscribe", "You will not hear from us", "The address is forgotten."));
  }

  @GetMapping("/subscriptions/{token}")
  ResponseEntity<byte[]> manage(
      @PathVariable String token,
      @RequestParam(defaultValue = "") String done,
      @RequestParam(defaultValue = "") String search) {
    Subscription reader = reader(token);
    Subscription shown =
        search.isBlank()
            ? reader
            : new Subscription(
                reader.id(),
                reader.ref(),
                reader.address(),
                reader.addressHash(),
                reader.wishes().withSearch(search),
                reader.suspended(),
                reader.since(),
                reader.covered(),
                reader.nextDue());
    String said =
        switch (done) {
          case "confirmed" -> "Your address is confirmed.";
          case "begun" -> "Your digest begins.";
          case "saved" -> "Saved.";
          default -> "";
        };
    return manage(200, token, reader, WishForm.of(shown), "", said);
  }

  @PostMapping("/subscriptions/{token}")
  ResponseEntity<byte[]> change(
      @PathVariable String token, @RequestParam Map<String, String> fields) {
    Subscription reader = reader(token);
    WishForm form = WishForm.sent(fields, settings.digest());
    try {
      subscriptions.change(reader, form.wishes());
    } catch (IllegalArgumentException refusal) {
      return manage(400, token, reader, form, String.valueOf(refusal.getMessage()), "");
    }
    return Pages.seeOther("/subscriptions/" + token + "?done=saved");
  }

  @PostMapping("/subscriptions/{token}/leave")
  ResponseEntity<byte[]> leave(@PathVariable String token) {
    subscriptions.remove(reader(token), "page");
    return left();
  }

  @PostMapping("/subscriptions/{token}/erase")
  ResponseEntity<byte[]> erase(@PathVariable String token) {
    subscriptions.erase(reader(token));
    return note(
        200,
        NotePage.saying(
            "Digest",
            "Everything is deleted",
            "Your address, what you chose, which papers you were sent and every hash of them are gone from this server. Backups of it lose them as they are replaced."));
  }

  @GetMapping("/unsubscribe/{token}")
  ResponseEntity<byte[]> leaving(@PathVariable String token) {
    if (LinkKey.read(token).isEmpty()) {
      throw notOurs();
    }
    return note(
        200,
        new NotePage(
            "Digest",
            "Leave the digest",
            List.of("Press the button, and no further mail is sent. Nothing has changed yet."),
            "/unsubscribe/" + token,
            "Leave",
            "leave",
            "yes"));
  }

  /// RFC 8058: a mail program posts here without a cookie, and takes no redirect.
  @PostMapping("/unsubscribe/{token}")
  ResponseEntity<byte[]> unsubscribe(
      @PathVariable String token,
      @RequestParam(name = "List-Unsubscribe", defaultValue = "") String oneClick,
      @RequestParam(defaultValue = "") String leave) {
    boolean byProgram = oneClick.equalsIgnoreCase("One-Click");
    if (!byProgram && !leave.equals("yes")) {
      throw Failure.badRequest(
          "Nothing was changed: expected the form field List-Unsubscribe=One-Click, or the button of this page.");
    }
    return switch (subscriptions.leave(token, byProgram ? "one click" : "page")) {
      case now, already -> left();
      case unknown -> throw notOurs();
    };
  }

  private ResponseEntity<byte[]> left() {
    return note(
        200,
        NotePage.saying(
            "Digest",
            "You have left",
            "No further mail is sent. Of your address this server keeps a hash, so that this link goes on working and the address is not taken for a new one.",
            "If it was a mistake, subscribe again as you did the first time."));
  }

  /// What the page says one agrees to; it is kept with the confirmation.
  private String consent() {
    return "I want digests from %s at this address. Every mail has a link to leave. Until then the server keeps the address, what I chose, and which papers it sent me; nothing is measured, and nobody else gets it."
        .formatted(settings.site().name());
  }

  private Subscription reader(String token) {
    return subscriptions.find(token, Purpose.manage, "").orElseThrow(SubscribeRoutes::notOurs);
  }

  private ResponseEntity<byte[]> form(
      int status, String action, String proof, WishForm form, String problem) {
    return Pages.html(
        status,
        answers.render(
            "subscribe",
            new SubscribePage(
                action, proof, true, form, problem, "", "", "", consent(), "", outward())));
  }

  private ResponseEntity<byte[]> manage(
      int status, String token, Subscription reader, WishForm form, String problem, String said) {
    String suspended = reader.suspended();
    Instant due = reader.nextDue();
    return page(
        status,
        "subscribe",
        new SubscribePage(
            "/subscriptions/" + token,
            "",
            false,
            form,
            problem,
            said,
            DUE.format(due.atZone(reader.wishes().place())) + " (" + reader.wishes().zone() + ")",
            suspended == null ? "" : suspended,
            "",
            links.feed(reader).substring(links.root().length()),
            outward()));
  }

  private boolean outward() {
    return !settings.mail().host().isEmpty();
  }

  private ResponseEntity<byte[]> note(int status, NotePage page) {
    return page(status, "note", page);
  }

  private ResponseEntity<byte[]> page(int status, String template, Object page) {
    return Pages.secretlyAddressed(status, answers.render(template, page));
  }

  private void requireEnabled() {
    if (!settings.digest().enabled()) {
      throw Failure.notFound("This server sends no digests.", "/feeds");
    }
  }

  private static Failure expired() {
    return Failure.notFound(
        "This link was used already, has expired, or is not whole. Subscribe again; another comes when the last was some days ago.",
        List.of(new Failure.Way("/subscribe", "Subscribe")));
  }

  private static Failure notOurs() {
    return Failure.notFound(
        "This link belongs to nobody who gets digests from here. Take the whole address from the newest mail that you have.",
        List.of(new Failure.Way("/subscribe", "Subscribe")));
  }

  private static String days(long hours) {
    return hours % 24 == 0
        ? hours / 24 == 1 ? "a day" : hours / 24 + " days"
        : hours == 1 ? "an hour" : hours + " hours";
  }
}
