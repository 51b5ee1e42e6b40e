package org.offprint.server.ingest;

import org.offprint.catalog.paper.Paper;
import org.offprint.server.paper.Papers;
import tools.jackson.core.JacksonException;

/// Offprint's own export: a row of the paper table.
record ExportForm() implements JsonForm {
  @Override
  public boolean fits(Fields record) {
    return record.isObject("origin") && record.has("tally");
  }

  @Override
  public Said read(Fields record) {
    try {
      Paper paper = Papers.ROWS.treeToValue(record.whole(), Paper.class);
      return new Said.OfPaper(paper, null);
    } catch (JacksonException | NullPointerException e) {
      throw new Unreadable(
          "not a row of the paper table: " + Fields.cut(String.valueOf(e.getMessage())), e);
    }
  }
}
