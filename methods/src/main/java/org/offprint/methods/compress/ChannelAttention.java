package org.offprint.methods.compress;

import org.offprint.methods.layer.Block;
import org.offprint.methods.layer.Initial;
import org.offprint.methods.tensor.Tensor;

/// Attention between channels: what one channel of the earlier slices says about another.
///
///     out = conv(softmax(q̂ k̂ᵀ τ) v),  q̂ and k̂ each channel's plane at length 1
final class ChannelAttention extends Block {
  private final Conv in;
  private final Conv queriesKeysValues;
  private final Tensor temperature;
  private final Conv out;

  ChannelAttention(Initial initial, long channels, long width, long outChannels) {
    in = block("in", Conv.of(initial, channels, width, 1));
    queriesKeysValues = block("qkv", Conv.of(initial, width, 3 * width, 1));
    temperature = parameter("temperature", initial.ones(1));
    out = block("out", Conv.of(initial, width, outChannels, 3));
  }

  Tensor apply(Tensor x) {
    Tensor h = in.apply(x).gelu();
    long width = h.size(1);
    Tensor three = queriesKeysValues.apply(h).reshape(h.size(0), 3 * width, -1);
    Tensor q = unit(three.narrow(1, 0, width));
    Tensor k = unit(three.narrow(1, width, width));
    Tensor v = three.narrow(1, 2 * width, width);
    Tensor mixed = q.matmul(k.transpose(1, 2)).mul(temperature).softmax(-1).matmul(v);
    return out.apply(h.add(mixed.reshape(h.shape())));
  }

  private static Tensor unit(Tensor x) {
    return x.mul(x.square().sum(-1, true).add(1e-12).rsqrt());
  }
}
