package org.offprint.methods.estimate;

import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;
import org.offprint.methods.Source;
import org.offprint.methods.numeric.Moments;

/// The loss attack: a text that the model finds likely was perhaps seen; and its forms against a second measure of the same text.
///
///     score = mean ln p_i = −ln perplexity;  ratio to a reference = ln perplexity of one over that of the other, negated
///
/// Shapes: one text; returns a number.
/// Range: ≤ 0, larger speaks for a member; NaN for an empty text.
/// Source: baselines of arXiv:2409.14781, after Yeom et al., CSF 2018 (loss) and Carlini et al., USENIX Security 2021, arXiv:2012.07805 (ratios).
/// Differs from the source: signs are turned so that larger speaks for a member everywhere.
/// Throws: nothing.
@Source(paper = "arXiv:2409.14781", equation = "baselines: perplexity, lowercase, reference, zlib")
public record MeanLogProb() implements MembershipScore {
  public static MeanLogProb standard() {
    return new MeanLogProb();
  }

  @Override
  public double of(ScoredTokens text) {
    return Moments.mean(text.logProbs());
  }

  public double perplexity(ScoredTokens text) {
    return Math.exp(-of(text));
  }

  /// −ln perplexity(text) / ln perplexity(other), where the other is the same text in lower case,
  /// or scored by another model.
  public double ratio(ScoredTokens text, ScoredTokens other) {
    return -of(text) / of(other);
  }

  /// −ln perplexity(text) / bytes of the compressed text.
  public double perCompressedByte(ScoredTokens scored, String text) {
    return of(scored) / compressedBytes(text);
  }

  /// The bytes of the UTF-8 text as a zlib stream of the usual level.
  public static int compressedBytes(String text) {
    try (var deflater = new Deflater()) {
      deflater.setInput(text.getBytes(StandardCharsets.UTF_8));
      deflater.finish();
      byte[] out = new byte[1024];
      int bytes = 0;
      while (!deflater.finished()) {
        bytes += deflater.deflate(out);
      }
      return bytes;
    }
  }
}
