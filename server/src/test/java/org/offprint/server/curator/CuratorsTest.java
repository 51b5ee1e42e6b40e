package org.offprint.server.curator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.offprint.server.curator.Curators.Session;
import org.offprint.server.curator.Curators.SignIn;
import org.offprint.server.db.Database;
import org.offprint.server.db.TestDatabase;

class CuratorsTest {
  @TempDir Path data;
  private Database database;
  private Instant now = Instant.parse("2026-03-14T04:10:00Z");
  private Curators curators;

  @BeforeEach
  void open() {
    database = TestDatabase.fresh();
    curators = new Curators(data, Duration.ofHours(12), database, () -> now);
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void theKeyIsMadeOnceAndOnlyTheServerReadsIt() throws IOException {
    assertThat(curators.prepare()).isTrue();
    String key = key();

    assertThat(new Curators(data, Duration.ofHours(1), database, () -> now).prepare()).isFalse();
    assertThat(key()).isEqualTo(key).hasSize(32);
    for (String file : new String[] {"curator-key", "session-key"}) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve(file))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void theKeyOpensASessionThatLastsAsLongAsItShould() throws IOException {
    String cookie = signedIn();

    assertThat(curators.session(cookie)).isPresent();
    now = now.plus(Duration.ofHours(12)).minusSeconds(1);
    assertThat(curators.session(cookie)).isPresent();
    now = now.plusSeconds(1);
    assertThat(curators.session(cookie)).isEmpty();
  }

  @Test
  void whatWasNotSignedHereIsNoSession() throws IOException {
    String cookie = signedIn();
    String[] parts = cookie.split("\\.");

    assertThat(curators.session(null)).isEmpty();
    assertThat(curators.session("")).isEmpty();
    assertThat(curators.session("..")).isEmpty();
    assertThat(curators.session(parts[0] + "." + (Long.parseLong(parts[1]) + 1) + "." + parts[2]))
        .isEmpty();
    assertThat(curators.session("A" + cookie)).isEmpty();
    assertThat(curators.session(cookie + "A")).isEmpty();
    // The proof of a form is signed with the same keys and is no session all the same.
    Session session = curators.session(cookie).orElseThrow();
    assertThat(curators.session(parts[0] + "." + parts[1] + "." + session.proof())).isEmpty();
  }

  @Test
  void aSessionThatWasEndedStaysEnded() throws IOException {
    String cookie = signedIn();

    curators.signOut(curators.session(cookie).orElseThrow());

    assertThat(curators.session(cookie)).isEmpty();
    assertThat(curators.session(signedIn())).isPresent();
  }

  @Test
  void aNewKeyEndsAllSessions() throws IOException {
    String cookie = signedIn();
    Files.delete(data.resolve(Curators.KEY_FILE));

    Curators after = new Curators(data, Duration.ofHours(12), database, () -> now);

    assertThat(after.session(cookie)).isEmpty();
  }

  @Test
  void attemptsAreFewPerAddressEvenWithTheRightKeyAtTheEnd() throws IOException {
    curators.prepare();
    for (int i = 0; i < 10; i++) {
      assertThat(curators.signIn("wrong", "2001:db8:1:2::" + i)).isEqualTo(new SignIn.WrongKey());
    }

    assertThat(curators.signIn(key(), "2001:db8:1:2::99")).isInstanceOf(SignIn.TooOften.class);
    assertThat(curators.signIn(key(), "192.0.2.1")).isInstanceOf(SignIn.Welcome.class);
  }

  private String signedIn() throws IOException {
    curators.prepare();
    return ((SignIn.Welcome) curators.signIn(key() + "\n", "192.0.2.7")).cookie();
  }

  private String key() throws IOException {
    return Files.readString(data.resolve(Curators.KEY_FILE)).strip();
  }
}
