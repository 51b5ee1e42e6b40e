package org.offprint.server.account;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offprint.server.account.MePage.Said;
import org.offprint.server.account.Sessions.Session;
import org.offprint.server.db.Database;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Pages;
import org.offprint.server.web.RateLimit;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// Taking one's data along, and leaving.
@Controller
final class LeaveRoutes {
  private final Leaving leaving;
  private final Accounts accounts;
  private final Access access;
  private final Answers answers;
  private final MeView view;
  private final RateLimit attempts =
      new RateLimit("attempts with your password", 10, Duration.ofMinutes(10));
  private final RateLimit files = new RateLimit("files of your data", 10, Duration.ofMinutes(10));

  LeaveRoutes(
      Database database,
      Accounts accounts,
      List<OwnData> data,
      Access access,
      Answers answers,
      MeView view,
      InstantSource clock) {
    this.leaving = new Leaving(database, accounts, data, clock);
    this.accounts = accounts;
    this.access = access;
    this.answers = answers;
    this.view = view;
  }

  @GetMapping("/me/data.json")
  ResponseEntity<byte[]> data(HttpServletRequest request) {
    Session session = access.signedIn(request);
    files.count("" + session.account().id());
    return ResponseEntity.ok()
        .header("Content-Type", "application/json")
        .header("Cache-Control", "no-store")
        .header(
            "Content-Disposition",
            "attachment; filename=\"offprint-%s.json\"".formatted(session.account().name()))
        .body(leaving.export(session.account()));
  }

  @PostMapping("/me/leave")
  ResponseEntity<byte[]> leave(
      HttpServletRequest request,
      @RequestParam(required = false) @Nullable String proof,
      @RequestParam(defaultValue = "") String name,
      @RequestParam(defaultValue = "") String password) {
    Session session = access.requireSignedIn(request, proof);
    Account account = session.account();
    attempts.count("" + account.id());
    if (!name.strip().equalsIgnoreCase(account.name())) {
      return view.page(
          session,
          400,
          Said.problem("Write %s into the first field if you mean it.".formatted(account.name())));
    }
    boolean them =
        accounts.hasPassword(account.id())
            ? accounts.isPassword(account.id(), password)
            : view.fresh(session);
    if (!them) {
      return view.page(
          session,
          403,
          Said.problem(
              accounts.hasPassword(account.id())
                  ? "That is not your password; nothing was changed."
                  : "You signed in more than %d minutes ago. Sign out and in again, then do this."
                      .formatted(MeView.FRESH.toMinutes())));
    }
    if (!leaving.leave(account)) {
      return view.page(
          session,
          400,
          Said.problem(
              "You are the only admin. Make somebody else one first: nobody could look after the site."));
    }
    answers.dataChanged();
    ResponseEntity<byte[]> gone = Pages.seeOther("/?left=1");
    return ResponseEntity.status(gone.getStatusCode())
        .headers(gone.getHeaders())
        .header("Set-Cookie", access.closed(request).toString())
        .build();
  }
}
