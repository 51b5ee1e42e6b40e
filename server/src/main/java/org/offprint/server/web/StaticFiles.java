package org.offprint.server.web;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/// The few files that pages refer to: style, script, font, pictures.
@Controller
final class StaticFiles {
  private static final Map<String, String> TYPES =
      Map.of(
          "css",
          "text/css;charset=utf-8",
          "js",
          "text/javascript;charset=utf-8",
          "svg",
          "image/svg+xml",
          "woff2",
          "font/woff2",
          "png",
          "image/png",
          "ico",
          "image/x-icon",
          "txt",
          "text/plain;charset=utf-8");
  private static final CacheControl A_YEAR =
      CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();

  private final Answers answers;

  StaticFiles(Answers answers) {
    this.answers = answers;
  }

  /// @param v the hash that {@link Assets#url} appends: what carries the current one never changes
  @GetMapping("/static/{name:[a-z0-9-]+\\.[a-z0-9]+}")
  ResponseEntity<byte[]> file(
      HttpServletRequest request,
      @PathVariable String name,
      @RequestParam(required = false) @Nullable String v) {
    String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    if (type == null) {
      throw Failure.notFound("There is no file " + name + ".");
    }
    ResponseEntity<byte[]> answer =
        answers.of(
            request,
            type,
            () ->
                Assets.read(name)
                    .orElseThrow(() -> Failure.notFound("There is no file " + name + ".")));
    // A font is asked for by the style sheet, which cannot know a hash; its content changes with
    // its name.
    boolean forever = name.endsWith(".woff2") || (v != null && Assets.isCurrent(name, v));
    return forever
        ? ResponseEntity.status(answer.getStatusCode())
            .headers(answer.getHeaders())
            .cacheControl(A_YEAR)
            .body(answer.getBody())
        : answer;
  }
}
