package org.offprint.server.digest;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.offprint.server.config.Settings;
import org.offprint.server.feeds.Form;
import org.offprint.server.feeds.Place;
import org.offprint.server.subscribe.LinkKey.Purpose;
import org.offprint.server.subscribe.Subscription;
import org.offprint.server.subscribe.Subscriptions;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Failure;
import org.offprint.server.web.Pages;
import org.offprint.server.web.PublicAddress;
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
  private final Place place;

  DigestRoutes(
      DigestPages pages,
      Subscriptions subscriptions,
      Answers answers,
      PublicAddress address,
      Settings settings) {
    this.place = new Place(address, settings.site().name());
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
    return page(view);
  }

  private ResponseEntity<byte[]> page(DigestView view) {
    return Pages.secretlyAddressed(200, answers.render("digest", view));
  }

  /// The private feed of what a reader is sent, at an address that is a secret of its reader.
  @GetMapping({
    "/digests/feed/{token}.atom",
    "/digests/feed/{token}.rss",
    "/digests/feed/{token}.json"
  })
  ResponseEntity<byte[]> feed(HttpServletRequest request, @PathVariable String token) {
    Subscription reader = pages.feedReader(token).orElseThrow(DigestRoutes::noFeed);
    Form form = Form.of(request.getRequestURI());
    byte[] body = form.write(pages.feed(reader, "/digests/feed/" + token), place);
    String tag = "\"" + Integer.toHexString(Arrays.hashCode(body)) + "-" + body.length + "\"";
    if (tag.equals(request.getHeader("If-None-Match"))) {
      return ResponseEntity.status(304).header("ETag", tag).build();
    }
    return ResponseEntity.ok()
        .header("Content-Type", form.contentType())
        .header("Content-Disposition", "inline")
        .header("Cache-Control", "private, no-cache")
        .header("ETag", tag)
        .body(body);
  }

  /// The page that a feed names as its own: the newest issue.
  @GetMapping("/digests/feed/{token}")
  ResponseEntity<byte[]> newest(@PathVariable String token) {
    return page(pages.feedReader(token).flatMap(pages::newest).orElseThrow(DigestRoutes::noFeed));
  }

  private static Failure noFeed() {
    return Failure.notFound(
        "There is no such feed, or nothing in it yet. The link may not be whole, or its reader has left.",
        List.of(new Failure.Way("/feeds", "Feeds for everybody")));
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
