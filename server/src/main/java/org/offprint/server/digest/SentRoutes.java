package org.offprint.server.digest;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.offprint.server.account.Access;
import org.offprint.server.account.Role;
import org.offprint.server.mail.PostOffice;
import org.offprint.server.subscribe.Subscriptions;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Failure;
import org.offprint.server.web.Pages;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/// `/digest/sent`: what was sent, what failed and who is suspended, for curators.
@Controller
final class SentRoutes {
  private static final Duration BACK = Duration.ofDays(30);
  private static final int LINES = 50;

  private final DigestPages pages;
  private final Subscriptions subscriptions;
  private final PostOffice post;
  private final Access access;
  private final Answers answers;
  private final InstantSource clock;

  SentRoutes(
      DigestPages pages,
      Subscriptions subscriptions,
      PostOffice post,
      Access access,
      Answers answers,
      InstantSource clock) {
    this.pages = pages;
    this.subscriptions = subscriptions;
    this.post = post;
    this.access = access;
    this.answers = answers;
    this.clock = clock;
  }

  @GetMapping("/digest/sent")
  ResponseEntity<byte[]> sent(HttpServletRequest request) {
    if (access.session(request, Role.curator).isEmpty()) {
      throw Failure.forbidden(
          "Only a curator sees what was sent.",
          List.of(new Failure.Way("/sign-in?then=/digest/sent", "Sign in")));
    }
    SentPage page =
        new SentPage(
            post.carrier().where(),
            subscriptions.counts(),
            post.counts(),
            pages.days(clock.instant().minus(BACK)),
            post.lines(List.of("queued", "sending"), LINES),
            post.lines(List.of("failed", "refused"), LINES),
            post.lines(List.of("sent"), LINES),
            subscriptions.suspended(LINES));
    return Pages.html(answers.render("sent", page));
  }
}
