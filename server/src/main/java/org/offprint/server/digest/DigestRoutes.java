package org.offprint.server.digest;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.offprint.server.subscribe.LinkKey.Purpose;
import org.offprint.server.subscribe.Subscription;
import org.offprint.server.subscribe.Subscriptions;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Failure;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import tools.jackson.databind.json.JsonMapper;

/// An issue in the browser, at an address that stays and may be passed on: nothing on it changes
/// anything. And what is stored of a reader, for the reader.
@Controller
final class DigestRoutes {
  private static final JsonMapper JSON = new JsonMapper();

  private final DigestPages pages;
  private final Subscriptions subscriptions;
  private final Answers answers;

  DigestRoutes(DigestPages pages, Subscriptions subscriptions, Answers answers) {
    this.pages = pages;
    this.subscriptions = subscriptions;
    this.answers = answers;
  }

  @GetMapping("/digests/{link}")
  ResponseEntity<byte[]> issue(@PathVariable String link) {
    DigestView view =
        pages
            .find(link)
            .orElseThrow(() ->
                Failure.notFound(
                    "There is no such issue. The link may not be whole, or its reader has left, which deletes all issues.",
                    List.of(new Failure.Way("/subscribe", "Subscribe"))));
    return ResponseEntity.ok()
        .header("Content-Type", "text/html;charset=utf-8")
        .header("Cache-Control", "no-store")
        .header("Referrer-Policy", "no-referrer")
        .body(answers.render("digest", view));
  }

  @GetMapping("/subscriptions/{token}/data.json")
  ResponseEntity<byte[]> data(@PathVariable String token) {
    Subscription reader =
        subscriptions
            .find(token, Purpose.manage, "")
            .orElseThrow(() -> Failure.notFound("This link belongs to nobody here."));
    return ResponseEntity.ok()
        .header("Content-Type", "application/json;charset=utf-8")
        .header("Cache-Control", "no-store")
        .header("Content-Disposition", "attachment; filename=\"digest-data.json\"")
        .body(
            JSON.writerWithDefaultPrettyPrinter()
                .writeValueAsString(pages.data(reader))
                .getBytes(StandardCharsets.UTF_8));
  }
}
