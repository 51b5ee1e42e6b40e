package org.offprint.server.hub;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Paper;
import org.offprint.server.db.Database;
import org.offprint.server.paper.PaperList;
import org.offprint.server.paper.PaperList.Place;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Answers.Content;
import org.offprint.server.web.PublicAddress;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// `GET /api/papers`: all papers by date, walked through with the cursor of the `Link` header.
@RestController
final class PaperListRoutes {
  private static final int USUAL = 50;
  private static final int MOST = 100;

  private final PaperList list;
  private final Answers answers;
  private final PublicAddress address;
  private final HubForms forms;

  PaperListRoutes(Database database, Answers answers, PublicAddress address) {
    this.list = new PaperList(database);
    this.answers = answers;
    this.address = address;
    this.forms = new HubForms(address);
  }

  @GetMapping("/api/papers")
  ResponseEntity<byte[]> list(
      HttpServletRequest request,
      @RequestParam @Nullable String cursor,
      @RequestParam @Nullable String limit) {
    int most = DailyQuery.number("limit", limit, USUAL, 1, MOST);
    Place after = cursor == null || cursor.isEmpty() ? null : Place.parse(cursor);
    return answers.withHeaders(
        request,
        DailyPapersRoutes.JSON,
        () -> {
          List<Paper> found = list.after(after, most + 1);
          byte[] body = HubJson.bytes(found.stream().limit(most).map(forms::brief).toList());
          return new Content(
              body,
              found.size() > most ? Map.of("Link", next(found.get(most - 1), most)) : Map.of());
        });
  }

  private String next(Paper last, int limit) {
    return "<%s?limit=%d&cursor=%s>; rel=\"next\""
        .formatted(address.of("/api/papers"), limit, Place.of(last).text());
  }
}
