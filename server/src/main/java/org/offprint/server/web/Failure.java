package org.offprint.server.web;

import java.util.Arrays;
import java.util.List;

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

  private Failure(int status, String message, List<Way> ways) {
    super(message, null, false, false);
    this.status = status;
    this.ways = List.copyOf(ways);
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

  public static Failure unauthorized(String message) {
    return new Failure(401, message, List.of());
  }

  public static Failure forbidden(String message, List<Way> ways) {
    return new Failure(403, message, ways);
  }

  public static Failure tooMany(String message) {
    return new Failure(429, message, List.of());
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

  @Override
  public String getMessage() {
    return java.util.Objects.requireNonNull(super.getMessage());
  }
}
