package org.offprint.server.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.dao.QueryTimeoutException;

class DatabaseTest {
  private static final Database.Limits LIMITS = new Database.Limits(2, Duration.ofMinutes(1));

  @Test
  void aFreshDatabaseIsMigrated() {
    try (Database database = TestDatabase.fresh()) {
      assertThat(database.sql().sql("select count(*) from paper").query(Long.class).single())
          .isZero();
    }
  }

  @Test
  void anEmptyDatabaseOfSomebodyElsesServerIsMigratedOnceAndOpenedAgain() {
    DatabaseAddress external = TestDatabase.empty();
    try (Database first = new Database(external, LIMITS)) {
      first.sql().sql("create table scrap (text text)").update();
    }
    try (Database second = new Database(external, LIMITS)) {
      assertThat(second.sql().sql("select count(*) from scrap").query(Long.class).single())
          .isZero();
      assertThat(
              second
                  .sql()
                  .sql("select count(*) from flyway_schema_history where version = '1'")
                  .query(Long.class)
                  .single())
          .isEqualTo(1);
    }
  }

  @Test
  void aFailureTakesAllOfItsTransactionBack() {
    try (Database database = TestDatabase.fresh()) {
      database.sql().sql("create table scrap (text text)").update();
      assertThatThrownBy(() ->
              database.inTransaction(() -> {
                database.sql().sql("insert into scrap values ('first')").update();
                throw new IllegalStateException("and then it broke");
              }))
          .hasMessage("and then it broke");
      assertThat(database.sql().sql("select count(*) from scrap").query(Long.class).single())
          .isZero();
    }
  }

  @Test
  void aDatabaseThatALaterVersionMigratedIsRefused() {
    DatabaseAddress address = TestDatabase.empty();
    try (Database database = new Database(address, LIMITS)) {
      database
          .sql()
          .sql(
              """
              insert into flyway_schema_history (installed_rank, version, description, type, script, installed_by, execution_time, success)
              values (99, '9001', 'from the future', 'SQL', 'V9001__from_the_future.sql', 'offprint', 1, true)
              """)
          .update();
    }
    assertThatThrownBy(() -> new Database(address, LIMITS))
        .isInstanceOf(DatabaseUnavailable.class)
        .hasMessageContaining("is at version 9001")
        .hasMessageContaining("a later one has migrated it");
  }

  @Test
  void aDatabaseWithSomebodyElsesTablesIsLeftAlone() {
    DatabaseAddress address = TestDatabase.empty();
    try (Database database = new Database(address, LIMITS)) {
      database.sql().sql("drop table flyway_schema_history").update();
    }
    assertThatThrownBy(() -> new Database(address, LIMITS))
        .isInstanceOf(DatabaseUnavailable.class)
        .hasMessageContaining("non-empty schema");
  }

  @Test
  void aWrongPasswordSaysWhichSettingsToCheckAndIsNotRepeated() {
    DatabaseAddress address = TestDatabase.empty();
    assertThatThrownBy(() ->
            new Database(new DatabaseAddress(address.url(), address.user(), "hunter2"), LIMITS))
        .isInstanceOf(DatabaseUnavailable.class)
        .hasMessageContaining("Check database.user and database.password.")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void nobodyAtTheAddressSaysWhatToCheck() {
    DatabaseAddress nobody =
        new DatabaseAddress("jdbc:postgresql://127.0.0.1:1/papers", "reader", "secret");
    assertThatThrownBy(() -> new Database(nobody, LIMITS))
        .isInstanceOf(DatabaseUnavailable.class)
        .hasMessageContaining("reader at jdbc:postgresql://127.0.0.1:1/papers")
        .hasMessageContaining("Check database.url");
  }

  @Test
  void aMissingDatabaseSaysToCreateIt() {
    DatabaseAddress address = TestDatabase.empty();
    DatabaseAddress missing =
        new DatabaseAddress(
            address.url().replaceFirst("/[^/]*$", "/missing"), address.user(), address.password());
    assertThatThrownBy(() -> new Database(missing, LIMITS))
        .isInstanceOf(DatabaseUnavailable.class)
        .hasMessageContaining("Create it first");
  }

  @Test
  void aStatementThatTakesTooLongIsGivenUp() {
    try (Database database =
        new Database(TestDatabase.empty(), new Database.Limits(2, Duration.ofMillis(50)))) {
      assertThatThrownBy(() -> database.sql().sql("select pg_sleep(60)").query().singleRow())
          .isInstanceOf(QueryTimeoutException.class)
          .hasMessageContaining("statement timeout");
    }
  }

  @Test
  void aDatabaseThatWasClosedSaysSoByItsAddress() {
    Database database = TestDatabase.fresh();
    database.close();
    assertThatThrownBy(database::ping)
        .isInstanceOf(DatabaseUnavailable.class)
        .hasMessageContaining("offprint at jdbc:postgresql://127.0.0.1:");
    assertThatThrownBy(() -> database.inTransaction(() -> 1))
        .isInstanceOf(DatabaseUnavailable.class);
  }

  @Test
  void onlyPostgresqlIsADatabaseForUs() {
    assertThatThrownBy(() -> new DatabaseAddress("jdbc:h2:mem:papers", "reader", "secret"))
        .hasMessageContaining("expected jdbc:postgresql://HOST:PORT/DATABASE");
  }
}
