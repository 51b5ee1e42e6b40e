package org.offprint.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  private static final Map<String, String> NONE = Map.of();

  @TempDir Path data;

  @Test
  void withNothingSetTheServerRunsOnItsOwnDatabaseAndIsReachedFromThisMachineOnly() {
    Settings settings = Settings.defaults(data);

    assertThat(settings.server().port()).isEqualTo(8080);
    assertThat(settings.server().address()).isEqualTo(InetAddress.ofLiteral("127.0.0.1"));
    assertThat(settings.server().trustedProxies()).isEmpty();
    assertThat(settings.site().url()).isEqualTo(URI.create("http://localhost:8080"));
    assertThat(settings.database().embedded()).isTrue();
    assertThat(settings.database().statementTimeout()).isEqualTo(Duration.ofMinutes(1));
    assertThat(settings.metrics().allowed())
        .containsExactly(Cidr.parse("127.0.0.0/8"), Cidr.parse("::1/128"));
    assertThat(settings.log().level()).isEqualTo(LogSettings.Level.info);
  }

  @Test
  void theCommandLineWinsOverTheEnvironmentWhichWinsOverTheFile() throws IOException {
    file("server.port = 1001", "site.name = From the file", "site.contact = file@example.org");
    Map<String, String> environment =
        Map.of("OFFPRINT_SERVER_PORT", "1002", "OFFPRINT_SITE_NAME", "From the environment");

    Settings settings = Settings.load(Map.of("server.port", "1003"), environment, data);

    assertThat(settings.server().port()).isEqualTo(1003);
    assertThat(settings.site().name()).isEqualTo("From the environment");
    assertThat(settings.site().contact()).isEqualTo("file@example.org");
  }

  @Test
  void theAddressOfTheSiteFollowsThePortUnlessItIsSet() {
    assertThat(Settings.load(Map.of("server.port", "9000"), NONE, data).site().url())
        .isEqualTo(URI.create("http://localhost:9000"));
    assertThat(
            Settings.load(Map.of("site.url", "https://papers.example.org/group/"), NONE, data)
                .site()
                .url())
        .isEqualTo(URI.create("https://papers.example.org/group"));
  }

  @Test
  void anotherFileCanBeNamedByFlagOrVariableAndMustExist() throws IOException {
    Path other = Files.writeString(data.resolve("other"), "site.name = Other\n");

    assertThat(Settings.load(Map.of("config", other.toString()), NONE, data).site().name())
        .isEqualTo("Other");
    assertThat(Settings.load(NONE, Map.of("OFFPRINT_CONFIG", other.toString()), data).site().name())
        .isEqualTo("Other");
    assertThatThrownBy(() -> Settings.load(Map.of("config", "/nowhere"), NONE, data))
        .hasMessageContaining("/nowhere")
        .hasMessageContaining("cannot be read");
  }

  @Test
  void everyMistakeIsReportedAtOnceWithItsPlaceAndWhatWasExpected() throws IOException {
    file(
        "# a comment",
        "server.prot = 80",
        "site.url = papers.example.org",
        "",
        "site.name = One",
        "site.name = Two",
        "nonsense");
    Map<String, String> environment =
        Map.of(
            "OFFPRINT_SERVER_ADDRESS",
            "everywhere",
            "OFFPRINT_DATABSE_USER",
            "me",
            "OFFPRINT_METRICS_ALLOWED",
            "10.0.0.0/40");
    Map<String, String> flags =
        Map.of(
            "server.port",
            "70000",
            "log.level",
            "loud",
            "database.statement-timeout",
            "soon",
            "port",
            "1");

    SettingsRefused refused =
        catchThrowableOfType(SettingsRefused.class, () -> Settings.load(flags, environment, data));

    Path file = data.resolve("offprint.properties");
    assertThat(refused.mistakes())
        .containsExactlyInAnyOrder(
            new Mistake(
                "server.prot",
                "",
                file + ", line 2",
                "is not a setting; did you mean server.port?"),
            new Mistake(
                "site.url",
                "papers.example.org",
                file + ", line 3",
                "expected an address with http:// or https:// and a host, without query"),
            new Mistake(
                "site.name",
                "",
                file + ", line 6",
                "is set a second time, first at " + file + ", line 5; keep one"),
            new Mistake(
                "line 7", "", file + ", line 7", "expected key = value, or # before a comment"),
            new Mistake(
                "server.address",
                "everywhere",
                "environment variable OFFPRINT_SERVER_ADDRESS",
                "expected an IP address such as 127.0.0.1, 0.0.0.0 or ::1"),
            new Mistake(
                "OFFPRINT_DATABSE_USER",
                "",
                "environment variable OFFPRINT_DATABSE_USER",
                "is not a setting; did you mean OFFPRINT_DATABASE_USER?"),
            new Mistake(
                "metrics.allowed",
                "10.0.0.0/40",
                "environment variable OFFPRINT_METRICS_ALLOWED",
                "expected networks separated by commas, such as 10.0.0.0/8, ::1/128"),
            new Mistake(
                "server.port", "70000", "command line", "expected a whole number from 0 to 65535"),
            new Mistake(
                "log.level", "loud", "command line", "expected one of error, warn, info, debug"),
            new Mistake(
                "database.statement-timeout",
                "soon",
                "command line",
                "expected a duration above zero, such as 500ms, 30s, 5m, 2h or 1d"),
            new Mistake("port", "", "command line", "is not a setting; did you mean server.port?"));
    assertThat(refused)
        .hasMessageStartingWith("11 of the settings cannot be used:\n  ")
        .hasMessageContaining("docs/settings.md");
  }

  @Test
  void aWordFarFromEverySettingGetsNoSuggestion() {
    assertThatThrownBy(() -> Settings.load(Map.of("colour-of-the-masthead", "red"), NONE, data))
        .hasMessageContaining("colour-of-the-masthead (command line): is not a setting\n");
  }

  @Test
  void whatIsPrintedShowsEveryValueWithItsOriginAndNoSecret() {
    Map<String, String> environment =
        Map.of("OFFPRINT_DATABASE_PASSWORD", "hunter2", "OFFPRINT_SERVER_PORT", "9000");

    Settings settings = Settings.load(NONE, environment, data);

    assertThat(settings.database().password().value()).isEqualTo("hunter2");
    assertThat(settings.describe().lines().map(line -> line.replaceAll(" +", " ")))
        .contains(
            "database.password = ******** # environment variable OFFPRINT_DATABASE_PASSWORD",
            "server.port = 9000 # environment variable OFFPRINT_SERVER_PORT",
            "site.url = http://localhost:9000 # default");
    assertThat(settings.describe() + settings).doesNotContain("hunter2");
  }

  @Test
  void aSecretCanComeFromAFileWithoutTheLineBreakAtItsEnd() throws IOException {
    Path secret = Files.writeString(data.resolve("secret"), "pass = word # all of it\n");

    Settings byVariable =
        Settings.load(NONE, Map.of("OFFPRINT_DATABASE_PASSWORD_FILE", secret.toString()), data);
    file("database.password-file = " + secret);
    Settings byFile = Settings.defaults(data);

    assertThat(byVariable.database().password()).isEqualTo(new Secret("pass = word # all of it"));
    assertThat(byFile.database().password()).isEqualTo(new Secret("pass = word # all of it"));
    assertThat(byVariable.describe())
        .contains(
            "# file " + secret + ", named by environment variable OFFPRINT_DATABASE_PASSWORD_FILE");
  }

  @Test
  void aSecretGivenTwiceByOnePlaceOrInAFileThatIsMissingIsAMistake() {
    Map<String, String> twice =
        Map.of(
            "OFFPRINT_DATABASE_PASSWORD_FILE",
            data.resolve("missing").toString(),
            "OFFPRINT_DATABASE_PASSWORD",
            "hunter2");

    assertThatThrownBy(() -> Settings.load(NONE, twice, data))
        .hasMessageContaining("expected a file that can be read")
        .hasMessageContaining("keep one")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void aPasswordInTheAddressOfTheDatabaseIsRefusedSinceAddressesArePrinted() {
    assertThatThrownBy(() ->
            Settings.load(
                Map.of("database.url", "jdbc:postgresql://db/papers?password=x"), NONE, data))
        .hasMessageContaining("without a password in it");
  }

  @Test
  void bracesInAValueThatSomebodyWroteAreTakenAsTheyStand() {
    Settings settings =
        Settings.load(
            Map.of("database.password", "{server.port}", "site.name", "{no.such}"), NONE, data);
    assertThat(settings.database().password().value()).isEqualTo("{server.port}");
    assertThat(settings.site().name()).isEqualTo("{no.such}");
  }

  @Test
  void onlyTheSecretPartOfAMistakeIsHidden() {
    assertThatThrownBy(() -> Settings.load(Map.of("database.url", "mysql://db"), NONE, data))
        .hasMessageContaining(
            "database.url = \"mysql://db\" (command line): expected empty, or jdbc:postgresql://HOST:PORT/DATABASE");
  }

  @Test
  void variablesOfTheLauncherAndOfKubernetesAreNotTakenForSettings() {
    Map<String, String> environment =
        Map.of(
            "OFFPRINT_DATA",
            "/srv",
            "OFFPRINT_COMMIT",
            "abc",
            "OFFPRINT_SERVICE_HOST",
            "10.0.0.7",
            "OFFPRINT_SERVICE_PORT",
            "80",
            "OFFPRINT_PORT",
            "tcp://10.0.0.7:80",
            "OFFPRINT_PORT_80_TCP_ADDR",
            "10.0.0.7",
            "OFFPRINT_SERVER_PORT",
            "tcp://10.0.0.7:80",
            "PATH",
            "/bin");

    assertThat(Settings.load(NONE, environment, data).server().port()).isEqualTo(8080);
  }

  /// Types that no setting has today keep working for the one that will.
  public record Kinds(
      @Setting(key = "kinds.flag", def = "false", text = "") boolean flag,
      @Setting(key = "kinds.folder", def = "a/b", text = "") Path folder,
      @Setting(key = "kinds.pause", def = "2h", text = "") Duration pause,
      @Setting(key = "kinds.number", def = "3", min = 2, text = "") int number) {}

  record Root(@Group("Kinds") Kinds kinds) {}

  @Test
  void everyTypeIsReadAndItsMistakesAreNamed() {
    Loader right = new Loader(Root.class);
    right.add(Source.commandLine(Map.of("kinds.flag", "true", "kinds.pause", "250ms")));
    assertThat(right.group(Kinds.class))
        .isEqualTo(new Kinds(true, Path.of("a/b"), Duration.ofMillis(250), 3));

    Loader wrong = new Loader(Root.class);
    wrong.add(
        Source.commandLine(
            Map.of(
                "kinds.flag",
                "yes",
                "kinds.folder",
                "",
                "kinds.pause",
                "0s",
                "kinds.number",
                "1")));
    assertThat(wrong.group(Kinds.class))
        .isEqualTo(new Kinds(false, Path.of("a/b"), Duration.ofHours(2), 3));
    assertThat(wrong.mistakes())
        .extracting(Mistake::expected)
        .containsExactly(
            "expected true or false",
            "expected a file or folder",
            "expected a duration above zero, such as 500ms, 30s, 5m, 2h or 1d",
            "expected a whole number from 2");
  }

  @Test
  void aNetworkContainsTheAddressesThatShareItsFirstBits() {
    List<String> inside = List.of("10.0.0.0", "10.255.1.2");
    assertThat(inside)
        .allMatch(address -> Cidr.parse("10.0.0.0/8").contains(InetAddress.ofLiteral(address)));
    assertThat(Cidr.parse("10.0.0.0/8").contains(InetAddress.ofLiteral("11.0.0.0"))).isFalse();
    assertThat(Cidr.parse("192.168.4.0/22").contains(InetAddress.ofLiteral("192.168.7.255")))
        .isTrue();
    assertThat(Cidr.parse("192.168.4.0/22").contains(InetAddress.ofLiteral("192.168.8.0")))
        .isFalse();
    assertThat(Cidr.parse("fd00::/8").contains(InetAddress.ofLiteral("fdab::1"))).isTrue();
    assertThat(Cidr.parse("0.0.0.0/0").contains(InetAddress.ofLiteral("::1"))).isFalse();
    assertThat(Cidr.parse("192.0.2.7")).hasToString("192.0.2.7/32");
  }

  private void file(String... lines) throws IOException {
    Files.write(data.resolve(Settings.FILE), List.of(lines));
  }
}
