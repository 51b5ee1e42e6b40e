package org.offprint.server.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.offprint.server.db.DatabaseHost.Use;

@Timeout(value = 5, unit = TimeUnit.MINUTES) // against a hang; nothing here is decided by time
class EmbeddedPostgresTest {
  @TempDir Path folder;

  @Test
  void whatACommitAcknowledgedIsOnTheDisk() throws SQLException {
    PreparedFolder.make(folder);
    try (EmbeddedPostgres postgres = EmbeddedPostgres.open(folder, Use.serve)) {
      assertThat(answer(postgres, "show fsync")).isEqualTo("on");
      assertThat(answer(postgres, "show synchronous_commit")).isEqualTo("on");
      assertThat(answer(postgres, "show full_page_writes")).isEqualTo("on");
      assertThat(answer(postgres, "show data_checksums")).isEqualTo("on");
    }
  }

  @Test
  void textIsUnicodeAndSortsTheSameOnEveryMachine() throws SQLException {
    PreparedFolder.make(folder);
    try (EmbeddedPostgres postgres = EmbeddedPostgres.open(folder, Use.serve)) {
      assertThat(answer(postgres, "show server_encoding")).isEqualTo("UTF8");
      assertThat(
              answer(
                  postgres,
                  "select lower('ÉÜŁ') || string_agg(word, '' order by word) from (values ('é'), ('b'), ('a'), ('Z')) words(word)"))
          .isEqualTo("éüłZabé");
    }
  }

  @Test
  void itListensOnThisMachineOnlyAndLetsNobodyInWithoutThePassword()
      throws SQLException, IOException {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.open(folder, Use.serve)) {
      assertThat(answer(postgres, "show listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(answer(postgres, "show unix_socket_directories")).isEmpty();
      assertThatThrownBy(
              () -> DriverManager.getConnection(postgres.address().url(), "offprint", "guessed"))
          .hasMessageContaining("authentication failed");
      assertThat(permissions("postgres/password")).isEqualTo("rw-------");
      assertThat(permissions("postgres/connection")).isEqualTo("rw-------");
      assertThat(permissions("postgres/data")).isEqualTo("rwx------");
      assertThat(postgres.address().toString()).doesNotContain(postgres.address().password());
    }
  }

  @Test
  void whatWasStoredIsThereAfterARestartAndClosingTwiceDoesNothing() throws SQLException {
    PreparedFolder.make(folder);
    EmbeddedPostgres first = EmbeddedPostgres.open(folder, Use.serve);
    answer(first, "create table note as select 'kept' as text; select 1");
    long process = postmaster();
    first.close();
    first.close();
    assertThat(runs(process)).isFalse();
    assertThat(folder.resolve("postgres/connection")).doesNotExist();

    try (EmbeddedPostgres second = EmbeddedPostgres.open(folder, Use.serve)) {
      first.close(); // must not end what is no longer its own
      assertThat(answer(second, "select text from note")).isEqualTo("kept");
    }
  }

  @Test
  void aPortThatSomebodyTookInBetweenIsLeftToThem() throws IOException, SQLException {
    PreparedFolder.make(folder);
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      Iterator<Integer> ports =
          List.of(taken.getLocalPort(), PostgresCluster.freePort(), PostgresCluster.freePort())
              .iterator();
      try (EmbeddedPostgres postgres = EmbeddedPostgres.open(folder, Use.serve, start(ports))) {
        assertThat(answer(postgres, "select 'up'")).isEqualTo("up");
      }
    }
  }

  @Test
  void aSecondServerIsToldWhoHasTheFolderAndWhatToDo() {
    PreparedFolder.make(folder);
    try (DatabaseProcess holder = DatabaseProcess.start(folder, "hold")) {
      assertThat(holder.line()).startsWith("ready");
      assertThatThrownBy(() -> EmbeddedPostgres.open(folder, Use.serve))
          .isInstanceOf(DataFolderInUse.class)
          .hasMessageContaining("in use by process %d (serve, since ".formatted(holder.pid()))
          .hasMessageContaining("choose another folder with --data");
    }
    EmbeddedPostgres.open(folder, Use.serve).close(); // the lock went with its holder
  }

  @Test
  void aSecondServerInTheSameProcessIsRefusedWithoutLosingTheFirstOnesLock() {
    PreparedFolder.make(folder);
    try (EmbeddedPostgres first = EmbeddedPostgres.open(folder, Use.serve)) {
      assertThat(first.holdsFolder()).isTrue();
      assertThatThrownBy(() -> EmbeddedPostgres.open(folder, Use.serve))
          .isInstanceOf(DataFolderInUse.class);
      try (DatabaseProcess other = DatabaseProcess.start(folder, "hold")) {
        assertThat(other.line())
            .startsWith("refused")
            .contains("in use by process " + ProcessHandle.current().pid());
      }
    }
  }

  @Test
  void aCommandUsesTheDatabaseOfTheServerThatHasTheFolderAndLeavesItRunning() throws SQLException {
    PreparedFolder.make(folder);
    try (DatabaseProcess holder = DatabaseProcess.start(folder, "hold")) {
      assertThat(holder.line()).startsWith("ready");
      long process = postmaster();
      try (EmbeddedPostgres guest = EmbeddedPostgres.open(folder, Use.command)) {
        assertThat(guest.holdsFolder()).isFalse();
        assertThat(answer(guest, "select 'shared'")).isEqualTo("shared");
      }
      assertThat(postmaster()).isEqualTo(process);
      assertThat(runs(process)).isTrue();
    }
    try (EmbeddedPostgres alone = EmbeddedPostgres.open(folder, Use.command)) {
      assertThat(alone.holdsFolder()).isTrue();
    }
  }

  @Test
  void aCommandThatComesWhileTheServerStartsWaitsForIt() throws SQLException {
    PreparedFolder.make(folder);
    try (DatabaseProcess holder = DatabaseProcess.start(folder, "hold");
        EmbeddedPostgres either = EmbeddedPostgres.open(folder, Use.command)) {
      assertThat(answer(either, "select 'up'")).isEqualTo("up");
      if (either.holdsFolder()) {
        assertThat(holder.line()).startsWith("refused"); // here the command came first
      }
    }
  }

  @Test
  void afterAKillEveryAcknowledgedRowIsThereAndTheOrphanIsEnded()
      throws SQLException, InterruptedException {
    PreparedFolder.make(folder);
    List<Long> acknowledged = new ArrayList<>();
    DatabaseProcess server = DatabaseProcess.start(folder, "commit");
    assertThat(server.line()).startsWith("ready");
    while (acknowledged.size() < 500) {
      acknowledged.add(Long.valueOf(server.line()));
    }
    server.kill();
    server.rest().stream()
        .filter(line -> line.matches("\\d+"))
        .map(Long::valueOf)
        .forEach(acknowledged::add);
    long orphan = postmaster();
    assertThat(runs(orphan)).isTrue();

    try (EmbeddedPostgres next = EmbeddedPostgres.open(folder, Use.serve)) {
      assertThat(postmaster()).isNotEqualTo(orphan);
      assertThat(runs(orphan)).isFalse();
      long last = acknowledged.getLast() - 1; // the last line may have been cut short by the kill
      assertThat(answer(next, "select count(distinct id) from acknowledged where id <= " + last))
          .isEqualTo("" + last);
    }
  }

  @Test
  void afterAKillOfPostgresqlTooEveryAcknowledgedRowIsThere()
      throws SQLException, InterruptedException {
    PreparedFolder.make(folder);
    DatabaseProcess server = DatabaseProcess.start(folder, "commit");
    assertThat(server.line()).startsWith("ready");
    long last = 0;
    while (last < 500) {
      last = Long.parseLong(server.line());
    }
    ProcessHandle postgres = ProcessHandle.of(postmaster()).orElseThrow();
    postgres.destroyForcibly();
    server.kill();

    try (EmbeddedPostgres next = EmbeddedPostgres.open(folder, Use.serve)) {
      assertThat(answer(next, "select count(distinct id) from acknowledged where id <= " + last))
          .isEqualTo("" + last);
    }
  }

  @Test
  void aProcessThatGotTheNumberOfAnOldPostgresqlIsLeftAlone() throws IOException, SQLException {
    PreparedFolder.make(folder);
    EmbeddedPostgres.open(folder, Use.serve).close();
    Process bystander = new ProcessBuilder("sleep", "600").start();
    try {
      String left =
          "%d\n%s\n1\n5432\n\n127.0.0.1\n  1  2\nready   \n"
              .formatted(bystander.pid(), folder.resolve("postgres/data"));
      Files.writeString(folder.resolve("postgres/data/postmaster.pid"), left);
      Files.setAttribute(
          folder.resolve("postgres/data/postmaster.pid"),
          "unix:uid",
          Folders.owner(folder.resolve("postgres/data")));
      try (EmbeddedPostgres postgres = EmbeddedPostgres.open(folder, Use.serve)) {
        assertThat(answer(postgres, "select 'up'")).isEqualTo("up");
        assertThat(bystander.isAlive()).isTrue();
      }
    } finally {
      bystander.destroyForcibly();
    }
  }

  @Test
  void whatAnInterruptedFirstStartLeftBehindIsClearedAway() throws IOException, SQLException {
    Path postgresFolder = Files.createDirectories(folder.resolve("postgres"));
    Files.createDirectories(postgresFolder.resolve("bin-18.6.0.unfinished/bin"));
    Files.createDirectories(postgresFolder.resolve("bin-17.1.0/bin"));
    Files.createDirectories(postgresFolder.resolve("data.unfinished-1-2/base"));

    try (EmbeddedPostgres postgres = EmbeddedPostgres.open(folder, Use.serve)) {
      assertThat(answer(postgres, "select 'up'")).isEqualTo("up");
    }
    try (var children = Files.list(postgresFolder)) {
      assertThat(children.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("bin-18.6.0", "data", "log", "password");
    }
  }

  @Test
  void aClusterOfAnotherMajorVersionIsLeftAsItIs() throws IOException {
    PreparedFolder.make(folder);
    EmbeddedPostgres.open(folder, Use.serve).close();
    Path version = folder.resolve("postgres/data/PG_VERSION");
    Files.writeString(version, "17\n");

    assertThatThrownBy(() -> EmbeddedPostgres.open(folder, Use.serve))
        .isInstanceOf(DatabaseUnavailable.class)
        .hasMessageContaining("was made by PostgreSQL 17, and this Offprint brings 18");
    Files.writeString(version, "18\n");
    EmbeddedPostgres.open(folder, Use.serve).close(); // the refusal let go of the folder
  }

  @Test
  void aLostPasswordIsNamed() throws IOException {
    PreparedFolder.make(folder);
    EmbeddedPostgres.open(folder, Use.serve).close();
    Files.delete(folder.resolve("postgres/password"));

    assertThatThrownBy(() -> EmbeddedPostgres.open(folder, Use.serve))
        .hasMessageContaining("postgres/password is missing");
  }

  @Test
  void blanksAndLettersOfAnyAlphabetMayStandInTheNameOfTheFolder() throws SQLException {
    try (EmbeddedPostgres postgres =
        EmbeddedPostgres.open(folder.resolve("Üben & 'mehr' (2)/daten"), Use.serve)) {
      assertThat(answer(postgres, "select 'up'")).isEqualTo("up");
    }
  }

  @Test
  void aNameThatTheShellWouldReadOtherwiseIsRefused() {
    assertThatThrownBy(() -> EmbeddedPostgres.open(folder.resolve("$(id)"), Use.serve))
        .hasMessageContaining("use a name without \" $ ` \\");
  }

  private static EmbeddedPostgres.Start start(Iterator<Integer> ports) {
    return new EmbeddedPostgres.Start(
        RunAs.anyWay(), ports::next, InstantSource.system(), Duration.ofMinutes(1));
  }

  private String permissions(String path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(path)));
  }

  private boolean runs(long process) {
    return new Postmaster(process, folder.resolve("postgres/data")).runs();
  }

  private long postmaster() {
    return Postmaster.of(folder.resolve("postgres/data")).orElseThrow().pid();
  }

  static String answer(EmbeddedPostgres postgres, String sql) throws SQLException {
    DatabaseAddress address = postgres.address();
    try (Connection connection =
            DriverManager.getConnection(address.url(), address.user(), address.password());
        var statement = connection.createStatement()) {
      boolean rows = statement.execute(sql);
      while (!rows) {
        rows = statement.getMoreResults();
      }
      try (ResultSet result = statement.getResultSet()) {
        result.next();
        return result.getString(1);
      }
    }
  }
}
