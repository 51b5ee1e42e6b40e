package org.offprint.methods.text;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.offprint.methods.Shapes;
import org.offprint.methods.Source;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Byte-pair encoding over UTF-8 bytes: every text has tokens, and its tokens give the text back.
///
///     tokens 0 … 255 are the bytes, 256 + i is the pair that merge i joined, special tokens come last
///     training: join the most frequent neighbouring pair, count again, repeat
///     encoding: join the pair that was learned first, repeat
///
/// Shapes: text is any string of whole Unicode characters; tokens 0 … size() − 1.
/// Range: merges stay inside a piece: letters, digits or signs with at most one space before, or
/// white space.
/// Source: Sennrich et al., arXiv:1508.07909, section 3.2; over bytes as in Radford et al., Language
/// Models are Unsupervised Multitask Learners, 2019, section 2.2.
/// Differs from the source: pairs that are equally frequent are joined lower numbers first, so that
/// training gives the same tokens everywhere; combining marks count as letters.
/// Throws: IllegalArgumentException if a text holds half of a surrogate pair, a token is out of
/// range, a special token is not known, or a file is not of the format.
@Source(paper = "arXiv:1508.07909", equation = "section 3.2")
public final class BytePairTokenizer {
  private static final int BYTES = 256;
  private static final Pattern PIECES =
      Pattern.compile(" ?[\\p{L}\\p{M}]+| ?\\p{N}+| ?[^\\s\\p{L}\\p{M}\\p{N}]+|\\s+(?!\\S)|\\s+");

  private final List<Pair> merges;
  private final List<String> specials;
  private final Map<Pair, Integer> joined = new HashMap<>();
  private final byte[][] spelled;

  /// Two neighbouring tokens.
  record Pair(int left, int right) {}

  private record Saved(String format, List<Pair> merges, List<String> specials) {
    static final String FORMAT = "byte-pair tokenizer 1";
  }

  private BytePairTokenizer(List<Pair> merges, List<String> specials) {
    this.merges = List.copyOf(merges);
    this.specials = List.copyOf(specials);
    spelled = new byte[BYTES + merges.size()][];
    for (int i = 0; i < BYTES; i++) {
      spelled[i] = new byte[] {(byte) i};
    }
    for (int i = 0; i < merges.size(); i++) {
      Pair pair = merges.get(i);
      int token = BYTES + i;
      if (pair.left() < 0 || pair.left() >= token || pair.right() < 0 || pair.right() >= token) {
        throw new IllegalArgumentException(
            "merge %d joins %s; expected tokens from 0 to %d".formatted(i, pair, token - 1));
      }
      joined.put(pair, token);
      spelled[token] =
          ByteBuffer.allocate(spelled[pair.left()].length + spelled[pair.right()].length)
              .put(spelled[pair.left()])
              .put(spelled[pair.right()])
              .array();
    }
  }

  /// The bytes alone: what a training without texts would give.
  public static BytePairTokenizer ofBytes(String... specials) {
    return new BytePairTokenizer(List.of(), List.of(specials));
  }

  /// Learns merges until the vocabulary is full or no pair occurs twice.
  ///
  /// @param vocabulary how many tokens there may be, bytes and special tokens included
  /// @param specials names of tokens that no text encodes to: `<end>`
  public static BytePairTokenizer train(
      Iterable<String> texts, int vocabulary, String... specials) {
    Shapes.require(
        "vocabulary",
        vocabulary,
        vocabulary >= BYTES + specials.length,
        "%d or more: the bytes and the special tokens".formatted(BYTES + specials.length));
    var counts = new HashMap<String, Long>();
    for (String text : texts) {
      utf8(text);
      pieces(text).forEach(piece -> counts.merge(piece, 1L, Long::sum));
    }
    var corpus = new PairCounts();
    counts.forEach((piece, count) -> corpus.add(bytes(piece), count));
    var merges = new ArrayList<Pair>();
    while (BYTES + merges.size() + specials.length < vocabulary) {
      Pair best = corpus.mostFrequent();
      if (best == null) {
        break;
      }
      corpus.join(best, BYTES + merges.size());
      merges.add(best);
    }
    return new BytePairTokenizer(merges, List.of(specials));
  }

  /// How many tokens there are.
  public int size() {
    return spelled.length + specials.size();
  }

  /// The token of a special name.
  public int special(String name) {
    int place = specials.indexOf(name);
    if (place < 0) {
      throw new IllegalArgumentException(
          "'%s' is not a special token; there are %s".formatted(name, specials));
    }
    return spelled.length + place;
  }

  /// The tokens of a text; special tokens are never among them.
  public long[] encode(String text) {
    utf8(text);
    return pieces(text).stream().flatMapToInt(piece -> join(bytes(piece))).asLongStream().toArray();
  }

  /// The text of tokens; bytes that are no whole character become U+FFFD, special tokens nothing.
  public String decode(long... tokens) {
    return new String(bytesOf(tokens), StandardCharsets.UTF_8);
  }

  /// The bytes of tokens, for a text that is still growing.
  public byte[] bytesOf(long... tokens) {
    Shapes.requireIndices("tokens", tokens, size());
    var out = new java.io.ByteArrayOutputStream();
    for (long token : tokens) {
      if (token < spelled.length) {
        out.writeBytes(spelled[(int) token]);
      }
    }
    return out.toByteArray();
  }

  public void save(Path file) throws IOException {
    Files.writeString(
        file, JsonMapper.shared().writeValueAsString(new Saved(Saved.FORMAT, merges, specials)));
  }

  public static BytePairTokenizer load(Path file) throws IOException {
    Saved saved;
    try {
      saved = JsonMapper.shared().readValue(Files.readString(file), Saved.class);
    } catch (JacksonException | CharacterCodingException e) {
      throw new IllegalArgumentException("%s is not a saved tokenizer".formatted(file), e);
    }
    if (!Saved.FORMAT.equals(saved.format())) {
      throw new IllegalArgumentException(
          "%s has format '%s'; expected '%s'".formatted(file, saved.format(), Saved.FORMAT));
    }
    return new BytePairTokenizer(saved.merges(), saved.specials());
  }

  private static List<String> pieces(String text) {
    var pieces = new ArrayList<String>();
    Matcher matcher = PIECES.matcher(text);
    while (matcher.find()) {
      pieces.add(matcher.group());
    }
    return pieces;
  }

  private static byte[] utf8(String text) {
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "the text holds half of a surrogate pair, which is no character: cut texts between code points",
          e);
    }
  }

  private static int[] bytes(String piece) {
    byte[] bytes = piece.getBytes(StandardCharsets.UTF_8);
    return IntStream.range(0, bytes.length).map(i -> Byte.toUnsignedInt(bytes[i])).toArray();
  }

  /// A pair that might be joined, and where its left token stands.
  private record Candidate(int token, int at, Pair pair) {}

  /// Joins pairs, those learned first before others and left before right, over a chain of tokens.
  private IntStream join(int[] tokens) {
    int[] next = IntStream.rangeClosed(1, tokens.length).toArray();
    int[] before = IntStream.range(-1, tokens.length - 1).toArray();
    var waiting =
        new PriorityQueue<Candidate>(
            Comparator.comparingInt(Candidate::token).thenComparingInt(Candidate::at));
    for (int i = 0; i + 1 < tokens.length; i++) {
      offer(waiting, tokens, i, i + 1);
    }
    for (Candidate one = waiting.poll(); one != null; one = waiting.poll()) {
      int left = one.at();
      int right = next[left];
      if (tokens[left] != one.pair().left()
          || right == tokens.length
          || tokens[right] != one.pair().right()) {
        continue; // a neighbour was joined meanwhile
      }
      tokens[left] = one.token();
      tokens[right] = -1;
      next[left] = next[right];
      if (next[left] < tokens.length) {
        before[next[left]] = left;
        offer(waiting, tokens, left, next[left]);
      }
      if (before[left] >= 0) {
        offer(waiting, tokens, before[left], left);
      }
    }
    return IntStream.of(tokens).filter(token -> token >= 0);
  }

  private void offer(PriorityQueue<Candidate> waiting, int[] tokens, int left, int right) {
    Pair pair = new Pair(tokens[left], tokens[right]);
    Integer token = joined.get(pair);
    if (token != null) {
      waiting.add(new Candidate(token, left, pair));
    }
  }
}
