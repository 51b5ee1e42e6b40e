package org.offprint.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.offprint.catalog.result.Formula;
import org.offprint.catalog.result.FormulasFile;
import org.offprint.catalog.result.Method;

class MainTest {
  private static final Path GOLDEN = Path.of("../methods/src/test/resources/golden");

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

  @Test
  void anUnknownMethodIsAWrongCallAndNamesTheNearest() {
    Answer answer = offprint("run", "cut-crossentropy");
    assertThat(answer.code).isEqualTo(2);
    assertThat(answer.err)
        .contains("'cut-crossentropy' is not a method: the nearest are cut-cross-entropy");
  }

  @Test
  void anUnknownTaskAndABadBudgetAreWrongCalls() {
    assertThat(offprint("run", "cut-cross-entropy", "--task", "small").err)
        .contains("it has large-vocabulary-head");
    Answer answer = offprint("run", "cut-cross-entropy", "--budget", "ten");
    assertThat(answer.code).isEqualTo(2);
    assertThat(answer.err).contains("expected a number with s, m or h");
  }

  @Test
  void theListNamesEveryMethod() {
    Answer answer = offprint("run", "--list");
    assertThat(answer.code).isZero();
    assertThat(answer.out).contains(Registry.ALL.stream().map(Method::id).toList());
  }

  @Test
  void verifyCountsWhatPassesAndWhatFails(@TempDir Path folder) throws Exception {
    String golden = Files.readString(GOLDEN.resolve("cut-cross-entropy.json"));
    Files.writeString(folder.resolve("a.json"), golden);
    assertThat(offprint("verify", "--goldens", folder.toString()).out)
        .contains("1 passed, 0 failed");

    Files.writeString(
        folder.resolve("b.json"), golden.replaceFirst("\"loss_sum\": ", "\"loss_sum\": 1"));
    Files.writeString(folder.resolve("c.json"), "{\"arxiv\": \"1234.56789\", \"cases\": []}");
    Answer answer = offprint("verify", "--goldens", folder.toString());
    assertThat(answer.code).isEqualTo(1);
    assertThat(answer.out)
        .contains("failed   b.json", "loss_sum", "failed   c.json", "1 passed, 2 failed");
  }

  @Test
  void aPaperIsVerifiedByTheNameOfAMethodOrOfItsGoldenFile() {
    for (String name : List.of("mirostat-2", "mirostat")) {
      assertThat(offprint("verify", "--goldens", GOLDEN.toString(), "--method", name).out)
          .contains("passed   mirostat.json", "1 passed, 0 failed");
    }
  }

  @Test
  void everyMethodHasAFileAndGoldenValuesThatAgree() {
    for (Method method : Registry.ALL) {
      assertThat(Path.of("..").resolve(method.source())).exists();
      assertThat(Runner.checkFormula(method).agrees()).as(method.id()).isTrue();
    }
  }

  /// The pages show this file. After a change of golden values: ./offprint verify --record
  @Test
  void theRecordOfFormulasIsUpToDate() throws Exception {
    List<Formula> recorded =
        FormulasFile.parse("formulas.json", Files.readString(Path.of("../results/formulas.json")));
    assertThat(recorded)
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields(
            "check.largestError", "check.tolerance")
        .containsExactlyElementsOf(VerifyCommand.formulas());
  }
}
