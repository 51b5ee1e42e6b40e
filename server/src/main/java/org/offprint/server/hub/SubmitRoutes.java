package org.offprint.server.hub;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.offprint.server.account.Access;
import org.offprint.server.account.Account;
import org.offprint.server.account.Scope;
import org.offprint.server.account.SubmitGate;
import org.offprint.server.account.SubmitGate.Submitted;
import org.offprint.server.web.JsonBody;
import org.offprint.server.web.Pages;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// Papers in: to the index, or to today's papers. Here both are one submission.
@RestController
@ConditionalOnBean(SubmitGate.class)
final class SubmitRoutes {
  private final SubmitGate submissions;
  private final Access access;

  SubmitRoutes(SubmitGate submissions, Access access) {
    this.submissions = submissions;
    this.access = access;
  }

  @PostMapping("/api/papers/index")
  ResponseEntity<byte[]> index(HttpServletRequest request) {
    submit(request, "arxivId");
    return HubJson.theirs(200, Map.of());
  }

  @PostMapping("/api/papers/submit")
  ResponseEntity<byte[]> submit(HttpServletRequest request) {
    return Pages.seeOther("/papers/" + submit(request, "paperId").paper());
  }

  private Submitted submit(HttpServletRequest request, String key) {
    Account account = access.requireScope(request, Scope.submit).account();
    return submissions.submit(account, JsonBody.of(request, 10_000).text(key, 200));
  }
}
