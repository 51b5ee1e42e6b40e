package org.offprint.server.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.offprint.server.db.Database;
import org.offprint.server.db.DatabaseAddress;
import org.offprint.server.db.TestDatabase;
import org.offprint.server.job.Time;

class GateTest {
  private static final Duration PAUSE = Duration.ofMillis(300);

  @Test
  void twoProcessesKeepThePauseBetweenThem() throws Exception {
    DatabaseAddress address = TestDatabase.migrated();
    Process first = child(address, "turns", 4);
    Process second = child(address, "turns", 4);
    List<Turn> turns = new ArrayList<>(turns(first));
    turns.addAll(turns(second));
    assertThat(first.waitFor()).isZero();
    assertThat(second.waitFor()).isZero();

    turns.sort(java.util.Comparator.comparing(Turn::began));
    assertThat(turns).hasSize(8);
    for (int i = 1; i < turns.size(); i++) {
      assertThat(Duration.between(turns.get(i - 1).ended(), turns.get(i).began()))
          .isGreaterThanOrEqualTo(PAUSE);
    }
  }

  @Test
  void aProcessThatIsKilledInsideLetsGoAndLeavesItsPause() throws Exception {
    DatabaseAddress address = TestDatabase.migrated();
    Process holder = child(address, "hold", 1);
    Instant began;
    try (var lines = holder.inputReader()) {
      began = Instant.parse(lines.readLine());
      holder.destroyForcibly().waitFor();
    }
    try (Database database = open(address)) {
      Gate.Passage<Instant> passage =
          new Gate(database, Time.system()).through("arxiv", PAUSE, Gate.Turn::began);
      assertThat(passage)
          .isInstanceOfSatisfying(
              Gate.Passage.Through.class,
              through ->
                  assertThat((Instant) through.value())
                      .isAfterOrEqualTo(began.plus(PAUSE.multipliedBy(2))));
    }
  }

  @Test
  void whoWouldWaitLongIsToldUntilWhenAndWhy() throws Exception {
    try (Database database = TestDatabase.fresh()) {
      Gate gate = new Gate(database, Time.system());
      gate.through(
          "arxiv",
          PAUSE,
          turn -> {
            turn.close(Duration.ofMinutes(5), "arxiv.org answered 429");
            return "";
          });
      assertThat(gate.through("arxiv", PAUSE, turn -> ""))
          .isInstanceOfSatisfying(
              Gate.Passage.Closed.class,
              closed -> assertThat(closed.why()).isEqualTo("arxiv.org answered 429"));
      assertThat(gate.through("another", PAUSE, turn -> "other hosts are not concerned"))
          .isEqualTo(new Gate.Passage.Through<>("other hosts are not concerned"));
    }
  }

  @Test
  void failuresAreCountedUntilATurnSucceeds() throws Exception {
    try (Database database = TestDatabase.fresh()) {
      Gate gate = new Gate(database, Time.system());
      List<Integer> before = new ArrayList<>();
      for (boolean fails : new boolean[] {true, true, false, false}) {
        gate.through(
            "arxiv",
            Duration.ofMillis(1),
            turn -> {
              before.add(turn.failures());
              if (fails) {
                turn.fail();
              }
              return "";
            });
      }
      assertThat(before).containsExactly(0, 1, 2, 0);
    }
  }

  private record Turn(Instant began, Instant ended) {}

  private static List<Turn> turns(Process process) throws IOException {
    List<Turn> turns = new ArrayList<>();
    try (var lines = process.inputReader()) {
      String line;
      while ((line = lines.readLine()) != null) {
        String[] both = line.split(" ");
        turns.add(new Turn(Instant.parse(both[0]), Instant.parse(both[1])));
      }
    }
    return turns;
  }

  private static Database open(DatabaseAddress address) {
    return new Database(
        address, new Database.Limits(2, Database.Limits.DEFAULT.statementTimeout()));
  }

  private static Process child(DatabaseAddress address, String what, int turns) throws IOException {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                address.url(),
                address.user(),
                what,
                String.valueOf(turns))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var in = process.getOutputStream()) {
      in.write(address.password().getBytes(StandardCharsets.UTF_8));
    }
    return process;
  }

  static final class Child {
    private Child() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
      String password = new String(System.in.readNBytes(4096), StandardCharsets.UTF_8);
      try (Database database = open(new DatabaseAddress(arguments[0], arguments[1], password))) {
        Gate gate = new Gate(database, Time.system());
        for (int i = 0; i < Integer.parseInt(arguments[3]); i++) {
          gate.through("arxiv", PAUSE, turn -> work(arguments[2], turn));
        }
      }
    }

    /// Prints when the turn began and, unless it is held for ever, when it ended.
    private static String work(String what, Gate.Turn turn) {
      try {
        if (what.equals("hold")) {
          System.out.println(turn.began());
          Thread.sleep(Duration.ofMinutes(5));
        }
        Thread.sleep(20);
        System.out.println(turn.began() + " " + Instant.now());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return "";
    }
  }
}
