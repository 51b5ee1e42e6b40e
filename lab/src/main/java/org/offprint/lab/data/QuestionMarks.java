package org.offprint.lab.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.offprint.methods.tensor.Tensor;
import org.offprint.methods.tensor.Type;

/// The words of a text without its punctuation, each with the question whether a question mark
/// followed: about one word in eighty.
///
/// @param features (N, {@link #WIDTH}): what is around each word, hashed to 0 … {@link #BUCKETS} −
///   1
/// @param positive whether a question mark follows
public record QuestionMarks(int[][] features, boolean[] positive) {
  public static final int BUCKETS = 1 << 12;
  public static final int WIDTH = 12;

  private static final Pattern WORD = Pattern.compile("([A-Za-z']+)([^A-Za-z']*)");
  private static final int FARTHEST = 9;

  public static QuestionMarks of(String text) {
    List<String> words = new ArrayList<>();
    List<Boolean> lineEnds = new ArrayList<>();
    List<Boolean> marks = new ArrayList<>();
    for (Matcher matcher = WORD.matcher(text); matcher.find(); ) {
      words.add(matcher.group(1));
      marks.add(matcher.group(2).indexOf('?') >= 0);
      lineEnds.add(matcher.group(2).indexOf('\n') >= 0);
    }
    int[][] features = new int[words.size()][];
    boolean[] positive = new boolean[words.size()];
    for (int i = 0; i < features.length; i++) {
      features[i] = around(words, lineEnds, i);
      positive[i] = marks.get(i);
    }
    return new QuestionMarks(features, positive);
  }

  /// The word, the two before and the one after it by place; the seven before those in any order;
  /// whether its line ends there and the next word has a capital.
  private static int[] around(List<String> words, List<Boolean> lineEnds, int at) {
    int[] hashed = new int[WIDTH];
    int next = 0;
    for (int place = -2; place <= 1; place++) {
      hashed[next++] = bucket(place + " " + lower(words, at + place));
    }
    for (int back = 3; back <= FARTHEST; back++) {
      hashed[next++] = bucket("before " + lower(words, at - back));
    }
    boolean capital = at + 1 < words.size() && Character.isUpperCase(words.get(at + 1).charAt(0));
    hashed[next] = bucket("ends " + lineEnds.get(at) + " capital " + capital);
    return hashed;
  }

  private static String lower(List<String> words, int at) {
    return at < 0 || at >= words.size() ? "" : words.get(at).toLowerCase(Locale.ROOT);
  }

  private static int bucket(String feature) {
    return Math.floorMod(feature.hashCode() * 0x9E3779B9, BUCKETS); // the language fixes hashCode
  }

  /// Consecutive words from a place on, the text taken as a ring.
  public QuestionMarks part(int from, int count) {
    return pick(IntStream.range(from, from + count).map(i -> i % size()).toArray());
  }

  public QuestionMarks pick(int... which) {
    int[][] some = new int[which.length][];
    boolean[] labels = new boolean[which.length];
    for (int i = 0; i < which.length; i++) {
      some[i] = features[which[i]];
      labels[i] = positive[which[i]];
    }
    return new QuestionMarks(some, labels);
  }

  public int size() {
    return positive.length;
  }

  /// The share that a question mark follows.
  public double share() {
    return IntStream.range(0, size()).filter(i -> positive[i]).count() / (double) size();
  }

  /// (N, WIDTH) int64.
  public Tensor x() {
    long[] flat = new long[size() * WIDTH];
    for (int i = 0; i < size(); i++) {
      for (int j = 0; j < WIDTH; j++) {
        flat[i * WIDTH + j] = features[i][j];
      }
    }
    return Tensor.of(flat, size(), WIDTH);
  }

  /// (N) float32, 1 where a question mark follows.
  public Tensor y() {
    return Tensor.of(positive, size()).to(Type.FLOAT32);
  }
}
