package org.offprint.lab.data;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.offprint.catalog.result.DataSource;
import org.offprint.lab.task.Lab;
import org.offprint.methods.tensor.Tensor;

/// 100,004 ratings of films as a table of categories: did this person like that film?
///
/// @param rows (N, 8) the words of each field: person, film, its first three genres, its year, the
///   year of the rating, and the years between
/// @param liked whether the rating is 4 stars or more
public record MovieRatings(String[][] rows, boolean[] liked) {
  public static final int FIELDS = 8;
  private static final String HOME = "https://grouplens.org/datasets/movielens/latest/";
  private static final String LICENCE =
      "GroupLens: research use, redistribution under the same conditions, no commercial use";
  public static final DataSource RATINGS =
      new DataSource(
          "MovieLens, the latest small set of October 2016: ratings",
          "tabular/ml-latest-small/ratings.csv",
          HOME,
          "b4239649fbf90ebf405c56c3ae1d929d9e7c86fc1a3a80cbef1c884df593ef73",
          LICENCE);
  public static final DataSource MOVIES =
      new DataSource(
          "MovieLens, the latest small set of October 2016: films",
          "tabular/ml-latest-small/movies.csv",
          HOME,
          "43d1736d3c688eb5b7856473c36d86a1c345676cab256c91720c1f6984d263b5",
          LICENCE);

  private static final int GENRES = 3;
  private static final double LIKED = 4;
  private static final Pattern FILM = Pattern.compile("(\\d+),(.*),([^,]*)");
  private static final Pattern YEAR = Pattern.compile("\\((\\d{4})\\)\"?\\s*$");

  public static MovieRatings read(Lab lab) {
    return parse(lab.text(RATINGS), lab.text(MOVIES));
  }

  static MovieRatings parse(String ratings, String movies) {
    Map<String, Film> films = new HashMap<>();
    for (String line : lines(movies)) {
      Matcher matcher = FILM.matcher(line);
      if (!matcher.matches()) {
        throw new IllegalArgumentException(
            "a film reads '%s': expected number, title and genres".formatted(line));
      }
      Matcher year = YEAR.matcher(matcher.group(2));
      films.put(
          matcher.group(1),
          new Film(
              List.of(matcher.group(3).split("\\|")), year.find() ? year.group(1) : "unknown"));
    }
    List<String> lines = lines(ratings);
    String[][] rows = new String[lines.size()][];
    boolean[] liked = new boolean[rows.length];
    for (int n = 0; n < rows.length; n++) {
      String[] cells = lines.get(n).split(",", -1);
      Film film = cells.length == 4 ? films.get(cells[1]) : null;
      if (film == null) {
        throw new IllegalArgumentException(
            "a rating reads '%s': expected a person, a known film, stars and seconds"
                .formatted(lines.get(n)));
      }
      int rated =
          Instant.ofEpochSecond(Long.parseLong(cells[3])).atOffset(ZoneOffset.UTC).getYear();
      rows[n] = film.row(cells[0], cells[1], rated);
      liked[n] = Double.parseDouble(cells[2]) >= LIKED;
    }
    return new MovieRatings(rows, liked);
  }

  private static List<String> lines(String csv) {
    return csv.lines().skip(1).filter(line -> !line.isBlank()).toList();
  }

  private record Film(List<String> genres, String year) {
    String[] row(String person, String film, int rated) {
      String[] row = new String[FIELDS];
      row[0] = person;
      row[1] = film;
      for (int g = 0; g < GENRES; g++) {
        row[2 + g] = g < genres.size() ? genres.get(g) : "none";
      }
      row[5] = year;
      row[6] = Integer.toString(rated);
      row[7] = year.equals("unknown") ? year : Integer.toString(rated - Integer.parseInt(year));
      return row;
    }
  }

  /// A table of numbers.
  ///
  /// @param ids (N, fields), each from 0 to below `vocabulary`; 0 is what training had too rarely
  public record Table(long[][] ids, boolean[] liked, int vocabulary) {
    public int size() {
      return ids.length;
    }

    /// (which, fields) int64.
    public Tensor ids(int... which) {
      return Tensor.of(
          Arrays.stream(which).mapToObj(i -> ids[i]).flatMapToLong(Arrays::stream).toArray(),
          which.length,
          FIELDS);
    }

    /// (which) float32.
    public Tensor labels(int... which) {
      float[] labels = new float[which.length];
      for (int i = 0; i < labels.length; i++) {
        labels[i] = liked[which[i]] ? 1 : 0;
      }
      return Tensor.of(labels, labels.length);
    }
  }

  /// Training, validation and test, drawn by the seed; the rest of the rows is left out. Words that
  /// training has fewer than `least` times share the number 0.
  public Table[] split(long seed, int least, int... sizes) {
    int[] order = Digits.shuffled(new SplittableRandom(seed), rows.length);
    Map<String, Integer> counts = new HashMap<>();
    for (int i = 0; i < sizes[0]; i++) {
      for (int field = 0; field < FIELDS; field++) {
        counts.merge(field + ":" + rows[order[i]][field], 1, Integer::sum);
      }
    }
    Map<String, Long> numbers = new HashMap<>();
    counts.entrySet().stream()
        .filter(entry -> entry.getValue() >= least)
        .map(Map.Entry::getKey)
        .sorted()
        .forEach(word -> numbers.put(word, numbers.size() + 1L));
    Table[] parts = new Table[sizes.length];
    int from = 0;
    for (int part = 0; part < sizes.length; part++) {
      long[][] ids = new long[sizes[part]][FIELDS];
      boolean[] labels = new boolean[sizes[part]];
      for (int i = 0; i < sizes[part]; i++) {
        int row = order[from + i];
        for (int field = 0; field < FIELDS; field++) {
          ids[i][field] = numbers.getOrDefault(field + ":" + rows[row][field], 0L);
        }
        labels[i] = liked[row];
      }
      parts[part] = new Table(ids, labels, numbers.size() + 1);
      from += sizes[part];
    }
    return parts;
  }
}
