package org.offprint.server.web;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Why a request cannot be answered, in words for the one who asked. A handler throws it; {@link
/// Errors} gives it the form that the caller reads: a page, a problem document, or the `error`
/// object of the papers API.
public final class Failure extends RuntimeException {
  /// An address on this server that may be what was meant, and what a link to it says.
  public record Way(String href, String words) {
    private static Way to(String href) {
      return new Way(href, href.startsWith("/search") ? "Search for it" : href);
    }
  }

  private final int status;
  private final List<Way> ways;
  private final Map<String, String> headers;

  private Failure(int status, String message, List<Way> ways) {
    this(status, message, ways, Map.of());
  }

  private Failure(int status, String message, List<Way> ways, Map<String, String> headers) {
    super(message, null, false, false);
    this.status = status;
    this.ways = List.copyOf(ways);
    this.headers = Map.copyOf(headers);
  }

  public static Failure badRequest(String message) {
    return new Failure(400, message, List.of());
  }

  /// @param ways addresses on this server that may be what was meant, best first
  public static Failure notFound(String message, String... ways) {
    return notFound(message, Arrays.stream(ways).map(Way::to).toList());
  }

  public static Failure notFound(String message, List<Way> ways) {
    return new Failure(404, message, ways);
  }

  /// What was here and was taken away for good or until somebody decides otherwise.
  public static Failure gone(String message, List<Way> ways) {
    return new Failure(410, message, ways);
  }

  /// Who sends no token, or one that is not known.
  ///
  /// @param challenge how to be let in: the value of `WWW-Authenticate`
  public static Failure unauthorized(String message, String challenge) {
    return new Failure(401, message, List.of(), Map.of("WWW-Authenticate", challenge));
  }

  public static Failure forbidden(String message, List<Way> ways) {
    return new Failure(403, message, ways);
  }

  /// Who is known, but whose token does not allow this.
  public static Failure forbidden(String message, String challenge) {
    return new Failure(403, message, List.of(), Map.of("WWW-Authenticate", challenge));
  }

  /// @param wait after how long it is sure to go again
  public static Failure tooMany(String message, Duration wait) {
    return new Failure(
        429, message, List.of(), Map.of("Retry-After", String.valueOf(wait.toSeconds())));
  }

  public static Failure tooLarge(String message) {
    return new Failure(413, message, List.of());
  }

  public static Failure unavailable(String message) {
    return new Failure(503, message, List.of());
  }

  public int status() {
    return status;
  }

  public List<Way> ways() {
    return ways;
  }

  /// What the answer carries besides, such as `Retry-After`.
  public Map<String, String> headers() {
    return headers;
  }

  @Override
  public String getMessage() {
    return java.util.Objects.requireNonNull(super.getMessage());
  }
}
