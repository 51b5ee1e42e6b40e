package org.offprint.server.curator;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.offprint.server.curator.Curators.Session;
import org.offprint.server.curator.Curators.SignIn;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Failure;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseCookie;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// `/curator`: the key, entered once, opens a session.
@Controller
final class CuratorRoutes {
  private static final DateTimeFormatter UNTIL =
      DateTimeFormatter.ofPattern("d MMMM yyyy, HH:mm 'UTC'", Locale.UK).withZone(ZoneOffset.UTC);

  private final Curators curators;
  private final CuratorAccess access;
  private final Answers answers;

  CuratorRoutes(Curators curators, CuratorAccess access, Answers answers) {
    this.curators = curators;
    this.access = access;
    this.answers = answers;
  }

  @GetMapping("/curator")
  ResponseEntity<byte[]> page(HttpServletRequest request) {
    return access
        .session(request)
        .map(session ->
            page(200, new CuratorPage(true, session.proof(), "", UNTIL.format(session.expires()))))
        .orElseGet(() -> page(200, new CuratorPage(false, curators.formProof(), "", "")));
  }

  @PostMapping("/curator")
  ResponseEntity<byte[]> signIn(
      HttpServletRequest request,
      @RequestParam(defaultValue = "") String key,
      @RequestParam(defaultValue = "") String proof) {
    access.requireOurs(request);
    if (!curators.isFormProof(proof)) {
      return page(
          403,
          new CuratorPage(
              false, curators.formProof(), "The form was too old. Enter the key again.", ""));
    }
    return switch (curators.signIn(key, request.getRemoteAddr())) {
      case SignIn.Welcome(String cookie, Duration lasts) ->
          seeOther("/runs/queue", cookie(request, cookie, lasts));
      case SignIn.WrongKey() ->
          page(
              403,
              new CuratorPage(
                  false,
                  curators.formProof(),
                  "That is not the key. It is the line in %s in the data folder of the server."
                      .formatted(Curators.KEY_FILE),
                  ""));
      case SignIn.TooOften(Duration within) ->
          throw Failure.tooMany(
              "Too many attempts from your address. Wait %d minutes, then try again."
                  .formatted(within.toMinutes()));
    };
  }

  @PostMapping("/curator/sign-out")
  ResponseEntity<byte[]> signOut(
      HttpServletRequest request, @RequestParam(required = false) @Nullable String proof) {
    Session session = access.require(request, proof);
    curators.signOut(session);
    return seeOther("/curator", cookie(request, "", Duration.ZERO));
  }

  private ResponseEntity<byte[]> page(int status, CuratorPage page) {
    return ResponseEntity.status(status)
        .header("Content-Type", "text/html;charset=utf-8")
        .header("Cache-Control", "no-store")
        .body(answers.render("curator", page));
  }

  private static ResponseEntity<byte[]> seeOther(String path, ResponseCookie cookie) {
    return ResponseEntity.status(HttpStatus.SEE_OTHER)
        .header("Location", path)
        .header("Set-Cookie", cookie.toString())
        .header("Cache-Control", "no-store")
        .build();
  }

  private static ResponseCookie cookie(HttpServletRequest request, String value, Duration lasts) {
    return ResponseCookie.from(CuratorAccess.COOKIE, value)
        .httpOnly(true)
        .secure(request.isSecure())
        .sameSite("Strict")
        .path("/")
        .maxAge(lasts)
        .build();
  }
}
