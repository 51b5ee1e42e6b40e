package org.offprint.methods.golden.vision;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.offprint.methods.golden.Entry;
import org.offprint.methods.golden.Golden;
import org.offprint.methods.golden.Node;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;
import org.offprint.methods.vision.EfficientChannelAttention;
import org.offprint.methods.vision.ResidualClassifier;

/// ECA: kernel sizes, the parameters it adds to ResNet-50, forward pass and gradients.
final class EfficientChannelAttentionGolden implements Golden {
  private static final long[] RESNET50_WIDTHS = {256, 512, 1024, 2048};

  @Override
  public Entry entry() {
    return new Entry(
        42,
        "1910.03151",
        "efficient-channel-attention",
        List.of(EfficientChannelAttention.class, ResidualClassifier.class),
        "The variant with unshared weights (ECA-NS) is left out. ImageNet figures are not reproduced.");
  }

  @Override
  public void check(Node file) {
    for (Node one : file.at("kernel_sizes_gamma2_b1").list()) {
      one.at("k").expect(EfficientChannelAttention.kernelSize(one.at("C").integer(), 2, 1));
    }
    checkResNet(file.at("resnet50_extra_parameters"));

    Node forward = file.at("forward");
    Tensor x = forward.at("x").tensor().requireGradient();
    Tensor w = forward.at("w").tensor();
    var attention = withKernel(w);
    Tensor means = attention.means(x);
    Tensor scores = attention.scores(means);
    forward.at("gap").expect(means);
    forward.at("pre_sigmoid").expect(scores);
    forward.at("attention").expect(scores.sigmoid());
    Tensor y = attention.apply(x);
    forward.at("y").expect(y);

    Node backward = file.at("backward");
    y.backward(backward.at("upstream").tensor());
    backward.at("grad_x").expect(gradient(x));
    backward.at("grad_w").expect(gradient(attention.parameters().values().iterator().next()));

    var wider = withKernel(file.at("k5").at("w").tensor());
    file.at("k5").at("attention").expect(wider.scores(wider.means(x)).sigmoid());
  }

  private static void checkResNet(Node resNet) {
    int[] blocks = resNet.at("blocks").integers();
    int[] formula =
        Arrays.stream(RESNET50_WIDTHS).mapToInt(EfficientChannelAttention::kernelSize).toArray();
    resNet.at("k_formula").expect(formula);
    resNet.at("params_formula").expect(EfficientChannelAttention.added(blocks, formula));
    int[] released = resNet.at("k_readme").integers(); // the authors' choice, not a formula's value
    resNet.at("params_readme").expect(EfficientChannelAttention.added(blocks, released));
  }

  private static EfficientChannelAttention withKernel(Tensor w) {
    var initial = new Initial(Initial.seeded(0).random(), Type.FLOAT64);
    int k = Math.toIntExact(w.count());
    var attention = new EfficientChannelAttention(initial, k);
    attention.load(Map.of("kernel", w.reshape(1, 1, k)));
    return attention;
  }

  private static Tensor gradient(Tensor tensor) {
    return Objects.requireNonNull(tensor.gradient(), "the backward pass reaches every tensor");
  }
}
