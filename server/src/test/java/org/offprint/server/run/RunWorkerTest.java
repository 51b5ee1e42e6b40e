package org.offprint.server.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.offprint.server.TestServer;
import org.offprint.server.result.Results;
import org.offprint.server.run.RunQueue.Asked;
import org.offprint.server.run.RunRequest.State;
import org.offprint.server.run.Sandbox.Way;

/// Real processes that do what they should not, beside a real server that must go on answering.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunWorkerTest {
  private static final long MIB = 1 << 20;
  private static final Limits LIMITS =
      new Limits(200 * MIB, Duration.ofSeconds(60), 60, 8 * MIB, MIB);
  private static final boolean ROOT = new com.sun.security.auth.module.UnixSystem().getUid() == 0;
  private static final Set<Way> ANY = EnumSet.allOf(Way.class);

  private final ServerSocket listener = listener();
  private Path data;
  private Path home;
  private TestServer server;
  private RunQueue queue;
  private @Nullable RunWorker worker;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    data = Files.createDirectory(folder.resolve("data"));
    for (String secret : List.of("setup-code", "mail-key")) {
      Files.writeString(data.resolve(secret), "a-secret-of-the-server");
      Files.setPosixFilePermissions(
          data.resolve(secret), PosixFilePermissions.fromString("rw-------"));
    }
    home = FakeLab.write(folder.resolve("home"), listener.getLocalPort());
    server = TestServer.with();
    queue = new RunQueue(server.database(), 3, InstantSource.system());
  }

  @AfterEach
  void rest() {
    stopped();
    queue.latest().stream()
        .filter(run -> !run.state().over())
        .forEach(run -> queue.over(run.id(), State.cancelled, "by the test", null));
  }

  @AfterAll
  void stop() throws IOException {
    server.close();
    listener.close();
  }

  @Test
  void aRunThatEndsWellLeavesItsResultOnThePageOfThePaper() {
    RunRequest run = run(FakeLab.GOOD, LIMITS, ANY);

    assertThat(run.words()).isEqualTo("done");
    assertThat(run.result()).isEqualTo(FakeLab.RESULT);
    assertThat(data.resolve("results/" + FakeLab.METHOD + "/" + FakeLab.RESULT + ".json")).exists();
    assertThat(data.resolve("runs/work/" + run.id())).doesNotExist();
    assertThat(page(run)).contains("/runs/" + FakeLab.RESULT, "seed 1: 3/3");
    assertThat(server.get("/runs/" + FakeLab.RESULT).statusCode()).isEqualTo(200);
    assertThat(server.get("/papers/" + FakeLab.PAPER).body()).contains("/runs/" + FakeLab.RESULT);
  }

  @Test
  void aRunThatEatsMemoryIsStopped() {
    RunRequest run = run("eats-memory", LIMITS, ANY);

    assertThat(run.words()).isEqualTo("stopped: it used more than 200 MiB of memory");
    assertThat(page(run)).contains("stopped: it used more than 200 MiB of memory");
  }

  @Test
  void aRunThatLoopsForEverIsStopped() {
    RunRequest run = run("loops", with(Duration.ofSeconds(3)), ANY);

    assertThat(run.words()).isEqualTo("stopped: it took longer than 3 seconds");
    assertThat(page(run)).contains("it took longer than 3 seconds");
  }

  @Test
  void aRunThatForksIsStoppedWithAllItsChildren() {
    RunRequest run = run("forks", LIMITS, ANY);

    assertThat(run.words()).isEqualTo("stopped: it had more than 60 processes and threads");
    assertThat(running("sleep 600")).isEmpty();
  }

  @Test
  void aRunWhoseChildrenLeaveItIsStillEndedWithThem() {
    RunRequest run = run("detaches", with(Duration.ofSeconds(4)), ANY);

    assertThat(run.words()).isEqualTo("stopped: it took longer than 4 seconds");
    assertThat(running("sleep 600")).isEmpty();
  }

  @Test
  void aRunThatWritesFilesWithoutEndIsStopped() {
    for (String task :
        List.of("writes-many-files", "writes-one-file", "writes-a-file-without-name")) {
      assertThat(run(task, LIMITS, ANY).words())
          .as(task)
          .isEqualTo("stopped: it wrote more than 8 MiB to disk");
    }
  }

  @Test
  void aRunThatWritesItsLogWithoutEndIsStoppedAndItsLogIsSmall() {
    RunRequest run = run("writes-its-log", LIMITS, ANY);

    assertThat(run.words()).isEqualTo("stopped: it wrote more than 1 MiB to its log");
    RunLog.View log = queue.log(run.id());
    assertThat(log.length()).isGreaterThan(MIB);
    assertThat(log.whole().length()).isLessThan(RunLog.HEAD + RunLog.TAIL + 100);
    assertThat(page(run)).contains("characters left out");
  }

  @Test
  void aRunCannotReadTheEnvironmentOfTheServer() throws IOException {
    // A process of the server's user with a secret; it is there while the run looks.
    ProcessBuilder withSecret = new ProcessBuilder("sleep", "300");
    withSecret.environment().put("OFFPRINT_DATABASE_PASSWORD", "hunter2-of-the-server");
    Process neighbour = withSecret.start();
    try {
      for (Way way : List.of(Way.namespaces, Way.ownUser)) {
        if (way == Way.ownUser && !ROOT) {
          continue; // what an ordinary user has instead is in ANY
        }
        RunRequest run =
            run("reads-environments", LIMITS, way == Way.ownUser ? EnumSet.of(way) : ANY);

        String log = queue.log(run.id()).whole();
        assertThat(log)
            .contains("HOME=" + data.resolve("runs/work/" + run.id()))
            .doesNotContain("hunter2");
        System.getenv()
            .forEach((name, value) -> {
              if (!List.of("PATH", "LANG", "OPENBLAS_NUM_THREADS", "OLDPWD").contains(name)) {
                assertThat(log).doesNotContain("\n" + name + "=" + value + "\n");
              }
            });
      }
    } finally {
      neighbour.destroy();
    }
  }

  @Test
  void aRunCannotReadWhatTheServerKeeps() {
    assumeTrue(sandbox(LIMITS, ANY).way().namespaced(), "this kernel allows no namespaces here");
    RunRequest run = run("reads-files", LIMITS, ANY);

    assertThat(queue.log(run.id()).whole())
        .doesNotContain("a-secret-of-the-server")
        .contains("No such file or directory");
    assertThat(home.resolve("written")).doesNotExist();
  }

  @Test
  void aRunHasNoNetwork() throws IOException {
    assumeTrue(sandbox(LIMITS, ANY).way().namespaced(), "this kernel allows no namespaces here");
    RunRequest run = run("connects", LIMITS, ANY);

    assertThat(run.state()).isEqualTo(State.failed);
    assertThat(queue.log(run.id()).whole()).doesNotContain("connected\n");
    assertThat(page(run)).contains("without a network");
    listener.setSoTimeout(100);
    org.assertj.core.api.Assertions.assertThatThrownBy(listener::accept)
        .isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void whereTheKernelAllowsNoNamespacesTheLimitsHoldAndThePageSaysSo() {
    assumeTrue(ROOT, "only root can give a run a user of its own without namespaces");
    Set<Way> without = EnumSet.of(Way.ownUser);

    assertThat(run("eats-memory", LIMITS, without).words())
        .isEqualTo("stopped: it used more than 200 MiB of memory");
    assertThat(run("forks", LIMITS, without).words())
        .isEqualTo("stopped: it had more than 60 processes and threads");
    assertThat(run("detaches", with(Duration.ofSeconds(4)), without).words())
        .isEqualTo("stopped: it took longer than 4 seconds");
    assertThat(running("sleep 600")).isEmpty();
    RunRequest run = run("reads-files", LIMITS, without);
    assertThat(queue.log(run.id()).whole()).doesNotContain("a-secret-of-the-server");
    assertThat(page(run)).contains("this system allows no network namespace");
  }

  @Test
  void aResultMustBeAFileOfTheRunItself() {
    assertThat(run("links-its-result", LIMITS, ANY).words())
        .isEqualTo("failed: it ended well but left no result file");
    assertThat(run("writes-no-result", LIMITS, ANY).words())
        .isEqualTo("failed: it ended well but left no result file");
  }

  @Test
  void aRunThatFailsSaysItsLastWords() {
    assertThat(run("fails", LIMITS, ANY).words())
        .isEqualTo("failed: the data is not there; put it into a folder");
  }

  @Test
  void aRunCanBeCancelled() {
    long id = ask("waits");
    started(LIMITS, ANY);
    RunRequest begun = await(id, run -> run.done() != null);
    assertThat(begun.part()).isEqualTo("waits");
    assertThat(begun.total()).isEqualTo(10);

    assertThat(queue.cancel(id)).isTrue();

    assertThat(await(id, run -> run.state().over()).words()).isEqualTo("cancelled");
    assertThat(running("sleep 600")).isEmpty();
    assertThat(queue.cancel(id)).isFalse();
  }

  @Test
  void aServerThatStopsPutsTheRunBack() {
    long id = ask("waits");
    started(LIMITS, ANY);
    await(id, run -> run.done() != null);

    stopped();

    RunRequest run = queue.find(id).orElseThrow();
    assertThat(run.state()).isEqualTo(State.queued);
    assertThat(run.attempts()).isZero();
    assertThat(running("sleep 600")).isEmpty();
  }

  @Test
  void aRunGoesOnAfterItsServerWasKilledAndNoProcessIsLeft() throws Exception {
    long id = ask("goes-on");
    Process orphan = asAKilledServerLeavesIt(id);

    started(LIMITS, ANY);

    assertThat(orphan.waitFor(20, TimeUnit.SECONDS)).isTrue();
    RunRequest run = await(id, one -> one.state().over());
    assertThat(run.attempts()).isEqualTo(2);
    assertThat(queue.log(id).whole())
        .contains("the server was restarted", "seed 1 was done before");
    assertThat(running("sleep 600")).isEmpty();
  }

  @Test
  void aRunWhoseServerEndsTwiceIsNotTriedAgain() {
    long id = ask("waits");
    queue.next();
    queue.putBack(id, true);
    queue.next();

    worker(LIMITS, ANY).recover();

    assertThat(queue.find(id).orElseThrow().words())
        .isEqualTo("failed: the server ended 2 times while it ran, so it is not tried again");
  }

  @Test
  void theQueueHoldsWhatItHoldsAndEachRunOnce() {
    long id = ask("waits");

    assertThat(queue.ask(FakeLab.PAPER, FakeLab.METHOD, "waits", null))
        .isEqualTo(new Asked.AlreadyThere(id));
    ask("loops");
    ask("forks");
    assertThat(queue.ask(FakeLab.PAPER, FakeLab.METHOD, "fails", 1)).isEqualTo(new Asked.Full(3));
    assertThat(queue.cancel(id)).isTrue();
    assertThat(queue.find(id).orElseThrow().words()).isEqualTo("cancelled: before it began");
  }

  /// What the first server did before somebody killed it.
  private Process asAKilledServerLeavesIt(long id) throws Exception {
    RunRequest taken = queue.next().orElseThrow();
    assertThat(taken.id()).isEqualTo(id);
    Sandbox sandbox = sandbox(LIMITS, ANY);
    Path folder = sandbox.folder(id);
    List<String> program =
        List.of(
            "/bin/sh",
            home.resolve("lab.sh").toString(),
            "run",
            FakeLab.METHOD,
            "--task",
            "goes-on",
            "--data",
            folder.toString(),
            "--out",
            folder.resolve("out").toString());
    Process process =
        Sandbox.started(
            sandbox.around(program, folder, folder.resolve("none"), sandbox.freeUser()),
            folder,
            Map.of());
    queue.runsAs(id, ProcessTree.identity(process.pid()), sandbox.way().words());
    for (int i = 0; i < 200 && !Files.exists(folder.resolve("seed-1")); i++) {
      Thread.sleep(50);
    }
    assertThat(folder.resolve("seed-1")).exists();
    return process;
  }

  /// Asks for a task and returns it when it is over; meanwhile the server answers.
  private RunRequest run(String task, Limits limits, Set<Way> ways) {
    long id = ask(task);
    started(limits, ways);
    RunRequest over = await(id, run -> run.state().over());
    stopped();
    return over;
  }

  private RunRequest await(long id, Predicate<RunRequest> until) {
    long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
    while (System.nanoTime() < deadline) {
      RunRequest run = queue.find(id).orElseThrow();
      if (until.test(run)) {
        return run;
      }
      assertThat(server.get("/about").statusCode()).isEqualTo(200);
      pause();
    }
    throw new AssertionError("still " + queue.find(id) + "\n" + queue.log(id).whole());
  }

  private static void pause() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private long ask(String task) {
    return ((Asked.Queued) queue.ask(FakeLab.PAPER, FakeLab.METHOD, task, null)).id();
  }

  private void started(Limits limits, Set<Way> ways) {
    RunWorker started = worker(limits, ways);
    started.start();
    worker = started;
  }

  private void stopped() {
    if (worker != null) {
      worker.close();
    }
  }

  private RunWorker worker(Limits limits, Set<Way> ways) {
    return new RunWorker(
        queue,
        server.context().getBean(Results.class),
        data.resolve("results"),
        new Lab(home, InstantSource.system()),
        sandbox(limits, ways),
        data.resolve("datasets"),
        1);
  }

  private Sandbox sandbox(Limits limits, Set<Way> ways) {
    return new Sandbox(data, List.of(home, Path.of(System.getProperty("java.home"))), limits, ways);
  }

  private static Limits with(Duration time) {
    return new Limits(
        LIMITS.memoryBytes(), time, LIMITS.processes(), LIMITS.diskBytes(), LIMITS.logBytes());
  }

  private String page(RunRequest run) {
    return server.get(run.href()).body();
  }

  /// The processes with this command line, which nobody but a run of this test has.
  private static List<String> running(String command) {
    return ProcessHandle.allProcesses()
        .map(process -> process.info().commandLine().orElse(""))
        .filter(line -> line.endsWith(command))
        .toList();
  }

  private static ServerSocket listener() {
    try {
      return new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
