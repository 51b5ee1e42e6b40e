package org.offprint.lab.model;

import org.offprint.methods.layer.BatchNorm;
import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Conv2d;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.layer.Linear;
import org.offprint.methods.loss.FeatureClassifier;
import org.offprint.methods.tensor.Tensor;

/// Two convolutions, each halving the picture and followed by batch normalisation and ReLU, then
/// two linear layers with ReLU between. While `training` is on it normalises by the batch's own
/// statistics.
public final class NormedConvNet extends Block implements FeatureClassifier {
  public static final int FEATURES = 32;
  private static final int FIRST = 8;
  private static final int SECOND = 16;

  private final int side;
  private final Conv2d firstConv;
  private final BatchNorm firstNorm;
  private final Conv2d secondConv;
  private final BatchNorm secondNorm;
  private final Linear hidden;
  private final Linear head;

  /// @param side of the square grey pictures
  public NormedConvNet(Initial initial, int side, int classes) {
    this.side = side;
    int quarter = (side + 3) / 4;
    firstConv = block("conv.0", new Conv2d(initial, 1, FIRST, 3, 2, 1, false));
    firstNorm = block("norm.0", new BatchNorm(initial, FIRST));
    secondConv = block("conv.1", new Conv2d(initial, FIRST, SECOND, 3, 2, 1, false));
    secondNorm = block("norm.1", new BatchNorm(initial, SECOND));
    hidden = block("hidden", new Linear(initial, (long) SECOND * quarter * quarter, FEATURES));
    head = block("head", new Linear(initial, FEATURES, classes));
  }

  /// @param x (B, side²)
  @Override
  public Tensor features(Tensor x) {
    Tensor image = x.reshape(x.size(0), 1, side, side);
    Tensor first = firstNorm.apply(firstConv.apply(image)).relu();
    Tensor second = secondNorm.apply(secondConv.apply(first)).relu();
    return hidden.apply(second.reshape(x.size(0), second.count() / x.size(0))).relu();
  }

  @Override
  public Tensor logits(Tensor features) {
    return head.apply(features);
  }
}
