package org.offprint.methods.golden.language;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.language.CrossEntropySearch;
import org.offprint.methods.language.GroupQuantiser;
import org.offprint.methods.language.RandomBlockAttention;
import org.offprint.methods.language.RotaryAlibi;
import org.offprint.methods.language.StaircaseCache;
import org.offprint.methods.language.SubwordMerges;
import org.offprint.methods.language.UnigramVocabulary;
import org.offprint.methods.layer.Rotary;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// The parts of the discussion paper on generative modelling, four of them in our reading.
final class GenerativeModellingGolden implements Golden {
  /// `(x-1)^2+4(y+0.5)^2`: factor and centre of each square.
  private static final Pattern SQUARE =
      Pattern.compile("(?<factor>[\\d.]*)\\([a-z](?<offset>[+-][\\d.]+)\\)\\^2\\+?");

  @Override
  public Entry entry() {
    return new Entry(
        54,
        "2410.18441",
        "generative-modelling-parts",
        List.of(
            StaircaseCache.class,
            GroupQuantiser.class,
            UnigramVocabulary.class,
            SubwordMerges.class,
            CrossEntropySearch.class,
            RotaryAlibi.class,
            RandomBlockAttention.class),
        "A discussion paper without code or figures: only its staircase cache follows published pseudo-code, the other parts are our reading of its abstract, "
            + "so agreement says that the code does what our reading says.");
  }

  @Override
  public void check(Node file) {
    segmentation(file.at("segmentation"));
    merges(file.at("merges"));
    search(file.at("cem"));
    rotary(file.at("rope_alibi"));
    blocks(file.at("probabilistic_blocks"));
    quantiser(file.at("group_quant"));
    staircase(file.at("staircase"));
    again(file.at("requantise"));
  }

  private static void segmentation(Node node) {
    Map<String, Double> pieces = new HashMap<>();
    node.at("vocab").entries().forEach((piece, p) -> pieces.put(piece, p.number()));
    var vocabulary = new UnigramVocabulary(pieces);
    for (Node row : node.at("rows").list()) {
      Optional<UnigramVocabulary.Segmentation> found = vocabulary.segment(row.at("s").text());
      if (found.isPresent()) {
        row.at("tokens").expect(found.get().pieces());
        row.at("logp").expect(found.get().logProb());
      } else if (row.has("tokens")) {
        throw new IllegalArgumentException(
            "%s: no pieces of the vocabulary spell the text, the file has %s"
                .formatted(row, row.at("tokens").texts()));
      }
    }
  }

  private static void merges(Node node) {
    List<SubwordMerges.Word> words = new ArrayList<>();
    for (Node word : node.at("words").list()) {
      List<Node> parts = word.list();
      words.add(new SubwordMerges.Word(parts.get(0).texts(), parts.get(1).integer()));
    }
    var merges = new SubwordMerges(words);
    List<SubwordMerges.Candidate> table = merges.candidates();
    List<Node> golden = node.at("first_table").list();
    requireLength(node.at("first_table"), golden.size(), table.size());
    for (int i = 0; i < golden.size(); i++) {
      SubwordMerges.Candidate one = table.get(i);
      golden.get(i).at("pair").expect(List.of(one.pair().left(), one.pair().right()));
      golden.get(i).at("count").expect(one.count());
      golden.get(i).at("wordpiece").expect(one.wordPiece());
      golden.get(i).at("gain").expect(one.gain());
    }
    List<Node> steps = node.at("greedy_by_gain").list();
    List<SubwordMerges.Step> learned = merges.learn(steps.size());
    requireLength(node.at("greedy_by_gain"), steps.size(), learned.size());
    for (int i = 0; i < steps.size(); i++) {
      SubwordMerges.Step step = learned.get(i);
      steps.get(i).at("chosen").expect(List.of(step.pair().left(), step.pair().right()));
      steps.get(i).at("gain").expect(step.gain());
      steps.get(i).at("loglik_after").expect(step.logLikelihood());
    }
  }

  private static void requireLength(Node node, int golden, int computed) {
    if (golden != computed) {
      throw new IllegalArgumentException(
          "%s has %d entries, computed are %d".formatted(node, golden, computed));
    }
  }

  private static void search(Node node) {
    var search = new CrossEntropySearch(node.at("rho").number(), node.at("smoothing").number(), 0);
    ToDoubleFunction<double[]> objective = objective(node.at("objective").text());
    var state = CrossEntropySearch.State.begin(node.at("mu0").numbers(), node.at("sd0").numbers());
    List<Node> trace = node.at("trace").list();
    List<Node> draws = node.at("standard_normals").list();
    requireLength(node.at("trace"), trace.size(), draws.size());
    for (int i = 0; i < trace.size(); i++) {
      state = search.step(state, draws.get(i).matrix(), objective);
      trace.get(i).at("mu").expect(state.mean());
      trace.get(i).at("sd").expect(state.deviation());
      trace.get(i).at("best").expect(state.best());
    }
  }

  private static ToDoubleFunction<double[]> objective(String text) {
    Matcher square = SQUARE.matcher(text);
    List<double[]> squares = new ArrayList<>();
    int end = 0;
    while (square.find() && square.start() == end) {
      String factor = square.group("factor");
      squares.add(
          new double[] {
            factor.isEmpty() ? 1 : Double.parseDouble(factor),
            Double.parseDouble(square.group("offset"))
          });
      end = square.end();
    }
    if (end != text.length() || squares.isEmpty()) {
      throw new IllegalArgumentException(
          "objective '%s' is not understood: expected such as (x-1)^2+4(y+0.5)^2".formatted(text));
    }
    return x -> {
      double sum = 0;
      for (int i = 0; i < squares.size(); i++) {
        double far = x[i] + squares.get(i)[1];
        sum += squares.get(i)[0] * far * far;
      }
      return sum;
    };
  }

  private static void rotary(Node node) {
    Tensor q = node.at("q").tensor();
    Tensor k = node.at("k").tensor();
    List<Node> rows = node.at("rows").list();
    int heads = rows.stream().mapToInt(row -> row.at("head").integer()).max().orElse(1);
    var rotary =
        new Rotary(Type.FLOAT64, Math.toIntExact(q.size(1)), 10_000, Math.toIntExact(q.size(0)));
    for (Node row : rows) {
      int head = row.at("head").integer();
      double slope = RotaryAlibi.Slopes.HARMONIC.of(head, heads);
      row.at("slope_harmonic").expect(slope);
      row.at("slope_alibi_geometric").expect(RotaryAlibi.Slopes.GEOMETRIC.of(head, heads));
      var attention = new RotaryAlibi(rotary, row.at("lam").number());
      row.at("probs").expect(attention.probabilities(q, k, slope));
    }
  }

  private static void blocks(Node node) {
    Tensor q = node.at("Q").tensor();
    Tensor k = node.at("K").tensor();
    Tensor v = node.at("V").tensor();
    double[] uniforms = node.at("uniforms").numbers();
    // the file gives the law by its values; that of distance 1 is 2^−β
    double[] law = node.at("p_of_distance").numbers();
    double beta = law.length > 1 ? -Math.log(law[1]) / Math.log(2) : 1;
    var attention = new RandomBlockAttention(node.at("block").integer(), beta);
    node.at("p_of_distance").expect(attention.probabilities(uniforms.length));
    boolean[] active = attention.active(uniforms);
    node.at("active").expect(active);
    node.at("mask").expect(attention.mask(active));
    node.at("out").expect(attention.apply(q, k, v, active));
    boolean[] all = new boolean[active.length];
    Arrays.fill(all, true);
    node.at("out_full").expect(attention.apply(q, k, v, all));
    node.at("expected_block_fraction").expect(attention.expectedShare(uniforms.length));
  }

  private static void quantiser(Node node) {
    Tensor x = node.at("x").tensor();
    for (Node row : node.at("rows").list()) {
      var groups = new GroupQuantiser(row.at("bits").integer()).quantise(x);
      row.at("codes").expect(groups.codes());
      row.at("scale").expect(groups.scale());
      row.at("zero").expect(groups.lowest());
      row.at("dequant").expect(groups.value());
      row.at("max_err").expect(groups.value().sub(x).abs().max());
    }
  }

  private static void staircase(Node node) {
    List<Integer> levels = Arrays.stream(node.at("levels").integers()).boxed().toList();
    var schedule = new StaircaseCache.Schedule(node.at("S").integer(), levels);
    for (Node row : node.at("rows").list()) {
      StaircaseCache.Schedule.Held held = schedule.after(row.at("t").integer());
      row.at("residual").expect(held.residual());
      row.at("chunk_bits_newest_first")
          .expect(held.chunkBits().stream().mapToInt(Integer::intValue).toArray());
      row.at("avg_bits").expect(held.averageBits());
    }
  }

  /// `via_8_4_2` and `direct_2` name the bits of one quantisation after the other.
  private static void again(Node node) {
    Tensor x = node.at("x").tensor();
    node.entries()
        .forEach((key, golden) -> {
          if (key.startsWith("via_") || key.startsWith("direct_")) {
            Tensor value = x;
            for (String bits : key.substring(key.indexOf('_') + 1).split("_")) {
              value = new GroupQuantiser(Integer.parseInt(bits)).quantise(value).value();
            }
            golden.expect(value);
          }
        });
  }
}
