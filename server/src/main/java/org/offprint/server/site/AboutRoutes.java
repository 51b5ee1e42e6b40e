package org.offprint.server.site;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.offprint.server.web.Answers;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;

/// The pages about the site itself.
@Controller
final class AboutRoutes {
  private final Answers answers;

  AboutRoutes(Answers answers) {
    this.answers = answers;
  }

  @GetMapping("/about")
  ResponseEntity<byte[]> about(HttpServletRequest request) {
    return answers.page(
        request,
        "about",
        () ->
            Frame.of(
                "About",
                "What Offprint is, what its words mean, and where its data comes from.",
                "/about"));
  }

  @GetMapping("/about/ranking")
  ResponseEntity<byte[]> ranking(HttpServletRequest request) {
    return answers.page(
        request,
        "ranking",
        () ->
            Frame.of(
                "How papers are ordered",
                "The formula of every order on Offprint, with examples.",
                "/about/ranking"));
  }

  @GetMapping("/feeds")
  ResponseEntity<byte[]> feeds(HttpServletRequest request) {
    return answers.page(
        request,
        "feeds",
        () ->
            new FeedsPage(
                Frame.of("Feeds", "Every list of Offprint for feed readers.", "/feeds"),
                List.of(
                    new FeedsPage.Feed(
                        "Daily papers", "/papers", "the newest first, as they are listed"),
                    new FeedsPage.Feed("Trending", "/papers/trending", "by votes and freshness"),
                    new FeedsPage.Feed(
                        "The first edition",
                        "/editions/first",
                        "the 55 papers that Offprint began with"))));
  }
}
