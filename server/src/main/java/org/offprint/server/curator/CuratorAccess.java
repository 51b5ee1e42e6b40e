package org.offprint.server.curator;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offprint.server.curator.Curators.Session;
import org.offprint.server.web.Failure;
import org.offprint.server.web.PublicAddress;
import org.springframework.stereotype.Component;

/// Whether a request comes from a curator, and whether what it asks to be done was asked by a page
/// of this site.
@Component
public final class CuratorAccess {
  static final String COOKIE = "offprint-curator";

  private final Curators curators;
  private final PublicAddress address;

  CuratorAccess(Curators curators, PublicAddress address) {
    this.curators = curators;
    this.address = address;
  }

  public Optional<Session> session(HttpServletRequest request) {
    Cookie[] cookies = request.getCookies();
    if (cookies == null) {
      return Optional.empty();
    }
    for (Cookie cookie : cookies) {
      if (cookie.getName().equals(COOKIE)) {
        return curators.session(cookie.getValue());
      }
    }
    return Optional.empty();
  }

  /// The session of a curator who sends a form of ours.
  ///
  /// @param proof what the form carried
  public Session require(HttpServletRequest request, @Nullable String proof) {
    requireOurs(request);
    Session session =
        session(request)
            .orElseThrow(() ->
                Failure.forbidden(
                    "Only a curator can do this. Sign in, then do it again.",
                    List.of(new Failure.Way("/curator", "Sign in"))));
    if (proof == null || !Curators.equal(proof, session.proof())) {
      throw Failure.forbidden(
          "The form is not one of this session. Load its page again, then send it again.",
          List.of());
    }
    return session;
  }

  /// Browsers say with every form from where it is sent. What comes from elsewhere, or says
  /// nothing, is refused whatever else it carries.
  void requireOurs(HttpServletRequest request) {
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
    String root = address.root();
    return origin.equalsIgnoreCase(request.getScheme() + "://" + request.getHeader("Host"))
        || origin.equalsIgnoreCase(origin(root));
  }

  private static String origin(String root) {
    URI address = URI.create(root);
    return address.getScheme() + "://" + address.getRawAuthority();
  }
}
