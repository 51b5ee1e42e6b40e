package org.offprint.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.offprint.catalog.plugin.PluginJar;

/// The template of docs/add-a-paper.md, compiled and run as somebody would who followed it.
class PluginTemplateTest {
  private static final Path TEMPLATE = Path.of("../tools/plugin-template/src/main");
  private static final String METHOD = "generalised-cross-entropy";

  @TempDir static Path work;
  @TempDir Path data;

  private record Answer(int code, String out, String err) {}

  private static Answer offprint(String... arguments) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    var outBytes = new ByteArrayOutputStream();
    var errBytes = new ByteArrayOutputStream();
    System.setOut(new PrintStream(outBytes, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(errBytes, true, StandardCharsets.UTF_8));
    try {
      return new Answer(
          Main.execute(arguments),
          outBytes.toString(StandardCharsets.UTF_8),
          errBytes.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
  }

  @BeforeAll
  static void compile() throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of("-proc:none", "-d", work.resolve("classes").toString(), "-cp", classPath()));
    try (Stream<Path> sources = Files.walk(TEMPLATE.resolve("java"))) {
      sources.map(Path::toString).filter(file -> file.endsWith(".java")).forEach(arguments::add);
    }
    var said = new ByteArrayOutputStream();
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, said, said, arguments.toArray(String[]::new));
    assertThat(code).as(said.toString(StandardCharsets.UTF_8)).isZero();
    jar(work.resolve("plugins/gce-paper-1.0.jar"), UnaryOperator.identity());
  }

  private static String classPath() {
    return System.getProperty("java.class.path");
  }

  /// @param change what becomes of each file below META-INF
  private static void jar(Path file, UnaryOperator<String> change) throws IOException {
    Files.createDirectories(file.getParent());
    try (var jar = new JarOutputStream(Files.newOutputStream(file))) {
      for (Path root : List.of(work.resolve("classes"), TEMPLATE.resolve("resources"))) {
        try (Stream<Path> files = Files.walk(root)) {
          for (Path one : files.filter(Files::isRegularFile).sorted().toList()) {
            jar.putNextEntry(new JarEntry(root.relativize(one).toString().replace('\\', '/')));
            jar.write(
                one.toString().endsWith(".class")
                    ? Files.readAllBytes(one)
                    : change.apply(Files.readString(one)).getBytes(StandardCharsets.UTF_8));
          }
        }
      }
    }
  }

  private String[] with(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--data", data.toString(), "--plugins", work.resolve("plugins").toString()));
    return all.toArray(String[]::new);
  }

  @Test
  void aMethodOfAPluginIsListed() {
    assertThat(offprint(with("run", "--list")).out)
        .contains(METHOD, "--task gce-noisy-digits", "cut-cross-entropy");
  }

  @Test
  void aPluginLiesInTheDataFolderToo() throws IOException {
    jar(data.resolve("plugins/gce.jar"), UnaryOperator.identity());
    assertThat(offprint("run", "--list", "--data", data.toString()).out).contains(METHOD);
  }

  @Test
  void evidenceWithoutAResultSaysToRunFirst() {
    Answer answer = offprint(with("evidence", METHOD, "--out", data.resolve("e.zip").toString()));
    assertThat(answer.code).isEqualTo(1);
    assertThat(answer.err).contains("run it first, with ./offprint run " + METHOD);
    assertThat(data.resolve("e.zip")).doesNotExist();
  }

  @Test
  void aPaperOfAPluginRunsAndItsEvidenceTravels() {
    assumeThat(Path.of("../../shared/data/images/mnist"))
        .as("the digits that the template reads")
        .exists();
    Answer ran = offprint(with("run", METHOD, "--datasets", "../../shared/data"));
    assertThat(ran.code).as(ran.err).isZero();
    assertThat(ran.out).contains("claim agrees at small scale");
    Library library = Library.with(List.of(work.resolve("plugins")));
    assertThat(ResultFolders.of(library.method(METHOD).orElseThrow(), data)).hasSize(1);

    String zip = data.resolve("e.zip").toString();
    assertThat(offprint(with("evidence", METHOD, "--out", zip)).code).isZero();
    Answer again =
        offprint(
            with(
                "evidence",
                "check",
                zip,
                "--rerun",
                "--seeds",
                "1",
                "--datasets",
                "../../shared/data"));
    assertThat(again.code).as(again.out).isZero();
    assertThat(again.out).contains("3 numbers of 1 seed(s), all the same");
    // Where the plug-in is not, the zip can be checked and not run again: its code is not run.
    Answer elsewhere =
        offprint("evidence", "check", zip, "--rerun", "--data", data.resolve("else").toString());
    assertThat(elsewhere.code).isEqualTo(1);
    assertThat(elsewhere.out)
        .contains("signed by a key you have not named", "its plug-in is not here", "software/");
  }

  @Test
  void aBadPluginIsNamedAndTheOthersLoad() throws IOException {
    Path folder = data.resolve("plugins");
    jar(folder.resolve("a-good.jar"), UnaryOperator.identity());
    jar(folder.resolve("b-same.jar"), UnaryOperator.identity());
    jar(
        folder.resolve("c-known.jar"),
        text -> text.replace(METHOD, "mist").replace("1805.07836", "1805.07837"));
    jar(folder.resolve("d-typo.jar"), text -> text.replace("\"summary\"", "\"sumary\""));
    jar(
        folder.resolve("e-no-class.jar"),
        text ->
            text.replace("GcePlugin", "NoPlugin")
                .replace(METHOD, "another")
                .replace("1805.07836", "1805.07838"));
    jar(
        folder.resolve("f-claim.jar"),
        text ->
            text.replace("\"number\": null", "\"number\": 7").replace("1805.07836", "1805.07839"));
    Files.writeString(folder.resolve("g-text.jar"), "no jar");

    Library library = Library.with(List.of(folder));
    assertThat(library.plugins())
        .singleElement()
        .satisfies(plugin -> assertThat(plugin.jar().name()).isEqualTo("a-good.jar"));
    assertThat(library.refused())
        .anySatisfy(line ->
            assertThat(line)
                .isEqualTo(
                    "plug-in b-same.jar is left out: paper 1805.07836 is brought by a-good.jar already: remove one of the two"))
        .anySatisfy(
            line -> assertThat(line).contains("c-known.jar", "there is a method 'mist' already"))
        .anySatisfy(line -> assertThat(line).contains("d-typo.jar", "paper.json: ", "'summary'"))
        .anySatisfy(line ->
            assertThat(line).contains("e-no-class.jar", "its code cannot be loaded", "NoPlugin"))
        .anySatisfy(line ->
            assertThat(line)
                .contains("f-claim.jar", "numbers are those of the first edition, expected null"))
        .anySatisfy(line -> assertThat(line).contains("g-text.jar", "it cannot be read as a jar"))
        .hasSize(6);
  }

  /// The server reads a plug-in so.
  @Test
  void whatAJarSaysIsReadWithoutItsCode() throws IOException {
    Path file = data.resolve("data-only.jar");
    try (var jar = new JarOutputStream(Files.newOutputStream(file))) {
      for (String name : List.of("paper", "methods", "claims", "golden")) {
        String path = PluginJar.FOLDER + name + ".json";
        jar.putNextEntry(new JarEntry(path));
        jar.write(Files.readAllBytes(TEMPLATE.resolve("resources").resolve(path)));
      }
    }
    PluginJar plugin = PluginJar.read(file);
    assertThat(plugin.paper().title()).startsWith("Generalized Cross Entropy");
    assertThat(plugin.claims().claims()).hasSize(1);
    assertThat(Library.with(List.of(data)).refused())
        .singleElement()
        .asString()
        .contains("names no classes of the jar: expected one");
  }
}
