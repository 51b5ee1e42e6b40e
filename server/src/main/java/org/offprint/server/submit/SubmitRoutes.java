package org.offprint.server.submit;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.offprint.server.account.Access;
import org.offprint.server.account.Role;
import org.offprint.server.account.Sessions.Session;
import org.offprint.server.submit.Submissions.Preview;
import org.offprint.server.submit.Submissions.Submitted;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Pages;
import org.offprint.server.web.RateLimit;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// `/submit`: give a paper, look at what was found, put it on today's list.
@Controller
final class SubmitRoutes {
  private final Submissions submissions;
  private final Access access;
  private final Answers answers;
  private final RateLimit byPerson = new RateLimit("papers looked up", 60, Duration.ofHours(1));

  SubmitRoutes(Submissions submissions, Access access, Answers answers) {
    this.submissions = submissions;
    this.access = access;
    this.answers = answers;
  }

  @GetMapping("/submit")
  ResponseEntity<byte[]> form(
      HttpServletRequest request, @RequestParam(defaultValue = "") String paper) {
    Session session = access.signedIn(request);
    return page(200, new SubmitPage(session.proof(), paper, "", null, ""));
  }

  @PostMapping("/submit/preview")
  ResponseEntity<byte[]> preview(
      HttpServletRequest request,
      @RequestParam(required = false) @Nullable String proof,
      @RequestParam(defaultValue = "") String text,
      @RequestParam(defaultValue = "") String words) {
    Session session = access.require(request, Role.member, proof);
    byPerson.count("" + session.account().id());
    return switch (submissions.preview(text)) {
      case Preview.Refused(String why) ->
          page(400, new SubmitPage(session.proof(), text, words, null, why));
      case Preview found -> page(200, new SubmitPage(session.proof(), text, words, found, ""));
    };
  }

  @PostMapping("/submit")
  ResponseEntity<byte[]> submit(
      HttpServletRequest request,
      @RequestParam(required = false) @Nullable String proof,
      @RequestParam(defaultValue = "") String text,
      @RequestParam(defaultValue = "") String words) {
    Session session = access.require(request, Role.member, proof);
    byPerson.count("" + session.account().id());
    return switch (submissions.submit(session.account(), text, words)) {
      case Submitted.Refused(String why) ->
          page(400, new SubmitPage(session.proof(), text, words, null, why));
      case Submitted.Done(var paper, var day, var listedNow) -> {
        answers.dataChanged();
        yield Pages.seeOther("/papers/" + paper);
      }
    };
  }

  private ResponseEntity<byte[]> page(int status, SubmitPage page) {
    return Pages.html(status, answers.render("submit", page));
  }
}
