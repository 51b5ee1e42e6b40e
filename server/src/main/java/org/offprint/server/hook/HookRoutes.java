package org.offprint.server.hook;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.offprint.server.account.Access;
import org.offprint.server.account.Role;
import org.offprint.server.account.Sessions.Session;
import org.offprint.server.config.Settings;
import org.offprint.server.hook.Hook.Form;
import org.offprint.server.hook.Hook.Topic;
import org.offprint.server.search.Query;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Failure;
import org.offprint.server.web.Pages;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/// `/hooks`: whom this server tells what is new, for admins.
@Controller
final class HookRoutes {
  private static final String NUMBER = "\\d{1,15}";
  private static final int LINES = 50;

  private final Outward outward;
  private final Settings settings;
  private final Access access;
  private final Answers answers;

  HookRoutes(Outward outward, Settings settings, Access access, Answers answers) {
    this.outward = outward;
    this.settings = settings;
    this.access = access;
    this.answers = answers;
  }

  @GetMapping("/hooks")
  ResponseEntity<byte[]> all(HttpServletRequest request) {
    return page(200, admin(request, "/hooks"), HookFields.FRESH, "", "", "");
  }

  @PostMapping("/hooks")
  ResponseEntity<byte[]> add(
      HttpServletRequest request,
      @RequestParam(required = false) @Nullable String proof,
      @RequestParam Map<String, String> fields) {
    Session session = access.require(request, Role.admin, proof);
    Hooks.Wish wish;
    try {
      wish = wish(fields);
    } catch (IllegalArgumentException refusal) {
      return page(
          400, session, new HookFields(fields), String.valueOf(refusal.getMessage()), "", "");
    }
    return switch (outward.newsroom().add(wish)) {
      case Hooks.Added.Refused(String why) ->
          page(400, session, new HookFields(fields), why, "", "");
      case Hooks.Added.Hooked(long id, String secret) ->
          page(200, session, HookFields.FRESH, "", wish.name(), secret);
    };
  }

  @GetMapping("/hooks/{id:" + NUMBER + "}")
  ResponseEntity<byte[]> one(
      HttpServletRequest request,
      @PathVariable long id,
      @RequestParam(defaultValue = "") String done) {
    Session session = admin(request, "/hooks/" + id);
    String said =
        switch (done) {
          case "test" ->
              "A test message is on its way. Load this page again to see what became of it.";
          case "changed" -> "Saved. It holds for what is new from now on.";
          default -> "";
        };
    Hook hook = found(id);
    return one(200, hook, session, HookFields.of(hook), said, "");
  }

  @PostMapping("/hooks/{id:" + NUMBER + "}")
  ResponseEntity<byte[]> change(
      HttpServletRequest request,
      @PathVariable long id,
      @RequestParam(required = false) @Nullable String proof,
      @RequestParam Map<String, String> fields) {
    Session session = access.require(request, Role.admin, proof);
    Hook hook = found(id);
    Map<String, String> whole = new HashMap<>(fields);
    whole.put("form", hook.form().name());
    Optional<String> problem;
    try {
      problem = outward.newsroom().change(hook, wish(whole));
    } catch (IllegalArgumentException refusal) {
      problem = Optional.of(String.valueOf(refusal.getMessage()));
    }
    return problem
        .map(why -> one(400, hook, session, new HookFields(whole), "", why))
        .orElseGet(() -> Pages.seeOther("/hooks/" + id + "?done=changed"));
  }

  private ResponseEntity<byte[]> one(
      int status, Hook hook, Session session, HookFields fields, String said, String problem) {
    return Pages.html(
        status,
        answers.render(
            "hook",
            new HooksPage.One(
                hook,
                session.proof(),
                outward.deliveries().ofHook(hook.id(), LINES),
                fields,
                said,
                problem)));
  }

  @PostMapping("/hooks/{id:" + NUMBER + "}/test")
  ResponseEntity<byte[]> test(
      HttpServletRequest request,
      @PathVariable long id,
      @RequestParam(required = false) @Nullable String proof) {
    access.require(request, Role.admin, proof);
    Hook hook = found(id);
    if (hook.state() != Hook.State.active) {
      throw Failure.badRequest("The hook is told nothing now: let it go on first.");
    }
    outward.newsroom().test(hook);
    return Pages.seeOther("/hooks/" + id + "?done=test");
  }

  @PostMapping("/hooks/{id:" + NUMBER + "}/pause")
  ResponseEntity<byte[]> pause(
      HttpServletRequest request,
      @PathVariable long id,
      @RequestParam(required = false) @Nullable String proof) {
    access.require(request, Role.admin, proof);
    outward.hooks().pause(found(id).id());
    return Pages.seeOther("/hooks/" + id);
  }

  @PostMapping("/hooks/{id:" + NUMBER + "}/resume")
  ResponseEntity<byte[]> resume(
      HttpServletRequest request,
      @PathVariable long id,
      @RequestParam(required = false) @Nullable String proof) {
    access.require(request, Role.admin, proof);
    outward.newsroom().goOn(found(id).id());
    return Pages.seeOther("/hooks/" + id);
  }

  @PostMapping("/hooks/{id:" + NUMBER + "}/remove")
  ResponseEntity<byte[]> remove(
      HttpServletRequest request,
      @PathVariable long id,
      @RequestParam(required = false) @Nullable String proof) {
    access.require(request, Role.admin, proof);
    outward.hooks().remove(found(id).id());
    return Pages.seeOther("/hooks");
  }

  private Session admin(HttpServletRequest request, String then) {
    return access
        .session(request, Role.admin)
        .orElseThrow(() ->
            Failure.forbidden(
                "Only an admin sees the hooks.",
                List.of(new Failure.Way("/sign-in?then=" + then, "Sign in"))));
  }

  private Hook found(long id) {
    return outward
        .hooks()
        .find(id)
        .orElseThrow(() -> Failure.notFound("There is no hook %d.".formatted(id), "/hooks"));
  }

  private static Hooks.Wish wish(Map<String, String> fields) {
    String name = field(fields, "name").replaceAll("\\s+", " ");
    if (name.isEmpty() || name.length() > 80 || name.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("The name must have 1 to 80 letters.");
    }
    Form form =
        Arrays.stream(Form.values())
            .filter(one -> one.name().equals(field(fields, "form")))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("Choose a form."));
    Set<Topic> gets =
        Arrays.stream(Topic.values())
            .filter(topic -> fields.containsKey(topic.name()))
            .collect(Collectors.toUnmodifiableSet());
    if (gets.isEmpty()) {
      throw new IllegalArgumentException("Choose at least one thing that it is told.");
    }
    String category = field(fields, "category");
    if (!category.matches("|[A-Za-z][A-Za-z-]{1,30}(\\.[A-Za-z-]{1,30})?")) {
      throw new IllegalArgumentException(
          "'%s' is no category: expected one such as cs.CL, or an archive such as math."
              .formatted(category));
    }
    String search = field(fields, "search");
    if (search.length() > Query.LONGEST) {
      throw new IllegalArgumentException(
          "The search has %d characters: expected at most %d."
              .formatted(search.length(), Query.LONGEST));
    }
    String most = field(fields, "most");
    if (!most.matches("\\d{1,2}")
        || Integer.parseInt(most) < 1
        || Integer.parseInt(most) > Hook.MOST_PAPERS) {
      throw new IllegalArgumentException(
          "A message shows 1 to %d papers.".formatted(Hook.MOST_PAPERS));
    }
    return new Hooks.Wish(
        name, field(fields, "address"), form, gets, category, search, Integer.parseInt(most));
  }

  private static String field(Map<String, String> fields, String name) {
    return fields.getOrDefault(name, "").strip();
  }

  private ResponseEntity<byte[]> page(
      int status, Session session, HookFields fields, String problem, String added, String secret) {
    return Pages.html(
        status,
        answers.render(
            "hooks",
            new HooksPage(
                session.proof(),
                outward.hooks().lines(),
                outward.websub().counts(),
                settings.hooks().websub(),
                fields,
                problem,
                added,
                secret)));
  }
}
