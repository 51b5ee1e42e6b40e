package org.offprint.server.harvest;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offprint.server.ingest.Batch;
import org.offprint.server.ingest.DailyList;
import org.offprint.server.ingest.ImportRefused;
import org.offprint.server.ingest.Raw;

/// The Daily Papers of a server that speaks as Hugging Face does, another Offprint among them: a
/// walk is one day's list, with its votes and submitters. `exact` is understood by Offprints and
/// passed over by others.
///
/// @param base its address, such as `https://huggingface.co`
public record Hub(URI base, Duration pause) implements Source {
  /// The only list that a server has.
  static final String CHANNEL = "daily";

  private static final int PAGE = 100;
  private static final int MOST_PAGES = 100;

  /// A configured address in its shortest form, so that it is one source however it is written.
  public Hub {
    base = URI.create(base.toString().replaceFirst("/+$", ""));
  }

  @Override
  public String name() {
    return "hub " + base.toString().replaceFirst("^https?://", "");
  }

  @Override
  public String gate() {
    return base.getAuthority();
  }

  @Override
  public String accept() {
    return "application/json";
  }

  @Override
  public boolean isWitness() {
    return false;
  }

  /// A page number, and what stood on the page before.
  private record Place(int page, String before) {
    static Place of(Walk walk) {
      @Nullable String cursor = walk.cursor();
      if (cursor == null) {
        return new Place(0, "");
      }
      int space = cursor.indexOf(' ');
      return new Place(Integer.parseInt(cursor.substring(0, space)), cursor.substring(space + 1));
    }
  }

  @Override
  public URI address(Walk walk) {
    return URI.create(
        "%s/api/daily_papers?date=%s&p=%d&limit=%d&exact=true"
            .formatted(base, walk.day(), Place.of(walk).page(), PAGE));
  }

  /// The list ends with an empty page: a server that sends fewer than it was asked for may have
  /// more. One that does not know of pages sends the same again.
  @Override
  public SourcePage read(Walk walk, byte[] body) {
    Place place = Place.of(walk);
    List<Raw> records = records(walk, body);
    Batch batch = Batch.read(records);
    List<String> ids = batch.papers().stream().map(one -> one.paper().id().value()).toList();
    String mark = Integer.toHexString(ids.hashCode()) + "-" + records.size();
    boolean last = records.isEmpty() || mark.equals(place.before());
    if (!last && place.page() >= MOST_PAGES) {
      throw new BrokenPage(
          "the list of %s has no end: %d pages were read".formatted(walk.day(), MOST_PAGES));
    }
    return new SourcePage(
        batch, List.of(), last ? null : (place.page() + 1) + " " + mark, walk.day());
  }

  private List<Raw> records(Walk walk, byte[] body) {
    Bodies.requireEnd(body, ']');
    try {
      return new DailyList(walk.day(), walk.began()).read(name(), body);
    } catch (ImportRefused e) {
      throw new BrokenPage(String.valueOf(e.getMessage()));
    }
  }
}
