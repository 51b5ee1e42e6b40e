package org.offprint.server.web;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

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

  private final Answers answers;

  StaticFiles(Answers answers) {
    this.answers = answers;
  }

  @GetMapping("/static/{name:[a-z0-9-]+\\.[a-z0-9]+}")
  ResponseEntity<byte[]> file(HttpServletRequest request, @PathVariable String name) {
    String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
    if (type == null) {
      throw Failure.notFound("There is no file " + name + ".");
    }
    return answers.of(request, type, () -> read(name));
  }

  private static byte[] read(String name) {
    try (InputStream file = StaticFiles.class.getResourceAsStream("/static/" + name)) {
      if (file == null) {
        throw Failure.notFound("There is no file " + name + ".");
      }
      return file.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
