package org.offprint.server.run;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.paper.Paper;
import org.offprint.catalog.paper.PaperId;
import org.offprint.server.account.Access;
import org.offprint.server.account.Role;
import org.offprint.server.account.Sessions.Session;
import org.offprint.server.paper.Papers;
import org.offprint.server.run.RunQueue.Asked;
import org.offprint.server.web.Answers;
import org.offprint.server.web.Failure;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/// The queue of runs, the page of each, and what a curator can do there.
@Controller
final class RunRoutes {
  private static final int MOST_STREAMS = 100;
  private static final Duration STREAM_LASTS = Duration.ofMinutes(10);
  private static final Duration LOOK = Duration.ofMillis(700);

  private final Runs runs;
  private final Papers papers;
  private final Access access;
  private final Answers answers;
  private final InstantSource clock;
  private final Semaphore streams = new Semaphore(MOST_STREAMS);
  private volatile boolean closing;

  RunRoutes(Runs runs, Papers papers, Access access, Answers answers, InstantSource clock) {
    this.runs = runs;
    this.papers = papers;
    this.access = access;
    this.answers = answers;
    this.clock = clock;
  }

  @GetMapping("/runs/queue")
  ResponseEntity<byte[]> queue(HttpServletRequest request) {
    List<RunRequest> latest = runs.queue().latest();
    Map<String, String> titles =
        papers
            .byIds(latest.stream().map(run -> new PaperId(run.paper())).distinct().toList())
            .stream()
            .collect(Collectors.toMap(paper -> paper.id().value(), Paper::title));
    return page(
        "queue", new QueuePage(latest, titles, proof(request), runs.limits(), runs.enabled()));
  }

  @GetMapping("/runs/requests/{id:\\d{1,15}}")
  ResponseEntity<byte[]> one(HttpServletRequest request, @PathVariable long id) {
    RunRequest run = found(id);
    RunLog.View log = runs.queue().log(id);
    return page(
        "request",
        new RequestPage(
            run,
            papers.find(new PaperId(run.paper())).map(Paper::title).orElse(run.paper()),
            "./offprint run %s --task %s%s"
                .formatted(
                    run.method(), run.task(), run.seeds() == null ? "" : " --seeds " + run.seeds()),
            proof(request),
            runs.limits(),
            log.whole(),
            clock.instant()));
  }

  @PostMapping("/runs/requests")
  ResponseEntity<byte[]> start(
      HttpServletRequest request,
      @RequestParam(required = false) @Nullable String proof,
      @RequestParam(defaultValue = "") String what,
      @RequestParam(defaultValue = "") String seeds) {
    access.require(request, Role.curator, proof);
    if (!seeds.matches("\\d{0,4}")) {
      throw Failure.badRequest(
          "'%s' is not a number of seeds: expected 1 to 100, or nothing for as many as the task asks for."
              .formatted(seeds));
    }
    return switch (runs.ask(what, seeds.isEmpty() ? null : Integer.valueOf(seeds))) {
      case Asked.Queued(long id) -> seeOther("/runs/requests/" + id);
      case Asked.AlreadyThere(long id) -> seeOther("/runs/requests/" + id);
      case Asked.Full(int waiting) ->
          throw Failure.unavailable(
              "%d runs wait already, which is as many as the queue holds. Cancel one, or wait for one to end."
                  .formatted(waiting));
    };
  }

  @PostMapping("/runs/requests/{id:\\d{1,15}}/cancel")
  ResponseEntity<byte[]> cancel(
      HttpServletRequest request,
      @PathVariable long id,
      @RequestParam(required = false) @Nullable String proof) {
    access.require(request, Role.curator, proof);
    found(id);
    runs.queue().cancel(id); // nothing to do where it is over: its page says so
    return seeOther("/runs/requests/" + id);
  }

  /// How a run goes, as server-sent events: `state` when that changes, `log` with what was added,
  /// `whole` where what was added is more than is kept. Ends when the run is over.
  @GetMapping("/runs/requests/{id:\\d{1,15}}/events")
  SseEmitter events(HttpServletResponse response, @PathVariable long id) {
    found(id);
    if (!streams.tryAcquire()) {
      throw Failure.unavailable(
          "Too many readers follow runs at the moment; reload the page instead.");
    }
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Accel-Buffering", "no"); // a proxy would hold the events back
    SseEmitter emitter = new SseEmitter(STREAM_LASTS.plusMinutes(1).toMillis());
    Thread.ofVirtual()
        .name("run-events-" + id)
        .start(() -> {
          try {
            follow(id, emitter);
            emitter.complete();
          } catch (IOException | IllegalStateException e) {
            // the reader has left
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } catch (RuntimeException e) {
            emitter.completeWithError(e);
          } finally {
            streams.release();
          }
        });
    return emitter;
  }

  private void follow(long id, SseEmitter emitter) throws IOException, InterruptedException {
    long until = System.nanoTime() + STREAM_LASTS.toNanos();
    Map<String, Object> last = Map.of();
    long sent = -1;
    long spoke = System.nanoTime();
    while (!closing && System.nanoTime() < until) {
      RunRequest run = found(id);
      if (run.logLength() != sent) {
        RunLog.View log = runs.queue().log(id);
        String added = sent < 0 ? null : log.since(sent);
        emitter.send(
            event(
                added == null ? "whole" : "log",
                Map.of("text", added == null ? log.whole() : added)));
        sent = log.length();
        spoke = System.nanoTime();
      }
      Map<String, Object> state = state(run);
      if (!state.equals(last)) {
        emitter.send(event("state", state));
        last = state;
        spoke = System.nanoTime();
      }
      if (run.state().over()) {
        return;
      }
      if (System.nanoTime() - spoke > Duration.ofSeconds(15).toNanos()) {
        emitter.send(SseEmitter.event().comment("still here")); // finds out who has left
        spoke = System.nanoTime();
      }
      Thread.sleep(LOOK);
    }
  }

  private static SseEmitter.SseEventBuilder event(String name, Map<String, Object> data) {
    return SseEmitter.event().name(name).data(data, MediaType.APPLICATION_JSON);
  }

  private static Map<String, Object> state(RunRequest run) {
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("words", run.words());
    state.put("over", run.state().over());
    if (run.isolation() != null) {
      state.put("isolation", run.isolation());
    }
    if (run.part() != null && run.done() != null && run.total() != null) {
      state.put("part", run.part());
      state.put("done", run.done());
      state.put("total", run.total());
    }
    return state;
  }

  /// A server that stops does not wait for its readers.
  @EventListener
  void closing(ContextClosedEvent event) {
    closing = true;
  }

  private RunRequest found(long id) {
    return runs.queue()
        .find(id)
        .orElseThrow(() ->
            Failure.notFound("No run was asked for under the number " + id + ".", "/runs/queue"));
  }

  private String proof(HttpServletRequest request) {
    return access.session(request, Role.curator).map(Session::proof).orElse("");
  }

  private ResponseEntity<byte[]> page(String template, Object page) {
    return ResponseEntity.ok()
        .header("Content-Type", "text/html;charset=utf-8")
        .header("Cache-Control", "no-store")
        .body(answers.render(template, page));
  }

  private static ResponseEntity<byte[]> seeOther(String path) {
    return ResponseEntity.status(HttpStatus.SEE_OTHER)
        .header("Location", path)
        .header("Cache-Control", "no-store")
        .build();
  }
}
