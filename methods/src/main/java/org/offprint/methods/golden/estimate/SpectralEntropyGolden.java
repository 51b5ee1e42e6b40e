package org.offprint.methods.golden.estimate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.offprint.methods.estimate.BinnedEntropy;
import org.offprint.methods.estimate.DiffusionSpectralEntropy;
import org.offprint.methods.estimate.DiffusionSpectralEntropy.Operator;
import org.offprint.methods.estimate.DiffusionSpectralMutualInformation;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// Diffusion spectral entropy with both operators and their eigenvalues, the kernel, binned
/// entropy, mutual information with the subsets given, and the bounds.
final class SpectralEntropyGolden implements Golden {

  @Override
  public Entry entry() {
    return new Entry(
        29,
        "2312.04823",
        "diffusion-spectral-entropy",
        List.of(
            DiffusionSpectralEntropy.class,
            DiffusionSpectralMutualInformation.class,
            BinnedEntropy.class),
        "Clustering of a vector-valued target is left to the caller, who gives clusters as labels.");
  }

  @Override
  public void check(Node file) {
    Tensor x = file.at("X").tensor();
    for (Node one : file.at("cases").list()) {
      double sigma = one.at("sigma").number();
      int t = one.at("t").integer();
      var code = DiffusionSpectralEntropy.of(sigma, t, Operator.KERNEL);
      var paper = DiffusionSpectralEntropy.of(sigma, t, Operator.ROW_STOCHASTIC);
      one.at("dse_authors_code").expect(code.of(x));
      one.at("dse_paper_P").expect(paper.of(x));
      one.at("eigenvalues^t_code").expect(code.spectrum(x));
      one.at("eigenvalues^t_paper").expect(paper.spectrum(x));
    }
    for (Map.Entry<String, Node> section : file.entries().entrySet()) {
      String key = section.getKey();
      Node node = section.getValue();
      if (key.startsWith("kernel_sigma")) { // kernel_sigma3_first_row
        var entropy = withSigma(key.split("_")[1]);
        node.at("G").expect(entropy.affinities(x).select(0, 0));
        node.at("K").expect(entropy.kernel(x).select(0, 0));
      } else if (key.equals("classic_shannon_entropy")) {
        node.entries()
            .forEach(
                (bins, value) -> value.expect(new BinnedEntropy(Integer.parseInt(bins)).of(x)));
      } else if (key.startsWith("dsmi_sigma")) {
        information(node, withSigma(key.split("_")[1]), x, file.at("labels").longs());
      } else if (key.equals("bounds")) {
        bounds(node);
      } else if (key.equals("log_base")) {
        node.expect(2.0); // bits throughout
      } else if (key.equals("max_abs_diff_against_authors_code")) {
        node.leaveAside("how far the reference itself was from the authors' code");
      }
    }
  }

  private static DiffusionSpectralEntropy withSigma(String text) {
    double sigma = Double.parseDouble(text.substring("sigma".length()));
    return DiffusionSpectralEntropy.of(sigma, 1, Operator.KERNEL);
  }

  private static void information(
      Node one, DiffusionSpectralEntropy entropy, Tensor x, long[] labels) {
    Map<Long, List<int[]>> subsets = new HashMap<>();
    one.at("subsets")
        .entries()
        .forEach((label, lists) ->
            subsets.put(Long.parseLong(label), lists.list().stream().map(Node::integers).toList()));
    one.at("value")
        .expect(new DiffusionSpectralMutualInformation(entropy, 1, 0).of(x, labels, subsets));
  }

  /// Of as many points as log2_N says.
  private static void bounds(Node one) {
    long n = Math.round(Math.pow(2, one.at("log2_N").number()));
    one.at("log2_N").expect(Math.log(n) / Math.log(2));
    var entropy = DiffusionSpectralEntropy.standard();
    Tensor apart = Tensor.range(n).to(Type.FLOAT64).mul(1e4);
    // All eigenvalues but one are rounding there
    one.at("all_points_equal").expectOnScale(1, entropy.of(apart.mul(0).reshape(n, 1)));
    one.at("all_points_far_apart").expect(entropy.of(apart.reshape(n, 1)));
  }
}
