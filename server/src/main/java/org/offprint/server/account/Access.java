package org.offprint.server.account;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offprint.server.account.Sessions.Session;
import org.offprint.server.web.Failure;
import org.offprint.server.web.PublicAddress;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Component;

/// Who sends a request, and whether what it asks to be done was asked by a page of this site.
@Component
public final class Access {
  private static final String COOKIE = "offprint-session";
  private static final String SECURE_COOKIE = "__Host-" + COOKIE;
  private static final String KEPT = Access.class.getName();

  private final Sessions sessions;
  private final PublicAddress address;

  Access(Sessions sessions, PublicAddress address) {
    this.sessions = sessions;
    this.address = address;
  }

  /// The session of a request, whatever its role and state; looked up once for each request.
  public Optional<Session> session(HttpServletRequest request) {
    Object kept = request.getAttribute(KEPT);
    if (kept instanceof Optional<?> known) {
      return known.map(Session.class::cast);
    }
    Optional<Session> found =
        Optional.ofNullable(cookie(request))
            .flatMap(secret -> sessions.find(secret, request.getRemoteAddr()));
    request.setAttribute(KEPT, found);
    return found;
  }

  /// The session of somebody with a role, if the request has one.
  public Optional<Session> session(HttpServletRequest request, Role role) {
    return session(request).filter(session -> session.atLeast(role));
  }

  /// The session of somebody who asks for a page that is theirs alone.
  public Session signedIn(HttpServletRequest request) {
    return session(request)
        .orElseThrow(() -> signInFirst("This page is for those who are signed in.", request));
  }

  /// The session of somebody who sends a form of ours and has a role.
  ///
  /// @param proof what the form carried
  public Session require(HttpServletRequest request, Role role, @Nullable String proof) {
    Session session = requireSignedIn(request, proof);
    if (!session.account().active()) {
      throw Failure.forbidden(
          "Your account is suspended%s. You can read everything, and answer on your own page."
              .formatted(
                  session.account().stateNote().isEmpty()
                      ? ""
                      : ": " + session.account().stateNote()),
          List.of(new Failure.Way("/me", "Your page")));
    }
    if (!session.atLeast(role)) {
      throw Failure.forbidden(
          "Only %s can do this.".formatted(role == Role.admin ? "an admin" : "a curator"),
          List.of());
    }
    return session;
  }

  /// The same for what everybody who is signed in can do, also while suspended.
  public Session requireSignedIn(HttpServletRequest request, @Nullable String proof) {
    requireOurs(request);
    Session session =
        session(request)
            .orElseThrow(() -> signInFirst("Only somebody who is signed in can do this.", request));
    if (proof == null || !Secrets.equal(proof, session.proof())) {
      throw Failure.forbidden(
          "The form is not one of this session. Load its page again, then send it again.",
          List.of());
    }
    return session;
  }

  private static Failure signInFirst(String what, HttpServletRequest request) {
    String then =
        request.getMethod().equals("GET")
            ? "?then=" + URLEncoder.encode(request.getRequestURI(), StandardCharsets.UTF_8)
            : "";
    return Failure.forbidden(
        what + " Sign in, then come again.",
        List.of(new Failure.Way("/sign-in" + then, "Sign in")));
  }

  /// Browsers say with every form from where it is sent. What comes from elsewhere, or says
  /// nothing, is refused whatever else it carries.
  public void requireOurs(HttpServletRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    String origin = request.getHeader("Origin");
    if ((site != null && !site.equals("same-origin"))
        || origin == null
        || !isOurs(origin, request)) {
      throw Failure.forbidden(
          "The request does not come from a page of this site (Origin: %s). Behind a proxy, site.url must be the address that readers use."
              .formatted(origin == null ? "missing" : origin),
          List.of());
    }
  }

  private boolean isOurs(String origin, HttpServletRequest request) {
    URI root = URI.create(address.root());
    return origin.equalsIgnoreCase(request.getScheme() + "://" + request.getHeader("Host"))
        || origin.equalsIgnoreCase(root.getScheme() + "://" + root.getRawAuthority());
  }

  /// Opens a session for somebody who has shown who they are, in place of the one they had.
  public ResponseCookie open(HttpServletRequest request, Account account) {
    session(request).ifPresent(old -> sessions.end(old.account().id(), old.id()));
    String agent = request.getHeader("User-Agent");
    return cookie(
        request,
        sessions.open(account.id(), request.getRemoteAddr(), agent == null ? "" : agent),
        sessions.lasts());
  }

  /// Takes the cookie away.
  ResponseCookie closed(HttpServletRequest request) {
    return cookie(request, "", Duration.ZERO);
  }

  private static @Nullable String cookie(HttpServletRequest request) {
    Cookie[] cookies = request.getCookies();
    if (cookies == null) {
      return null;
    }
    String name = request.isSecure() ? SECURE_COOKIE : COOKIE;
    for (Cookie cookie : cookies) {
      if (cookie.getName().equals(name)) {
        return cookie.getValue();
      }
    }
    return null;
  }

  private static ResponseCookie cookie(HttpServletRequest request, String value, Duration lasts) {
    return ResponseCookie.from(request.isSecure() ? SECURE_COOKIE : COOKIE, value)
        .httpOnly(true)
        .secure(request.isSecure())
        .sameSite("Lax")
        .path("/")
        .maxAge(lasts)
        .build();
  }
}
