package org.offprint.server.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.offprint.server.web.Answers;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// The description of the API, written by hand and held to the routes and answers by a test.
@RestController
final class OpenApi {
  private final Answers answers;

  OpenApi(Answers answers) {
    this.answers = answers;
  }

  @GetMapping("/api/v1/openapi.json")
  ResponseEntity<byte[]> description(HttpServletRequest request) {
    Calls.requireKnown(request);
    return answers.of(request, Calls.JSON_TYPE, OpenApi::read);
  }

  private static byte[] read() {
    try (InputStream file =
        Objects.requireNonNull(OpenApi.class.getResourceAsStream("/api/openapi.json"))) {
      return file.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
