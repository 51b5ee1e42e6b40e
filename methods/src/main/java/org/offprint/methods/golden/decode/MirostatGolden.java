package org.offprint.methods.golden.decode;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.offprint.methods.decode.Mirostat;
import org.offprint.methods.decode.Mirostat2;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;

/// Mirostat: the Zipf exponent, a table of k, and every step of both versions over given
/// distributions and uniform numbers.
final class MirostatGolden implements Golden {
  @Override
  public Entry entry() {
    return new Entry(
        40,
        "2007.14966",
        "mirostat",
        List.of(Mirostat.class, Mirostat2.class),
        "The bounds on s and μ are ours and off in these values; the paper's human ratings and its figures for GPT-2 are not repeated.");
  }

  @Override
  public void check(Node file) {
    int v = file.at("V").integer();
    double[] exponents = file.at("exponents").numbers();
    double[] uniforms = file.at("uniforms").numbers();

    Node small = file.at("s_hat_small");
    int ratios = small.at("ratios").integer();
    small.at("value").expect(Mirostat.exponent(Arrays.copyOf(small.at("p").numbers(), ratios + 1)));
    for (Node row : file.at("k_table").list()) {
      double k = Mirostat.k(row.at("N").integer(), row.at("s").number(), row.at("mu").number());
      row.at("k_real").expect(k);
    }
    file.entries()
        .forEach((key, trace) -> {
          if (key.startsWith("v1")) {
            first(trace, v, exponents, uniforms);
          } else if (key.startsWith("v2")) {
            second(trace, v, exponents, uniforms);
          }
        });
  }

  private static void first(Node trace, int v, double[] exponents, double[] uniforms) {
    Mirostat.Settings plain =
        Mirostat.Settings.of(trace.at("tau").number(), trace.at("eta").number());
    var mirostat =
        new Mirostat(
            new Mirostat.Settings(
                plain.tau(),
                plain.eta(),
                plain.start(),
                trace.at("ratios").integer(),
                trace.at("plus_one").truth(),
                plain.head(),
                plain.temperature(),
                plain.temperedSurprise(),
                false));
    List<Node> rows = Traces.rows(trace.at("rows"), exponents.length);
    for (int i = 0; i < rows.size(); i++) {
      Mirostat.Step step = mirostat.step(zipf(v, exponents[i]), uniforms[i]);
      Node row = rows.get(i);
      row.at("s_hat").expect(step.s());
      row.at("k_real").expect(step.kReal());
      row.at("k").expect((long) step.k());
      row.at("rank").expect((long) step.rank());
      row.at("surprise").expect(step.surprise());
      row.at("mu_before").expect(step.before());
      row.at("mu_after").expect(step.after());
    }
  }

  private static void second(Node trace, int v, double[] exponents, double[] uniforms) {
    var mirostat =
        new Mirostat2(
            Mirostat2.Settings.of(trace.at("tau").number(), trace.at("eta").number()).unguarded());
    List<Node> rows = Traces.rows(trace.at("rows"), exponents.length);
    for (int i = 0; i < rows.size(); i++) {
      Mirostat2.Step step = mirostat.step(zipf(v, exponents[i]), uniforms[i]);
      Node row = rows.get(i);
      row.at("kept").expect((long) step.kept());
      row.at("rank").expect((long) step.rank());
      row.at("surprise").expect(step.surprise());
      row.at("mu_before").expect(step.before());
      row.at("mu_after").expect(step.after());
    }
  }

  /// Logits of the file's distribution: p_i proportional to i^−s, i = 1 … V.
  private static double[] zipf(int v, double s) {
    return IntStream.rangeClosed(1, v).mapToDouble(i -> -s * Math.log(i)).toArray();
  }
}
