package org.offprint.server.account;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseCookie;

/// Cookies that scripts do not see and other sites' forms do not carry. Over HTTPS their names
/// begin with `__Host-`, so that no neighbouring host can set them.
final class Cookies {
  private Cookies() {}

  static @Nullable String read(HttpServletRequest request, String name) {
    Cookie[] cookies = request.getCookies();
    if (cookies == null) {
      return null;
    }
    String whole = whole(request, name);
    for (Cookie cookie : cookies) {
      if (cookie.getName().equals(whole)) {
        return cookie.getValue();
      }
    }
    return null;
  }

  /// @param lasts zero takes the cookie away
  static ResponseCookie of(HttpServletRequest request, String name, String value, Duration lasts) {
    return ResponseCookie.from(whole(request, name), value)
        .httpOnly(true)
        .secure(request.isSecure())
        .sameSite("Lax")
        .path("/")
        .maxAge(lasts)
        .build();
  }

  private static String whole(HttpServletRequest request, String name) {
    return request.isSecure() ? "__Host-" + name : name;
  }
}
