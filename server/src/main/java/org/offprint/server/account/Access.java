package org.offprint.server.account;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
  private static final String KEPT = Access.class.getName();
  private static final String KEPT_TOKEN = KEPT + ".token";
  private static final String CHALLENGE = "Bearer realm=\"Offprint\"";
  private static final Pattern BEARER = Pattern.compile("(?i)bearer +(\\S+) *");

  private final Sessions sessions;
  private final Tokens tokens;
  private final PublicAddress address;

  Access(Sessions sessions, Tokens tokens, PublicAddress address) {
    this.sessions = sessions;
    this.tokens = tokens;
    this.address = address;
  }

  /// The session of a request, whatever its role and state; looked up once for each request.
  public Optional<Session> session(HttpServletRequest request) {
    Object kept = request.getAttribute(KEPT);
    if (kept instanceof Optional<?> known) {
      return known.map(Session.class::cast);
    }
    Optional<Session> found =
        Optional.ofNullable(Cookies.read(request, COOKIE))
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
            ? "?then=" + URLEncoder.encode(address(request), StandardCharsets.UTF_8)
            : "";
    return Failure.forbidden(
        what + " Sign in, then come again.",
        List.of(new Failure.Way("/sign-in" + then, "Sign in")));
  }

  private static String address(HttpServletRequest request) {
    String query = request.getQueryString();
    return request.getRequestURI() + (query == null ? "" : "?" + query);
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

  /// Whose token a request carries, as `Authorization: Bearer offp_…`; empty where it carries none
  /// or one that is not known. Looked up once for each request.
  public Optional<Holder> token(HttpServletRequest request) {
    Object kept = request.getAttribute(KEPT_TOKEN);
    if (kept instanceof Optional<?> known) {
      return known.map(Holder.class::cast);
    }
    String header = request.getHeader("Authorization");
    Matcher bearer = BEARER.matcher(header == null ? "" : header);
    Optional<Holder> found = bearer.matches() ? tokens.find(bearer.group(1)) : Optional.empty();
    request.setAttribute(KEPT_TOKEN, found);
    return found;
  }

  /// The holder of a token that allows something. A session's cookie allows nothing here: a browser
  /// sends it with every request, whoever made the page that asks for it.
  public Holder requireScope(HttpServletRequest request, Scope scope) {
    Holder holder = requireToken(request);
    if (!holder.scopes().contains(scope)) {
      throw Failure.forbidden(
          "The token '%s' may not %s: it lacks the scope %s. Make one that has it on %s."
              .formatted(holder.name(), scope.words(), scope, address.of("/me")),
          "%s, error=\"insufficient_scope\", scope=\"%s\"".formatted(CHALLENGE, scope));
    }
    if (!holder.may(scope)) {
      throw Failure.forbidden(
          holder.account().active()
              ? "Only a curator can do this."
              : "The account %s is suspended: it can read, and do nothing else."
                  .formatted(holder.account().name()),
          List.of());
    }
    return holder;
  }

  private Holder requireToken(HttpServletRequest request) {
    if (request.getHeader("Authorization") == null) {
      throw Failure.unauthorized(
          "This needs a token: send 'Authorization: Bearer %s…'. You make one on %s."
              .formatted(Tokens.PREFIX, address.of("/me")),
          CHALLENGE);
    }
    return requireKnownToken(request);
  }

  /// The holder of any token that is known, whatever it allows.
  public Holder requireKnownToken(HttpServletRequest request) {
    return token(request)
        .orElseThrow(
            () -> // these very words: clients of the papers API know them
            Failure.unauthorized(
                    "Invalid credentials in Authorization header",
                    CHALLENGE + ", error=\"invalid_token\""));
  }

  /// Opens a session for somebody who has shown who they are, in place of the one they had.
  public ResponseCookie open(HttpServletRequest request, Account account) {
    session(request).ifPresent(old -> sessions.end(old.account().id(), old.id()));
    String agent = request.getHeader("User-Agent");
    return Cookies.of(
        request,
        COOKIE,
        sessions.open(account.id(), request.getRemoteAddr(), agent == null ? "" : agent),
        sessions.lasts());
  }

  /// Takes the cookie away.
  ResponseCookie closed(HttpServletRequest request) {
    return Cookies.of(request, COOKIE, "", Duration.ZERO);
  }
}
