package org.offprint.server.card;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.catalog.result.Result;
import org.offprint.server.paper.Papers;
import org.offprint.server.result.Results;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Failure;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/// `/cards/{id}.png`. Identifiers may hold slashes, so the identifier is the rest of the path.
@RestController
final class CardRoutes {
  private static final String ENDING = ".png";

  private final Papers papers;
  private final Results results;
  private final Answers answers;
  private final Cards cards = new Cards(Drawing::png);

  CardRoutes(Papers papers, Results results, Answers answers) {
    this.papers = papers;
    this.results = results;
    this.answers = answers;
  }

  @GetMapping("/cards/{*file}")
  ResponseEntity<byte[]> card(HttpServletRequest request, @PathVariable String file) {
    if (!file.endsWith(ENDING)) {
      throw Failure.notFound("A card's address ends in .png: /cards/2411.09009.png.");
    }
    PaperId id = new PaperId(file.substring(1, file.length() - ENDING.length()));
    return answers.of(request, "image/png", () -> cards.png(card(id)));
  }

  private Card card(PaperId id) {
    Paper paper =
        papers
            .find(id)
            .orElseThrow(() -> Failure.notFound("No paper " + id + " is here, so it has no card."));
    List<Result> runs = results.ofPaper(id).stream().map(Results.Stored::result).toList();
    return Card.of(paper, !results.methodsOf(id).isEmpty(), results.formulas().ofPaper(id), runs);
  }
}
