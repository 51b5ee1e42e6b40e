package org.offprint.server.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.offprint.catalog.result.Result;
import org.offprint.catalog.result.ResultFile;
import org.offprint.catalog.result.ResultFileException;
import org.offprint.server.job.Worker;
import org.offprint.server.result.Results;
import org.offprint.server.run.RunProcess.Ended;
import org.offprint.server.run.RunProcess.Wish;
import org.offprint.server.run.RunRequest.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes runs from the queue, a few at once, and carries each to its end: builds the lab, starts
/// the process inside its bounds, notes how far it is, stores what came out.
final class RunWorker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunWorker.class);
  private static final Duration LOOK_FOR_WORK = Duration.ofSeconds(1);
  private static final long NOTE_NANOS = Duration.ofMillis(800).toNanos();
  private static final int MOST_ATTEMPTS = 2;
  private static final long LARGEST_RESULT = 16 << 20;
  private static final String CACHE = "-Dorg.bytedeco.javacpp.cachedir=";

  /// What the run or the lab left cannot be used; the message says why.
  private static final class Unusable extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unusable(String message) {
      super(message);
    }
  }

  private final RunQueue queue;
  private final Results results;
  private final Path resultsFolder;
  private final Lab lab;
  private final Sandbox sandbox;
  private final Path datasets;
  private final int concurrent;
  private final List<Worker> workers = new ArrayList<>();
  private volatile boolean closing;

  /// @param resultsFolder where result files are kept beside the database
  /// @param datasets where a run finds its data
  /// @param concurrent how many at once
  RunWorker(
      RunQueue queue,
      Results results,
      Path resultsFolder,
      Lab lab,
      Sandbox sandbox,
      Path datasets,
      int concurrent) {
    this.queue = queue;
    this.results = results;
    this.resultsFolder = resultsFolder;
    this.lab = lab;
    this.sandbox = sandbox;
    this.datasets = datasets;
    this.concurrent = concurrent;
  }

  void start() {
    recover();
    for (int slot = 0; slot < concurrent; slot++) {
      workers.add(Worker.start("run-" + slot, LOOK_FOR_WORK, this::step));
    }
  }

  void wake() {
    workers.forEach(Worker::wake);
  }

  /// What was running when the last server ended: the process is ended if it still runs, since
  /// nobody watches it, and the run goes on from the seeds that it had finished; but only once.
  void recover() {
    for (RunQueue.Left left : queue.leftRunning()) {
      ProcessTree tree = ProcessTree.left(left.process(), sandbox.folder(left.id()));
      if (tree.use().processes() > 0) {
        LOG.info("run {}: ending the process that outlived its server", left.id());
        tree.end();
      }
      if (left.cancel()) {
        over(left.id(), State.cancelled, "while the server was down", null);
      } else if (left.attempts() >= MOST_ATTEMPTS) {
        over(
            left.id(),
            State.failed,
            "the server ended %d times while it ran, so it is not tried again"
                .formatted(MOST_ATTEMPTS),
            null);
      } else {
        LOG.info("run {}: back in the queue", left.id());
        queue.putBack(left.id(), true);
      }
    }
  }

  private boolean step() {
    if (closing) {
      return false;
    }
    var next = queue.next();
    next.ifPresent(request -> run(request));
    return next.isPresent();
  }

  private void run(RunRequest request) {
    RunLog log = new RunLog();
    if (request.attempts() > 1) {
      log.say("Offprint: the server was restarted; the run goes on after the seeds that are done.");
    }
    try {
      Ended ended = carriedOut(request, log);
      queue.note(request.id(), log.view());
      finish(request, ended, log);
    } catch (Unusable e) {
      failed(request, log, e);
    } catch (IOException | RuntimeException e) {
      LOG.warn("run {}: failed", request.id(), e);
      failed(request, log, e);
    }
  }

  private void failed(RunRequest request, RunLog log, Exception e) {
    log.say("Offprint: " + e.getMessage());
    queue.note(request.id(), log.view());
    over(request.id(), State.failed, String.valueOf(e.getMessage()), null);
  }

  private Ended carriedOut(RunRequest request, RunLog log) throws IOException {
    log.say("Offprint: building what is stale.");
    queue.note(request.id(), log.view());
    Lab.Command.Ready command;
    switch (lab.command(log, () -> wish(request.id()) != Wish.goOn)) {
      case Lab.Command.Ready ready -> command = ready;
      case Lab.Command.Refused(String why) -> {
        return switch (wish(request.id())) {
          case cancel -> new Ended.Cancelled();
          case interrupt -> new Ended.Interrupted();
          case goOn -> throw new Unusable(why);
        };
      }
    }
    int user = sandbox.freeUser();
    try {
      return carriedOut(request, command, user, log);
    } finally {
      sandbox.giveBack(user);
    }
  }

  private Ended carriedOut(RunRequest request, Lab.Command.Ready command, int user, RunLog log)
      throws IOException {
    Path folder = sandbox.folder(request.id());
    List<String> program = program(request, command, folder);
    List<String> around = sandbox.around(program, folder, cache(command.words()), user);
    Sandbox.Way way = sandbox.way();
    log.say("Offprint: it runs " + way.words() + ".");
    Process process = Sandbox.started(around, folder, environment(folder, command.commit()));
    // What else shows that a process belongs to it where there is no namespace to show it.
    ProcessTree tree =
        way.namespaced()
            ? new ProcessTree(process.pid(), -1, null)
            : new ProcessTree(process.pid(), way.ownUid() ? user : -1, folder);
    RunProcess run = new RunProcess(process, tree, folder, sandbox.limits(), log);
    queue.runsAs(request.id(), run.identity(), way.words());
    LOG.info("run {}: {} on {} has begun", request.id(), request.method(), request.task());
    long[] noted = {System.nanoTime()};
    return run.watch(() -> {
      if (System.nanoTime() - noted[0] > NOTE_NANOS) {
        noted[0] = System.nanoTime();
        queue.note(request.id(), log.view());
        return wish(request.id());
      }
      return closing ? Wish.interrupt : Wish.goOn;
    });
  }

  private Wish wish(long id) {
    return closing ? Wish.interrupt : queue.cancelled(id) ? Wish.cancel : Wish.goOn;
  }

  private List<String> program(RunRequest request, Lab.Command.Ready command, Path folder) {
    List<String> words = new ArrayList<>();
    for (String word : command.words()) {
      boolean hidden = word.startsWith(CACHE) && sandbox.way() != Sandbox.Way.limits;
      words.add(hidden ? CACHE + folder.resolve("cache") : word);
    }
    if (words.getFirst().endsWith("/java")) {
      // The rest is for what libtorch holds outside of the heap.
      words.add(1, "-Xmx" + sandbox.limits().memoryBytes() / 2);
      words.add(2, "-Djava.io.tmpdir=" + folder.resolve("tmp"));
    }
    words.addAll(List.of("run", request.method(), "--task", request.task()));
    words.addAll(List.of("--data", folder.toString(), "--out", folder.resolve("out").toString()));
    words.addAll(List.of("--datasets", datasets.toString(), "--progress", "1s"));
    words.addAll(List.of("--budget", sandbox.limits().time().toSeconds() + "s"));
    if (request.seeds() != null) {
      words.addAll(List.of("--seeds", request.seeds().toString()));
    }
    return words;
  }

  private static Path cache(List<String> words) {
    return words.stream()
        .filter(word -> word.startsWith(CACHE))
        .map(word -> Path.of(word.substring(CACHE.length())))
        .findFirst()
        .orElse(Path.of("/nonexistent"));
  }

  private static Map<String, String> environment(Path folder, String commit) {
    return Map.of(
        "HOME",
        folder.toString(),
        "TMPDIR",
        folder.resolve("tmp").toString(),
        "LANG",
        "C.UTF-8",
        "OPENBLAS_NUM_THREADS",
        "1",
        "OFFPRINT_COMMIT",
        commit);
  }

  private void finish(RunRequest request, Ended ended, RunLog log) throws IOException {
    switch (ended) {
      case Ended.Exited(int status) when status == 0 -> {
        over(request.id(), State.done, null, stored(request));
      }
      case Ended.Exited(int status) ->
          over(request.id(), State.failed, failure(status, log.lastLine()), null);
      case Ended.Stopped(String why) -> over(request.id(), State.stopped, why, null);
      case Ended.Cancelled() -> over(request.id(), State.cancelled, null, null);
      case Ended.Interrupted() -> queue.putBack(request.id(), false);
    }
  }

  private static String failure(int status, String lastLine) {
    // unshare of util-linux before 2.39 cannot say by which signal its child ended
    if (status == 137 || lastLine.startsWith("unshare: sigprocmask unblock failed")) {
      return "something outside of Offprint killed it, most likely the system for want of memory";
    }
    return lastLine.isEmpty() ? "it ended with status " + status : lastLine;
  }

  private void over(long id, State state, @Nullable String why, @Nullable String result) {
    queue.over(id, state, why, result);
    sandbox.remove(id);
    LOG.info("run {}: {}{}", id, state, why == null ? "" : ": " + why);
  }

  /// Stores the result and returns its name. All processes of the run have ended, so the file is
  /// what it is; but it may be a link to something that only the server may read.
  private String stored(RunRequest request) throws IOException {
    Path out = sandbox.folder(request.id()).resolve("out");
    Path folder = out.resolve(request.method());
    List<Path> files = List.of();
    if (isOwnFolder(out) && isOwnFolder(folder)) {
      try (Stream<Path> all = Files.list(folder)) {
        files = all.filter(file -> file.toString().endsWith(".json")).toList();
      }
    }
    if (files.size() != 1
        || !Files.isRegularFile(files.getFirst(), LinkOption.NOFOLLOW_LINKS)
        || Files.size(files.getFirst()) > LARGEST_RESULT) {
      throw new Unusable("it ended well but left no result file");
    }
    String name = files.getFirst().getFileName().toString();
    String id = name.substring(0, name.length() - ".json".length());
    String document = Files.readString(files.getFirst());
    try {
      Result result = ResultFile.parse(id, document);
      if (!id.matches("[A-Za-z0-9-]+")
          || !result.method().id().equals(request.method())
          || !result.task().id().equals(request.task())) {
        throw new Unusable("its result file is of another method or task");
      }
    } catch (ResultFileException e) {
      throw new Unusable("its result file cannot be read: " + e.getMessage());
    }
    keep(request.method(), name, document);
    results.save(id, document);
    return id;
  }

  private static boolean isOwnFolder(Path folder) {
    return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS);
  }

  /// Beside the database, as `./offprint run` does; never over one that stands.
  private void keep(String method, String name, String document) {
    Path folder = resultsFolder.resolve(method);
    try {
      Files.createDirectories(folder);
      Path part = Files.createTempFile(folder, "stored", ".part");
      Files.writeString(part, document);
      if (Files.exists(folder.resolve(name))) {
        Files.delete(part);
      } else {
        Files.move(part, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep the result file in " + folder, e);
    }
  }

  /// Breaks off what runs, which goes back into the queue.
  @Override
  public void close() {
    closing = true;
    workers.forEach(Worker::close);
  }
}
