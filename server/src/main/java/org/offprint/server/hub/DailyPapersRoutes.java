package org.offprint.server.hub;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.offprint.server.feed.Days;
import org.offprint.server.feed.Days.Entry;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Answers.Content;
import org.offprint.server.web.PublicAddress;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;

/// `GET /api/daily_papers`. Parameters that it does not know are ignored. `exact=true`, which the
/// contract does not have, adds to each entry what one Offprint tells another.
@RestController
final class DailyPapersRoutes {
  static final String JSON = "application/json; charset=utf-8";

  private final Days days;
  private final Answers answers;
  private final PublicAddress address;
  private final HubForms forms;

  DailyPapersRoutes(Days days, Answers answers, PublicAddress address) {
    this.days = days;
    this.answers = answers;
    this.address = address;
    this.forms = new HubForms(address);
  }

  @GetMapping("/api/daily_papers")
  ResponseEntity<byte[]> list(
      HttpServletRequest request,
      @RequestParam @Nullable String date,
      @RequestParam @Nullable String week,
      @RequestParam @Nullable String month,
      @RequestParam @Nullable String submitter,
      @RequestParam @Nullable String sort,
      @RequestParam @Nullable String p,
      @RequestParam @Nullable String limit,
      @RequestParam @Nullable String exact) {
    boolean inFull = "true".equals(exact);
    DailyQuery query = DailyQuery.of(date, week, month, submitter, sort, p, limit);
    return answers.withHeaders(
        request,
        JSON,
        () -> {
          List<Entry> found = entries(query);
          boolean more = found.size() > query.limit();
          byte[] body =
              HubJson.bytes(
                  found.stream()
                      .limit(query.limit())
                      .map(entry -> inFull ? forms.exact(entry) : forms.entry(entry))
                      .toList());
          return new Content(body, more ? Map.of("Link", next(request, query)) : Map.of());
        });
  }

  /// One more than was asked for, to know whether there is another page.
  private List<Entry> entries(DailyQuery query) {
    int most = query.limit() + 1;
    if (query.span() != null || (query.submitter() != null && query.trending())) {
      return days.select(query.span(), query.submitter(), query.trending(), query.offset(), most);
    }
    return query.trending()
        ? days.trending(query.offset(), most)
        : days.newest(query.submitter(), query.offset(), most);
  }

  private String next(HttpServletRequest request, DailyQuery query) {
    UriComponentsBuilder next = UriComponentsBuilder.fromUriString(address.of("/api/daily_papers"));
    for (String name : List.of("date", "week", "month", "submitter", "sort", "exact")) {
      String value = request.getParameter(name);
      if (value != null && !value.isEmpty()) {
        next.queryParam(name, "{" + name + "}");
        next.uriVariables(Map.of(name, value));
      }
    }
    String whole =
        next.queryParam("p", query.page() + 1)
            .queryParam("limit", query.limit())
            .encode()
            .toUriString();
    return "<" + whole + ">; rel=\"next\"";
  }
}
