package org.offprint.server.web;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import tools.jackson.databind.json.JsonMapper;

/// Gives every failure the form that its caller reads: problem documents (RFC 9457) under
/// `/api/v1`, `{"error": …}` under the rest of `/api`, a line of text where a file was asked for
/// (`.atom`, `.bib`), a page everywhere else. What went wrong inside is logged once with a number
/// that the answer repeats.
@ControllerAdvice
public final class Errors {
  private static final Logger LOG = LoggerFactory.getLogger(Errors.class);
  private static final JsonMapper JSON = new JsonMapper();

  /// What the error page shows.
  public record ErrorPage(int status, String title, String message, List<Failure.Way> ways) {
    /// What the page is called, for people.
    public String heading() {
      return switch (status) {
        case 400 -> "That is not something this page can show";
        case 403 -> "Not for everybody";
        case 404 -> "Not in this paper";
        case 410 -> "Taken out of this paper";
        case 429 -> "Too often";
        case 500 -> "The press has stopped";
        case 503 -> "Closed for a moment";
        default -> title;
      };
    }
  }

  private final Answers answers;

  Errors(Answers answers) {
    this.answers = answers;
  }

  @ExceptionHandler(Failure.class)
  ResponseEntity<byte[]> failure(HttpServletRequest request, Failure failure) {
    ResponseEntity<byte[]> answer =
        answer(request, failure.status(), failure.getMessage(), failure.ways());
    if (failure.headers().isEmpty()) {
      return answer;
    }
    HttpHeaders headers = HttpHeaders.copyOf(answer.getHeaders());
    failure.headers().forEach(headers::set);
    return new ResponseEntity<>(answer.getBody(), headers, answer.getStatusCode());
  }

  @ExceptionHandler(IllegalArgumentException.class)
  ResponseEntity<byte[]> refused(HttpServletRequest request, IllegalArgumentException refusal) {
    return answer(request, 400, String.valueOf(refusal.getMessage()), List.of());
  }

  @ExceptionHandler({NoResourceFoundException.class, NoHandlerFoundException.class})
  ResponseEntity<byte[]> nothingThere(HttpServletRequest request, Exception e) {
    return answer(request, 404, "There is no page at " + request.getRequestURI() + ".", List.of());
  }

  @ExceptionHandler(HttpRequestMethodNotSupportedException.class)
  ResponseEntity<byte[]> wrongMethod(
      HttpServletRequest request, HttpRequestMethodNotSupportedException e) {
    return answer(
        request,
        405,
        request.getMethod()
            + " is not answered here; expected "
            + String.join(", ", List.of(String.valueOf(e.getSupportedHttpMethods())))
            + ".",
        List.of());
  }

  @ExceptionHandler(Exception.class)
  ResponseEntity<byte[]> broken(HttpServletRequest request, Exception e) {
    if (e instanceof ErrorResponse asked && asked.getStatusCode().is4xxClientError()) {
      return answer(
          request,
          asked.getStatusCode().value(),
          String.valueOf(asked.getBody().getDetail()),
          List.of());
    }
    String number = UUID.randomUUID().toString().substring(0, 8);
    LOG.error(
        "failure {} at {} {}",
        number,
        request.getMethod(),
        request.getRequestURI().replaceAll("[\\r\\n]", "_"),
        e);
    return answer(
        request,
        500,
        "Something broke here; it is logged as failure " + number + ". Please try again later.",
        List.of());
  }

  private ResponseEntity<byte[]> answer(
      HttpServletRequest request, int status, String message, List<Failure.Way> ways) {
    String path = request.getRequestURI().substring(request.getContextPath().length());
    String title = String.valueOf(HttpStatus.valueOf(status).getReasonPhrase());
    if (path.startsWith("/api/v1/") || path.equals("/api/v1")) {
      Map<String, Object> problem = new LinkedHashMap<>();
      problem.put("type", "about:blank");
      problem.put("title", title);
      problem.put("status", status);
      problem.put("detail", message);
      problem.put("instance", path);
      return body(status, "application/problem+json", JSON.writeValueAsBytes(problem), message);
    }
    if (path.startsWith("/api/") || path.equals("/mcp")) {
      return body(
          status,
          "application/json; charset=utf-8",
          JSON.writeValueAsBytes(Map.of("error", message)),
          message);
    }
    if (path.matches(".+\\.[a-z]{2,6}")) {
      return body(
          status,
          "text/plain;charset=utf-8",
          (message + "\n").getBytes(StandardCharsets.UTF_8),
          message);
    }
    return body(
        status,
        "text/html;charset=utf-8",
        answers.render("error", new ErrorPage(status, title, message, ways)),
        message);
  }

  private static ResponseEntity<byte[]> body(int status, String type, byte[] body, String message) {
    String header =
        new String(
            message.replaceAll("[^\\x20-\\x7e]", "?").getBytes(StandardCharsets.US_ASCII),
            StandardCharsets.US_ASCII);
    return ResponseEntity.status(status)
        .header("Content-Type", type)
        .header("X-Error-Message", header)
        .header("Cache-Control", "no-store")
        .header("Content-Disposition", "inline")
        .body(body);
  }
}
