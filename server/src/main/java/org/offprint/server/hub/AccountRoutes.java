package org.offprint.server.hub;

import org.offprint.server.web.Failure;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// Who the caller is. There are no accounts yet, so every token is unknown; the reads of this
/// contract need none.
@RestController
final class AccountRoutes {
  @GetMapping("/api/whoami-v2")
  void whoAmI() {
    throw Failure.unauthorized("Invalid credentials in Authorization header");
  }
}
