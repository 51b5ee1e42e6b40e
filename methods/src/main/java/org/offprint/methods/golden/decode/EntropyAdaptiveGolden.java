package org.offprint.methods.golden.decode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.offprint.methods.decode.EntropyAdaptive;
import org.offprint.methods.decode.EntropySwitch;
import org.offprint.methods.decode.EntropySwitch.Settings;
import org.offprint.methods.decode.EntropySwitch.Step;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;

/// Entropy-adaptive decoding: entropies, every step of each trace, the large model's share and the
/// cost model.
final class EntropyAdaptiveGolden implements Golden {
  private static final Pattern TRACE =
      Pattern.compile("trace_tau([\\d.]+)_w(\\d+)_dmin(\\d+)_(full|partial)_window");

  @Override
  public Entry entry() {
    return new Entry(
        44,
        "2502.06833",
        "entropy-adaptive-decoding",
        List.of(EntropyAdaptive.class, EntropySwitch.class),
        "No code of the author was found: values come from our reading of the rule, whose start and equality are UNCERTAIN. The paper's thresholds and"
            + " its accuracies on MATH are not repeated.");
  }

  @Override
  public void check(Node file) {
    for (Node one : file.at("entropy_bits").list()) {
      one.at("H").expect(EntropySwitch.bits(one.at("logits").numbers()));
    }
    double[] entropies = file.at("entropies").numbers();
    List<List<Step>> traces = new ArrayList<>();
    for (Map.Entry<String, Node> one : file.entries().entrySet()) {
      Matcher matcher = TRACE.matcher(one.getKey());
      if (matcher.matches()) {
        var settings =
            new Settings(
                Double.parseDouble(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3)),
                matcher.group(4).equals("full"));
        traces.add(check(one.getValue(), settings, entropies));
      }
    }
    for (int i = 0; i < traces.size(); i++) { // traces and shares are lettered in the same order
      file.at("fraction_large_" + (char) ('A' + i))
          .expect(EntropyAdaptive.largeShare(traces.get(i)));
    }
    edge(file.at("edge_exact_threshold"));
    for (Node one : file.at("cost_model").list()) {
      double f = one.at("f").number();
      double small = one.at("small").number();
      double large = one.at("large").number();
      one.at("average_active").expect(EntropyAdaptive.averageActive(f, small, large));
      one.at("saving_vs_large").expect(EntropyAdaptive.saving(f, small, large));
    }
  }

  /// Every entropy is the threshold itself; w = 5 and d_min = 1 in the script that made the file.
  private static void edge(Node rows) {
    double[] entropies = rows.list().stream().mapToDouble(row -> row.at("H").number()).toArray();
    check(rows, new Settings(entropies[0], 5, 1, true), entropies);
  }

  private static List<Step> check(Node trace, Settings settings, double[] entropies) {
    var choice = new EntropySwitch(settings);
    List<Step> steps = new ArrayList<>();
    for (Node row : Traces.rows(trace, entropies.length)) {
      Step step = choice.accept(entropies[steps.size()]);
      row.at("t").expect((long) step.t());
      row.at("model").expect(letter(step.active()));
      row.at("H").expect(step.entropy());
      row.at("H_bar").expect(step.mean());
      row.at("c").expect((long) step.stayed());
      row.at("next").expect(letter(step.next()));
      steps.add(step);
    }
    return steps;
  }

  private static String letter(EntropySwitch.Size size) {
    return size == EntropySwitch.Size.SMALL ? "S" : "L";
  }
}
