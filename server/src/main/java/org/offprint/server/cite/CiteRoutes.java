package org.offprint.server.cite;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.paper.Papers;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Answers.Content;
import org.offprint.server.web.Failure;
import org.offprint.server.web.PublicAddress;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// A paper's citation at the paper's address with an extension. {@link Negotiation} leads here from
/// the address without one.
@RestController
final class CiteRoutes {
  private final Papers papers;
  private final Answers answers;
  private final PublicAddress address;

  CiteRoutes(Papers papers, Answers answers, PublicAddress address) {
    this.papers = papers;
    this.answers = answers;
    this.address = address;
  }

  @GetMapping({"/papers/{id}.bib", "/papers/{archive}/{id}.bib"})
  ResponseEntity<byte[]> bibtex(
      HttpServletRequest request, @PathVariable @Nullable String archive, @PathVariable String id) {
    return answer(request, Citation.bib, archive, id);
  }

  @GetMapping({"/papers/{id}.ris", "/papers/{archive}/{id}.ris"})
  ResponseEntity<byte[]> ris(
      HttpServletRequest request, @PathVariable @Nullable String archive, @PathVariable String id) {
    return answer(request, Citation.ris, archive, id);
  }

  @GetMapping({"/papers/{id}.csl.json", "/papers/{archive}/{id}.csl.json"})
  ResponseEntity<byte[]> csl(
      HttpServletRequest request, @PathVariable @Nullable String archive, @PathVariable String id) {
    return answer(request, Citation.csl, archive, id);
  }

  private ResponseEntity<byte[]> answer(
      HttpServletRequest request, Citation form, @Nullable String archive, String id) {
    String whole = archive == null ? id : archive + "/" + id;
    return answers.withHeaders(
        request,
        form.mediaType() + ";charset=utf-8",
        () -> {
          Paper paper =
              PaperId.parse(whole)
                  .flatMap(papers::find)
                  .orElseThrow(() ->
                      Failure.notFound(
                          "There is no paper " + whole + " here; /search looks for one."));
          return new Content(
              form.of(paper).getBytes(StandardCharsets.UTF_8), Map.of("Link", describes(paper)));
        });
  }

  private String describes(Paper paper) {
    return "<" + address.of("/papers/" + paper.id()) + ">; rel=\"describes\"; type=\"text/html\"";
  }
}
