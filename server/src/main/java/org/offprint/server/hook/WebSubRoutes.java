package org.offprint.server.hook;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.offprint.server.config.Settings;
import org.offprint.server.web.Failure;
import org.offprint.server.web.RateLimit;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// `/websub`: where feed readers subscribe. They send no cookie, and what they ask counts only when
/// the callback that they name has confirmed it.
@RestController
final class WebSubRoutes {
  private static final Duration WITHIN = Duration.ofMinutes(10);

  private final WebSub websub;
  private final Settings settings;
  private final RateLimit byNetwork = new RateLimit("subscriptions from your network", 200, WITHIN);

  /// So that nobody makes us knock at somebody else's door.
  private final RateLimit byHost =
      new RateLimit("subscriptions of this callback’s host", 200, WITHIN);

  WebSubRoutes(Outward outward, Settings settings) {
    this.websub = outward.websub();
    this.settings = settings;
  }

  @PostMapping("/websub")
  ResponseEntity<byte[]> ask(
      HttpServletRequest request,
      @RequestParam(name = "hub.mode", defaultValue = "") String mode,
      @RequestParam(name = "hub.topic", defaultValue = "") String topic,
      @RequestParam(name = "hub.callback", defaultValue = "") String callback,
      @RequestParam(name = "hub.lease_seconds", defaultValue = "") String lease,
      @RequestParam(name = "hub.secret", defaultValue = "") String secret) {
    if (!settings.hooks().websub()) {
      throw Failure.notFound("This server is no hub.", "/feeds");
    }
    if (!mode.equals("subscribe") && !mode.equals("unsubscribe")) {
      throw Failure.badRequest(
          "hub.mode is '%s': expected subscribe or unsubscribe, in a form (application/x-www-form-urlencoded)."
              .formatted(mode));
    }
    if (!lease.matches("\\d{0,9}")) {
      throw Failure.badRequest("hub.lease_seconds is '%s': expected seconds.".formatted(lease));
    }
    String network = RateLimit.network(request.getRemoteAddr());
    byNetwork.count(network);
    byHost.count(host(callback));
    return switch (websub.ask(
        mode.equals("subscribe"),
        topic,
        callback,
        lease.isEmpty() ? 0 : Long.parseLong(lease),
        secret,
        network)) {
      case WebSub.Answer.Accepted() ->
          ResponseEntity.accepted()
              .header("Content-Type", "text/plain;charset=utf-8")
              .header("Cache-Control", "no-store")
              .body(
                  "The callback is asked next whether it wants this.\n"
                      .getBytes(StandardCharsets.UTF_8));
      case WebSub.Answer.Refused(String why) -> throw Failure.badRequest(why);
      case WebSub.Answer.TooMany(String why) -> throw Failure.tooMany(why, WITHIN);
    };
  }

  private static String host(String callback) {
    try {
      return String.valueOf(URI.create(callback).getHost());
    } catch (IllegalArgumentException e) {
      return ""; // refused next
    }
  }
}
