package org.offprint.methods.golden.language;

import java.util.ArrayList;
import java.util.List;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.language.RowQuantiser;
import org.offprint.methods.language.RowQuantiser.Quantised;
import org.offprint.methods.language.SkillPack;
import org.offprint.methods.language.SkillPack.Group;
import org.offprint.methods.language.SkillPack.QuantisedGroup;
import org.offprint.methods.language.SkillPack.Rule;
import org.offprint.methods.tensor.LinearAlgebra;
import org.offprint.methods.tensor.Tensor;

/// SkillPack: decomposition, truncation, groups of falling precision, quantiser, pruning, GPTQ and
/// the size formula.
final class SkillPackGolden implements Golden {
  @Override
  public Entry entry() {
    return new Entry(
        12,
        "2505.18502",
        "skill-pack",
        List.of(SkillPack.class, RowQuantiser.class),
        "The golden values cover one matrix without calibration and GPTQ on its own; how a calibrated group makes up for those before it is our reading. "
            + "Left out: the training that comes before (fine-tuning, then DPO) and the authors' calibration texts.");
  }

  @Override
  public void check(Node file) {
    Tensor base = file.at("base").tensor();
    Tensor delta = file.at("delta").tensor();
    LinearAlgebra.Svd svd = SkillPack.decompose(delta);
    file.at("svd").at("U").expect(svd.u());
    file.at("svd").at("S").expect(svd.s());
    file.at("svd").at("Vt").expect(svd.vt());
    file.at("truncated")
        .entries()
        .forEach((rank, node) -> node.expect(SkillPack.truncate(delta, Integer.parseInt(rank))));
    file.at("relative_error")
        .entries()
        .forEach((rank, node) ->
            node.expect(
                SkillPack.relativeError(delta, SkillPack.truncate(delta, Integer.parseInt(rank)))));
    mixed(file.at("mixed_precision"), base, delta);
    quantiser(file.at("quantiser"));
    Node pruning = file.at("pruning");
    pruning.at("result").expect(SkillPack.prune(delta, pruning.at("keep").number()));
    calibrated(file.at("gptq"));
    Node size = file.at("bits_per_weight");
    List<int[]> groups = size.at("groups").list().stream().map(Node::integers).toList();
    size.at("value")
        .expect(
            SkillPack.bitsPerWeight(size.at("rows").integer(), size.at("cols").integer(), groups));
  }

  private static void mixed(Node node, Tensor base, Tensor delta) {
    List<Group> groups = new ArrayList<>();
    for (Node one : node.at("groups").list()) {
      int[] group = one.integers();
      groups.add(new Group(group[0], group[1], group[2]));
    }
    List<QuantisedGroup> parts = SkillPack.quantise(delta, new Rule.LowRank(groups));
    Tensor sum = delta.mul(0);
    List<Node> golden = node.at("parts").list();
    for (int i = 0; i < golden.size(); i++) {
      QuantisedGroup part = parts.get(i);
      golden.get(i).at("bits").expect(part.group().bits());
      golden.get(i).at("start").expect(part.group().from());
      golden.get(i).at("end").expect(part.group().to());
      codes(golden.get(i), "U_", part.u());
      codes(golden.get(i), "Vt_", part.vt());
      sum = sum.add(part.value());
    }
    node.at("delta_hat").expect(sum);
    node.at("merged").expect(base.add(sum));
    node.at("relative_error").expect(SkillPack.relativeError(delta, sum));
  }

  private static void codes(Node node, String prefix, Quantised quantised) {
    node.at(prefix + "scale").expect(quantised.scale());
    node.at(prefix + "zero").expect(quantised.zero());
    node.at(prefix + "codes").expect(quantised.codes());
  }

  private static void quantiser(Node node) {
    Tensor input = node.at("input").tensor();
    for (Node one : node.at("cases").list()) {
      Quantised quantised =
          new RowQuantiser(one.at("bits").integer(), one.at("sym").truth()).quantise(input);
      codes(one, "", quantised);
      one.at("dequantised").expect(quantised.value());
    }
  }

  private static void calibrated(Node node) {
    Tensor weight = node.at("weight").tensor();
    Tensor inputs = node.at("calibration").tensor();
    var quantiser = new RowQuantiser(node.at("bits").integer(), false);
    Tensor careful = quantiser.calibrated(weight, inputs, node.at("damp").number()).value();
    Tensor rounded = quantiser.quantise(weight).value();
    node.at("result").expect(careful);
    node.at("round_to_nearest").expect(rounded);
    node.at("output_error_gptq").expect(outputError(inputs, careful, weight));
    node.at("output_error_rtn").expect(outputError(inputs, rounded, weight));
  }

  private static double outputError(Tensor inputs, Tensor approximation, Tensor weight) {
    Tensor error = inputs.matmul(approximation.sub(weight).transpose(0, 1));
    return Math.sqrt(error.square().sum().value());
  }
}
