package org.offprint.server.api;

import jakarta.servlet.http.HttpServletRequest;
import org.offprint.server.account.Access;
import org.offprint.server.account.Account;
import org.offprint.server.account.Scope;
import org.offprint.server.account.SubmitGate;
import org.offprint.server.account.SubmitGate.Submitted;
import org.offprint.server.web.JsonBody;
import org.offprint.server.web.PublicAddress;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/// A paper, submitted by a program for somebody.
@RestController
@ConditionalOnBean(SubmitGate.class)
final class SubmitApi {
  record SubmittedShape(String paper, boolean isNew, String url) {}

  private final SubmitGate submissions;
  private final Access access;
  private final PublicAddress address;

  SubmitApi(SubmitGate submissions, Access access, PublicAddress address) {
    this.submissions = submissions;
    this.access = access;
    this.address = address;
  }

  @PostMapping("/api/v1/papers")
  ResponseEntity<byte[]> submit(HttpServletRequest request) {
    Account account = access.requireScope(request, Scope.submit).account();
    Calls.requireKnown(request);
    JsonBody body = JsonBody.of(request, 100_000).only("paper");
    Submitted submitted = submissions.submit(account, body.text("paper", 20_000));
    return Calls.theirs(
        submitted.isNew() ? 201 : 200,
        new SubmittedShape(
            submitted.paper().value(),
            submitted.isNew(),
            address.of("/papers/" + submitted.paper())));
  }
}
