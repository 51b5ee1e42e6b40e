package org.offprint.server.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.paper.Papers;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Answers.Content;
import org.offprint.server.web.Failure;
import org.offprint.server.web.PublicAddress;
import org.springframework.http.ResponseEntity;
import org.springframework.web.util.UriComponentsBuilder;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/// What every call has in common: parameters that are known, limits, cursors, JSON with every key.
record Calls(Answers answers, PublicAddress address) {
  static final String JSON_TYPE = "application/json;charset=utf-8";

  private static final int USUAL = 50;
  private static final int MOST = 100;
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .propertyNamingStrategy(new Names())
          .changeDefaultPropertyInclusion(
              inclusion -> inclusion.withValueInclusion(JsonInclude.Include.ALWAYS))
          .build();

  /// The names of the record's components; `abstract` is a word of Java.
  private static final class Names extends PropertyNamingStrategies.NamingBase {
    @Override
    public String translate(String name) {
      return name.equals("abstractText") ? "abstract" : name;
    }
  }

  /// A list's page as it goes out: the object, and where the next page begins.
  record Listed(Object body, @Nullable String next) {}

  /// Answers one object. Parameters that it does not know are refused.
  ResponseEntity<byte[]> one(HttpServletRequest request, Supplier<Object> body) {
    requireKnown(request);
    return answers.of(request, JSON_TYPE, () -> JSON.writeValueAsBytes(body.get()));
  }

  /// Answers a page of a list, with the way to the next in a `Link` header (RFC 8288).
  ResponseEntity<byte[]> page(
      HttpServletRequest request, Supplier<Listed> page, String... parameters) {
    requireKnown(request, parameters);
    return answers.withHeaders(
        request,
        JSON_TYPE,
        () -> {
          Listed listed = page.get();
          return new Content(
              JSON.writeValueAsBytes(listed.body()),
              listed.next() == null
                  ? Map.of()
                  : Map.of("Link", next(request, listed.next(), parameters)));
        });
  }

  /// Answers what a caller alone may see, or what they have changed.
  static ResponseEntity<byte[]> theirs(int status, Object body) {
    return ResponseEntity.status(status)
        .header("Content-Type", JSON_TYPE)
        .header("Cache-Control", "no-store")
        .body(JSON.writeValueAsBytes(body));
  }

  static void requireKnown(HttpServletRequest request, String... known) {
    Set<String> unknown = new TreeSet<>(request.getParameterMap().keySet());
    unknown.removeAll(Arrays.asList(known));
    if (!unknown.isEmpty()) {
      throw Failure.badRequest(
          "%s: no such parameter here; %s."
              .formatted(
                  String.join(", ", unknown),
                  known.length == 0
                      ? "this address takes none"
                      : "expected " + String.join(", ", known)));
    }
  }

  static int limit(HttpServletRequest request) {
    String text = request.getParameter("limit");
    if (text == null || text.isEmpty()) {
      return USUAL;
    }
    int limit = text.matches("\\d{1,3}") ? Integer.parseInt(text) : 0;
    if (limit < 1 || limit > MOST) {
      throw Failure.badRequest(
          "limit = '%s' is out of range: expected a whole number from 1 to %d."
              .formatted(text, MOST));
    }
    return limit;
  }

  /// The cursor of the call, null at the beginning of the list.
  static <T> @Nullable T cursor(HttpServletRequest request, Function<String, T> read) {
    String text = request.getParameter("cursor");
    if (text == null || text.isEmpty()) {
      return null;
    }
    try {
      return read.apply(text);
    } catch (RuntimeException e) {
      throw Failure.badRequest(
          "cursor = '%s' is not one of this list: take it from 'next' of the answer before, or leave it out to begin."
              .formatted(text));
    }
  }

  /// A paper by the identifier in an address, whatever version it names.
  static PaperId id(@Nullable String archive, String id) {
    String whole = archive == null ? id : archive + "/" + id;
    return PaperId.parse(whole)
        .orElseThrow(() ->
            Failure.notFound(
                "'%s' is not the identifier of a paper: expected an arXiv one like 2411.09009 or cs/0112017, or a DOI."
                    .formatted(whole)));
  }

  /// A paper that is here.
  static PaperId known(Papers papers, PaperId id) {
    return papers
        .find(id)
        .orElseThrow(() -> Failure.notFound("The paper %s is not here.".formatted(id)))
        .id();
  }

  private String next(HttpServletRequest request, String cursor, String... parameters) {
    String path = request.getRequestURI().substring(request.getContextPath().length());
    UriComponentsBuilder next = UriComponentsBuilder.fromUriString(address.root() + path);
    for (String name : List.of(parameters)) {
      String value = request.getParameter(name);
      if (!name.equals("cursor") && value != null && !value.isEmpty()) {
        next.queryParam(name, "{" + name + "}").uriVariables(Map.of(name, value));
      }
    }
    return "<%s>; rel=\"next\"".formatted(next.queryParam("cursor", cursor).encode().toUriString());
  }
}
