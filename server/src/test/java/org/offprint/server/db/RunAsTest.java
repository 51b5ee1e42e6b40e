package org.offprint.server.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.offprint.server.db.DatabaseHost.Use;
import org.offprint.server.db.RunAs.Way;

/// Each way in which root can have somebody else run PostgreSQL, and an ordinary user beside it. As
/// an ordinary user these tests are skipped: there every other test of this package shows the one
/// way that is left.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class RunAsTest {
  private static final List<String> AS_NOBODY =
      List.of(
          "setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--inh-caps=-all");

  /// A user namespace in which no further one may be made: what a strict container looks like from
  /// inside. The limit holds in there only. It waits until its users are named, then begins again
  /// as its root.
  private static final List<String> WITHOUT_NAMESPACES =
      List.of(
          "unshare",
          "--user",
          "sh",
          "-c",
          "echo waiting; read go; exec sh -c 'echo 0 > /proc/sys/user/max_user_namespaces && exec \"$@\"' sh \"$@\"",
          "sh");

  @TempDir Path folder;

  @BeforeEach
  void weAreRoot() throws IOException {
    assumeTrue(
        new com.sun.security.auth.module.UnixSystem().getUid() == 0, "wants to be run as root");
    open(folder);
  }

  @ParameterizedTest
  @EnumSource(value = Way.class, mode = EnumSource.Mode.EXCLUDE, names = "plain")
  void rootRunsPostgresqlInThisWay(Way way) throws SQLException, IOException {
    assumeWorks(way);
    PreparedFolder.make(folder);
    for (int start = 1; start <= 2; start++) {
      try (EmbeddedPostgres postgres =
          EmbeddedPostgres.open(folder, Use.serve, only(Set.of(way)))) {
        assertThat(((EmbeddedPostgres.Started) postgres).runAs().way()).isEqualTo(way);
        assertThat(userOf(postmaster()))
            .isEqualTo(
                way == Way.userNamespace ? 0 : Folders.owner(folder.resolve("postgres/data")));
        EmbeddedPostgresTest.answer(
            postgres, "create table if not exists note (text text); select count(*) from note");
      }
    }
    assertThat(Folders.owner(folder.resolve("postgres/data")))
        .matches(owner -> (owner == 0) == (way == Way.userNamespace));
  }

  @ParameterizedTest
  @EnumSource(
      value = Way.class,
      names = {"userNamespace", "setprivReadSearch", "setprivOverride"})
  void rootRunsPostgresqlInAFolderThatOthersMayNotEnter(Way way) throws SQLException, IOException {
    assumeWorks(way);
    Path home = Files.createDirectory(folder.resolve("home"));
    Folders.create(home, "rwx------");
    PreparedFolder.make(home.resolve("data"));
    try (EmbeddedPostgres postgres =
        EmbeddedPostgres.open(home.resolve("data"), Use.serve, only(Set.of(way)))) {
      assertThat(EmbeddedPostgresTest.answer(postgres, "select 'up'")).isEqualTo("up");
    }
  }

  @Test
  void theLeastPrivilegeThatWorksIsChosen() throws IOException {
    EnumSet<Way> withoutNamespaces = EnumSet.complementOf(EnumSet.of(Way.userNamespace));
    Path home = Files.createDirectory(folder.resolve("home"));
    Folders.create(home, "rwx------");
    PreparedFolder.make(folder.resolve("open"));
    PreparedFolder.make(home.resolve("data"));

    assertThat(chosen(folder.resolve("open"), withoutNamespaces)).isEqualTo(Way.setpriv);
    assertThat(chosen(home.resolve("data"), withoutNamespaces)).isEqualTo(Way.setprivReadSearch);
  }

  @Test
  void whereNoWayWorksTheRefusalSaysWhatWasTriedAndWhatToDo() throws IOException {
    Path home = Files.createDirectory(folder.resolve("home"));
    Folders.create(home, "rwx------");
    assertThatThrownBy(() ->
            EmbeddedPostgres.open(
                home.resolve("data"), Use.serve, only(Set.of(Way.setpriv, Way.runuser))))
        .isInstanceOf(DatabaseUnavailable.class)
        .hasMessageContaining("Run Offprint as an ordinary user")
        .hasMessageContaining("set database.url")
        .hasMessageContaining("\n  setpriv --reuid")
        .hasMessageContaining("\n  runuser -u");
  }

  @Test
  void theFilesOfAnUnprivilegedAccountStayItsOwnWhenNamespacesWorkAgain()
      throws SQLException, IOException {
    assumeWorks(Way.setpriv);
    PreparedFolder.make(folder);
    EmbeddedPostgres.open(folder, Use.serve, only(Set.of(Way.setpriv))).close();
    int owner = Folders.owner(folder.resolve("postgres/data"));
    try (EmbeddedPostgres postgres = EmbeddedPostgres.open(folder, Use.serve)) {
      assertThat(userOf(postmaster())).isEqualTo(owner);
      assertThat(EmbeddedPostgresTest.answer(postgres, "select 'up'")).isEqualTo("up");
    }
  }

  @Test
  void theFilesOfRootGoToAnAccountWhereNamespacesNoLongerWork() throws SQLException, IOException {
    assumeWorks(Way.userNamespace);
    PreparedFolder.make(folder);
    try (EmbeddedPostgres postgres =
        EmbeddedPostgres.open(folder, Use.serve, only(Set.of(Way.userNamespace)))) {
      EmbeddedPostgresTest.answer(postgres, "create table note as select 'kept' as text; select 1");
    }
    try (EmbeddedPostgres postgres =
        EmbeddedPostgres.open(
            folder, Use.serve, only(EnumSet.complementOf(EnumSet.of(Way.userNamespace))))) {
      assertThat(userOf(postmaster())).isNotZero();
      assertThat(EmbeddedPostgresTest.answer(postgres, "select text from note")).isEqualTo("kept");
    }
  }

  @Test
  void rootWhereUserNamespacesAreForbiddenUsesAnAccountAlsoInAPrivateHome() throws IOException {
    Path classes = classes();
    Path home = Files.createDirectory(folder.resolve("home"));
    Folders.create(home, "rwx------");
    assumeWorks(Way.userNamespace);

    try (DatabaseProcess open = withoutNamespaces(classes, folder.resolve("data"))) {
      assertThat(open.line()).isEqualTo("ready setpriv");
    }
    try (DatabaseProcess closed = withoutNamespaces(classes, home.resolve("data"))) {
      assertThat(closed.line()).isEqualTo("ready setprivReadSearch");
    }
  }

  private static DatabaseProcess withoutNamespaces(Path classes, Path data) throws IOException {
    DatabaseProcess process = DatabaseProcess.start(WITHOUT_NAMESPACES, classes, data, "hold");
    assertThat(process.line()).isEqualTo("waiting");
    Files.writeString(Path.of("/proc", "" + process.pid(), "uid_map"), "0 0 65536");
    Files.writeString(Path.of("/proc", "" + process.pid(), "gid_map"), "0 0 65536");
    process.say("go");
    return process;
  }

  @Test
  void anOrdinaryUserRunsItPlainlyAndIsToldWhenTheFilesBelongToAnother() throws IOException {
    assumeWorks(Way.setpriv);
    Path classes = classes();
    Path ours = Files.createDirectory(folder.resolve("ours"));
    Folders.give(ours, 65534, 65534);

    try (DatabaseProcess user = DatabaseProcess.start(AS_NOBODY, classes, ours, "hold")) {
      assertThat(user.line()).isEqualTo("ready plain");
      assertThat(Folders.owner(ours.resolve("postgres/data"))).isEqualTo(65534);
      assertThat(user.pid()).isPositive();
    }
    Folders.give(ours.resolve("postgres/data"), 1, 1);
    try (DatabaseProcess user = DatabaseProcess.start(AS_NOBODY, classes, ours, "hold")) {
      assertThat(user.line())
          .startsWith("refused")
          .contains("belongs to user 1 and this process runs as user 65534");
    }
  }

  @Test
  void anOrphanThatRanAsAnAccountIsEndedByRoot() throws InterruptedException, SQLException {
    assumeWorks(Way.setpriv);
    PreparedFolder.make(folder);
    DatabaseProcess server = DatabaseProcess.start(folder, "hold", "setpriv");
    assertThat(server.line()).isEqualTo("ready setpriv");
    long orphan = postmaster();
    server.kill();

    try (EmbeddedPostgres next = EmbeddedPostgres.open(folder, Use.serve)) {
      assertThat(new Postmaster(orphan, folder.resolve("postgres/data")).runs()).isFalse();
      assertThat(EmbeddedPostgresTest.answer(next, "select 'up'")).isEqualTo("up");
    }
  }

  private static void assumeWorks(Way way) {
    String program =
        switch (way) {
          case plain -> "true";
          case userNamespace -> "unshare --user true";
          case setpriv -> "setpriv --reuid 65534 --regid 65534 --clear-groups true";
          case setprivReadSearch -> "setpriv --inh-caps=+dac_read_search true";
          case setprivOverride -> "setpriv --inh-caps=+dac_override true";
          case runuser -> "runuser -u nobody -- true";
          case su -> "su -s /bin/sh nobody -c true";
        };
    assumeTrue(
        Command.run(Duration.ofSeconds(10), List.of(), "sh", "-c", program).well(),
        "wants a machine on which this works: " + program);
  }

  /// The temporary folder, which JUnit makes private, as others may enter it.
  private static void open(Path path) throws IOException {
    Folders.create(path, "rwxr-xr-x");
  }

  private Path classes() throws IOException {
    assumeTrue(
        Command.run(
                Duration.ofSeconds(10), AS_NOBODY, DatabaseProcess.java().toString(), "-version")
            .well(),
        "wants a JDK that nobody can run");
    Path classes = Files.createDirectory(folder.resolve("classes"));
    DatabaseProcess.copyClasses(classes);
    return classes;
  }

  private static EmbeddedPostgres.Start only(Set<Way> ways) {
    return new EmbeddedPostgres.Start(
        ways, PostgresCluster::freePort, InstantSource.system(), Duration.ofMinutes(1));
  }

  private static Way chosen(Path data, Set<Way> ways) {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.open(data, Use.serve, only(ways))) {
      return ((EmbeddedPostgres.Started) postgres).runAs().way();
    }
  }

  private long postmaster() {
    return Postmaster.of(folder.resolve("postgres/data")).orElseThrow().pid();
  }

  private static int userOf(long pid) throws IOException {
    return Folders.owner(Path.of("/proc", "" + pid));
  }
}
