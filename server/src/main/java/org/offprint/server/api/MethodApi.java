package org.offprint.server.api;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.offprint.server.api.Shapes.MethodPage;
import org.offprint.server.api.Shapes.MethodShape;
import org.offprint.server.api.Shapes.Page;
import org.offprint.server.api.Shapes.ResultPage;
import org.offprint.server.result.Results;
import org.offprint.server.result.Results.Stored;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Failure;
import org.offprint.server.web.PublicAddress;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/// The methods of the first edition, and the runs that are evidence for them.
@RestController
final class MethodApi {
  private static final JsonMapper JSON = new JsonMapper();

  private final Results results;
  private final Calls calls;
  private final Forms forms;

  MethodApi(Results results, Answers answers, PublicAddress address) {
    this.results = results;
    this.calls = new Calls(answers, address);
    this.forms = new Forms(address);
  }

  @GetMapping("/api/v1/methods")
  ResponseEntity<byte[]> methods(HttpServletRequest request) {
    return calls.one(
        request,
        () -> {
          Map<String, List<Stored>> runs =
              results.all().stream()
                  .collect(Collectors.groupingBy(stored -> stored.result().method().id()));
          List<MethodShape> items =
              results.methods().stream()
                  .map(method ->
                      forms.method(
                          method,
                          results.formulas().ofMethod(method.id()),
                          runs.getOrDefault(method.id(), List.of())))
                  .toList();
          return new Page<>((long) items.size(), items, null);
        });
  }

  @GetMapping("/api/v1/methods/{id}")
  ResponseEntity<byte[]> method(HttpServletRequest request, @PathVariable String id) {
    return calls.one(
        request,
        () -> {
          List<Stored> runs = results.ofMethod(id);
          return results.methods().stream()
              .filter(method -> method.id().equals(id))
              .findFirst()
              .map(method ->
                  new MethodPage(
                      forms.method(method, results.formulas().ofMethod(method.id()), runs),
                      runs.stream().map(forms::result).toList()))
              .orElseThrow(() ->
                  Failure.notFound("There is no method '" + id + "'; /api/v1/methods lists them."));
        });
  }

  @GetMapping("/api/v1/results/{id}")
  ResponseEntity<byte[]> result(HttpServletRequest request, @PathVariable String id) {
    return calls.one(
        request,
        () -> {
          Stored stored =
              results
                  .find(id)
                  .orElseThrow(() -> Failure.notFound("There is no result '" + id + "'."));
          return new ResultPage(forms.result(stored), JSON.readTree(stored.document()));
        });
  }
}
